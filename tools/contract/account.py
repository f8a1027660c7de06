"""A named connection to Stripe, as the configuration describes it; never the key itself."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from tools.contract.money import Currency
from tools.contract.record import Record

Mode = Literal["test", "live"]

STRIPE_URL = "https://api.stripe.com"

VISIBLE_METADATA = {
    "booking_id": r"booking_[A-Za-z0-9]{1,24}",
    "provider_id": r"provider_[A-Za-z0-9]{1,24}",
    "order_id": r"order_[A-Za-z0-9]{1,24}",
    "service_type": r"[a-z][a-z0-9_]{0,39}",
    "metro": r"[a-z][a-z0-9_]{0,39}",
    "order_total": r"[0-9]{1,12}(?:\.[0-9]{1,3})?",
    "order_currency": r"[a-z]{3}",
}
"""Metadata keys whose values pass the mask, each with the whole pattern a value must match."""


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error:
        raise ValueError("is no regular expression") from None
    return value


Pattern = Annotated[str, AfterValidator(_pattern)]
MetadataKey = Annotated[str, Field(min_length=1, max_length=40)]
BasisPoints = Annotated[int, Field(ge=0, le=10_000)]
Minor = Annotated[int, Field(ge=0)]


class Rate(Record):
    """What Stripe takes of a payment: hundredths of a percent and a fixed part in minor units, up to a cap."""

    basis_points: BasisPoints = 0
    fixed: Minor = 0
    cap: Minor | None = None


class RateCard(Rate):
    """What was agreed with Stripe for payments that settle in one currency; `methods` have rates of their own.

    `international` is added for cards from outside the `home` country, `conversion` where the payment's currency is
    not the one it settles in; both in basis points.
    """

    international: BasisPoints = 0
    conversion: BasisPoints = 0
    home: Annotated[str, Field(pattern="^[A-Z]{2}$")] = "US"
    methods: dict[str, Rate] = {}


PUBLIC_RATES = {
    "usd": RateCard(
        basis_points=290,
        fixed=30,
        international=150,
        conversion=100,
        methods={"us_bank_account": Rate(basis_points=80, cap=500)},
    )
}
"""Stripe's public prices in the United States (stripe.com/pricing, read 2026-11)."""

DEMO_RATES = {
    **PUBLIC_RATES,
    "cad": RateCard(basis_points=290, fixed=30, international=150, conversion=100),
    "eur": RateCard(
        basis_points=290,
        fixed=25,
        international=150,
        conversion=100,
        methods={"sepa_debit": Rate(basis_points=80, cap=500)},
    ),
}
"""What the demo account's platform agreed on, for each currency that it holds."""

Comparable = Literal["transfer_group", "charge.transfer_group", "destination", "customer", "amount", "currency"]


class BookingRule(Record):
    """What a payment's metadata must hold: a key, the pattern of its whole value, the field that it must equal.

    An amount in metadata is compared in major units: `45.50`.
    """

    key: MetadataKey
    pattern: Pattern | None = None
    equals: Comparable | None = None


BOOKING_RULES = [
    BookingRule(key="booking_id", pattern=r"booking_[A-Za-z0-9]{1,24}", equals="transfer_group"),
    BookingRule(key="order_total", equals="amount"),
    BookingRule(key="order_currency", equals="currency"),
]
"""What the demo account's platform writes on the payments of its bookings."""


class Account(Record):
    """What is known of an account before its first read.

    `connected` lists the connected accounts that may be read; `metadata` the keys whose values pass the mask; `fees`
    the rate card of each settlement currency; `bookings` what payments' metadata must hold.
    """

    name: str
    mode: Mode
    base_url: str = STRIPE_URL
    time_zone: str = "UTC"
    connected: list[str] = []
    metadata: dict[str, str] = VISIBLE_METADATA
    fees: dict[Currency, RateCard] = {}
    bookings: list[BookingRule] = []
