"""What was read of a payment besides itself, and what is known of the account: what its share is judged by."""

from collections import defaultdict
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


class Sent:
    """Transfers, found by the payment that they are for: out of its charge, else of its group."""

    def __init__(self, transfers: Sequence[Transfer] = ()) -> None:
        self.transfers = transfers
        self._out_of: dict[str, list[Transfer]] = defaultdict(list)
        self._of_group: dict[str, list[Transfer]] = defaultdict(list)
        for one in transfers:
            source = reference(one.source_transaction)
            if source is not None:
                self._out_of[source].append(one)
            if one.transfer_group is not None:
                self._of_group[one.transfer_group].append(one)

    def of(self, payment: PaymentIntent) -> list[Transfer]:
        """The transfers for a payment, those out of its charge first."""
        charge = payment.latest_charge
        named = charge.id if isinstance(charge, Charge) else charge
        grouped = self._of_group.get(payment.transfer_group or "", [])
        if named is None:
            return grouped
        loose = [one for one in grouped if reference(one.source_transaction) is None]
        return [*self._out_of.get(named, []), *loose]
