"""What was read of a payment besides itself, and what is known of the account: what its share is judged by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tools.contract.account import Account
from tools.shapes import Dispute, Refund, Transfer


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
