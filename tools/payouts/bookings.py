"""What an account earned by booking and by type of service, where the payments behind it say so.

A transfer names the charge that it passes on, and that charge's metadata the booking; a payment on the account itself
carries them itself. What Stripe took of the latter stands on the ledger.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tools.contract.money import Money, totals
from tools.contract.payouts import ServiceEarnings
from tools.shapes import Charge, reference
from tools.shapes.accounts import LedgerEntry, SentTransfer


@dataclass(frozen=True)
class Earned:
    """What one transfer or payment brought; `booking` is the platform's id of it, else what groups it at Stripe."""

    booking: str | None
    service: str | None
    net: Money


def fee_of(sent: SentTransfer) -> int:
    """The platform's fee for a charge that was passed on with it; for a transfer of its own there is none."""
    charge = sent.source_transaction
    if not isinstance(charge, Charge) or reference(charge.transfer) != sent.id:
        return 0
    return charge.application_fee_amount or 0


def by_transfers(sent: Iterable[SentTransfer], key: str) -> list[Earned]:
    """What the platform sent; `key` is the metadata key of a booking."""
    found: list[Earned] = []
    for one in sent:
        charge = one.source_transaction if isinstance(one.source_transaction, Charge) else None
        metadata = {**(charge.metadata if charge else {}), **one.metadata}
        net = Money(currency=one.currency, minor=one.amount - one.amount_reversed - fee_of(one))
        found.append(Earned(metadata.get(key) or one.transfer_group, metadata.get("service_type"), net))
    return found


def by_charges(charges: Iterable[Charge], ledger: Iterable[LedgerEntry], key: str) -> list[Earned]:
    """What was paid on the account itself, as far as the ledger tells what was left of it."""
    left: dict[str | None, LedgerEntry] = {reference(entry.source): entry for entry in ledger if entry.type == "charge"}
    found: list[Earned] = []
    for one in charges:
        entry = left.get(one.id)
        if entry is not None:
            net = Money(currency=entry.currency, minor=entry.net - (one.amount_refunded if one.refunded else 0))
            found.append(Earned(one.metadata.get(key) or one.id, one.metadata.get("service_type"), net))
    return found


def services(earned: Iterable[Earned]) -> list[ServiceEarnings]:
    """By type of service and currency, the largest first."""
    grouped: dict[tuple[str, str], list[Earned]] = {}
    for one in earned:
        if one.service is not None:
            grouped.setdefault((one.service, one.net.currency), []).append(one)
    rows = [_service(service, currency, rows) for (service, currency), rows in grouped.items()]
    return sorted(rows, key=lambda row: (-row.net.minor, row.service, row.net.currency))


def _service(service: str, currency: str, rows: Sequence[Earned]) -> ServiceEarnings:
    count, minor = bookings(rows), sum(row.net.minor for row in rows)
    average = Money(currency=currency, minor=minor // max(count, 1))
    return ServiceEarnings(service=service, bookings=count, net=Money(currency=currency, minor=minor), average=average)


def bookings(earned: Iterable[Earned]) -> int:
    """How many bookings brought something that was kept."""
    return len({one.booking for one in earned if one.booking is not None and one.net.minor > 0})


def average_per_booking(earned: Sequence[Earned]) -> list[Money]:
    """What a booking brought on average, by currency, rounded down to the minor unit."""
    sums = totals(one.net for one in earned if one.booking is not None)
    counts = {one.currency: bookings(row for row in earned if row.net.currency == one.currency) for one in sums}
    return [Money(currency=one.currency, minor=one.minor // counts[one.currency]) for one in sums
            if counts[one.currency]]  # fmt: skip
