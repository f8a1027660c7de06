"""The facts that metrics are counted over: tables of plain columns, the same for live reads, files and warehouses.

Time is whole seconds since 1970 (`BIGINT`), money is minor units of the row's currency (`BIGINT`), a flag is 0 or 1
(`BIGINT`), everything else is text. What a row doesn't have is null. A dimension is a text column by which figures can
be split.
"""

from collections.abc import Mapping
from dataclasses import dataclass

BIGINT, TEXT = "BIGINT", "VARCHAR"

DIMENSIONS = {
    "currency": "the currency of the payment",
    "method": "the type of payment method, such as card or us_bank_account",
    "brand": "the card's brand",
    "funding": "credit, debit or prepaid",
    "wallet": "the wallet that the card was in",
    "country": "the country that issued the card, or of the bank",
    "service": "the kind of service booked (metadata)",
    "metro": "the metro area (metadata)",
    "provider": "the provider (metadata)",
    "kind": "subscription or one_time: whether an invoice's or not",
    "customer_kind": "new or returning: whether the customer had paid before",
    "weekday": "Monday to Sunday, in the account's time zone",
    "hour": "00 to 23, in the account's time zone",
    "day": "the day, in the account's time zone",
    "month": "the month, in the account's time zone",
    "ending": "how it ended: paid, authorized, failed, blocked, reversed, pending or invalid",
    "code": "why it failed: the decline or error code",
    "category": "what such a code means",
    "risk_level": "Stripe's level of risk",
    "risk_band": "Stripe's score of risk, in bands",
    "rule": "the rule that decided",
    "three_d_secure": "how the customer was authenticated",
    "number": "which attempt it is of its payment: 1, 2, 3, 4+",
    "delay": "how long after the attempt before: a band",
    "after": "the category of the failure before",
    "same_method": "same or other: whether it was tried with the method of the attempt before",
    "status": "what became of it",
    "reason": "the reason given",
    "movement": "what moved the balance, by Stripe's reporting category, such as charge, refund, dispute or payout",
    "advice": "what the issuer advises: try again, never, check the data",
}
"""Every dimension, and what it says."""


@dataclass(frozen=True)
class Table:
    """One table of facts: what a row is, its columns with their types, and those by which it can be split."""

    name: str
    row: str
    columns: Mapping[str, str]
    dimensions: tuple[str, ...]


_PAYMENT = {
    "currency": TEXT,
    "method": TEXT,
    "brand": TEXT,
    "funding": TEXT,
    "wallet": TEXT,
    "country": TEXT,
    "service": TEXT,
    "metro": TEXT,
    "provider": TEXT,
    "kind": TEXT,
    "customer": TEXT,
    "customer_kind": TEXT,
}
"""What an attempt, a payment, a refund, a dispute and a warning know of the payment: text columns. Metadata keys
listed in the configuration beyond these are columns `metadata_<key>` of the same tables."""

_SPLIT = tuple(name for name in _PAYMENT if name != "customer")
_TIMES = ("weekday", "hour", "day", "month")

ATTEMPTS = Table(
    "attempts",
    "a charge: one try to pay",
    {
        "id": TEXT,
        "payment": TEXT,
        "created": BIGINT,
        **_PAYMENT,
        "first_paid": BIGINT,  # when its customer first paid, of what was read; null unless it was captured
        "card": TEXT,  # what tells cards and bank accounts apart: no number of any
        "amount": BIGINT,
        "captured": BIGINT,  # 0 unless it succeeded and was captured
        "refunded": BIGINT,
        "fee": BIGINT,  # Stripe's, in fee_currency; null while there is no balance transaction
        "fee_currency": TEXT,
        "gross": BIGINT,  # what settled before fees, in fee_currency
        "platform_fee": BIGINT,  # application fee, in the payment's currency
        "transferred": BIGINT,  # sent to providers less reversals, in the payment's currency
        "ending": TEXT,  # paid, authorized, failed, blocked, reversed, pending, invalid
        "network": TEXT,  # approved_by_network, declined_by_network, not_sent_to_network, reversed_after_approval
        "code": TEXT,
        "category": TEXT,
        "advice": TEXT,
        "risk_level": TEXT,
        "risk_score": BIGINT,
        "risk_band": TEXT,
        "rule": TEXT,
        "three_d_secure": TEXT,
        "number": TEXT,
        "delay": TEXT,  # under_1m, 1m_1h, 1h_1d, 1d_3d, 3d_plus; null of a first attempt
        "after": TEXT,
        "after_advice": TEXT,  # what the issuer advised at the attempt before
        "same_method": TEXT,
        "disputed": BIGINT,
        "warned": BIGINT,
        "available": BIGINT,  # when the money becomes available
        "released": BIGINT,  # when the first transfer of it was made
    },
    (*_SPLIT, *_TIMES, "ending", "code", "category", "advice", "risk_level", "risk_band", "rule", "three_d_secure",
     "number", "delay", "after", "same_method"),
)  # fmt: skip

