"""Exhibits: what a report shows by reference, computed by a tool and never retyped by a model.

Names and nesting follow the interfaces that payment teams know (paymentIntent, customerJourney, ...). Money is a list
of amounts, one per currency; durations are ISO 8601; what Stripe doesn't hold is null, with a limit in the report.
"""

from pydantic import ConfigDict
from pydantic.alias_generators import to_camel

from tools.contract.clock import Moment
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
