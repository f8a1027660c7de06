"""What was read of a payment besides itself, and what is known of the account: what its share is judged by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tools.contract.account import Account
from tools.shapes import Charge, Dispute, PaymentIntent, Refund, Transfer, reference


@dataclass(frozen=True)
class Around:
    """What is known of a payment besides itself. `whole` is whether its transfers were read to their end."""

    transfers: Sequence[Transfer] = ()
    whole: bool = True
    refunds: Sequence[Refund] = ()
    dispute: Dispute | None = None
    in_review: bool = False
    within: str | None = None


@dataclass(frozen=True)
class Known:
    """The account's rule, the present, and whose accounts are known: by provider, and by what they say themselves."""

    account: Account
    now: datetime
    accounts: Mapping[str, str] = field(default_factory=dict[str, str])
    names: Mapping[str, str] = field(default_factory=dict[str, str])


def paid(payment: PaymentIntent) -> Charge | None:
    """The charge that brought money, if one did."""
    charge = payment.latest_charge
    return charge if isinstance(charge, Charge) and charge.status == "succeeded" and charge.captured else None


def belongs(transfer: Transfer, payment: PaymentIntent) -> bool:
    """Whether a transfer is for a payment: of its group, or out of its charge."""
    charge = payment.latest_charge
    named = charge.id if isinstance(charge, Charge) else charge
    source = reference(transfer.source_transaction)
    if source is not None and named is not None:
        return source == named
    return payment.transfer_group is not None and transfer.transfer_group == payment.transfer_group
