"""A payment, and how to state a fact about it with the places where it can be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.truth import AnyOf, Evidence, Fact, Kind, Value
from evals.world.happened import Canceled, Happened, MetadataChanged, Payment
from evals.world.shelf import Shelves

Stated = tuple[Fact, AnyOf]


@dataclass(frozen=True)
class Reading:
    """A payment and what is needed to say where its facts stand."""

    payment: Payment
    siblings: Sequence[Payment]
    happened: Happened
    events: Mapping[tuple[str, str, int], str]

    @classmethod
    def of(cls, payment: Payment, siblings: Sequence[Payment], happened: Happened, shelves: Shelves) -> "Reading":
        named = {
            (str(event["type"]), str(event["data"]["object"]["id"]), int(event["created"])): identity
            for identity, event in shelves.platform.objects["event"].items()
            if event["data"]["object"]["id"] == payment.id
        }
        return cls(payment, siblings, happened, named)

    def event(self, kind: str, at: int, path: str, expected: Value) -> tuple[Evidence, ...]:
        """Where an event about the payment itself shows something, if it is not too old to be kept."""
        found = self.events.get((kind, self.payment.id, at))
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
