"""`paysleuth.toml`: which accounts there are, where their keys come from, and what an investigation may spend.

Everything is checked when it is read, unknown names included, and a fault is told by its place. No message repeats a
value, for it may be a key in the wrong place.
"""

import difflib
import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from tools.contract.account import (
    PUBLIC_RATES,
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
from tools.operations.homes import settings_places
from tools.reading.guard import is_loopback

PLACEHOLDER = re.compile(r"\$\{|\$[A-Za-z_]|^<.*>$|^\s*$")
DEMO = "demo"


def _no_placeholder(value: str) -> str:
    if PLACEHOLDER.search(value):
        raise ValueError("holds a placeholder or nothing; paysleuth fills none in")
    return value


def _web_address(value: str) -> str:
    if value != STRIPE_URL and not is_loopback(value):
        raise ValueError(f"may only be {STRIPE_URL} or a loopback address such as http://127.0.0.1:12111")
    return value


def _time_zone(value: str) -> str:
    try:
        return value if value == "UTC" else ZoneInfo(value).key
    except (OSError, ValueError, KeyError):
        raise ValueError("is no time zone such as America/Detroit") from None


def _account_name(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", value):
        raise ValueError("is no account name: small letters, digits, - and _")
    if value == DEMO:
        raise ValueError("is taken: the demo account always exists, and needs no settings")
    return value


Plain = Annotated[str, AfterValidator(_no_placeholder)]
AccountName = Annotated[str, AfterValidator(_account_name)]
ProviderName = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class KeySettings(_Section):
    """`[accounts.X.key]` and `[accounts.X.webhook_secret]`: exactly one place that the secret comes from."""

    file: Plain | None = None
    keyring: Plain | None = None  # the entry's name, under the service `paysleuth`
    command: Annotated[list[Plain], Field(min_length=1)] | None = None  # run as it stands, by no shell
    env: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError("needs exactly one of file, keyring, command, env")
        return self


class AccountSettings(_Section):
    """`[accounts.X]`: one Stripe account in one mode."""

    mode: Mode
    key: KeySettings
    base_url: Annotated[str, AfterValidator(_web_address)] = STRIPE_URL
    time_zone: Annotated[str, AfterValidator(_time_zone)] = "UTC"
    connected: list[AccountId] = []
    webhook_secret: KeySettings | None = None


class BudgetSettings(_Section):
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


class BookingSettings(_Section):
    """`[bookings]`: the metadata keys that tie payments to bookings and providers, and what a payment's must hold."""

    booking_key: MetadataKey = "booking_id"
    provider_key: MetadataKey = "provider_id"
    required: list[BookingRule] = []


class StorageSettings(_Section):
    """`[storage]`: where stores are kept; `$PAYSLEUTH_HOME` comes first."""

    folder: Plain | None = None


class Settings(_Section):
    """The whole file; without one, only the demo account exists."""

    accounts: dict[AccountName, AccountSettings] = {}
    budget: BudgetSettings = BudgetSettings()
    metadata: dict[MetadataKey, Pattern] = VISIBLE_METADATA
    fees: dict[Currency, RateCard] = {}
    bookings: BookingSettings = BookingSettings()
    escrow: EscrowRule = EscrowRule()
    providers: dict[ProviderName, AccountId] = {}
    storage: StorageSettings = StorageSettings()


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


def _fault(kind: str, where: tuple[str | int, ...], message: str) -> str:
    place = ".".join(_shown(str(part)) for part in where if part != "[key]")
    match kind:
        case "extra_forbidden":
            near = difflib.get_close_matches(str(where[-1]), _names(where[:-1]), n=1)
            return f"{place} is no setting" + (f" (did you mean {near[0]}?)" if near else "")
        case "missing":
            return f"{place} is missing"
        case "model_type" if where[-1] in ("key", "webhook_secret"):
            return f"{place} is a section that says where it is; the secret itself never stands in this file"
        case "value_error":
            return f"{place} {message.removeprefix('Value error, ')}"
        case _:
            return f"{place}: {message[:1].lower()}{message[1:]}"


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
        case ("accounts", _, "key" | "webhook_secret"):
            section = KeySettings
        case ("fees", _):
            section = RateCard
        case ("fees", _, "methods", _):
            section = Rate
        case ("bookings", "required", _):
            section = BookingRule
        case ("escrow", "application_fee"):
            section = FeeRule
        case (str(name),) if isinstance(given := getattr(Settings(), name, None), BaseModel):
            section = type(given)
        case _:
            return []
    return list(section.model_fields)


def sample_settings() -> str:
    """The commented `paysleuth.toml` that `paysleuth init` writes. It holds no secret, only where one is."""
    metadata = "\n".join(f"# {key} = '{pattern}'" for key, pattern in VISIBLE_METADATA.items())
    return _SAMPLE.replace("@METADATA@", metadata).replace("@FEES@", _sample_fees())


def _sample_fees() -> str:
    lines: list[str] = []
    for currency, card in PUBLIC_RATES.items():
        rates = card.model_dump(exclude_none=True, exclude={"methods"})
        lines += [f"# [fees.{currency}]", *(f"# {name} = {_toml(value)}" for name, value in rates.items())]
        for method, rate in card.methods.items():
            own = ", ".join(f"{name} = {value}" for name, value in rate.model_dump(exclude_none=True).items())
            lines.append(f"# methods.{method} = {{ {own} }}")
    return "\n".join(lines)


def _toml(value: str | int) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


_SAMPLE = """\
# paysleuth reads this file from the folder it is started in, else from your configuration folder.
# The account `demo` always exists and needs nothing here.

[accounts.main]
mode = "test"                      # or "live"; the key must be of the same mode
# time_zone = "America/Detroit"    # for the dates that you read and write
# connected = ["acct_..."]         # connected accounts that may be read, and no others

# Make a restricted key (it begins with rk_) with read permissions alone, in the Dashboard under Developers > API keys.
# Name exactly one place to take it from. It never stands in this file.
[accounts.main.key]
file = "~/.config/paysleuth/stripe.key"
# keyring = "main"                                 # set with: keyring set paysleuth main
# command = ["op", "read", "op://Payments/Stripe/paysleuth"]
# env = "STRIPE_API_KEY"                           # other programs you start can read it there

# What checks that a webhook's signature is Stripe's (it begins with whsec_), for `paysleuth webhook verify`. Like the
# key it never stands in this file.
# [accounts.main.webhook_secret]
# file = "~/.config/paysleuth/webhook.secret"

# What one question may spend. The bounds below are examples; leave a line out for paysleuth's own.
[budget]
# steps = 40
# stripe_reads = 300
# dollars = 2.00
# seconds = 600

# Metadata whose values may be shown, each with the pattern that the whole value must match. All other metadata stays
# hidden. Giving this section replaces the list:
# [metadata]
@METADATA@

[bookings]
# booking_key = "booking_id"       # the metadata key that ties a payment to a booking
# provider_key = "provider_id"
# What the metadata of every payment of a booking must hold: a pattern, or the value of another field (transfer_group,
# charge.transfer_group, destination, customer, amount, currency). Each mismatch is reported.
# required = [{ key = "booking_id", pattern = "booking_[A-Za-z0-9]+", equals = "transfer_group" }]

# What you agreed on with Stripe for payments that settle in a currency: hundredths of a percent, a fixed part in minor
# units, and what is added for cards from outside your home country and for conversion. Without this section no fee is
# compared. These are Stripe's public prices in the United States:
@FEES@

[escrow]
# When a provider's share of a payment is due, and how much it is. Without keep, no amount is compared.
# release_key = "release_at"       # the metadata key that says from when the share is due: 2026-11-20T14:00:00Z
# release_days = 7                 # days after the charge, for payments without that key; if left out, 7 are presumed
# grace_hours = 24                 # after that it is late
# split_key = "split"              # the metadata key that says who shares: provider_11:60 provider_12:40
# service_key = "service_type"     # the metadata key that says which entry of keep holds
# keep = { default = 15, moving_help = 20 }    # what you keep, in percent of what was captured less refunds
# application_fee = { fixed = 3 }  # or { percent = 15 }: of payments that go to their provider with the charge

[providers]
# The connected account of a provider. Without an entry it is found by the payments that name the provider.
# provider_67890 = "acct_..."

[storage]
# folder = "/var/lib/paysleuth"    # PAYSLEUTH_HOME comes first
"""
