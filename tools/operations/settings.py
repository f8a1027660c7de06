"""`paysleuth.toml`: which accounts there are, where their keys come from, and what an investigation may spend.

Everything is checked when it is read, unknown names included, and a fault is told by its place. No message repeats a
value, for it may be a key in the wrong place.
"""

import difflib
import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, ValidationError

from tools.contract.account import (
    STRIPE_URL,
    VISIBLE_METADATA,
    AccountId,
    BookingRule,
    EscrowRule,
    FeeRule,
    MetadataKey,
    Mode,
    Pattern,
    Rate,
    RateCard,
)
from tools.contract.money import Currency
from tools.operations import Misconfigured
from tools.operations.delivery import TARGETS, Target, TargetName
from tools.operations.homes import settings_places
from tools.operations.reports import DailySettings, ReportsSettings
from tools.operations.sections import AccountName, KeySettings, Plain, Section
from tools.reading.guard import is_loopback

_SECRETS = frozenset({"key", "webhook_secret", "token", "url", "password", "secret", "next_secret"})


def _web_address(value: str) -> str:
    if value != STRIPE_URL and not is_loopback(value):
        raise ValueError(f"may only be {STRIPE_URL} or a loopback address such as http://127.0.0.1:12111")
    return value


def _time_zone(value: str) -> str:
    try:
        return value if value == "UTC" else ZoneInfo(value).key
    except (OSError, ValueError, KeyError):
        raise ValueError("is no time zone such as America/Detroit") from None


ProviderName = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class AccountSettings(Section):
    """`[accounts.X]`: one Stripe account in one mode."""

    mode: Mode
    key: KeySettings
    base_url: Annotated[str, AfterValidator(_web_address)] = STRIPE_URL
    time_zone: Annotated[str, AfterValidator(_time_zone)] = "UTC"
    connected: list[AccountId] = []
    webhook_secret: KeySettings | None = None


class BudgetSettings(Section):
    """`[budget]`: what one question may spend; what isn't given keeps paysleuth's own bound."""

    steps: Annotated[int, Field(ge=1)] | None = None
    tool_calls: Annotated[int, Field(ge=0)] | None = None
    stripe_reads: Annotated[int, Field(ge=0)] | None = None
    tokens: Annotated[int, Field(ge=1)] | None = None
    dollars: Annotated[Decimal, Field(gt=0)] | None = None
    seconds: Annotated[int, Field(ge=1)] | None = None

    def limits(self) -> dict[str, int]:
        """The bounds that are given, dollars as `usd_micros`."""
        given = {name: value for name, value in self if isinstance(value, int)}
        return given if self.dollars is None else {**given, "usd_micros": int(self.dollars * 1_000_000)}


class BookingSettings(Section):
    """`[bookings]`: the metadata keys that tie payments to bookings and providers, and what a payment's must hold."""

    booking_key: MetadataKey = "booking_id"
    provider_key: MetadataKey = "provider_id"
    required: list[BookingRule] = []


class StorageSettings(Section):
    """`[storage]`: where stores are kept; `$PAYSLEUTH_HOME` comes first."""

    folder: Plain | None = None


class Settings(Section):
    """The whole file; without one, only the demo account exists."""

    accounts: dict[AccountName, AccountSettings] = {}
    budget: BudgetSettings = BudgetSettings()
    metadata: dict[MetadataKey, Pattern] = VISIBLE_METADATA
    fees: dict[Currency, RateCard] = {}
    bookings: BookingSettings = BookingSettings()
    escrow: EscrowRule = EscrowRule()
    providers: dict[ProviderName, AccountId] = {}
    storage: StorageSettings = StorageSettings()
    delivery: dict[TargetName, Target] = {}
    reports: ReportsSettings = ReportsSettings()


def load_settings(working: Path) -> tuple[Settings, Path | None]:
    """The settings from the working folder, else from the user's configuration folder, and the file they are from."""
    for place in settings_places(working):
        try:
            text = place.read_text("utf-8")
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError):
            raise Misconfigured(f"{place} can't be read", "check its permissions and that it is UTF-8") from None
        return parse_settings(text, str(place)), place
    return Settings(), None


def parse_settings(text: str, place: str) -> Settings:
    """The settings in a file's text; raises `Misconfigured` naming each fault's place, and no value."""
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at .*\)$", str(error))
        raise Misconfigured(f"{place} is no valid TOML {at[0] if at else ''}".strip(), "mend it there") from None
    try:
        return Settings.model_validate(parsed)
    except ValidationError as invalid:
        faults = [_fault(error["type"], error["loc"], error["msg"]) for error in invalid.errors(include_input=False)]
        raise Misconfigured(f"{place}: {'; '.join(faults)}", "`paysleuth init` writes an example to compare") from None


def _fault(kind: str, where: tuple[str | int, ...], message: str) -> str:  # noqa: PLR0911 - one return a fault
    place = ".".join(_shown(str(part)) for part in _written(where))
    match kind:
        case "extra_forbidden":
            near = difflib.get_close_matches(str(where[-1]), _names(where[:-1]), n=1)
            return f"{place} is no setting" + (f" (did you mean {near[0]}?)" if near else "")
        case "missing":
            return f"{place} is missing"
        case "model_type" if where[-1] in _SECRETS:
            return f"{place} is a section that says where it is; the secret itself never stands in this file"
        case "union_tag_not_found":
            return f"{place}.kind is missing: one of {', '.join(TARGETS)}"
        case "union_tag_invalid":
            return f"{place}.kind is none of {', '.join(TARGETS)}"
        case "value_error":
            return f"{place} {message.removeprefix('Value error, ')}"
        case _:
            return f"{place}: {message[:1].lower()}{message[1:]}"


def _written(where: tuple[str | int, ...]) -> list[str | int]:
    """A fault's place as the file has it: what pydantic adds to it, a map's key and a target's kind, is left out."""
    match where:
        case ("delivery", name, kind, *rest) if kind in TARGETS:
            return ["delivery", name, *rest]
        case _:
            return [part for part in where if part != "[key]"]


def _shown(part: str) -> str:
    return part if re.fullmatch(r"[A-Za-z0-9_-]{1,40}", part) and not re.match(r"[rs]k_|whsec_", part) else "…"


def _names(where: tuple[str | int, ...]) -> list[str]:
    """The settings that a section knows."""
    section: type[BaseModel]
    match where:
        case ():
            section = Settings
        case ("accounts", _):
            section = AccountSettings
        case ("accounts", _, "key" | "webhook_secret") | (
            "delivery",
            _,
            _,
            *_,
            "token" | "url" | "password" | "secret",
        ):
            section = KeySettings
        case ("delivery", _, str(kind)) if kind in TARGETS:
            section = TARGETS[kind]
        case ("fees", _):
            section = RateCard
        case ("fees", _, "methods", _):
            section = Rate
        case ("bookings", "required", _):
            section = BookingRule
        case ("escrow", "application_fee"):
            section = FeeRule
        case ("reports", "daily"):
            section = DailySettings
        case (str(name),) if isinstance(given := getattr(Settings(), name, None), BaseModel):
            section = type(given)
        case _:
            return []
    return list(section.model_fields)
