"""What an id of Stripe's says by its prefix: the type of the object, and where it is read.

Prefixes: docs.stripe.com/api, the `id` of each object's example.
"""

import re
from dataclasses import dataclass

ID = re.compile(r"([a-z]{2,7})_[A-Za-z0-9_]{1,240}")


@dataclass(frozen=True)
class Kind:
    """A kind of object that can be read: its name as in `object`, its prefixes, and the path it stands under."""

    name: str
    prefixes: tuple[str, ...]
    path: str


KINDS = (
    Kind("payment_intent", ("pi",), "/v1/payment_intents"),
    Kind("charge", ("ch", "py"), "/v1/charges"),
    Kind("customer", ("cus",), "/v1/customers"),
    Kind("payment_method", ("pm",), "/v1/payment_methods"),
    Kind("setup_intent", ("seti",), "/v1/setup_intents"),
    Kind("refund", ("re", "pyr"), "/v1/refunds"),
    Kind("dispute", ("dp", "du"), "/v1/disputes"),
    Kind("early_fraud_warning", ("issfr",), "/v1/radar/early_fraud_warnings"),
    Kind("review", ("prv",), "/v1/reviews"),
    Kind("balance_transaction", ("txn",), "/v1/balance_transactions"),
    Kind("event", ("evt",), "/v1/events"),
    Kind("webhook_endpoint", ("we",), "/v1/webhook_endpoints"),
    Kind("transfer", ("tr",), "/v1/transfers"),
    Kind("payout", ("po",), "/v1/payouts"),
    Kind("application_fee", ("fee",), "/v1/application_fees"),
    Kind("account", ("acct",), "/v1/accounts"),
    Kind("invoice", ("in",), "/v1/invoices"),
    Kind("subscription", ("sub",), "/v1/subscriptions"),
)

BY_NAME = {kind.name: kind for kind in KINDS}
_BY_PREFIX = {prefix: kind for kind in KINDS for prefix in kind.prefixes}


def kind_of(object_id: str) -> Kind | None:
    """The kind of object that an id names; None for a malformed id and for a prefix that isn't read."""
    match = ID.fullmatch(object_id)
    return _BY_PREFIX.get(match[1]) if match else None
