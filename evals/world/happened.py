"""What happened: what people, banks, the risk engine and staff decided, and when. The first layer of a world.

Nothing here knows how Stripe shows it. Stories are told in these words only, and truth is derived from them; `shown`
turns them into Stripe's objects. An identity that Stripe mints with a thing (of a customer, a payment, a charge) is
kept with that thing, so that a truth can name it. Times are Unix seconds, amounts whole minor units.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from evals.world.billing import Bill, Membership, Plan
from evals.world.claims import Disputed, FraudReported, Refunded
from evals.world.parties import Booking, Method, Person, Platform, Rule, Slip
from evals.world.steps import (
    AuthorizationLapsed,
    Canceled,
    Captured,
    Direct,
    MetadataChanged,
    PassedOn,
    PulledBack,
    Released,
    Request,
    ReviewClosed,
)
from evals.world.visits import Visit


class Refusal(StrEnum):
    """Why an issuer or a bank said no, in its own terms."""

    NO_FUNDS = "no funds"
    NO_REASON = "no reason given"
    NOT_HONORED = "do not honor"
    LOST = "card reported lost"
    STOLEN = "card reported stolen"
    PICK_UP = "pick up the card"
    EXPIRED = "card expired"
    WRONG_CVC = "security code does not match"
    WRONG_NUMBER = "no such card number"
    NO_ANSWER = "could not be processed"
    WANTS_CUSTOMER = "wants the customer authenticated"
    WRONG_CURRENCY = "card does not work in this currency"
    OVER_LIMIT = "over the card's limit"
    NOT_PERMITTED = "purchase not permitted"
    NO_AUTHORITY = "account holder did not authorize the debit"
    ACCOUNT_GONE = "account closed"


class Advice(StrEnum):
    """What the issuer says about trying again."""

    LATER = "try later"
    NEVER = "never try again"
    CHECK_DATA = "check the card's data"


class RiskLevel(StrEnum):
    NORMAL = "normal"
    ELEVATED = "elevated"
    HIGHEST = "highest"


class RiskDecision(StrEnum):
    """What was decided about a payment apart from the issuer."""

    ALLOW = "allow"
    BLOCK = "the risk engine found it too risky"
    BLOCK_BY_RULE = "a rule of the platform matched"
    BLOCK_UNLIKELY = "the issuer would hardly have agreed"
    REVIEW = "let through, and put in the review queue"
    REVERSE = "undone as too risky after the issuer had agreed"
    REVERSE_BY_RULE = "undone by a rule of the platform, on what the issuer's answer told"


UNDONE = frozenset({RiskDecision.REVERSE, RiskDecision.REVERSE_BY_RULE})
"""What takes an authorization back that the issuer had given."""


class Pricing(StrEnum):
    """By which prices Stripe charged the platform for a payment."""

    AS_AGREED = "as agreed"
    OUTDATED = "as they were before they were renegotiated"


class ChallengeResult(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Risk:
    level: RiskLevel
    score: int
    decision: RiskDecision = RiskDecision.ALLOW
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Challenge:
    """3-D Secure: the issuer asked the customer to prove who they are. Frictionless: it asked nobody."""

    result: ChallengeResult
    ended_at: int
    frictionless: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the issuer answered. No refusal: it agreed."""

    refusal: Refusal | None = None
    advice: Advice | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to pay. `charge` is the identity a charge gets, if the try comes to one."""

    at: int
    charge: str
    method: Method
    risk: Risk
    request: Request
    answer: Answer | None = None  # None when the issuer was never asked
    challenge: Challenge | None = None
    customer_present: bool = True
    settled_at: int | None = None
    """When the bank's answer to a debit came back, days later; when a slip was paid at a till, or ran out."""
    review: str | None = None  # the identity of the review, if one was asked for
    wrong_postal_code: bool = False
    wrong_cvc: bool = False
    """Whether the security code was wrong and the issuer agreed all the same."""

    @property
    def decided_at(self) -> int:
        """When the challenge, if there was one, was over and the answer came; a charge is made then."""
        if isinstance(self.method, Slip) and self.settled_at is not None:
            return self.settled_at
        return self.challenge.ended_at if self.challenge else self.at

    @property
    def ended_at(self) -> int:
        """When it was over, for a debit when the bank's answer came."""
        return self.settled_at or self.decided_at

    @property
    def stopped_by_risk(self) -> bool:
        """Whether the try ended before the issuer was asked, by decision of the risk engine or a rule."""
        return self.risk.decision in {
            RiskDecision.BLOCK,
            RiskDecision.BLOCK_BY_RULE,
            RiskDecision.BLOCK_UNLIKELY,
        }

    @property
    def stopped_by_challenge(self) -> bool:
        return self.challenge is not None and self.challenge.result is not ChallengeResult.PASSED

    @property
    def makes_charge(self) -> bool:
        """Whether it came so far that there is a charge: not if it ended at the challenge, or nobody paid the slip."""
        return not self.stopped_by_challenge and not (isinstance(self.method, Slip) and self.answer is None)

    @property
    def agreed(self) -> bool:
        """Whether the money was authorized and stayed so."""
        return (
            self.answer is not None
            and self.answer.refusal is None
            and not self.stopped_by_challenge
            and self.risk.decision not in UNDONE
        )


