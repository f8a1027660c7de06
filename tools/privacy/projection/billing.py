"""What is read of bills: invoices, what ties them to payments, subscriptions."""

from tools.privacy.projection.kinds import CODE, EMAIL, FLAG, HEAD, METADATA, NAME, NUMBER, TEXT, TIME, Fields, Ref
from tools.privacy.projection.payments import ERROR

_INVOICE: Fields = {
    **HEAD,
    "amount_due": NUMBER,
    "amount_paid": NUMBER,
    "amount_remaining": NUMBER,
    "attempt_count": NUMBER,
    "attempted": FLAG,
    "billing_reason": CODE,
    "collection_method": CODE,
    "currency": CODE,
    "customer": Ref("customer"),
    "customer_email": EMAIL,
    "customer_name": NAME,
    "default_payment_method": Ref("payment_method"),
    "due_date": TIME,
    "last_finalization_error": ERROR,
    "metadata": METADATA,
    "next_payment_attempt": TIME,
    "number": TEXT,
    "parent": {
        "subscription_details": {"metadata": METADATA, "subscription": Ref("subscription")},
        "type": CODE,
    },
    "status": CODE,
    "status_transitions": {
        "finalized_at": TIME,
        "marked_uncollectible_at": TIME,
        "paid_at": TIME,
        "voided_at": TIME,
    },
    "total": NUMBER,
}

_INVOICE_PAYMENT: Fields = {
    **HEAD,
    "amount_paid": NUMBER,
    "amount_requested": NUMBER,
    "currency": CODE,
    "invoice": Ref("invoice"),
    "is_default": FLAG,
    "payment": {"charge": Ref("charge"), "payment_intent": Ref("payment_intent"), "type": CODE},
    "status": CODE,
    "status_transitions": {"canceled_at": TIME, "paid_at": TIME},
}

_SUBSCRIPTION: Fields = {
    **HEAD,
    "billing_cycle_anchor": TIME,
    "cancel_at": TIME,
    "cancel_at_period_end": FLAG,
    "canceled_at": TIME,
    "cancellation_details": {"comment": TEXT, "feedback": CODE, "reason": CODE},
    "collection_method": CODE,
    "currency": CODE,
    "customer": Ref("customer"),
    "default_payment_method": Ref("payment_method"),
    "ended_at": TIME,
    "latest_invoice": Ref("invoice"),
    "metadata": METADATA,
    "pause_collection": {"behavior": CODE, "resumes_at": TIME},
    "start_date": TIME,
    "status": CODE,
    "trial_end": TIME,
}

BILLING: dict[str, Fields] = {
    "invoice": _INVOICE,
    "invoice_payment": _INVOICE_PAYMENT,
    "subscription": _SUBSCRIPTION,
}
