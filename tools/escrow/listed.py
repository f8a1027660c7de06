"""Payments in escrow out of lists that were read already: payments, charges and transfers, joined here.

A summary of a day reads all of an account's payments for their figures. Where it did, the same rows tell how the
providers' shares stand; else the payments are listed with their charges in them, which is a list fewer.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tools.connection import Connection
from tools.contract.clock import Window
from tools.contract.outcome import Failure
from tools.metrics.gather import CHARGES, LISTS, PAYMENTS, TRANSFERS
from tools.reading.parts import Reads
from tools.shapes import ApplicationFee, Charge, PaymentIntent, Transfer, reference

MOST = 10_000
"""Payments at the most, and transfers; of charges a half more, as a payment may have several."""
FEES = "fees"
"""What the platform took of payments that went to a provider with the charge, with what it gave back of it."""


@dataclass(frozen=True)
class Listed:
    """Payments with their charges, the newest first, and the transfers made since the first of them."""

    payments: Sequence[PaymentIntent]
    transfers: Sequence[Transfer]


async def out_of_lists(connection: Connection, reads: Reads, charged: Window) -> Listed | None:
    """The payments of a time out of lists that hold it; null where it is not held, or a list could not be read."""
    window = Window(since=charged.since, until=charged.until or connection.clock.now() + timedelta(seconds=1))
    lists = [LISTS[name] for name in (PAYMENTS, CHARGES, TRANSFERS)]
    if any(reads.reader.wider(path, query, window) is None for path, _, query in lists):
        return None
    (path, _, query), (of_charges, _, expanding), (of_transfers, _, plain) = lists
    payments, charges, transfers = await asyncio.gather(
        reads.several(PAYMENTS, path, PaymentIntent, query, MOST, window),
        reads.several(CHARGES, of_charges, Charge, expanding, MOST * 3 // 2, window),
        reads.several(TRANSFERS, of_transfers, Transfer, plain, MOST, window),
    )
    if isinstance(payments, Failure) or isinstance(charges, Failure) or isinstance(transfers, Failure):
        for name in (PAYMENTS, CHARGES, TRANSFERS):
            reads.parts.pop(name, None)
        return None
    fees = await _fees(reads, charges, window)
    sent = {one.id: one for one in transfers}
    known = {one.id: _whole(one, sent, fees) for one in charges}
    return Listed([_with_charge(one, known) for one in payments], transfers)


async def _fees(reads: Reads, charges: Sequence[Charge], window: Window) -> dict[str, ApplicationFee]:
    """The platform's fees of a time, by their ids; none are read where no charge has one."""
    if not any(one.application_fee for one in charges):
        return {}
    rows = await reads.several(FEES, "/v1/application_fees", ApplicationFee, {}, MOST, window)
    return {} if isinstance(rows, Failure) else {one.id: one for one in rows}


def _whole(charge: Charge, sent: Mapping[str, Transfer], fees: Mapping[str, ApplicationFee]) -> Charge:
    """A charge with the transfer that came with it, and the fee, as it has them where they are expanded."""
    transfer, fee = reference(charge.transfer), reference(charge.application_fee)
    told = {"transfer": sent.get(transfer or "", transfer), "application_fee": fees.get(fee or "", fee)}
    return charge.model_copy(update=told) if transfer or fee else charge


def _with_charge(payment: PaymentIntent, known: Mapping[str, Charge]) -> PaymentIntent:
    charge = known.get(reference(payment.latest_charge) or "")
    return payment if charge is None else payment.model_copy(update={"latest_charge": charge})
