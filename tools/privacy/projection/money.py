"""What is read of the platform's money and of those it pays: balances, transfers, payouts, fees, accounts."""

from tools.privacy.projection.kinds import (
    CODE,
    COUNTRY,
    EMAIL,
    FLAG,
    HEAD,
    ID,
    LAST4,
    METADATA,
    MONEY,
    NAME,
    NUMBER,
    PLAIN,
    PRESENT,
    REFERENCE,
    TEXT,
    TIME,
    TOKEN,
    Fields,
    Kind,
    Ref,
    Values,
)

_AMOUNTS: Kind = [{**MONEY, "source_types": Values(NUMBER)}]

_BALANCE: Fields = {
    "object": CODE,
    "livemode": FLAG,
    "available": _AMOUNTS,
    "connect_reserved": _AMOUNTS,
    "instant_available": _AMOUNTS,
    "issuing": {"available": _AMOUNTS},
    "pending": _AMOUNTS,
    "refund_and_dispute_prefunding": {"available": _AMOUNTS, "pending": _AMOUNTS},
}

_SCHEDULE: Fields = {
    "delay_days": NUMBER,
    "interval": CODE,
    "monthly_anchor": NUMBER,
    "monthly_payout_days": [NUMBER],
    "weekly_anchor": CODE,
    "weekly_payout_days": [CODE],
}

_BALANCE_SETTINGS: Fields = {
    "object": CODE,
    "payments": {
        "debit_negative_balances": FLAG,
        "payouts": {"minimum_balance_by_currency": Values(NUMBER), "schedule": _SCHEDULE, "status": CODE},
        "settlement_timing": {"delay_days": NUMBER, "delay_days_override": NUMBER},
    },
}

_BALANCE_TRANSACTION: Fields = {
    **HEAD,
    **MONEY,
    "available_on": TIME,
    "balance_type": CODE,
    "description": TEXT,
    "exchange_rate": NUMBER,
    "fee": NUMBER,
    "fee_details": [{**MONEY, "application": ID, "type": CODE}],
    "net": NUMBER,
    "reporting_category": CODE,
    "source": Ref(),
    "status": CODE,
    "type": CODE,
}

_TRANSFER: Fields = {
    **HEAD,
    **MONEY,
    "amount_reversed": NUMBER,
    "balance_transaction": Ref("balance_transaction"),
    "description": TEXT,
    "destination": Ref("account"),
    "destination_payment": Ref("charge"),
    "metadata": METADATA,
    "reversals": Ref("list"),
    "reversed": FLAG,
    "source_transaction": Ref("charge"),
    "source_type": CODE,
    "transfer_group": REFERENCE,
}

_TRANSFER_REVERSAL: Fields = {
    **HEAD,
    **MONEY,
    "balance_transaction": Ref("balance_transaction"),
    "destination_payment_refund": Ref("refund"),
    "metadata": METADATA,
    "source_refund": Ref("refund"),
    "transfer": Ref("transfer"),
}

_PAYOUT: Fields = {
    **HEAD,
    **MONEY,
    "application_fee": Ref("application_fee"),
    "application_fee_amount": NUMBER,
    "arrival_date": TIME,
    "automatic": FLAG,
    "balance_transaction": Ref("balance_transaction"),
    "description": TEXT,
    "destination": Ref("bank_account"),
    "failure_balance_transaction": Ref("balance_transaction"),
    "failure_code": CODE,
    "metadata": METADATA,
    "method": CODE,
    "original_payout": Ref("payout"),
    "reconciliation_status": CODE,
    "reversed_by": Ref("payout"),
    "source_type": CODE,
    "status": CODE,
    "trace_id": {"status": CODE, "value": TOKEN},
    "type": CODE,
}

_APPLICATION_FEE: Fields = {
    **HEAD,
    **MONEY,
    "account": Ref("account"),
    "amount_refunded": NUMBER,
    "application": ID,
    "balance_transaction": Ref("balance_transaction"),
    "charge": Ref("charge"),
    "fee_source": {"charge": ID, "payout": ID, "type": CODE},
    "originating_transaction": Ref("charge"),
    "refunded": FLAG,
    "refunds": Ref("list"),
}

_FEE_REFUND: Fields = {
    **HEAD,
    **MONEY,
    "balance_transaction": Ref("balance_transaction"),
    "fee": Ref("application_fee"),
    "metadata": METADATA,
}

_REQUIREMENTS: Fields = {
    "current_deadline": TIME,
    "currently_due": [CODE],
    "disabled_reason": CODE,
    "errors": [{"code": CODE, "requirement": CODE}],
    "eventually_due": [CODE],
    "past_due": [CODE],
    "pending_verification": [CODE],
}

_ACCOUNT: Fields = {
    **HEAD,
    "business_profile": {"mcc": CODE, "name": PLAIN},
    "business_type": CODE,
    "capabilities": Values(CODE),
    "charges_enabled": FLAG,
    "controller": {
        "fees": {"payer": CODE},
        "is_controller": FLAG,
        "losses": {"payments": CODE},
        "requirement_collection": CODE,
        "stripe_dashboard": {"type": CODE},
        "type": CODE,
    },
    "country": COUNTRY,
    "default_currency": CODE,
    "deleted": FLAG,
    "details_submitted": FLAG,
    "email": EMAIL,
    "external_accounts": Ref("list"),
    "future_requirements": _REQUIREMENTS,
    "individual": {"id": ID, "email": EMAIL, "verification": {"status": CODE}},
    "metadata": METADATA,
    "payouts_enabled": FLAG,
    "requirements": _REQUIREMENTS,
    "settings": {"payouts": {"debit_negative_balances": FLAG, "schedule": _SCHEDULE}},
    "tos_acceptance": {"date": TIME, "service_agreement": CODE, "ip": PRESENT},
    "type": CODE,
}

_EXTERNAL_ACCOUNT: Fields = {
    "id": ID,
    "object": CODE,
    "account": Ref("account"),
    "account_holder_name": NAME,
    "account_holder_type": CODE,
    "available_payout_methods": [CODE],
    "bank_name": PLAIN,
    "brand": CODE,
    "country": COUNTRY,
    "currency": CODE,
    "default_for_currency": FLAG,
    "exp_month": NUMBER,
    "exp_year": NUMBER,
    "fingerprint": TOKEN,
    "funding": CODE,
    "last4": LAST4,
    "name": NAME,
    "requirements": _REQUIREMENTS,
    "status": CODE,
}

MONEY_OBJECTS: dict[str, Fields] = {
    "account": _ACCOUNT,
    "application_fee": _APPLICATION_FEE,
    "balance": _BALANCE,
    "balance_settings": _BALANCE_SETTINGS,
    "balance_transaction": _BALANCE_TRANSACTION,
    "bank_account": _EXTERNAL_ACCOUNT,
    "card": _EXTERNAL_ACCOUNT,
    "fee_refund": _FEE_REFUND,
    "payout": _PAYOUT,
    "transfer": _TRANSFER,
    "transfer_reversal": _TRANSFER_REVERSAL,
}
