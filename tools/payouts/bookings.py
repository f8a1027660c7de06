"""What an account earned by booking and by type of service, where the payments behind it say so.

A transfer names the charge that it passes on, and that charge's metadata the booking; a payment on the account itself
carries them itself. What Stripe took of the latter, and what refunds took back, stands on the ledger, in the currency
that the account settles in. Nothing is converted: what can't be told in one currency is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tools.contract.money import Money, most_used, totals
from tools.contract.payouts import ServiceEarnings
from tools.shapes import Charge, reference
from tools.shapes.accounts import LedgerEntry, SentTransfer

_UNDONE = frozenset({"failed", "canceled"})
"""Refunds that a charge's `amount_refunded` doesn't hold."""


@dataclass(frozen=True)
class Earned:
    """What one transfer or payment brought; `booking` is the platform's id of it, else what groups it at Stripe."""

    booking: str | None
    service: str | None
    net: Money


def fee_of(sent: SentTransfer) -> int | None:
    """The platform's fee for a charge that was passed on with it; for a transfer of its own there is none.

    Null where the charge, and so its fee, is in another currency than the transfer.
    """
    charge = sent.source_transaction
    if not isinstance(charge, Charge) or reference(charge.transfer) != sent.id or not charge.application_fee_amount:
        return 0
    return charge.application_fee_amount if charge.currency == sent.currency else None


def by_transfers(sent: Iterable[SentTransfer], key: str) -> list[Earned]:
    """What the platform sent, but where its fee isn't known; `key` is the metadata key of a booking."""
    found: list[Earned] = []
    for one in sent:
        charge = one.source_transaction if isinstance(one.source_transaction, Charge) else None
        metadata, fee = {**(charge.metadata if charge else {}), **one.metadata}, fee_of(one)
        if fee is not None:
            net = Money(currency=one.currency, minor=one.amount - one.amount_reversed - fee)
            found.append(Earned(metadata.get(key) or one.transfer_group, metadata.get("service_type"), net))
    return found


def by_charges(charges: Iterable[Charge], ledger: Iterable[LedgerEntry], key: str) -> list[Earned]:
    """What was paid on the account itself, as far as the ledger tells what was left of it after refunds."""
    moved = _by_source(ledger)
    return [
        Earned(one.metadata.get(key) or one.id, one.metadata.get("service_type"), net)
        for one in charges
        if _is_own(one, moved) and (net := _left(one, moved)) is not None
    ]


def left_out(charges: Iterable[Charge], ledger: Iterable[LedgerEntry]) -> int:
    """How many payments on the account itself the ledger doesn't tell of in one currency, refunds and all."""
    moved = _by_source(ledger)
    return sum(_is_own(one, moved) and _left(one, moved) is None for one in charges)


def _by_source(ledger: Iterable[LedgerEntry]) -> dict[str, list[LedgerEntry]]:
    moved: dict[str, list[LedgerEntry]] = {}
    for entry in ledger:
        if source := reference(entry.source):
            moved.setdefault(source, []).append(entry)
    return moved


def _is_own(charge: Charge, moved: Mapping[str, Sequence[LedgerEntry]]) -> bool:
    """Whether it brought money, and is no transfer's arrival, which the ledger calls a payment."""
    arrived = any(entry.type == "payment" for entry in moved.get(charge.id, ()))
    return charge.status == "succeeded" and charge.captured and not charge.id.startswith("py_") and not arrived


def _left(charge: Charge, moved: Mapping[str, Sequence[LedgerEntry]]) -> Money | None:
    """What a charge brought less its refunds, by the ledger; null where it doesn't hold all of them, or converts."""
    refunds = charge.refunds.data if charge.refunds else []
    kept = [one for one in refunds if one.status not in _UNDONE]
    entries = [moved.get(one, []) for one in (charge.id, *(refund.id for refund in kept))]
    if not all(entries) or sum(one.amount for one in kept) != charge.amount_refunded:
        return None
    rows = [entry for of_one in entries for entry in of_one]
    rows += [entry for one in refunds if one not in kept for entry in moved.get(one.id, [])]
    if len({entry.currency for entry in rows}) > 1:
        return None
    return Money(currency=rows[0].currency, minor=sum(entry.net for entry in rows))


def services(earned: Iterable[Earned]) -> list[ServiceEarnings]:
    """By type of service and currency: that of most payments first, and of each currency the largest sums."""
    grouped: dict[tuple[str, str], list[Earned]] = {}
    for one in earned:
        if one.service is not None:
            grouped.setdefault((one.service, one.net.currency), []).append(one)
    rows = [_service(service, currency, rows) for (service, currency), rows in grouped.items()]
    order = most_used(one.net.currency for of_one in grouped.values() for one in of_one)
    return sorted(rows, key=lambda row: (order.index(row.net.currency), -row.net.minor, row.service))


def _service(service: str, currency: str, rows: Sequence[Earned]) -> ServiceEarnings:
    count, minor = bookings(rows), sum(row.net.minor for row in rows)
    average = Money(currency=currency, minor=nearest(minor, max(count, 1)))
    return ServiceEarnings(service=service, bookings=count, net=Money(currency=currency, minor=minor), average=average)


def nearest(minor: int, count: int) -> int:
    """A sum by a count, to the nearest minor unit; a half goes up."""
    return (2 * minor + count) // (2 * count)


def bookings(earned: Iterable[Earned]) -> int:
    """How many bookings brought something that was kept."""
    return len({one.booking for one in earned if one.booking is not None and one.net.minor > 0})


def average_per_booking(earned: Sequence[Earned]) -> list[Money]:
    """What a booking brought on average, by currency, to the nearest minor unit."""
    sums = totals(one.net for one in earned if one.booking is not None)
    counts = {one.currency: bookings(row for row in earned if row.net.currency == one.currency) for one in sums}
    return [Money(currency=one.currency, minor=nearest(one.minor, counts[one.currency])) for one in sums
            if counts[one.currency]]  # fmt: skip