S = TypeVar("S")

Step = (
    Attempt
    | MetadataChanged
    | Canceled
    | Captured
    | AuthorizationLapsed
    | ReviewClosed
    | Refunded
    | FraudReported
    | Disputed
    | Released
    | PulledBack
)


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment from its first request on, its steps in the order of time.

    `described` and `jotted` are what people wrote about it: its description, and metadata beside the platform's own.
    `written` is what the platform's code wrote on it where that differs from its booking; `stated` the customer's words
    for it on a statement, after the platform's name.
    """

    id: str
    stem: str
    secret: str
    person: Person
    purpose: Booking | Bill
    amount: int
    created_at: int
    request: Request
    steps: tuple[Step, ...] = ()
    captured_by_hand: bool = False
    chosen_method: Method | None = None  # given at creation without confirming
    passed_on: PassedOn | None = None
    direct: Direct | None = None
    written: tuple[tuple[str, str], ...] = ()
    passed_over: bool = False  # by the job that releases the providers' share
    charged_in: str | None = None  # another currency than the booking's, by mistake
    priced: Pricing = Pricing.AS_AGREED
    described: str | None = None
    jotted: tuple[tuple[str, str], ...] = ()

    @property
    def booking(self) -> Booking:
        """The booking paid for. Raises TypeError for the payment of a bill."""
        if isinstance(self.purpose, Bill):
            raise TypeError(f"{self.id} pays a bill")
        return self.purpose

    @property
    def bill(self) -> Bill | None:
        return self.purpose if isinstance(self.purpose, Bill) else None

    @property
    def booked(self) -> Booking | None:
        return None if isinstance(self.purpose, Bill) else self.purpose

    @property
    def currency(self) -> str:
        return self.charged_in or self.purpose.currency

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        return tuple(step for step in self.steps if isinstance(step, Attempt))

    @property
    def paid(self) -> Attempt | None:
        """The attempt that was agreed to, if one was."""
        return next((attempt for attempt in reversed(self.attempts) if attempt.agreed), None)

    def of(self, kind: type[S]) -> tuple[S, ...]:
        """The steps of one kind."""
        return tuple(step for step in self.steps if isinstance(step, kind))


@dataclass(frozen=True, slots=True)
class Happened:
    """Everything that happened up to `now`."""

    seed: int
    now: int
    platform: Platform
    people: tuple[Person, ...]
    payments: tuple[Payment, ...]
    memberships: tuple[Membership, ...] = ()
    plans: tuple[Plan, ...] = ()
    visits: tuple[Visit, ...] = ()
