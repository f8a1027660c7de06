"""One payment's whole story, as `payment_flow` tells it.

Each record that has an `id` of Stripe owns the fields beside it: a fact's owner is the nearest record with an `id`.
Codes are Stripe's, unchanged. Absent means that Stripe holds null, unless the coverage names the part as missing.
"""

from typing import Literal

from tools.contract.billing import BankWait, BookingCheck, ExpectedFee, InvoiceStory, PlatformShare
from tools.contract.clock import Moment
from tools.contract.money import Money
from tools.contract.record import Record

PaymentStatus = Literal[
    "requires_payment_method",
    "requires_confirmation",
    "requires_action",
    "processing",
    "requires_capture",
    "canceled",
    "succeeded",
]

Stage = Literal["request", "authentication", "risk", "authorization", "settlement"]
"""How far an attempt came before it ended: the request itself, 3DS, Stripe's risk decision, the issuer, the money."""

AttemptResult = Literal["paid", "authorized", "pending", "failed", "blocked", "reversed"]


class Method(Record):
    """A payment method as it was at an attempt; `id` is the pm_, `fingerprint` equal for the same card number."""

    id: str | None = None
    type: str
    brand: str | None = None
    last4: str | None = None
    funding: str | None = None
    country: str | None = None
    exp_month: int | None = None
    exp_year: int | None = None
    wallet: str | None = None
    fingerprint: str | None = None


class Rule(Record):
    """A Radar rule that acted on a charge; the predicate is the platform's own text."""

    id: str
    action: str | None = None
    predicate: str | None = None


class Decision(Record):
    """Who decided an attempt, and what they said: `charge.outcome` and the codes beside it."""

    type: str | None = None
    network_status: str | None = None
    reason: str | None = None
    rule: Rule | None = None
    risk_level: str | None = None
    risk_score: int | None = None
    advice_code: str | None = None
    network_advice_code: str | None = None
    network_decline_code: str | None = None


class Checks(Record):
    """What the issuer said of the card data sent: pass, fail, unavailable or unchecked."""

    cvc: str | None = None
    address_line1: str | None = None
    postal_code: str | None = None


class Authentication(Record):
    """The 3D Secure result of an attempt."""

    result: str | None = None
    result_reason: str | None = None
    flow: str | None = None
    version: str | None = None


class Attempt(Record):
    """One try at paying, oldest first; `id` is its charge, or the event that shows it where no charge was made.

    `off_session` is true where the platform charged a stored card by itself; Stripe doesn't say the contrary.
    """

    id: str
    number: int
    payment_intent: str | None = None  # left out where the payment is the record around it
    created: Moment
    stage: Stage
    result: AttemptResult
    amount: Money
    captured: Money | None = None
    refunded: Money | None = None
    method: Method | None = None
    off_session: bool | None = None
    decision: Decision | None = None
    failure_code: str | None = None
    decline_code: str | None = None
    checks: Checks | None = None
    authentication: Authentication | None = None
    capture_before: Moment | None = None
    disputed: bool | None = None
    balance_transaction: str | None = None
    receipt: str | None = None
    descriptor: str | None = None


class PaymentError(Record):
    """`last_payment_error`: Stripe clears it when the payment is later updated for any reason.

    Where `charge` is one of the attempts, what that attempt says as well is left to it.
    """

    type: str | None = None
    code: str | None = None
    decline_code: str | None = None
    advice_code: str | None = None
    charge: str | None = None
    payment_method: str | None = None


class TimelineEntry(Record):
    """Something that happened; `id` is the Stripe object that shows it, `what` an event type or a field's name."""

    at: Moment
    what: str
    id: str
    status: str | None = None


class Delivery(Record):
    """A payment's event and how many webhook endpoints have not yet answered it with a 2xx."""

    id: str
    type: str
    created: Moment
    pending_webhooks: int
    idempotency_key: str | None = None


class Endpoint(Record):
    """A webhook endpoint; `receives` says whether it subscribes to the payment's final event."""

    id: str
    status: str
    receives: bool


