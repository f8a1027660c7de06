"""Exhibits: what a report shows by reference, computed by a tool and never retyped by a model.

Names and nesting follow the interfaces that payment teams know (paymentIntent, customerJourney, ...). Money is a list
of amounts, one per currency; durations are ISO 8601; what Stripe doesn't hold is null, with a limit in the report.
"""

from pydantic import ConfigDict
from pydantic.alias_generators import to_camel

from tools.contract.clock import Moment
from tools.contract.money import Money
from tools.contract.record import Record


class _Exhibit(Record):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, serialize_by_alias=True)


class FlowEvent(_Exhibit):
    timestamp: Moment
    event: str
    status: str
    details: str | None = None


class CustomerJourney(_Exhibit):
    """`attempts` is null where not all charges could be read: those that were are no count of them."""

    attempts: int | None
    payment_methods: list[str]
    failure_points: list[str]


class Resolution(_Exhibit):
    """`total_time` runs from the payment's creation to its final state, null while it may still change."""

    final_status: str
    total_time: str | None
    recovery_actions: list[str]


class PaymentFlowAnalysis(_Exhibit):
    """The story of one payment: kind `payment_flow_analysis`."""

    payment_intent: str
    timeline: list[FlowEvent]
    customer_journey: CustomerJourney
    resolution: Resolution


class ChargeBranch(_Exhibit):
    """A charge of the payment; `receipt_url` is a placeholder, since a receipt shows who paid."""

    id: str
    status: str
    receipt_url: str | None = None
    payment_method: str | None = None
    network_status: str | None = None
    decline_reason: str | None = None


class FeeBranch(_Exhibit):
    """What Stripe and the platform took; `total` is null where they did so in two currencies."""

    total: Money | None = None
    stripe_fee: Money | None = None
    application_fee: Money | None = None


class PaymentTree(_Exhibit):
    """One payment with its charges, metadata and fees: kind `payment_tree`.

    `margin` is what the platform has `kept` of a payment that it passes on, less Stripe's fee, by the `margin_rule`;
    negative where the payment costs it money. `margin_unknown` says why there is none of a payment that was passed on.
    """

    booking: str | None = None
    payment_intent: str
    status: str
    amount: Money
    created: Moment
    confirmed: Moment | None = None
    charges: list[ChargeBranch]
    uncharged: list[str] = []
    metadata: dict[str, str]
    fees: FeeBranch | None = None
    kept: Money | None = None
    margin: Money | None = None
    margin_rule: str | None = None
    margin_unknown: str | None = None


class FlowStop(_Exhibit):
    """Where some of a booking's money is, or should be: who holds it, how much, and by which object it came there.

    `kind` says what it is: `paid` by the customer, `kept` by the platform, `held` for a provider, `sent` to one, given
    `back` to the customer, `reversed` from a provider, `missing` where it should have arrived; `fee` what the platform
    took of what was sent with the charge, `fee_back` what it gave back of that, `there` what a payment on a provider's
    own account left it, `lacking` by how much more went out than came in.
    """

    kind: str
    who: str
    amount: Money | None = None
    by: str | None = None
    at: Moment | None = None
    account: str | None = None
    amiss: str | None = None


class MoneyFlow(_Exhibit):
    """Who paid for a booking, who holds the money, who received it and what is missing: kind `money_flow`.

    What the provider should get is by the platform's rule, and none of Stripe's figures.
    """

    payment_intent: str
    booking: str | None = None
    state: str
    captured: Money
    expected: Money | None = None
    rule: str | None = None
    due: Moment | None = None
    stops: list[FlowStop]


class AgeRow(_Exhibit):
    age: str
    count: int
    amount: list[Money]


class LateBooking(_Exhibit):
    payment_intent: str
    booking: str | None = None
    provider: str | None = None
    amount: Money | None = None
    due: Moment | None = None
    overdue: str | None = None


class EscrowAgeing(_Exhibit):
    """What is not sent yet to providers, by how long it is due: kind `escrow_ageing`.

    `oldest` are the bookings that are late, the longest first: a row for each provider whose share is missing; `due`
    are those that are due and not late yet. Amounts are by the platform's rule; where not `whole`, they are of what
    could be read alone. `unruled` counts those whose amount no rule says.
    """

    provider: str | None = None
    since: Moment | None = None
    until: Moment | None = None
    owed: list[Money]
    unruled: int = 0
    whole: bool = True
    rows: list[AgeRow]
    oldest: list[LateBooking]
    due: list[LateBooking] = []


class OwedRow(_Exhibit):
    provider: str
    count: int
    owed: list[Money]
    now: list[Money]
    overdue: list[Money]


class OwedProviders(_Exhibit):
    """To whom the platform owes shares, the largest amount first: kind `owed_providers`.

    `count` is how many providers there are, of whom `rows` are at most fifty: those of the currency first that most are
    owed in, as amounts of two currencies are not compared. `owed` is what is owed to all of them. Amounts are by the
    platform's rule; where not `whole`, they are of what could be read alone.
    """

    count: int
    owed: list[Money]
    whole: bool = True
    rows: list[OwedRow]


class SuccessRate(_Exhibit):
    """`rate` has four decimals and is null of no attempts."""

    rate: float | None = None
    succeeded: int
    attempted: int


class PayoutStatus(_Exhibit):
    """Payouts to providers by what became of them; `processing` is what Stripe calls in transit."""

    pending: int = 0
    processing: int = 0
    paid: int = 0
    failed: int = 0


class RevenueMetrics(_Exhibit):
    """What succeeded today, this week and this month so far, in the account's zone, and on average in the window."""

    today: list[Money] = []
    week: list[Money] = []
    month: list[Money] = []
    average_transaction_value: list[Money] = []


class PaymentHealthMetrics(_Exhibit):
    """How payments are over a window: kind `payment_health_metrics`.

    `average_processing_time` is the median from a payment's creation to its success, in whole seconds, which a few that
    were paid days later don't move; null where none succeeded. `provider_payout_status` is null where no connected
    account may be read.
    """

    success_rate: SuccessRate
    average_processing_time: str | None = None
    decline_reasons: dict[str, int] = {}
    provider_payout_status: PayoutStatus | None = None
    revenue_metrics: RevenueMetrics
