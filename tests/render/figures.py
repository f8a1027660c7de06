"""Figures by hand: rates with their bounds, amounts, a day of hours, and what each metric means."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import sqrt
from typing import Any

from tools.contract.figures import Against, Definition, Earlier, Figure, Hour
from tools.contract.money import Money

SINCE = datetime(2026, 11, 21, 20, tzinfo=UTC)
NOW = SINCE + timedelta(hours=24)


def usd(minor: int) -> Money:
    return Money(currency="usd", minor=minor)


def wilson(part: int, whole: int) -> tuple[float, float]:
    z, share = 1.96, part / whole
    middle = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole)) / (1 + z * z / whole)
    return round(max(0.0, middle - half), 4), round(min(1.0, middle + half), 4)


def rate(metric: str, part: int, whole: int, before: float | None = None, against: Against | None = None, **more: Any):
    """A figure of a rate, with what it was before where that is known."""
    share = round(part / whole, 4)
    low, high = wilson(part, whole)
    then = None if before is None else Earlier(windows=8, rate=before, change=round(share - before, 4), against=against)
    return Figure(metric=metric, unit="rate", rate=share, numerator=part, denominator=whole, low=low, high=high,
                  before=then, **more)  # fmt: skip


def money(metric: str, amount: Money, change: float | None = None, against: Against | None = None, **more: Any):
    """A figure of an amount."""
    then = None
    if change is not None:
        was = Money(currency=amount.currency, minor=round(amount.minor / (1 + change)))
        then = Earlier(windows=8, amount=was, change=change, against=against)
    return Figure(metric=metric, unit="money", currency=amount.currency, amount=amount, before=then, **more)


def course(attempts: Callable[[int], int], succeeds: Callable[[int], float], volume: Callable[[int], list[Money]]):
    """A day of hours; those of fewer than ten attempts have no rate."""
    hours: list[Hour] = []
    for at in range(24):
        tried = attempts(at)
        won, blocked, pending = round(tried * succeeds(at)), tried // 24, tried // 40
        failed = max(0, tried - won - blocked - pending)
        won = tried - failed - blocked - pending
        told = tried - pending
        low, high = wilson(won, told) if told >= 10 else (None, None)
        hours.append(Hour(
            at=SINCE + timedelta(hours=at), attempts=tried, succeeded=won, failed=failed, blocked=blocked,
            pending=pending, volume=volume(won), rate=round(won / told, 4) if told >= 10 else None, low=low, high=high,
            usual=0.93 if tried >= 10 else None,
        ))  # fmt: skip
    return hours


_PAPERS = "docs.stripe.com/payments/analytics"
DEFINITIONS = {
    "attempt_success_rate": Definition(
        title="Success rate", formula="attempts that succeeded / attempts that ended, retries counted", source=_PAPERS,
        better="higher"),
    "payment_success_rate": Definition(
        title="Success by payment", formula="payments whose last attempt succeeded / payments tried", source=_PAPERS,
        better="higher"),
    "authorization_rate": Definition(
        title="Authorization rate", formula="approved by the network / sent to the network",
        source="docs.stripe.com/payments/analytics/glossary", better="higher"),
    "blocked_rate": Definition(
        title="Blocked", formula="attempts blocked by Radar or a rule / attempts", source=_PAPERS, better="lower"),
    "time_to_success": Definition(
        title="Time to success", formula="from the payment's creation to its success, median", source=_PAPERS,
        better="lower"),
    "gmv": Definition(title="Volume", formula="captured, refunds not taken off, a currency", source=_PAPERS,
                         better="higher"),
    "fees": Definition(title="Fees", formula="Stripe's fees on what settled, a currency",
                       source="docs.stripe.com/reports/balance-transaction-types"),
    "fee_rate": Definition(title="Effective fee rate", formula="fees / gross settled, a currency", source=_PAPERS,
                           better="lower"),
    "average_value": Definition(title="Average payment", formula="volume / payments that succeeded", source=_PAPERS),
    "first_attempt_success_rate": Definition(
        title="First try succeeded", formula="payments whose first attempt succeeded / payments tried",
        source=_PAPERS, better="higher"),
    "eventual_success_rate": Definition(
        title="Succeeded in the end", formula="payments with any success / payments tried; matures for 7 days",
        source=_PAPERS, better="higher"),
    "recovery_rate": Definition(
        title="Recovered", formula="payments that succeeded after a failed first attempt / those that failed first",
        source="primer.io/docs/sales-recovery", better="higher"),
    "dispute_activity": Definition(
        title="Dispute activity", formula="disputes received / payments that succeeded, both in the window",
        source="docs.stripe.com/disputes/measuring", better="lower"),
    "refund_rate": Definition(title="Refund rate", formula="refunded charges / charges that succeeded", source=_PAPERS,
                              better="lower"),
}  # fmt: skip
