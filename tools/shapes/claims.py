"""What cardholders and issuers say against a payment: disputes and early fraud warnings."""

from tools.shapes.base import Identified, Shape
from tools.shapes.money import BalanceTransaction
from tools.shapes.payments import Charge


class DisputedCard(Shape):
    case_type: str | None = None
    network: str | None = None
    brand: str | None = None
    network_reason_code: str | None = None


class DisputedMethod(Shape):
    type: str | None = None
    card: DisputedCard | None = None


class EvidenceDetails(Shape):
    due_by: int | None = None
    has_evidence: bool | None = None
    past_due: bool | None = None
    submission_count: int | None = None


class Dispute(Identified):
    amount: int
    currency: str
    charge: Charge | str | None = None
    status: str
    reason: str
    evidence_details: EvidenceDetails | None = None
    created: int
    payment_intent: str | Identified | None = None
    is_charge_refundable: bool | None = None
    balance_transactions: list[BalanceTransaction] = []
    payment_method_details: DisputedMethod | None = None


class FraudWarning(Identified):
    charge: Charge | str | None = None
    fraud_type: str
    actionable: bool
    created: int
    payment_intent: str | Identified | None = None
