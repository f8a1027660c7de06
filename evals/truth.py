"""What a right answer about a payment must hold. Derived from what happened in a world, never from what it shows."""

from dataclasses import dataclass
from typing import Literal

from tools.contract.account import Mode
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
    """The truth about one planted story.

    `payment` is the payment that it turns on, empty where there is none; `subject` the object asked about, where that
    is another. `cause` is none where the evidence carries none: what is `missing` would settle it. `ranking`: the
    objects that wait for somebody, in the order in which steps are to name them; none at all, rather than empty, where
    that was asked and nothing waits, so that whatever is said to is made up.
    """

    recipe: str
    payment: str
    difficulty: int
    verdict: Verdict
    cause: CauseCode | None
    party: Party
    facts: tuple[Fact, ...]
    evidence: tuple[AnyOf, ...]
    acceptable: frozenset[CauseCode] = frozenset()
    forbidden: frozenset[CauseCode] = frozenset()
    distractors: tuple[Distractor, ...] = ()
    missing: tuple[str, ...] = ()
    actions_ok: frozenset[ActionCode] = frozenset()
    actions_forbidden: frozenset[ActionCode] = frozenset()
    subject: str = ""
    ranking: tuple[str, ...] | None = ()

    @property
    def silent(self) -> bool:
        """Whether nothing may be said to wait for anybody."""
        return self.ranking is None

    def fact(self, key: str) -> Fact:
        """The fact of a key. Raises KeyError if the truth has none."""
        for fact in self.facts:
            if fact.key == key:
                return fact
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, in words that give nothing away but what the asker has in hand: `given`, by name."""

    text: str
    given: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Grants:
    """What whoever answers may see: the key's mode, the permissions it lacks, the connected accounts it may read."""

    mode: Mode = "test"
    denied: frozenset[str] = frozenset()
    connected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A planted story as it is asked about. `twin_of`: the recipe that differs from it in one thing."""

    recipe: str
    questions: tuple[Asked, ...]
    grants: Grants
    truth: Truth
    twin_of: str | None = None
