"""What a right answer about a payment must hold. Derived from what happened in a world, never from what it shows."""

from dataclasses import dataclass
from typing import Literal

from tools.contract.causes import ActionCode, CauseCode, Party, Verdict

Kind = Literal["money", "id", "enum", "time", "count", "rate", "bool", "set", "text"]
Value = str | int | bool | None | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A value somewhere in the account: an object, a dotted path in its JSON, and what stands there."""

    object_id: str
    path: str
    expected: Value


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a right answer states. `unit` is the currency of money (an amount in minor units)."""

    key: str
    kind: Kind
    value: Value
    unit: str | None = None
    critical: bool = False
    tolerance: int = 0


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Where a fact can be read: any one of these will do."""

    fact: str
    alternatives: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Distractor:
    """Something true of the account that isn't the answer. `cause`: what it would wrongly suggest."""

    object_id: str
    what: str
    cause: CauseCode | None = None


@dataclass(frozen=True, slots=True)
class Truth:
    """The truth about one payment."""

    recipe: str
    payment: str
    difficulty: int
    verdict: Verdict
    cause: CauseCode
    party: Party
    facts: tuple[Fact, ...]
    evidence: tuple[AnyOf, ...]
    acceptable: frozenset[CauseCode] = frozenset()
    forbidden: frozenset[CauseCode] = frozenset()
    distractors: tuple[Distractor, ...] = ()
    missing: tuple[str, ...] = ()
    actions_ok: frozenset[ActionCode] = frozenset()
    actions_forbidden: frozenset[ActionCode] = frozenset()

    def fact(self, key: str) -> Fact:
        """The fact of a key. Raises KeyError if the truth has none."""
        for fact in self.facts:
            if fact.key == key:
                return fact
        raise KeyError(key)
