"""What the bookings come to: sums by state and currency, by age, by provider, and how long shares took."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median_low
from typing import get_args

from tools.contract.clock import duration
from tools.contract.escrow import Age, AgeBucket, EscrowBooking, EscrowState, Hold, Lags, OwedProvider, StateCount
from tools.contract.money import Money, totals
from tools.escrow.shares import OVERDUE, SENT, WAITING, creditors

WRONG: frozenset[EscrowState] = frozenset(
    {"wrong_destination", "duplicate", "wrong_amount", "fee_wrong", "reversed", "partial", "refunded_since"}
)
PASSED_ON: frozenset[EscrowState] = frozenset({"with_charge", "on_connected_account"})
_ORDER: tuple[EscrowState, ...] = get_args(EscrowState)
_AGES: tuple[Age, ...] = get_args(Age)
_DAY = timedelta(days=1)


def by_concern(bookings: Iterable[EscrowBooking]) -> list[EscrowBooking]:
    """Those first that need somebody, and of each state the longest due."""
    return sorted(bookings, key=lambda one: (_ORDER.index(one.state), one.due or one.created, one.id))


def summed(bookings: Iterable[EscrowBooking], amount: Callable[[EscrowBooking], Money | None]) -> list[Money]:
    """The sum of an amount over the bookings that have it, by currency."""
    return totals(one for booking in bookings if (one := amount(booking)))


def states(bookings: Sequence[EscrowBooking]) -> list[StateCount]:
    """Each state that there is, in the order of concern."""
    found: dict[EscrowState, list[EscrowBooking]] = {state: [] for state in _ORDER}
    for one in bookings:
        found[one.state].append(one)
    return [
        StateCount(
            state=state,
            count=len(rows),
            captured=summed(rows, lambda one: one.captured),
            expected=summed(rows, lambda one: one.expected),
            sent=summed(rows, lambda one: one.sent),
        )
        for state, rows in found.items()
        if rows
    ]


def ageing(bookings: Iterable[EscrowBooking], now: datetime) -> list[AgeBucket]:
    """What is not with its provider yet, by how long it is due or what holds it; each booking that waits is counted,
    also where no rule, or a payment that is not settled, leaves its share without an amount."""
    found: dict[Age, list[EscrowBooking]] = {age: [] for age in _AGES}
    for one in bookings:
        if one.state in WAITING or one.owed:
            found[_age(one, now)].append(one)
    return [
        AgeBucket(age=age, count=len(rows), amount=summed(rows, lambda one: one.owed))
        for age, rows in found.items()
        if rows
    ]


_HELD_BY: Mapping[Hold, Age] = {
    "not_due": "not_due",
    "processing": "unsettled",
    "uncaptured": "unsettled",
    "review": "in_review",
    "dispute": "in_dispute",
}


def _age(booking: EscrowBooking, now: datetime) -> Age:
    if booking.state not in WAITING:
        return "short"
    if booking.hold is not None:
        return _HELD_BY[booking.hold]
    if booking.due is None or booking.late_after is None or now < booking.due:
        return "not_due"
    late = now - booking.late_after
    if late <= timedelta():
        return "in_grace"
    steps: tuple[tuple[int, Age], ...] = ((1, "up_to_1_day"), (3, "up_to_3_days"), (7, "up_to_7_days"))
    within: list[Age] = [name for most, name in steps if late <= most * _DAY]
    return within[0] if within else "over_7_days"


def lags(bookings: Iterable[EscrowBooking]) -> Lags | None:
    """How long the shares took that were sent; None where none was."""
    sent = [one for one in bookings if one.state in SENT and one.transfers]
    if not sent:
        return None
    held = sorted(one.transfers[0].created - one.created for one in sent)
    after = sorted(one.transfers[0].created - one.due for one in sent if one.due and one.transfers[0].created > one.due)
    return Lags(
        count=len(sent),
        median_held=duration(median_low(held)),
        longest_held=duration(held[-1]),
        median_after_due=duration(median_low(after)) if after else None,
        longest_after_due=duration(after[-1]) if after else None,
    )


def owed_to(bookings: Iterable[EscrowBooking]) -> list[OwedProvider]:
    """Whom the platform owes what: those first to whom something is late, then those to whom something is due; of each
    those of the currency that most are owed, by the amount. Amounts of two currencies are not compared."""
    found: dict[str, list[tuple[Money, EscrowState]]] = {}
    for booking in bookings:
        for provider, amount in creditors(booking):
            found.setdefault(provider, []).append((amount, booking.state))
    told = [
        OwedProvider(
            provider=provider,
            count=len(rows),
            owed=totals(amount for amount, _ in rows),
            now=totals(amount for amount, state in rows if state != "held"),
            overdue=totals(amount for amount, state in rows if state in OVERDUE),
        )
        for provider, rows in found.items()
    ]
    usual = Counter(amount.currency for one in told for amount in one.owed)
    return sorted(told, key=lambda one: _urgency(one, usual))


def _urgency(one: OwedProvider, usual: Counter[str]) -> tuple[bool, bool, int, str, int, str]:
    most = (one.overdue or one.now or one.owed)[0]
    return not one.overdue, not one.now, -usual[most.currency], most.currency, -most.minor, one.provider
