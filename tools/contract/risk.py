"""What an account's payments say of risk over a time, and how near it is to the card networks' thresholds.

Networks count by rules of their own, partly from what Stripe's API doesn't show: a programme's figures are an estimate
(docs.stripe.com/disputes/monitoring-programs).
"""

from typing import Literal

from tools.contract.clock import Moment
from tools.contract.money import Money
from tools.contract.record import Record

RiskLevel = Literal["normal", "elevated", "highest", "not_assessed", "unknown"]
PatternKind = Literal["card_of_several_customers", "customer_with_many_cards", "card_disputed_again"]
ConditionKind = Literal["claims", "ratio", "payments", "claim_amount", "fraud_amount", "authenticated_share"]


class LevelCount(Record):
    """Attempts that Stripe rated alike; `paid` are the amounts of those that were paid, per currency."""

    level: RiskLevel
    attempt_count: int
    blocked_count: int
    paid_count: int
    paid: list[Money] = []


class ScoreBand(Record):
    """Attempts whose score lies in a band, both bounds included: 0 to 99, and only with Radar for Fraud Teams."""

    lowest: int
    highest: int
    attempt_count: int
    paid_count: int


class FiredRule(Record):
    """What a rule of the platform, or of Stripe's own, stopped or set aside. `blocked` is per currency."""

    reason: str
    rule: str | None = None
    predicate: str | None = None
    attempt_count: int
    blocked: list[Money] = []


class RiskyPayment(Record):
    """A charge with something against it: its score, a fraud warning, a dispute, an open review."""

    id: str
    payment_intent: str | None = None
    amount: Money
    created: Moment
    level: str | None = None
    score: int | None = None
    paid: bool
    customer: str | None = None
    provider: str | None = None
    fraud_warning: str | None = None
    dispute: str | None = None
    dispute_status: str | None = None
    respond_by: Moment | None = None
    """Until when a dispute that waits for an answer can be answered."""
    review: str | None = None
    signs: int
    """How many things speak against it."""


class ProviderRisk(Record):
    """A provider by what its payments met in the time, by the metadata that names it.

    Payments and attempts are those made in it; disputes and warnings those raised in it, whenever the payment was made.
    """

    provider: str
    paid_count: int
    paid: list[Money] = []
    dispute_count: int
    warning_count: int
    elevated_count: int
    blocked_count: int


class Pattern(Record):
    """What is seldom innocent: one card with several customers, one customer with many cards, a card disputed again.

    `subject` is the card's fingerprint or the customer; `others` the customers or fingerprints that it came with.
    """

    kind: PatternKind
    subject: str
    others: list[str]
    count: int
    charges: list[str]


class Condition(Record):
    """One bound of a level. Shares are in hundredths of a percent (150 is 1.5 %), amounts in US cents.

    It is met at the bound and above; `authenticated_share` at the bound and below. `value` is null where it isn't
    known: a share of nothing, or an amount that is partly in other currencies and doesn't reach the bound without them.
    """

    of: ConditionKind
    value: int | None = None
    bound: int
    met: bool


class Share(Record):
    """A part of a whole, with the counts that it is made of; `share` is a fraction, to six decimals."""

    share: float
    part: int
    whole: int


class Level(Record):
    """A level of a programme, which is reached where every condition is met; `needs` says them in words."""

    name: str
    reached: bool
    needs: str
    conditions: list[Condition]


class Programme(Record):
    """A network's programme in one month, counted by its own definition as far as the API shows; an estimate.

    `ratio` is null where nothing was paid. `reached` is the highest level reached, null
    under all; `next` the lowest that isn't. `claims_left` is how many more claims bring the count and the ratio of
    `next`, at the payments of today; null where there are too few payments for that level whatever is claimed, or both
    are reached and another of its bounds is not. The month is the one that the window is in the account's time zone,
    whole or as far as it has come. For other windows it is the one that they end in: where disputes count from a later
    day of the month on, the last whose day has come. Such a month ends with that day of the next.
    """

    name: str
    network: str
    month: str
    over: bool
    """Whether the month has ended."""
    disputes_from: Moment | None = None
    """The first moment from which disputes count for the month: in some countries a later day than its first."""
    disputes: int
    fraud_warnings: int
    claims: int
    payments: int
    payments_of: str
    """The month whose payments the claims are held against."""
    ratio: Share | None = None
    levels: list[Level]
    reached: str | None = None
    next: str | None = None
    claims_left: int | None = None
    estimate: Literal[True] = True
    rule: str
    source: str
    as_of: str


class RiskOverview(Record):
    """Attempts, claims and patterns of a window, `until` left out. Counts are aggregates; lists hold the worst first:
    of the payments, those disputed or warned of.

    `programmes` is empty where the payments or claims of the months could not be read whole.
    """

    since: Moment
    until: Moment
    attempt_count: int
    blocked_count: int
    dispute_count: int
    warning_count: int
    open_review_count: int
    disputed: list[Money] = []
    levels: list[LevelCount] = []
    scores: list[ScoreBand] = []
    rules: list[FiredRule] = []
    payments: list[RiskyPayment] = []
    payment_count: int
    """How many payments have something against them; the list holds the first of them."""
    providers: list[ProviderRisk] = []
    patterns: list[Pattern] = []
    programmes: list[Programme] = []
    not_shown: list[str] = []
    """What networks count and the API doesn't show."""
