"""The payouts of an account: how each stands, how long they take, and whether one that failed had seemed to arrive.

Stripe may show a payout as paid that fails within some days; then its amount is on the balance again
(docs.stripe.com/payouts#payout-failures).
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from tools.contract.clock import duration, from_unix
from tools.contract.money import Money
from tools.contract.payouts import PayoutState
from tools.payouts.gather import FAILED, KEPT_EVENTS
from tools.shapes import BalanceTransaction, Event, reference
from tools.shapes.accounts import ExternalAccount, Payout

ON_ITS_WAY = frozenset({"pending", "in_transit"})
ENOUGH = 3
"""So many payouts must have taken equally long before that is called usual."""


def payout_states(payouts: Sequence[Payout], events: Sequence[Event], now: datetime, told: bool) -> list[PayoutState]:
    """The payouts, newest first. `told` is whether every event of the last thirty days was read."""
    usual = usual_days(payouts)
    newest = sorted(payouts, key=lambda one: (one.created, one.id), reverse=True)
    return [_state(one, events, now, told, usual) for one in newest]


def days(payout: Payout) -> int:
    """The days from the one on which a payout was made to the one on which it arrives."""
    return (from_unix(payout.arrival_date).date() - from_unix(payout.created).date()).days


def usual_days(payouts: Sequence[Payout]) -> int | None:
    """What the payouts mostly take, the shorter of two equally frequent; null where there are too few to say."""
    counted = Counter(days(one) for one in payouts if one.status != FAILED)
    if not counted:
        return None
    most = max(counted.values())
    return min(taken for taken, times in counted.items() if times == most) if most >= ENOUGH else None


def average_transit(payouts: Sequence[Payout]) -> str | None:
    """What the payouts that arrived took on average, ISO 8601."""
    taken = [days(one) for one in payouts if one.status == "paid"]
    return duration(timedelta(days=sum(taken)) / len(taken)) if taken else None


def _state(payout: Payout, events: Sequence[Event], now: datetime, told: bool, usual: int | None) -> PayoutState:
    back = payout.failure_balance_transaction
    entry = back if isinstance(back, BalanceTransaction) else None
    taken, arrival = days(payout), from_unix(payout.arrival_date)
    paid_at = _paid_at(payout, events)
    where = payout.destination
    return PayoutState(
        id=payout.id,
        amount=Money(currency=payout.currency, minor=payout.amount),
        status=payout.status,
        created=from_unix(payout.created),
        arrival=arrival,
        transit=duration(timedelta(days=max(taken, 0))),
        slower=None if usual is None else taken > usual,
        late=payout.status in ON_ITS_WAY and now.date() > arrival.date(),
        automatic=payout.automatic,
        method=payout.method,
        destination=reference(where),
        last4=where.last4 if isinstance(where, ExternalAccount) else None,
        failure_code=payout.failure_code,
        failure_balance_transaction=reference(back),
        returned=Money(currency=entry.currency, minor=entry.amount) if entry else None,
        returned_at=from_unix(entry.created) if entry else None,
        paid_first=_paid_first(payout, events, now, told) if payout.status == FAILED else None,
        paid_at=paid_at,
        original_payout=reference(payout.original_payout),
        reversed_by=reference(payout.reversed_by),
        trace=payout.trace_id.value if payout.trace_id else None,
    )


def _of(payout: Payout, events: Sequence[Event], kind: str) -> list[Event]:
    return [event for event in events if event.type == kind and event.data.object.get("id") == payout.id]


def _paid_at(payout: Payout, events: Sequence[Event]) -> datetime | None:
    return next((from_unix(event.created) for event in _of(payout, events, "payout.paid")), None)


def _paid_first(payout: Payout, events: Sequence[Event], now: datetime, told: bool) -> bool | None:
    """Whether it was shown as paid before it failed; null where the events that would tell are no longer kept."""
    if _of(payout, events, "payout.paid"):
        return True
    if told and from_unix(payout.created) >= now - KEPT_EVENTS:
        return False
    return None
