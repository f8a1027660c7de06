"""A visit to a page that Stripe hosts for one booking."""

from dataclasses import dataclass

from evals.world.draw import DAY
from evals.world.parties import Booking, Person

OPEN_FOR = DAY
"""How long such a page can be paid on."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Who came, and for which booking. `payment` is the one that they tried, if they tried any."""

    id: str
    person: Person
    booking: Booking
    opened_at: int
    payment: str | None = None

    @property
    def closes_at(self) -> int:
        return self.opened_at + OPEN_FOR
