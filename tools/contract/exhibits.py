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
    attempts: int
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

    `margin` is the platform's share where it passes payments on by transfers of its own, and has no application fee.
    """

    booking: str | None = None
    payment_intent: str
    status: str
    amount: Money
    created: Moment
    confirmed: Moment | None = None
    charges: list[ChargeBranch]
    metadata: dict[str, str]
    fees: FeeBranch | None = None
    margin: Money | None = None
