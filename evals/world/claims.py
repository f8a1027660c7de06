"""What comes back on a payment: refunds, reports of fraud, and what cardholders and account holders dispute."""

from dataclasses import dataclass
from enum import StrEnum

from evals.world.draw import DAY
from evals.world.steps import Request

CLAIMED_WITHIN = 45 * DAY
"""How long a customer whom Stripe has to ask for an account can answer."""
REFERENCE_AFTER = 4 * DAY
"""How long after a refund to a card has left its bank's reference is known."""


class Wait(StrEnum):
    """What a refund waits for before the money leaves."""

    FOR_BALANCE = "the platform's balance does not suffice"
    FOR_PAYMENT = "the payment itself has not settled"
    FOR_BANK = "the bank has not taken it yet"
    FOR_CUSTOMER = "the customer has not said yet to which account it is to go"


class Trouble(StrEnum):
    """Why a refund did not arrive."""

    CARD_LOST = "the card was lost or stolen"
    CARD_CLOSED = "the card had expired or was closed"
    BANK_REFUSED = "the bank refused it"
    NO_BALANCE = "the platform's balance never sufficed"
    TAKEN_BACK = "the platform took it back before it left"
    NEVER_CLAIMED = "the customer never said to which account it was to go"


@dataclass(frozen=True, slots=True)
class Refunded:
    """Money given back by staff.

    `waits` until `waits_until`, which is none as long as nobody knows when; `trouble` came back at `failed_at`.
    """

    at: int
    id: str
    amount: int
    asked_by_customer: bool
    request: Request
    paid_twice: bool = False
    waits: Wait | None = None
    waits_until: int | None = None
    trouble: Trouble | None = None
    failed_at: int | None = None

    def waiting(self, now: int) -> bool:
        """Whether it still waits at a moment."""
        over = self.failed_at if self.waits_until is None else self.waits_until
        return self.waits is not None and (over is None or over > now)

    def failed(self, now: int) -> bool:
        """Whether it had failed, or been taken back, by a moment."""
        return self.trouble is not None and self.failed_at is not None and self.failed_at <= now

    def moved_at(self, now: int) -> int | None:
        """When the money left the balance, if it has: at once, unless it had to wait for money to be there."""
        if self.waits in {None, Wait.FOR_BANK, Wait.FOR_CUSTOMER}:
            return self.at
        over = self.waits_until
        return over if over is not None and over <= now else None


@dataclass(frozen=True, slots=True)
class FraudReported:
    """The issuer told the network that its customer calls the payment fraud."""

    at: int
    id: str
    lost_or_stolen: bool


class Complaint(StrEnum):
    """What a cardholder, or the holder of a debited account, says in a dispute."""

    NOT_MINE = "not mine"
    NOT_DONE = "work not done"
    DONE_BADLY = "work done badly"
    PAID_TWICE = "paid twice"
    NOT_REFUNDED = "refund promised, none came"
    UNKNOWN = "does not know the seller"
    NOT_ALLOWED = "never allowed the debit"


OF_CARDHOLDERS = (Complaint.NOT_MINE, Complaint.NOT_DONE, Complaint.DONE_BADLY)
"""What most cardholders complain of."""


@dataclass(frozen=True, slots=True)
class Disputed:
    """A chargeback. Decided when the issuer ruled; `won` is the platform's view of it.

    An `inquiry` only asks and moves no money. `prevented`: settled by giving the money back before it became a
    chargeback. An account holder's dispute of a debit is final on arrival.
    """

    at: int
    id: str
    complaint: Complaint
    answer_due_at: int
    answered_at: int | None = None
    decided_at: int | None = None
    won: bool = False
    inquiry: bool = False
    prevented: bool = False
