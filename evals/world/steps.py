"""What is done with a payment apart from trying it: by staff, by a job, by the platform's code, or by time passing."""

from dataclasses import dataclass
from enum import StrEnum

from evals.world.parties import Provider


@dataclass(frozen=True, slots=True)
class Request:
    """One call to Stripe. `replayed_at`: moments when a client repeated it with the same key, to no further effect."""

    id: str
    key: str | None
    replayed_at: tuple[int, ...] = ()


class Why(StrEnum):
    """Why staff or a system canceled a payment."""

    ABANDONED = "abandoned"
    DUPLICATE = "duplicate"
    FRAUDULENT = "fraudulent"
    CUSTOMER_ASKED = "customer asked"
    TIME_RAN_OUT = "its time had run out"
    BILL_VOIDED = "its bill was voided"


BY_STAFF = (Why.ABANDONED, Why.DUPLICATE, Why.FRAUDULENT, Why.CUSTOMER_ASKED)
"""The grounds that a request to cancel can give; the others are Stripe's own."""


@dataclass(frozen=True, slots=True)
class MetadataChanged:
    """Staff or a job wrote something on the payment."""

    at: int
    changes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Canceled:
    """`request` is none where Stripe did it by itself."""

    at: int
    why: Why
    request: Request | None


@dataclass(frozen=True, slots=True)
class Captured:
    at: int
    amount: int
    request: Request


@dataclass(frozen=True, slots=True)
class AuthorizationLapsed:
    """Nobody captured in time; the issuer's hold ended."""

    at: int
    refund: str


@dataclass(frozen=True, slots=True)
class ReviewClosed:
    """Staff approved a payment that the risk engine had put aside."""

    at: int
    request: Request


@dataclass(frozen=True, slots=True)
class Released:
    """A provider's share, sent on after the work was done. `amount` is in the currency that the payment settled in."""

    at: int
    id: str
    payment: str
    """The identity of the payment that arrives on the provider's account."""
    amount: int
    request: Request
    to: Provider | None = None
    """Who got it, where that isn't the provider of the booking."""
    sourced: bool = True
    """Whether it was drawn on the charge, which Stripe allows up to what it brought, or on the balance at large."""


@dataclass(frozen=True, slots=True)
class PulledBack:
    """Some of a provider's share, taken back, in the currency that it was sent in.

    `for_refund`: the refund that took it along, if one did. `of`: what it was taken back from, where several were sent.
    """

    at: int
    id: str
    refund: str
    """The identity of the refund that leaves the provider's account."""
    amount: int
    request: Request
    for_refund: str | None = None
    of: str | None = None


@dataclass(frozen=True, slots=True)
class PassedOn:
    """The provider is paid with the payment itself and the platform keeps a fee: a destination charge."""

    fee: int
    fee_id: str
    transfer: str
    payment: str
    """The identity of the payment that arrives on the provider's account."""


@dataclass(frozen=True, slots=True)
class Direct:
    """The payment is taken on the provider's own account, and the platform earns a fee of it."""

    fee: int
    fee_id: str
