"""An account's ledger: what moved, what is still to become available, what is kept back, what was earned.

Types of movements: docs.stripe.com/reports/balance-transaction-types.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from tools.contract.clock import Window, from_unix
from tools.contract.money import Money, most_used, totals
from tools.contract.payouts import Balance, Earnings, MovementSum, ReserveMovement, TakenBack, Upcoming
from tools.shapes import reference
from tools.shapes.accounts import LedgerEntry, SentTransfer

EARNED = frozenset({"charge", "payment"})
TAKEN_BACK = frozenset(
    "adjustment payment_failure_refund payment_refund payment_reversal refund refund_failure".split()
)
CHARGED_FOR = frozenset("application_fee application_fee_refund stripe_fee stripe_fx_fee tax_fee".split())
"""Fees that are movements of their own, beside those that are taken out of another."""
_TAKEN_SHOWN = 10


def within(entries: Iterable[LedgerEntry], window: Window) -> list[LedgerEntry]:
    """The entries that were made in a window."""
    return [one for one in entries if _made_in(from_unix(one.created), window)]


def _made_in(at: datetime, window: Window) -> bool:
    return (window.since is None or at >= window.since) and (window.until is None or at < window.until)


def movements(entries: Sequence[LedgerEntry]) -> list[MovementSum]:
    """The entries summed by type and currency: of the currency of most entries first, and of each the largest sums."""
    order = most_used(one.currency for one in entries)
    grouped: dict[tuple[str, str], list[LedgerEntry]] = {}
    for one in entries:
        grouped.setdefault((one.type, one.currency), []).append(one)
    sums = [
        MovementSum(
            type=kind,
            count=len(rows),
            amount=Money(currency=currency, minor=sum(one.amount for one in rows)),
            fees=Money(currency=currency, minor=sum(one.fee for one in rows)),
            net=Money(currency=currency, minor=sum(one.net for one in rows)),
        )
        for (kind, currency), rows in grouped.items()
    ]
    return sorted(sums, key=lambda one: (order.index(one.net.currency), -abs(one.net.minor), one.type))


def taken_back(entries: Iterable[LedgerEntry]) -> list[TakenBack]:
    """What refunds and reversals took off the balance, the newest of them first."""
    took = [one for one in entries if one.type in TAKEN_BACK and one.net < 0]
    newest = sorted(took, key=lambda one: (one.created, one.id), reverse=True)[:_TAKEN_SHOWN]
    return [
        TakenBack(
            id=reference(one.source) or one.id,
            type=one.type,
            taken=Money(currency=one.currency, minor=-one.net),
            at=from_unix(one.created),
        )
        for one in newest
    ]


def upcoming(entries: Iterable[LedgerEntry], now: datetime) -> list[Upcoming]:
    """What is still pending, summed by the day on which it becomes available and the currency, the next day first."""
    grouped: dict[tuple[datetime, str], list[int]] = {}
    for one in entries:
        available = from_unix(one.available_on) if one.available_on else None
        if available is not None and available > now:
            day = datetime(available.year, available.month, available.day, tzinfo=UTC)
            grouped.setdefault((day, one.currency), []).append(one.net)
    return [
        Upcoming(on=day, amount=Money(currency=currency, minor=sum(minors)), movements=len(minors))
        for (day, currency), minors in sorted(grouped.items())
    ]


def opening(balance: Balance | None, entries: Iterable[LedgerEntry]) -> list[Money]:
    """What was on the balance before these entries, which are all since then, by currency."""
    if balance is None:
        return []
    moved = [Money(currency=one.currency, minor=-one.net) for one in entries]
    return totals([*balance.available, *balance.pending, *moved])


def unplaced(balance: Balance | None, awaited: Iterable[Upcoming]) -> list[Money]:
    """What the balance says is pending beyond what the movements that were read come to, by currency."""
    if balance is None:
        return []
    known = [Money(currency=one.amount.currency, minor=-one.amount.minor) for one in awaited]
    return [one for one in totals([*balance.pending, *known]) if one.minor]


def reserves(entries: Iterable[LedgerEntry]) -> list[ReserveMovement]:
    """What was kept back and let go again, newest first."""
    newest = sorted(entries, key=lambda one: (one.created, one.id), reverse=True)
    return [
        ReserveMovement(
            id=one.id,
            type=one.type,
            amount=Money(currency=one.currency, minor=one.net),
            created=from_unix(one.created),
        )
        for one in newest
    ]


def reserve_total(kept: Iterable[ReserveMovement]) -> list[Money]:
    """What is still kept back, by currency."""
    return totals(Money(currency=one.amount.currency, minor=-one.amount.minor) for one in kept)


def earned(entries: Sequence[LedgerEntry]) -> Earnings:
    """What the account earned, by its own ledger; payouts, top-ups and reserves are no earnings."""
    came = [one for one in entries if one.type in EARNED]
    back = [one for one in entries if one.type in TAKEN_BACK]
    fees = [one for one in entries if one.type in CHARGED_FOR]
    return Earnings(
        gross=_sums(came, [one.amount for one in came]),
        fees=_sums([*came, *back, *fees], [*(one.fee for one in [*came, *back]), *(-one.net for one in fees)]),
        reversed=_sums(back, [-one.amount for one in back]),
        net=_sums([*came, *back, *fees], [one.net for one in [*came, *back, *fees]]),
        read_from="ledger",
    )


def earned_by_transfers(sent: Sequence[tuple[SentTransfer, int]]) -> Earnings:
    """What the platform's side tells of it: what was sent to the account, less its fee and what it took back."""
    return Earnings(
        gross=totals(Money(currency=one.currency, minor=one.amount) for one, _ in sent),
        fees=totals(Money(currency=one.currency, minor=fee) for one, fee in sent),
        reversed=totals(Money(currency=one.currency, minor=one.amount_reversed) for one, _ in sent),
        net=totals(Money(currency=one.currency, minor=one.amount - one.amount_reversed - fee) for one, fee in sent),
        read_from="transfers",
    )


def _sums(entries: Iterable[LedgerEntry], minors: Iterable[int]) -> list[Money]:
    return totals(Money(currency=one.currency, minor=minor) for one, minor in zip(entries, minors, strict=True))
