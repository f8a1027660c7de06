"""What a payment is for and what it costs: its invoice, its booking's requirements, its fees beside the rate card."""

from typing import Literal

from pydantic import JsonValue, SerializerFunctionWrapHandler, model_serializer

from tools.contract.clock import Moment
from tools.contract.money import Money
from tools.contract.record import Record

FeePart = Literal["stripe_fee", "application_fee", "tax", "total"]


class ExpectedFee(Record):
    """A part of a charge's fee beside what the rate card says it should be; `id` is the balance transaction.

    `explained_by` names the one component of the rate card that comes to the difference, where there is one: taken
    though its condition is not met where the fee is higher, left out though it is met where it is lower.
    """

    id: str
    part: FeePart
    rule: str
    expected: Money
    actual: Money
    difference: Money
    explained_by: str | None = None
    holds: bool


class BookingCheck(Record):
    """A requirement of the configuration that a payment's metadata don't meet; `id` is the payment."""

    id: str
    key: str
    rule: str
    value: str | None = None
    expected: str | None = None


class InvoiceStory(Record):
    """The invoice that a payment is for, and its subscription.

    `default_method` is null in so many words where the subscription was read and there is none: that nothing can be
    charged is a fact, and no gap.
    """

    id: str
    status: str | None = None
    amount_due: Money
    amount_remaining: Money | None = None
    attempt_count: int | None = None
    next_attempt: Moment | None = None
    billing_reason: str | None = None
    created: Moment
    subscription: str | None = None
    subscription_status: str | None = None
    default_method: str | None = None
    canceled_at: Moment | None = None
    ended_at: Moment | None = None
    cancellation_reason: str | None = None

    @model_serializer(mode="wrap")
    def _with_null(self, handler: SerializerFunctionWrapHandler) -> dict[str, JsonValue]:
        told = handler(self)
        return {**told, "default_method": self.default_method} if self.subscription_status is not None else told


class BankWait(Record):
    """How long a payment that is processing has waited for the bank's answer.

    `usual_until` is when the bank has usually answered at the latest, by `rule`; `overdue` whether that has passed.
    The three are absent for a payment method whose usual time isn't known.
    """

    since: Moment
    rule: str | None = None
    usual_until: Moment | None = None
    overdue: bool | None = None


class PlatformShare(Record):
    """What the platform keeps of a payment that it passes on, by the `rule`; `net` is that less Stripe's fee.

    A negative `net` is what the payment cost the platform. `passed_on` is net of reversals, `application_fee` of what
    was given back of it.
    """

    received: Money
    passed_on: Money
    refunded: Money | None = None
    application_fee: Money | None = None
    kept: Money
    stripe_fee: Money
    net: Money
    rule: str
