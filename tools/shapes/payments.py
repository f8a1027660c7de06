"""Payments and how they were tried: methods, charges, intents."""

from pydantic import ConfigDict, JsonValue

from tools.contract.payment import PaymentStatus
from tools.shapes.base import Identified, Page, Shape
from tools.shapes.events import Review
from tools.shapes.money import ApplicationFee, BalanceTransaction, Destination, Transfer, TransferData


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
    network: str | None = None
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


class RadarRule(Identified):
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


class Charge(Identified):
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
    customer: str | Identified | None = None
    payment_intent: str | Identified | None = None
    transfer: Transfer | str | None = None
    application_fee: ApplicationFee | str | None = None
    application_fee_amount: int | None = None
    calculated_statement_descriptor: str | None = None
    receipt_url: str | None = None
    metadata: dict[str, str] = {}
    refunds: "Page[Refund] | None" = None


class EmailSent(Shape):
    email_sent_at: int | None = None


class RefundDisplay(Shape):
    email_sent: EmailSent | None = None
    expires_at: int | None = None


class RefundAction(Shape):
    """What a customer must do before a refund can go out, such as to say which account it is for."""

    type: str | None = None
    display_details: RefundDisplay | None = None


class Refund(Identified):
    """A refund; the `failure_balance_transaction` of one that failed is whole where it was expanded."""

    amount: int
    currency: str
    charge: Charge | str | None = None
    status: str | None = None
    reason: str | None = None
    failure_reason: str | None = None
    created: int
    payment_intent: str | Identified | None = None
    failure_balance_transaction: str | BalanceTransaction | Identified | None = None
    balance_transaction: str | Identified | None = None
    pending_reason: str | None = None
    next_action: RefundAction | None = None
    destination_details: Destination | None = None
    transfer_reversal: str | Identified | None = None
    source_transfer_reversal: str | Identified | None = None

    @property
    def came_back(self) -> int | None:
        """When the money of a refund that failed was on the platform's balance again, as far as that was read."""
        back = self.failure_balance_transaction
        return back.created if isinstance(back, BalanceTransaction) else None


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


class PaymentIntent(Identified):
    status: PaymentStatus
    amount: int
    amount_received: int = 0
    amount_capturable: int = 0
    currency: str
    created: int
    capture_method: str | None = None
    customer: str | Identified | None = None
    payment_method: str | Identified | None = None
    next_action: NextAction | None = None
    canceled_at: int | None = None
    cancellation_reason: str | None = None
    application_fee_amount: int | None = None
    transfer_data: TransferData | None = None
    transfer_group: str | None = None
    metadata: dict[str, str] = {}
    latest_charge: Charge | str | None = None
    last_payment_error: PaymentFailure | None = None
