"""The fields of Stripe's objects that the analyses read, at API version 2026-10-28.endive.

What the reader hands on is Stripe-shaped and masked; here it becomes typed. Fields that no analysis reads are left out
(`get_object` shows them). A reference that can be expanded is either an id or the object.
"""

from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue

from tools.contract.payment import PaymentStatus


class Shape(BaseModel):
    """A view of a Stripe object; the object's other fields are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    @classmethod
    def of(cls, body: JsonValue) -> Self:
        """The shape of a body that the reader gave; raises `pydantic.ValidationError` where Stripe changed it."""
        return cls.model_validate(body)


def reference(value: "str | _Identified | None") -> str | None:
    """The id of a reference, expanded or not."""
    return value if isinstance(value, str) or value is None else value.id


class _Identified(Shape):
    id: str


class Wallet(Shape):
    type: str | None = None


class CardChecks(Shape):
    cvc_check: str | None = None
    address_line1_check: str | None = None
    address_postal_code_check: str | None = None


class ThreeDSecure(Shape):
    result: str | None = None
    result_reason: str | None = None
    authentication_flow: str | None = None
    version: str | None = None


class CardDetails(Shape):
    brand: str | None = None
    last4: str | None = None
    funding: str | None = None
    country: str | None = None
    exp_month: int | None = None
    exp_year: int | None = None
    fingerprint: str | None = None
    wallet: Wallet | None = None
    checks: CardChecks | None = None
    three_d_secure: ThreeDSecure | None = None
    capture_before: int | None = None
    stored_credential_usage: str | None = None


class BankDetails(Shape):
    """The fields that the bank debits share; `country` only where the scheme has one."""

    last4: str | None = None
    country: str | None = None
    fingerprint: str | None = None


class MethodDetails(Shape):
    """`payment_method_details` of a charge, and the payment method of an error: the type names the field it fills."""

    model_config = ConfigDict(extra="allow")

    type: str
    card: CardDetails | None = None

    @property
    def bank(self) -> BankDetails:
        """What a method that isn't a card says of itself."""
        extra: dict[str, JsonValue] = self.model_extra or {}
        return BankDetails.of(extra.get(self.type) or {})


class ErrorMethod(MethodDetails):
    id: str | None = None


class RadarRule(_Identified):
    action: str | None = None
    predicate: str | None = None


class ChargeOutcome(Shape):
    type: str | None = None
    network_status: str | None = None
    reason: str | None = None
    risk_level: str | None = None
    risk_score: int | None = None
    rule: RadarRule | str | None = None
    advice_code: str | None = None
    network_advice_code: str | None = None
    network_decline_code: str | None = None


class FeeDetail(Shape):
    amount: int
    type: str


class BalanceTransaction(_Identified):
    created: int
    amount: int
    fee: int
    net: int
    currency: str
    fee_details: list[FeeDetail] = []
    available_on: int | None = None
    exchange_rate: float | str | None = None


class Review(_Identified):
    charge: str | _Identified | None = None
    open: bool
    reason: str | None = None
    opened_reason: str | None = None
    closed_reason: str | None = None
    created: int


class Charge(_Identified):
    amount: int
    amount_captured: int = 0
    amount_refunded: int = 0
    currency: str
    created: int
    status: str
    captured: bool = False
    paid: bool = False
    refunded: bool = False
    disputed: bool = False
    failure_code: str | None = None
    outcome: ChargeOutcome | None = None
    payment_method: str | None = None
    payment_method_details: MethodDetails | None = None
    balance_transaction: BalanceTransaction | str | None = None
    review: Review | str | None = None
    transfer_group: str | None = None


class PaymentFailure(Shape):
    """`last_payment_error`."""

    type: str | None = None
    code: str | None = None
    decline_code: str | None = None
    advice_code: str | None = None
    charge: str | None = None
    payment_method: ErrorMethod | None = None


class NextAction(Shape):
    type: str


class PaymentIntent(_Identified):
    status: PaymentStatus
    amount: int
    amount_received: int = 0
    amount_capturable: int = 0
    currency: str
    created: int
    capture_method: str | None = None
    customer: str | _Identified | None = None
    payment_method: str | _Identified | None = None
    next_action: NextAction | None = None
    canceled_at: int | None = None
    cancellation_reason: str | None = None
    invoice: str | None = None
    transfer_group: str | None = None
    metadata: dict[str, str] = {}
    last_payment_error: PaymentFailure | None = None


class EventRequest(Shape):
    idempotency_key: str | None = None


class EventData(Shape):
    object: dict[str, JsonValue]


class Event(_Identified):
    """An event with the object as it was then, from `/v1/events`."""

    type: str
    created: int
    pending_webhooks: int = 0
    request: EventRequest | None = None
    data: EventData


class ThinReason(Shape):
    request: EventRequest | None = None


class ThinEvent(_Identified):
    """An event without its object, from `/v2/core/events`; `snapshot_event` is the id of its twin in `/v1/events`."""

    type: str
    created: AwareDatetime
    snapshot_event: str | None = None
    reason: ThinReason | None = None


class Refund(_Identified):
    amount: int
    currency: str
    charge: str | _Identified | None = None
    status: str | None = None
    reason: str | None = None
    failure_reason: str | None = None
    created: int


class EvidenceDetails(Shape):
    due_by: int | None = None


class Dispute(_Identified):
    amount: int
    currency: str
    charge: str | _Identified | None = None
    status: str
    reason: str
    evidence_details: EvidenceDetails | None = None
    created: int


class FraudWarning(_Identified):
    charge: str | _Identified | None = None
    fraud_type: str
    actionable: bool
    created: int


class Transfer(_Identified):
    amount: int
    amount_reversed: int = 0
    currency: str
    destination: str | _Identified | None = None
    created: int


class WebhookEndpoint(_Identified):
    status: str
    enabled_events: list[str] = []
