"""A payment, and how to state a fact about it with the places where it can be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evals.truth import AnyOf, Evidence, Fact, Kind, Value
from evals.world.happened import Happened, Payment
from evals.world.steps import Canceled, MetadataChanged

Stated = tuple[Fact, AnyOf]


Told = tuple[str, int]
"""What an event tells and when."""
Names = Mapping[str, Mapping[Told, str]]
"""Event ids, by the object that they are about."""
Minted = Mapping[str, Mapping[int, str]]
"""Ids on a provider's account: of payouts by the day or the moment that they were made, of reserves by the moment."""


@dataclass(frozen=True)
class Index:
    """What happened, by what a truth needs to find.

    Of what is shown, the names of events, payouts and reserves are all that it is given.
    """

    happened: Happened
    payments: Mapping[str, Payment]
    bookings: Mapping[str, Sequence[Payment]]
    events: Names
    minted: Minted = field(default_factory=dict[str, Mapping[int, str]])

    @classmethod
    def of(cls, happened: Happened, events: Names, minted: Minted | None = None) -> "Index":
        bookings: dict[str, list[Payment]] = {}
        for payment in happened.payments:
            if payment.booked:
                bookings.setdefault(payment.booked.id, []).append(payment)
        return cls(happened, {payment.id: payment for payment in happened.payments}, bookings, events, minted or {})


@dataclass(frozen=True)
class Reading:
    """A payment and what is needed to say where its facts stand."""

    payment: Payment
    siblings: Sequence[Payment]
    happened: Happened
    events: Mapping[Told, str]

    def event(self, kind: str, at: int, path: str, expected: Value) -> tuple[Evidence, ...]:
        """Where an event about the payment itself shows something, if it is not too old to be kept."""
        found = self.events.get((kind, at))
        return (Evidence(found, f"data.object.{path}", expected),) if found else ()

    def own(self, path: str, expected: Value) -> Evidence:
        return Evidence(self.payment.id, path, expected)

    @property
    def error_kept(self) -> bool:
        """Whether the payment still holds the error of its last try: nothing has updated it since."""
        last = self.payment.attempts[-1]
        later = [
            step for step in self.payment.steps if step.at > last.at and isinstance(step, MetadataChanged | Canceled)
        ]
        return not later


def state(
    key: str,
    kind: Kind,
    value: Value,
    *evidence: Evidence,
    unit: str | None = None,
    critical: bool = True,
    tolerance: int = 0,
) -> Stated:
    return Fact(key, kind, value, unit, critical, tolerance), AnyOf(key, evidence)
