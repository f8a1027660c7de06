"""The platform's own rule: which share is a provider's, from when it is due, and who shares a payment."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from tools.contract.account import ASSUMED_DAYS, EscrowRule, FeeRule
from tools.contract.clock import from_unix
from tools.contract.money import Money

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_LEG = re.compile(r"(\S+):(\d{1,3})")
_WHOLE = 100


@dataclass(frozen=True)
class Due:
    """From when a share is due, until when it is in time, and by which rule; `assumed` where nobody stated one."""

    at: datetime
    late_after: datetime
    rule: str
    assumed: bool = False


@dataclass(frozen=True)
class Share:
    """A provider's share by the rule."""

    amount: Money
    rule: str


@dataclass(frozen=True)
class Leg:
    provider: str
    percent: int


def due(rule: EscrowRule, metadata: dict[str, str], charged: int) -> Due:
    """When the share of a payment is due: as its metadata say, else some days after it was charged."""
    said = metadata.get(rule.release_key, "")
    grace = timedelta(hours=rule.grace_hours)
    if _MOMENT.fullmatch(said) and (at := _moment(said)) is not None:
        return Due(at, at + grace, f"metadata {rule.release_key}, late {rule.grace_hours} hours after")
    assumed = rule.release_days is None
    days = ASSUMED_DAYS if rule.release_days is None else rule.release_days
    at = from_unix(charged) + timedelta(days=days)
    whose = "assumed: " if assumed else ""
    return Due(at, at + grace, f"{whose}{days} days after the charge, late {rule.grace_hours} hours after", assumed)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def share(rule: EscrowRule, service: str | None, base: Money) -> Share | None:
    """The provider's share of what was captured less what was refunded, rounded down; None without a rule for it."""
    keep = rule.kept(service)
    if keep is None:
        return None
    told = f"{_percent(_WHOLE - keep)} of what was captured less refunds ({service or 'default'}), rounded down"
    return Share(Money(currency=base.currency, minor=_of(base.minor, _WHOLE - keep)), told)


def fee(rule: EscrowRule, captured: Money) -> Share | None:
    """What the platform takes of a payment that goes to its provider with the charge; never more than was captured."""
    match rule.application_fee:
        case None:
            return None
        case FeeRule(fixed=int(fixed)):
            minor, told = fixed, f"{Money(currency=captured.currency, minor=fixed)} a payment"
        case FeeRule(percent=percent):
            minor, told = _of(captured.minor, percent or Decimal()), f"{_percent(percent or Decimal())} of the payment"
    return Share(Money(currency=captured.currency, minor=min(minor, captured.minor)), told)


def kept(rule: EscrowRule, service: str | None, captured: Money) -> Share | None:
    """What the platform takes, as an application fee, of a payment on the provider's own account."""
    keep = rule.kept(service)
    if keep is None:
        return None
    return Share(
        Money(currency=captured.currency, minor=_of(captured.minor, keep)),
        f"{_percent(keep)} of the payment ({service or 'default'}), rounded down",
    )


def legs(rule: EscrowRule, metadata: dict[str, str]) -> tuple[Leg, ...]:
    """Who shares a payment, where several do; empty where the metadata don't say so, or not in percent of a whole."""
    found = tuple(Leg(name, int(percent)) for name, percent in _LEG.findall(metadata.get(rule.split_key, "")))
    return found if len(found) > 1 and sum(one.percent for one in found) == _WHOLE else ()


def part(whole: Money, percent: int) -> Money:
    """One leg's part of the providers' share, rounded down."""
    return Money(currency=whole.currency, minor=whole.minor * percent // _WHOLE)


def converted(amount: Money, captured: Money, settled: Money) -> Money:
    """An amount of a payment in the currency that it settled in, at the rate of its settlement, rounded down."""
    rate = Fraction(settled.minor, captured.minor) if captured.minor else Fraction()
    return Money(currency=settled.currency, minor=int(amount.minor * rate))


def _of(minor: int, percent: Decimal) -> int:
    return minor * int(percent * _WHOLE) // (_WHOLE * _WHOLE)


def _percent(value: Decimal) -> str:
    return f"{value.normalize():f} %"
