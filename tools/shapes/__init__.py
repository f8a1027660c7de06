"""The fields of Stripe's objects that the analyses read, at API version 2026-10-28.endive.

What the reader hands on is Stripe-shaped and masked; here it becomes typed. Fields that no analysis reads are left out
(`get_object` shows them). A reference that can be expanded is either an id or the object.
"""

from tools.shapes.base import Identified, Page, Shape, reference
from tools.shapes.billing import Customer, Invoice, InvoicePayment, SavedMethod, Subscription
from tools.shapes.claims import Dispute, FraudWarning
from tools.shapes.events import Event, OwnAccount, Review, ThinEvent, WebhookEndpoint
from tools.shapes.money import ApplicationFee, Arrival, BalanceTransaction, Destination, Transfer
from tools.shapes.payments import (
    BankDetails,
    CardDetails,
    Charge,
    ChargeOutcome,
    ErrorMethod,
    MethodDetails,
    PaymentFailure,
    PaymentIntent,
    RadarRule,
    Refund,
)

__all__ = [
    "ApplicationFee",
    "Arrival",
    "BalanceTransaction",
    "BankDetails",
    "CardDetails",
    "Charge",
    "ChargeOutcome",
    "Customer",
    "Destination",
    "Dispute",
    "ErrorMethod",
    "Event",
    "FraudWarning",
    "Identified",
    "Invoice",
    "InvoicePayment",
    "MethodDetails",
    "OwnAccount",
    "Page",
    "PaymentFailure",
    "PaymentIntent",
    "RadarRule",
    "Refund",
    "Review",
    "SavedMethod",
    "Shape",
    "Subscription",
    "ThinEvent",
    "Transfer",
    "WebhookEndpoint",
    "reference",
]
