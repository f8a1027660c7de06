"""Who pays and for what: customers, their saved methods, invoices and subscriptions."""

from tools.shapes.base import Identified, Shape
from tools.shapes.payments import MethodDetails


class InvoiceSettings(Shape):
    default_payment_method: str | Identified | None = None


class Customer(Identified):
    """A customer; of a deleted one Stripe holds nothing but the id."""

    created: int | None = None
    deleted: bool = False
    email: str | None = None
    name: str | None = None
    phone: str | None = None
    invoice_settings: InvoiceSettings | None = None


class SavedMethod(MethodDetails):
    id: str
    created: int | None = None


class SubscriptionDetails(Shape):
    subscription: str | Identified | None = None


class InvoiceParent(Shape):
    subscription_details: SubscriptionDetails | None = None


class Invoice(Identified):
    """What is owed; since 2025-03 its subscription stands under its parent."""

    status: str | None = None
    amount_due: int
    amount_remaining: int | None = None
    attempt_count: int | None = None
    next_payment_attempt: int | None = None
    billing_reason: str | None = None
    created: int
    currency: str
    default_payment_method: str | Identified | None = None
    parent: InvoiceParent | None = None


class PaidBy(Shape):
    payment_intent: str | Identified | None = None


class InvoicePayment(Identified):
    """What ties an invoice to a payment."""

    invoice: Invoice | str | None = None
    payment: PaidBy | None = None
    is_default: bool = False


class CancellationDetails(Shape):
    reason: str | None = None


class Subscription(Identified):
    status: str | None = None
    default_payment_method: str | Identified | None = None
    canceled_at: int | None = None
    ended_at: int | None = None
    cancellation_details: CancellationDetails | None = None
