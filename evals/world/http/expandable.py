"""Which fields expand, and into what: those that stripe 16.1 types as `ExpandableField` (a test holds the two equal).

Left out are references to kinds of object that no simulated account has: files, applications, mandates, tax ids, test
clocks, sources and payment records, and what hangs on the payment methods that a world doesn't use.
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
    "application_fee": {
        "account": ("account",),
        "balance_transaction": ("balance_transaction",),
        "charge": ("charge",),
        "originating_transaction": ("charge",),
    },
    "fee_refund": {"balance_transaction": ("balance_transaction",), "fee": ("application_fee",)},
}

# Lists that an object always holds: a path goes through them by `data`.
LISTS: Mapping[str, Mapping[str, str]] = {
    "transfer": {"reversals": "transfer_reversal"},
    "application_fee": {"refunds": "fee_refund"},
    "account": {"external_accounts": "bank_account"},
}

# Lists that an object holds only when asked to; a charge's refunds since API version 2022-11-15.
INCLUDABLE: Mapping[str, Mapping[str, str]] = {"charge": {"refunds": "refund"}}
