"""Which fields expand, and into what: those that stripe 16.1 types as `ExpandableField` (a test holds the two equal).

Left out are references to kinds of object that no simulated account has: files, applications, tax ids and codes, test
clocks, sources, discounts, coupons, payment links, schedules and payment records, and what hangs on the payment
methods that a world doesn't use.
"""

from collections.abc import Mapping

_LEDGER = ("charge", "refund", "transfer", "transfer_reversal", "payout", "dispute", "application_fee", "fee_refund")
_BANK = ("bank_account", "card")

REFERENCES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "payment_intent": {
        "customer": ("customer",),
        "latest_charge": ("charge",),
        "on_behalf_of": ("account",),
        "payment_method": ("payment_method",),
        "review": ("review",),
        "transfer_data.destination": ("account",),
    },
    "charge": {
        "payment_method_details.us_bank_account.mandate": ("mandate",),
        "application_fee": ("application_fee",),
        "balance_transaction": ("balance_transaction",),
        "customer": ("customer",),
        "failure_balance_transaction": ("balance_transaction",),
        "on_behalf_of": ("account",),
        "outcome.rule": ("radar.rule",),
        "payment_intent": ("payment_intent",),
        "review": ("review",),
        "source_transfer": ("transfer",),
        "transfer": ("transfer",),
        "transfer_data.destination": ("account",),
    },
    "customer": {"invoice_settings.default_payment_method": ("payment_method",)},
    "payment_method": {"customer": ("customer",)},
    "setup_intent": {
        "customer": ("customer",),
        "latest_attempt": ("setup_attempt",),
        "mandate": ("mandate",),
        "single_use_mandate": ("mandate",),
        "on_behalf_of": ("account",),
        "payment_method": ("payment_method",),
    },
    "setup_attempt": {
        "customer": ("customer",),
        "on_behalf_of": ("account",),
        "payment_method": ("payment_method",),
        "setup_intent": ("setup_intent",),
    },
    "refund": {
        "balance_transaction": ("balance_transaction",),
        "charge": ("charge",),
        "customer": ("customer",),
        "failure_balance_transaction": ("balance_transaction",),
        "payment_intent": ("payment_intent",),
        "payment_method": ("payment_method",),
        "source_transfer_reversal": ("transfer_reversal",),
        "transfer_reversal": ("transfer_reversal",),
    },
    "dispute": {"charge": ("charge",), "payment_intent": ("payment_intent",)},
    "balance_transaction": {"source": _LEDGER},
    "review": {"charge": ("charge",), "payment_intent": ("payment_intent",)},
    "radar.early_fraud_warning": {"charge": ("charge",), "payment_intent": ("payment_intent",)},
    "transfer": {
        "balance_transaction": ("balance_transaction",),
        "destination": ("account",),
        "destination_payment": ("charge",),
        "source_transaction": ("charge",),
    },
    "transfer_reversal": {
        "balance_transaction": ("balance_transaction",),
        "destination_payment_refund": ("refund",),
        "source_refund": ("refund",),
        "transfer": ("transfer",),
    },
    "payout": {
        "application_fee": ("application_fee",),
        "balance_transaction": ("balance_transaction",),
        "destination": _BANK,
        "failure_balance_transaction": ("balance_transaction",),
        "original_payout": ("payout",),
        "reversed_by": ("payout",),
    },
    "checkout.session": {
        "automatic_tax.liability.account": ("account",),
        "customer": ("customer",),
        "invoice": ("invoice",),
        "invoice_creation.invoice_data.issuer.account": ("account",),
        "payment_intent": ("payment_intent",),
        "setup_intent": ("setup_intent",),
        "subscription": ("subscription",),
    },
    "application_fee": {
        "account": ("account",),
        "balance_transaction": ("balance_transaction",),
        "charge": ("charge",),
        "originating_transaction": ("charge",),
    },
    "capability": {"account": ("account",)},
    "mandate": {"payment_method": ("payment_method",)},
    "product": {"default_price": ("price",)},
    "price": {"product": ("product",)},
    "subscription": {
        "automatic_tax.liability.account": ("account",),
        "billing_schedules.applies_to.price": ("price",),
        "customer": ("customer",),
        "default_payment_method": ("payment_method",),
        "invoice_settings.issuer.account": ("account",),
        "latest_invoice": ("invoice",),
        "on_behalf_of": ("account",),
        "pending_setup_intent": ("setup_intent",),
        "transfer_data.destination": ("account",),
    },
    "invoice": {
        "automatic_tax.liability.account": ("account",),
        "customer": ("customer",),
        "default_payment_method": ("payment_method",),
        "from_invoice.invoice": ("invoice",),
        "issuer.account": ("account",),
        "latest_revision": ("invoice",),
        "on_behalf_of": ("account",),
        "parent.subscription_details.subscription": ("subscription",),
    },
    "invoice_payment": {
        "invoice": ("invoice",),
        "payment.charge": ("charge",),
        "payment.payment_intent": ("payment_intent",),
    },
    "line_item": {"pricing.price_details.price": ("price",), "subscription": ("subscription",)},
    "fee_refund": {"balance_transaction": ("balance_transaction",), "fee": ("application_fee",)},
}

# Lists that an object always holds: a path goes through them by `data`.
LISTS: Mapping[str, Mapping[str, str]] = {
    "transfer": {"reversals": "transfer_reversal"},
    "application_fee": {"refunds": "fee_refund"},
    "account": {"external_accounts": "bank_account"},
    "invoice": {"lines": "line_item"},
    "subscription": {"items": "subscription_item"},
}

# Lists that an object holds only when asked to; a charge's refunds since API version 2022-11-15. Each item names the
# object that holds it in the field called like that object.
INCLUDABLE: Mapping[str, Mapping[str, str]] = {
    "charge": {"refunds": "refund"},
    "invoice": {"payments": "invoice_payment"},
}