PAYMENTS = Table(
    "payments",
    "a PaymentIntent, tried or not; what it knows of methods is of its last attempt",
    {
        "id": TEXT,
        "created": BIGINT,
        **_PAYMENT,
        "amount": BIGINT,
        "received": BIGINT,
        "refunded": BIGINT,
        "fee": BIGINT,
        "fee_currency": TEXT,
        "status": TEXT,  # Stripe's
        "attempts": BIGINT,
        "first_attempt": BIGINT,  # when; null where there was none
        "first_succeeded": BIGINT,
        "succeeded": BIGINT,
        "pending": BIGINT,
        "succeeded_at": BIGINT,  # when the attempt that succeeded was made
        "code": TEXT,  # of the first failure
        "category": TEXT,
    },
    (*_SPLIT, *_TIMES, "status", "code", "category"),
)

REFUNDS = Table(
    "refunds",
    "a refund",
    {"id": TEXT, "charge": TEXT, "created": BIGINT, "paid_at": BIGINT, **_PAYMENT, "amount": BIGINT, "status": TEXT,
     "reason": TEXT},
    (*_SPLIT, *_TIMES, "status", "reason"),
)  # fmt: skip

DISPUTES = Table(
    "disputes",
    "a dispute, inquiries left out",
    {"id": TEXT, "charge": TEXT, "created": BIGINT, "paid_at": BIGINT, **_PAYMENT, "amount": BIGINT, "status": TEXT,
     "reason": TEXT, "fee": BIGINT},
    (*_SPLIT, *_TIMES, "status", "reason"),
)  # fmt: skip

WARNINGS = Table(
    "warnings",
    "an early fraud warning",
    {"id": TEXT, "charge": TEXT, "created": BIGINT, "paid_at": BIGINT, **_PAYMENT, "amount": BIGINT, "reason": TEXT},
    (*_SPLIT, *_TIMES, "reason"),
)

TRANSFERS = Table(
    "transfers",
    "a transfer to a provider",
    {"id": TEXT, "created": BIGINT, "currency": TEXT, "amount": BIGINT, "reversed": BIGINT, "account": TEXT,
     "provider": TEXT, "service": TEXT, "metro": TEXT, "charge": TEXT, "paid_at": BIGINT},
    ("currency", "provider", "service", "metro", *_TIMES),
)  # fmt: skip

PAYOUTS = Table(
    "payouts",
    "a payout, of the platform or of a connected account",
    {"id": TEXT, "account": TEXT, "created": BIGINT, "arrival": BIGINT, "currency": TEXT, "amount": BIGINT,
     "status": TEXT, "code": TEXT, "provider": TEXT},
    ("currency", "status", "code", "provider", *_TIMES),
)  # fmt: skip

MOVEMENTS = Table(
    "movements",
    "a movement on the platform's own balance: a balance transaction, in a currency that the balance is held in",
    {"id": TEXT, "created": BIGINT, "currency": TEXT, "movement": TEXT, "amount": BIGINT, "fee": BIGINT, "net": BIGINT},
    ("currency", "movement", *_TIMES),
)

TABLES = {
    table.name: table for table in (ATTEMPTS, PAYMENTS, REFUNDS, DISPUTES, WARNINGS, TRANSFERS, PAYOUTS, MOVEMENTS)
}


def meaning(dimension: str) -> str:
    """What a dimension says. Raises KeyError for none of ours; a metadata column says it itself."""
    return (
        f"the metadata {dimension.removeprefix('metadata_')}"
        if dimension.startswith("metadata_")
        else DIMENSIONS[dimension]
    )
