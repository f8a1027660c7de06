"""What the bookings come to: sums by state and currency, by age, by provider, and how long shares took."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from statistics import median_low
from typing import get_args

from tools.contract.clock import duration
from tools.contract.escrow import Age, AgeBucket, EscrowBooking, EscrowState, Lags, OwedProvider, StateCount
from tools.contract.money import Money, totals

OVERDUE: frozenset[EscrowState] = frozenset({"missing", "leg_missing"})
WAITING: frozenset[EscrowState] = frozenset({"held", "due", *OVERDUE})
WRONG: frozenset[EscrowState] = frozenset(
    {"wrong_destination", "duplicate", "wrong_amount", "fee_wrong", "reversed", "partial", "refunded_since"}
)
SENT: frozenset[EscrowState] = frozenset({"released", "released_late"})
_ORDER: tuple[EscrowState, ...] = get_args(EscrowState)
_AGES: tuple[Age, ...] = get_args(Age)
_DAY = timedelta(days=1)
_LISTED = 20


def by_concern(bookings: Iterable[EscrowBooking]) -> list[EscrowBooking]:
    """Those first that need somebody, and of each state the longest due."""
    return sorted(bookings, key=lambda one: (_ORDER.index(one.state), one.due or one.created, one.id))


def owed(booking: EscrowBooking) -> Money | None:
    """What the platform still owes of a share by the rule; None where it owes nothing."""
    target = booking.expected_settled or booking.expected
    if target is None or booking.state not in WAITING:
        return None
    lacking = target - booking.sent if booking.sent and booking.sent.currency == target.currency else target
    return lacking if lacking.minor > 0 else None


def earned(booking: EscrowBooking) -> Money | None:
    """What a provider earns by a payment: the share by the rule, or what went with the charge less the fee for it.

    A refund of a payment on the provider's own account is paid by that account; of one that went with the charge, only
    what was reversed comes back from it, which `sent` tells. A fee that is given back goes to the provider.
    """
    if booking.pattern == "transfer" or booking.application_fee is None:
        return booking.expected
    direct = booking.pattern == "on_connected_account"
    whole = booking.captured if direct else booking.sent
    if whole is None or whole.currency != booking.application_fee.currency:
        return None
    left = whole - booking.application_fee
    left = left + booking.application_fee_refunded if booking.application_fee_refunded else left
    return left - booking.refunded if direct and booking.refunded else left


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
    """What is not sent yet, by how long it is due."""
    found: dict[Age, list[EscrowBooking]] = {age: [] for age in _AGES}
    for one in bookings:
        if owed(one):
            found[_age(one, now)].append(one)
    return [AgeBucket(age=age, count=len(rows), amount=summed(rows, owed)) for age, rows in found.items() if rows]


def _age(booking: EscrowBooking, now: datetime) -> Age:
    if booking.due is None or booking.late_after is None or now < booking.due or booking.state == "held":
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
    """Whom the platform owes what, those first to whom something is late."""
    found: dict[str, list[tuple[Money, bool]]] = {}
    for booking in bookings:
        for provider, amount in _creditors(booking):
            found.setdefault(provider, []).append((amount, booking.state in OVERDUE))
    told = [
        OwedProvider(
            provider=provider,
            count=len(rows),
            owed=totals(amount for amount, _ in rows),
            overdue=totals(amount for amount, late in rows if late),
        )
        for provider, rows in found.items()
    ]
    return sorted(told, key=lambda one: (not one.overdue, -one.count, one.provider))[:_LISTED]


def _creditors(booking: EscrowBooking) -> Iterable[tuple[str, Money]]:
    """The providers of a booking to whom something is owed, with what."""
    amount = owed(booking)
    if amount is None:
        return
    if not booking.legs and booking.provider:
        yield booking.provider, amount
    for leg in booking.legs:
        if leg.missing and leg.expected:
            yield leg.provider, leg.expected
