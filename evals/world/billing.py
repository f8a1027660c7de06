"""Memberships: what is sold by the month, the bills it makes, and when a bill is given up."""

from dataclasses import dataclass
from enum import StrEnum

from evals.world.draw import HOUR
from evals.world.parties import Method, Person

EXPIRES_AFTER = 23 * HOUR
"""How long the first bill of a membership can be paid."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Something sold by the month at a price."""

    product: str
    name: str
    price: str
    amount: int
    currency: str
    offered_at: int


@dataclass(frozen=True, slots=True)
class Bill:
    """What a payment for a membership is for: one month of it. `number` counts the bills of the same person."""

    id: str
    line: str
    link: str
    """The identity of what ties the payment to the bill."""
    membership: str
    plan: Plan
    number: int
    opened_at: int
    ends_at: int
    first: bool
    tried_in_vain: tuple[int, ...] = ()
    """Moments at which it was to be collected and there was nothing to charge."""

    @property
    def currency(self) -> str:
        return self.plan.currency

    @property
    def price(self) -> int:
        return self.plan.amount


class Ending(StrEnum):
    """How a membership ended, or why it stands still."""

    GAVE_UP = "every try to collect a bill had failed"
    LEFT_UNPAID = "every try failed, and it was kept as unpaid"
    NEVER_BEGAN = "the first bill was not paid within a day"
    MEMBER_LEFT = "the member left"


@dataclass(frozen=True, slots=True)
class Membership:
    """A membership; its bills' payments are among the world's, by `Payment.bill`.

    `method` is what it is charged to, until that was taken away at `method_gone_at`. `next_try_at`: when a bill that is
    open will be tried again.
    """

    id: str
    item: str
    person: Person
    plan: Plan
    began_at: int
    method: Method
    bills: tuple[Bill, ...]
    method_gone_at: int | None = None
    next_try_at: int | None = None
    ending: Ending | None = None
    ended_at: int | None = None