class Refund(Record):
    """One refund; `failed_at` is when the money of one that failed was back on the platform's balance."""

    id: str
    charge: str | None = None
    amount: Money
    status: str | None = None
    reason: str | None = None
    failure_reason: str | None = None
    failed_at: Moment | None = None
    created: Moment


class Dispute(Record):
    id: str
    charge: str | None = None
    amount: Money
    status: str
    reason: str
    due_by: Moment | None = None
    created: Moment


class FraudWarning(Record):
    id: str
    charge: str | None = None
    fraud_type: str
    actionable: bool
    created: Moment


class Review(Record):
    id: str
    charge: str | None = None
    open: bool
    reason: str | None = None
    opened_reason: str | None = None
    closed_reason: str | None = None
    created: Moment


class Transfer(Record):
    """What went to a provider; `reversals` are the ids of what was taken back of it, newest first, at most ten."""

    id: str
    amount: Money
    reversed: Money | None = None
    reversals: list[str] | None = None
    destination: str | None = None
    created: Moment


class Fees(Record):
    """What a paid charge cost and brought, from its balance transaction `id`, in the settlement currency."""

    id: str
    charge: str
    gross: Money
    stripe_fee: Money | None = None
    application_fee: Money | None = None
    tax: Money | None = None
    total: Money
    net: Money
    available_on: Moment | None = None
    exchange_rate: str | None = None


class PaymentFlow(Record):
    """A PaymentIntent with everything around it. Lists are oldest first; counts are aggregates over `attempts`.

    `booking_checks` lists the requirements that are not met, and its coverage part counts all that were compared;
    `booking_kept` names the metadata keys that meet each of theirs. `order_difference` is what was received beyond the
    total that the metadata must state, negative where it was less; absent where they are equal, or can't be compared.
    """

    id: str
    status: PaymentStatus
    amount: Money
    received: Money
    capturable: Money | None = None
    created: Moment
    capture_method: str | None = None
    off_session: bool | None = None
    customer: str | None = None
    payment_method: str | None = None
    next_action: str | None = None
    canceled_at: Moment | None = None
    cancellation_reason: str | None = None
    invoice: InvoiceStory | None = None
    destination: str | None = None
    application_fee: Money | None = None
    transfer_group: str | None = None
    metadata: dict[str, str] = {}
    error: PaymentError | None = None
    attempts: list[Attempt] = []
    attempt_count: int
    failed_count: int
    method_count: int
    bank_wait: BankWait | None = None
    timeline: list[TimelineEntry] = []
    fees: Fees | None = None
    fee_checks: list[ExpectedFee] = []
    platform: PlatformShare | None = None
    booking_checks: list[BookingCheck] = []
    booking_kept: list[str] = []
    order_difference: Money | None = None
    refunds: list[Refund] = []
    refunded_total: Money | None = None
    disputes: list[Dispute] = []
    fraud_warnings: list[FraudWarning] = []
    reviews: list[Review] = []
    transfers: list[Transfer] = []
    deliveries: list[Delivery] = []
    endpoints: list[Endpoint] = []


class PaymentMatch(Record):
    """A payment that `find_payments` found; `matched` names the criteria it met.

    `uncollected` is told of an unpaid payment among all those of its booking or order, where later ones brought money:
    what they left unpaid of its amount, zero where nothing is. `failed_method` is the type of the payment method of the
    latest try, where that failed and nothing came after it.
    """

    id: str
    status: PaymentStatus
    amount: Money
    received: Money
    created: Moment
    customer: str | None = None
    metadata: dict[str, str] = {}
    matched: list[str] = []
    uncollected: Money | None = None
    failed_method: str | None = None


class PaymentMatches(Record):
    """What `find_payments` found, newest first, and how it searched; counts and totals are aggregates."""

    payments: list[PaymentMatch]
    payment_count: int
    amount_total: list[Money] = []
    received_total: list[Money] = []
    searched: list[str]
