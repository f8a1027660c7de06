"""What surrounds a payment: its customer, its refunds, its disputes, and who was told of it."""

from tools.contract.clock import Moment
from tools.contract.money import Money
from tools.contract.payment import Attempt, Method, Refund
from tools.contract.record import Record
from tools.contract.states import StateCount


class CustomerMethod(Record):
    """A payment method of the customer's, saved or seen at an attempt; `id` is the pm_."""

    id: str
    method: Method
    saved: bool
    default: bool
    attempts: int
    succeeded: int
    last_used: Moment | None = None


class CustomerPayment(Record):
    """One of the customer's payments, told shortly; `recovered` when an attempt failed before one paid.

    `unpaid` when it still waits for money: it was tried in vain, or is the newest, and other payments of its booking or
    order did not bring all of it; `still_open` is what they left. `blocked` when Radar stopped its latest attempt.
    Attempts are those that left a charge.
    """

    id: str
    status: str
    amount: Money
    received: Money
    refunded: Money | None = None
    created: Moment
    attempts: int
    failed: int
    recovered: bool = False
    last_decline: str | None = None
    disputed: bool = False
    blocked: bool = False
    unpaid: bool = False
    still_open: Money | None = None
    metadata: dict[str, str] = {}


class Recovery(Record):
    """A payment that failed at first and was paid later, by what change; `id` is the payment."""

    id: str
    failed_with: str | None = None
    paid_with: str | None = None
    same_method: bool
    after: str  # ISO 8601


class CustomerHistory(Record):
    """A customer `id`, everything paid and everything tried; lists newest first, counts and totals are aggregates."""

    id: str
    created: Moment | None = None
    default_method: str | None = None
    deleted: bool = False
    methods: list[CustomerMethod] = []
    payments: list[CustomerPayment] = []
    attempts: list[Attempt] = []
    recoveries: list[Recovery] = []
    payment_count: int
    paid_count: int
    attempt_count: int
    failed_count: int
    recovered_count: int
    refund_count: int
    dispute_count: int
    unpaid_count: int = 0
    unpaid_total: list[Money] = []
    paid_total: list[Money] = []
    refunded_total: list[Money] = []
    lifetime_value: list[Money] = []
    """Paid less refunded less lost to disputes, by currency."""


class NewestPayment(Record):
    """The payment of a customer's that was made last, by what a person would know it by."""

    id: str
    status: str
    amount: Money
    created: Moment
    brand: str | None = None
    last4: str | None = None
    last_decline: str | None = None


class CustomerMatch(Record):
    """A customer that a name, an e-mail or a phone number stands for; `matched` names what was equal.

    `newest` is read of the newest customers alone, and absent where a customer has no payment.
    """

    id: str
    created: Moment | None = None
    email: str | None = None
    name: str | None = None
    phone: str | None = None
    matched: str
    newest: NewestPayment | None = None


class CustomerMatches(Record):
    """What `customer_history` answers where no one customer is meant: all whom it may be, newest first, none chosen."""

    customers: list[CustomerMatch]
    customer_count: int
    searched: list[str]


class RefundState(Record):
    """One refund in full; `transfer_reversal` is set where the provider's share was taken back with it.

    `asked_at` is when Stripe wrote to the customer for what a refund in `requires_action` lacks, `expires_at` until
    when they can answer. `failed_at` is when the money of a refund that failed was back on the platform's balance.
    """

    id: str
    charge: str | None = None
    payment_intent: str | None = None
    amount: Money
    status: str
    reason: str | None = None
    failure_reason: str | None = None
    failure_balance_transaction: str | None = None
    failed_at: Moment | None = None
    pending_reason: str | None = None
    next_action: str | None = None
    asked_at: Moment | None = None
    expires_at: Moment | None = None
    created: Moment
    destination: str | None = None
    reference: str | None = None
    reference_status: str | None = None
    reference_type: str | None = None
    transfer_reversal: str | None = None
    balance_transaction: str | None = None


class RefundedCharge(Record):
    """What a charge paid, gave back and still holds; `transferred` and `reversed` are the provider's share of it."""

    id: str
    payment_intent: str | None = None
    paid: Money
    refunded: Money
    remaining: Money
    fully_refunded: bool
    disputed: bool = False
    transfer: str | None = None
    transferred: Money | None = None
    reversed: Money | None = None


class RefundStatus(Record):
    """The refunds of a payment, a charge or a window, newest first; totals are aggregates. `id` is what was asked."""

    id: str | None = None
    refunds: list[RefundState] = []
    charges: list[RefundedCharge] = []
    refund_count: int
    states: list[StateCount] = []
    succeeded_total: list[Money] = []
    pending_total: list[Money] = []
    failed_total: list[Money] = []


class DisputeState(Record):
    """One dispute or inquiry. `at_stake` is the amount and the fee while it is open; `asked_for` names the evidence
    that its reason calls for, from the code tables.
    """

    id: str
    charge: str | None = None
    payment_intent: str | None = None
    amount: Money
    fee: Money | None = None
    withdrawn: Money | None = None
    reinstated: Money | None = None
    net: Money | None = None
    status: str
    reason: str
    inquiry: bool = False
    network: str | None = None
    network_reason_code: str | None = None
    created: Moment
    due_by: Moment | None = None
    past_due: bool | None = None
    has_evidence: bool | None = None
    submission_count: int | None = None
    refundable: bool | None = None
    refunded: Money | None = None
    asked_for: list[str] = []
    contestable: bool | None = None
    fingerprint: str | None = None
    customer: str | None = None


class FraudSign(Record):
    """An early fraud warning of a charge."""

    id: str
    charge: str | None = None
    fraud_type: str
    actionable: bool
    created: Moment
    amount: Money | None = None
    refunded: Money | None = None
    disputed: bool | None = None


class LinkedDispute(Record):
    """A dispute of another charge on the same card number, perhaps under another customer."""

    id: str
    charge: str
    customer: str | None = None
    amount: Money
    status: str
    reason: str
    created: Moment


class DisputeFile(Record):
    """Disputes and warnings of a payment, a dispute, a customer or a window, newest first; totals are aggregates.

    `refunds` are those of the disputed charges, oldest first, so that they can be told in order with the disputes.
    """

    id: str | None = None
    disputes: list[DisputeState] = []
    warnings: list[FraudSign] = []
    refunds: list[Refund] = []
    linked: list[LinkedDispute] = []
    dispute_count: int
    open_count: int
    states: list[StateCount] = []
    linked_count: int
    at_stake_total: list[Money] = []


class EventDelivery(Record):
    """An event and its delivery, as far as Stripe's API tells: how many endpoints have not yet answered it.

    `delivered` is null where only disabled endpoints subscribe: they may have answered it, or never have been sent it.
    """

    id: str
    type: str
    created: Moment
    object: str | None = None
    pending_webhooks: int
    delivered: bool | None = None
    livemode: bool
    idempotency_key: str | None = None


class EndpointState(Record):
    """A webhook endpoint: whether it is enabled, and whether it subscribes to the events in question."""

    id: str
    host: str | None = None
    status: str
    subscribed: list[str] = []
    missing: list[str] = []
    api_version: str | None = None


class WebhookDeliveries(Record):
    """The events of an object or window, newest first, and the endpoints they go to; counts are aggregates.

    `later` is looked for where every endpoint that subscribes to an event is disabled: the newest later event of its
    type that one still owes an answer to, and so was still sent. It was not disabled before the event.
    """

    id: str | None = None
    events: list[EventDelivery] = []
    later: EventDelivery | None = None
    endpoints: list[EndpointState] = []
    event_count: int
    undelivered_count: int
