"""What cancellations, refunds, disputes and ended subscriptions must say for themselves, by Stripe's API reference."""

from evals.world.billing import Ending
from evals.world.claims import Complaint, Trouble, Wait
from evals.world.steps import Why

CANCELLATION_REASONS = {
    Why.ABANDONED: "abandoned",
    Why.DUPLICATE: "duplicate",
    Why.FRAUDULENT: "fraudulent",
    Why.CUSTOMER_ASKED: "requested_by_customer",
    Why.TIME_RAN_OUT: "expired",
    Why.BILL_VOIDED: "void_invoice",
}

REFUND_FAILURES = {
    Trouble.CARD_LOST: "lost_or_stolen_card",
    Trouble.CARD_CLOSED: "expired_or_canceled_card",
    Trouble.BANK_REFUSED: "declined",
    Trouble.NO_BALANCE: "insufficient_funds",
    Trouble.TAKEN_BACK: "merchant_request",
    Trouble.NEVER_CLAIMED: "unknown",
}

REFUND_WAITS = {
    Wait.FOR_BALANCE: "insufficient_funds",
    Wait.FOR_PAYMENT: "charge_pending",
    Wait.FOR_BANK: "processing",
}

DISPUTE_REASONS = {
    Complaint.NOT_MINE: "fraudulent",
    Complaint.NOT_DONE: "product_not_received",
    Complaint.DONE_BADLY: "product_unacceptable",
    Complaint.PAID_TWICE: "duplicate",
    Complaint.NOT_REFUNDED: "credit_not_processed",
    Complaint.UNKNOWN: "unrecognized",
    Complaint.NOT_ALLOWED: "debit_not_authorized",
}

SUBSCRIPTION_STATUSES = {
    Ending.GAVE_UP: "canceled",
    Ending.LEFT_UNPAID: "unpaid",
    Ending.NEVER_BEGAN: "incomplete_expired",
    Ending.MEMBER_LEFT: "canceled",
}
