"""Which transfers pass on a payment's money: those of its own charge, in a group that may hold several payments.

A transfer that names no charge belongs to its group alone (docs.stripe.com/connect/separate-charges-and-transfers).
"""

from collections.abc import Sequence

from tools.contract.outcome import Failure
from tools.reading.parts import Reads
from tools.shapes import Charge, PaymentIntent, Transfer, reference


async def shares_group(reads: Reads, payment: PaymentIntent, transfers: Sequence[Transfer]) -> bool:
    """Whether a transfer may be another payment's: it names no charge, and its group holds another paid one.

    True as well where the group's charges can't all be read.
    """
    if all(one.source_transaction is not None for one in transfers):
        return False
    rows = await reads.several("group", "/v1/charges", Charge, {"transfer_group": payment.transfer_group})
    if isinstance(rows, Failure) or not reads.complete("group"):
        return True
    return any(one.status == "succeeded" and reference(one.payment_intent) != payment.id for one in rows)


def own_transfers(transfers: Sequence[Transfer], charges: Sequence[Charge]) -> list[Transfer]:
    """The transfers without those of other payments' charges; `charges` are all of the payment's."""
    own = {None, *(charge.id for charge in charges)}
    return [one for one in transfers if reference(one.source_transaction) in own]
