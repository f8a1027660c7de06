"""Who and what a world is made of: people and their methods of payment, providers and bookings, the platform."""

from dataclasses import dataclass
from enum import StrEnum

from evals.world.standing import Stopped
from evals.world.treasury import Treasury

HELD_FOR = 24 * 3600
"""How long after the work the platform holds what is the providers'."""


class Brand(StrEnum):
    VISA = "visa"
    MASTERCARD = "mastercard"
    AMEX = "amex"
    DISCOVER = "discover"


class Funding(StrEnum):
    CREDIT = "credit"
    DEBIT = "debit"
    PREPAID = "prepaid"


class Wallet(StrEnum):
    APPLE_PAY = "apple_pay"
    GOOGLE_PAY = "google_pay"


class Scheme(StrEnum):
    """How a bank account is debited."""

    ACH = "ach"
    SEPA = "sepa"


@dataclass(frozen=True, slots=True)
class Address:
    city: str
    region: str
    postal_code: str
    country: str
    line1: str | None = None
    """Street and number, of those who gave them."""


@dataclass(frozen=True, slots=True)
class Card:
    id: str
    brand: Brand
    funding: Funding
    bank: str
    country: str
    last4: str
    exp_month: int
    exp_year: int
    fingerprint: str
    added_at: int
    wallet: Wallet | None = None
    device_last4: str | None = None
    """The last digits of the number that a wallet's device uses in the card's place."""


@dataclass(frozen=True, slots=True)
class BankAccount:
    id: str
    scheme: Scheme
    bank: str
    routing: str
    country: str
    last4: str
    fingerprint: str
    added_at: int
    accepted_from: str | None = None
    """The address of the host from which its holder agreed to be debited."""


class Chain(StrEnum):
    """Convenience stores at whose tills a slip can be paid."""

    FAMILYMART = "familymart"
    LAWSON = "lawson"
    MINISTOP = "ministop"
    SEICOMART = "seicomart"


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip to be paid in cash at a store's till, for one payment alone. `chain` is where it was paid, if it was."""

    id: str
    code: str
    number: str
    added_at: int
    chain: Chain | None = None


Method = Card | BankAccount | Slip


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    email: str
    phone: str
    address: Address
    joined_at: int
    methods: tuple[Method, ...]
    saved: tuple[str, ...] = ()
    """Ids of the methods kept for later payments, set up without paying."""
    forgotten_at: int | None = None
    """When staff deleted the customer, who had asked for it."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Who does the work: a connected account of the platform."""

    id: str
    account: str
    name: str
    metro: str
    currency: str
    country: str
    joined_at: int
    asked_for: tuple[str, ...] = ()
    """What Stripe wants to know of the provider yet; none of it is overdue."""
    asked_at: int | None = None
    asked_until: int | None = None
    treasury: Treasury | None = None
    stopped: Stopped | None = None


@dataclass(frozen=True, slots=True)
class Booking:
    """`legs`: of a booking that several providers worked on, each with their percent of what the providers get."""

    id: str
    provider: Provider
    service: str
    metro: str
    currency: str
    price: int
    placed_at: int
    done_at: int
    legs: tuple[tuple[Provider, int], ...] = ()

    @property
    def release_at(self) -> int:
        """When the providers' share is due: a day after the end of the work, as it was planned at booking."""
        return self.done_at + HELD_FOR


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that staff wrote for the risk engine."""

    id: str
    action: str
    predicate: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the platform listens. Down: it answered nothing or errors; `disabled_at`: no longer sent to."""

    id: str
    url: str
    about: str
    types: tuple[str, ...]
    created_at: int
    down_from: int | None = None
    disabled_at: int | None = None


@dataclass(frozen=True, slots=True)
class Platform:
    """The account itself, or an account that is `connected` to it.

    `apart`: providers who get only the bookings that a story gives them, or none at all.
    """

    account: str
    name: str
    livemode: bool
    opened_at: int
    endpoints: tuple[Endpoint, ...]
    rules: tuple[Rule, ...]
    providers: tuple[Provider, ...]
    treasury: Treasury | None = None
    connected: bool = False
    apart: tuple[Provider, ...] = ()
