"""What is read of disputes, fraud signals, events and their delivery, and of Stripe's lists themselves."""

from tools.privacy.projection.kinds import (
    CODE,
    COUNTRY,
    FLAG,
    HEAD,
    HOST,
    ID,
    IP,
    METADATA,
    MONEY,
    NUMBER,
    PATH,
    PLAIN,
    POSTAL,
    PRESENT,
    REGION,
    STREET,
    TEXT,
    TIME,
    TOKEN,
    Fields,
    Leaf,
    Ref,
)

_EVIDENCE = (
    "access_activity_log billing_address cancellation_policy cancellation_policy_disclosure cancellation_rebuttal "
    "customer_communication customer_email_address customer_name customer_purchase_ip customer_signature "
    "duplicate_charge_documentation duplicate_charge_explanation duplicate_charge_id product_description receipt "
    "refund_policy refund_policy_disclosure refund_refusal_explanation service_date service_documentation "
    "shipping_address shipping_carrier shipping_date shipping_documentation shipping_tracking_number "
    "uncategorized_file uncategorized_text"
)

_DISPUTE: Fields = {
    **HEAD,
    **MONEY,
    "balance_transactions": [Ref("balance_transaction")],
    "charge": Ref("charge"),
    "enhanced_eligibility_types": [CODE],
    "evidence": dict.fromkeys(_EVIDENCE.split(), PRESENT),
    "evidence_details": {
        "due_by": TIME,
        "enhanced_eligibility": {
            "visa_compelling_evidence_3": {"required_actions": [CODE], "status": CODE},
            "visa_compliance": {"status": CODE},
        },
        "has_evidence": FLAG,
        "past_due": FLAG,
        "submission_count": NUMBER,
        "submission_method": CODE,
    },
    "intended_submission_method": CODE,
    "is_charge_refundable": FLAG,
    "metadata": METADATA,
    "network_reason_code": CODE,
    "payment_intent": Ref("payment_intent"),
    "payment_method_details": {
        "card": {"brand": CODE, "case_type": CODE, "network": CODE, "network_reason_code": CODE},
        "type": CODE,
    },
    "reason": CODE,
    "status": CODE,
}

_REVIEW: Fields = {
    **HEAD,
    "billing_zip": POSTAL,
    "charge": Ref("charge"),
    "closed_reason": CODE,
    "ip_address": IP,
    "ip_address_location": {"city": STREET, "country": COUNTRY, "region": REGION},
    "open": FLAG,
    "opened_reason": CODE,
    "payment_intent": Ref("payment_intent"),
    "reason": CODE,
}

_EARLY_FRAUD_WARNING: Fields = {
    **HEAD,
    "actionable": FLAG,
    "charge": Ref("charge"),
    "fraud_type": CODE,
    "payment_intent": Ref("payment_intent"),
}

_RULE: Fields = {**HEAD, "action": CODE, "predicate": PLAIN}

_REQUEST: Fields = {"id": ID, "idempotency_key": Leaf.REFERENCE}

_EVENT: Fields = {
    **HEAD,
    "account": ID,
    "api_version": CODE,
    "context": ID,
    "data": {"object": Ref()},  # previous_attributes: by the fields of the object's type, see `Projector`
    "pending_webhooks": NUMBER,
    "request": _REQUEST,
    "type": CODE,
}

_THIN_EVENT: Fields = {
    **HEAD,
    "context": ID,
    "reason": {"request": _REQUEST, "type": CODE},
    "related_object": {"id": ID, "type": CODE, "url": PATH},
    "snapshot_event": ID,
    "type": CODE,
}

_WEBHOOK_ENDPOINT: Fields = {
    **HEAD,
    "api_version": CODE,
    "application": ID,
    "description": TEXT,
    "enabled_events": [CODE],
    "metadata": METADATA,
    "status": CODE,
    "url": HOST,
}

_LIST: Fields = {
    "object": CODE,
    "data": [Ref()],
    "has_more": FLAG,
    "next_page": TOKEN,
    "next_page_url": PATH,
    "previous_page_url": PATH,
    "total_count": NUMBER,
    "url": PATH,
}

SIGNALS: dict[str, Fields] = {
    "dispute": _DISPUTE,
    "event": _EVENT,
    "list": _LIST,
    "radar.early_fraud_warning": _EARLY_FRAUD_WARNING,
    "radar.rule": _RULE,
    "review": _REVIEW,
    "search_result": _LIST,
    "v2.core.event": _THIN_EVENT,
    "webhook_endpoint": _WEBHOOK_ENDPOINT,
}
