"""How a provider's account stands with Stripe and with the platform, and what Stripe keeps of its money."""

from dataclasses import dataclass
from enum import StrEnum


class Stop(StrEnum):
    """Why an account can't be used as before."""

    OVERDUE = "what Stripe asked for is overdue"
    LOOKED_INTO = "Stripe is looking into the account"
    REJECTED_FRAUD = "Stripe rejected it as fraud"
    REJECTED_TERMS = "Stripe rejected it for breaking its terms"
    REJECTED_BUSINESS = "Stripe rejected it for what it does"
    HALTED = "the platform halted it"
    NOTHING_SENT = "nothing may be sent to it until more is known of it"


REJECTED = frozenset({Stop.REJECTED_FRAUD, Stop.REJECTED_TERMS, Stop.REJECTED_BUSINESS})
UNSENT = REJECTED | {Stop.NOTHING_SENT}
"""What keeps the platform from sending an account anything."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """An account stopped at a moment. `asked`: what is missing, as Stripe calls it."""

    at: int
    why: Stop
    asked: tuple[str, ...] = ()

    @property
    def pays_out(self) -> bool:
        """Whether payouts go on all the same."""
        return self.why is Stop.NOTHING_SENT


@dataclass(frozen=True, slots=True)
class Reserved:
    """Money that Stripe keeps back for what may still be asked of the account, until a moment if there is one."""

    at: int
    currency: str
    amount: int
    until: int | None = None
