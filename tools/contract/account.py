"""A named connection to Stripe, as the configuration describes it; never the key itself."""

import re
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

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
    "release_at": r"20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z",
    "split": r"provider_[A-Za-z0-9]{1,24}:[0-9]{1,3}(?: provider_[A-Za-z0-9]{1,24}:[0-9]{1,3}){1,7}",
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

Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]
AccountId = Annotated[str, Field(pattern=r"^acct_[A-Za-z0-9]+$")]
ServiceName = Annotated[str, Field(min_length=1, max_length=500)]


class FeeRule(Record):
    """What the platform takes of a payment that goes to its provider with the charge: one of the two.

    `fixed` is in minor units of the payment's currency; `percent` of the amount captured, rounded down.
    """

    fixed: Minor | None = None
    percent: Percent | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.fixed is None) == (self.percent is None):
            raise ValueError("needs exactly one of fixed, percent")
        return self


ASSUMED_DAYS = 7
"""Days after its charge from which a share is taken to be due where neither payment nor platform says when."""

DEFAULT_KEEP = "default"
"""What stands in `keep` for the services that it doesn't name."""


class EscrowRule(Record):
    """When a provider's share of a payment is due, and how much it is: the platform's own rule, which Stripe knows not.

    `release_key` names the metadata that hold the moment from which the share is due; a payment without it is due
    `release_days` after its charge, and `ASSUMED_DAYS` where the platform says nothing of it: then what is said of its
    share is presumed. It is late when another `grace_hours` have passed. `split_key` names the metadata
    that say how several providers share: `provider_11:60 provider_12:40`, in percent. `keep` is what the platform
    keeps, in percent, by the metadata `service_key`; without an entry no share is expected. `application_fee` is what
    it takes of payments that go to their provider with the charge.
    """

    release_key: MetadataKey = "release_at"
    release_days: Annotated[int, Field(ge=0)] | None = None
    grace_hours: Annotated[int, Field(ge=0)] = 24
    split_key: MetadataKey = "split"
    service_key: MetadataKey = "service_type"
    keep: dict[ServiceName, Percent] = {}
    application_fee: FeeRule | None = None

    def kept(self, service: str | None) -> Decimal | None:
        """What the platform keeps of a payment for this service, in percent; None where the rule says nothing of it."""
        return self.keep.get(service or DEFAULT_KEEP, self.keep.get(DEFAULT_KEEP))


DEMO_ESCROW = EscrowRule(
    release_days=7,
    keep={
        "drone_delivery": Decimal(15),
        "drone_inspection": Decimal(15),
        "home_cleaning": Decimal(18),
        "lawn_care": Decimal(18),
        "handyman": Decimal(18),
        "pet_care": Decimal(18),
        "moving_help": Decimal(20),
    },
    application_fee=FeeRule(fixed=3),
)
"""How the demo account's platform shares with its providers."""


class Account(Record):
    """What is known of an account before its first read.

    `connected` lists the connected accounts that may be read; `metadata` the keys whose values pass the mask; `fees`
    the rate card of each settlement currency; `bookings` what payments' metadata must hold; `booking_key` and
    `provider_key` the metadata that name a payment's booking and its provider; `escrow` when a provider's share is due
    and how much it is; `providers` the account of a provider, where the configuration says it.
    """

    name: str
    mode: Mode
    base_url: str = STRIPE_URL
    time_zone: str = "UTC"
    connected: list[str] = []
    metadata: dict[str, str] = VISIBLE_METADATA
    fees: dict[Currency, RateCard] = {}
    bookings: list[BookingRule] = []
    booking_key: MetadataKey = "booking_id"
    provider_key: MetadataKey = "provider_id"
    escrow: EscrowRule = EscrowRule()
    providers: dict[str, AccountId] = {}
