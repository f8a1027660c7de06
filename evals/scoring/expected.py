"""What is looked for in any answer to a case, worked out once: where each fact can be read, and what is around it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from pydantic import JsonValue

from evals.scoring.account import Place, currency_at, names
from evals.scoring.cited import ids_in
from evals.scoring.comparing import alike
from evals.scoring.fields import said_by, standings, telling, translated
from evals.suite.accounts import Objects
from evals.suite.case import Case
from evals.truth import Distractor, Evidence, Fact

CALLED: Mapping[str, str] = {
    "attempts": "attempt_count",
    "charges": "attempt_count",
    "failed_charges": "failed_count",
    "settled": "gross",
    "collected": "received",
}
"""What tools call figures that a truth knows by another name."""

_NAME = re.compile(r"\w+")
_WORD = re.compile(r"[a-z]+")
_SAYING_NOTHING = frozenset({"count", "id", "at", "is", "of", "number", "total"})


@dataclass(frozen=True)
class Sought:
    """A fact of the truth, the places in the account that tell it, the objects that it is of, and how it is called."""

    fact: Fact
    alternatives: tuple[Evidence, ...]
    places: frozenset[Place]
    owners: frozenset[str]
    called: frozenset[str]

    @property
    def is_nothing(self) -> bool:
        """Whether the fact is that there is nothing: tools leave out what is null, none or not so."""
        if self.fact.kind == "count":
            return self.fact.value == 0 and any(one.expected is None for one in self.alternatives)
        return self.fact.value is None or self.fact.value is False or self.fact.value == 0


@dataclass(frozen=True)
class Expected:
    """A case and its account."""

    case: Case
    objects: Objects

    @cached_property
    def sought(self) -> list[Sought]:
        alternatives = {found.fact: found.alternatives for found in self.case.truth.evidence}
        return [self._sought(fact, alternatives.get(fact.key, ())) for fact in self.case.truth.facts]

    @cached_property
    def asked(self) -> frozenset[str]:
        """What the question names."""
        return frozenset(_NAME.findall(self.case.question))

    @cached_property
    def circle(self) -> frozenset[str]:
        """The objects that the truth is about, and those that they name; none that merely misleads."""
        held = [found for identity in self._own if (found := self.objects.find(identity)) is not None]
        named = {identity for found in held for identity in ids_in(dict(found))}
        return frozenset(self._own | (named - {one.object_id for one in self.case.truth.distractors}))

    @cached_property
    def misleading(self) -> list[Distractor]:
        """The case's distractors, but for what an answer has to name and what is of the same payment."""
        truth = self.case.truth
        return [
            one
            for one in truth.distractors
            if one.object_id not in self._own
            and not (truth.payment and names(self.objects, one.object_id, truth.payment))
        ]

    def compared(self, owner: str, path: str, value: JsonValue) -> tuple[frozenset[Place], frozenset[Place]]:
        """What a value says that a tool shows of an object, and all places that it could be from."""
        key = (owner, path, repr(value))
        if key not in self._known:
            self._known[key] = self._compared(owner, path, value)
        return self._known[key]

    @cached_property
    def _known(self) -> dict[tuple[str, str, str], tuple[frozenset[Place], frozenset[Place]]]:
        return {}

    def _compared(self, owner: str, path: str, value: JsonValue) -> tuple[frozenset[Place], frozenset[Place]]:
        agrees: set[Place] = set()
        claims: set[Place] = set()
        path, value = translated(self.objects, owner, path, value)
        for one in standings(self.objects, owner, path):
            verdict = alike(one.value, value, currency_at(self.objects, one.place.object_id))
            if verdict is not None:
                claims.add(one.place)
                agrees |= said_by(self.objects, one.place) if verdict else set[Place]()
        return frozenset(agrees), frozenset(claims)

    @cached_property
    def _own(self) -> set[str]:
        truth = self.case.truth
        own = {truth.payment, truth.subject, *(str(fact.value) for fact in truth.facts if fact.kind == "id")}
        return own | {one.object_id for found in truth.evidence for one in found.alternatives}

    def _sought(self, fact: Fact, alternatives: tuple[Evidence, ...]) -> Sought:
        places = {place for one in alternatives for place in telling(self.objects, one.object_id, one.path)}
        owners = {one.object_id for one in (*alternatives, *places)} | self._methods(alternatives)
        owners |= self._shared_out(alternatives)
        called = words(fact.key, CALLED.get(fact.key, ""))
        return Sought(fact, alternatives, frozenset(places), frozenset(owners), frozenset(called))

    def _methods(self, alternatives: tuple[Evidence, ...]) -> set[str]:
        """The methods that charges tell of in details of their own, whether or not the account holds them as well."""
        told = [one.object_id for one in alternatives if one.path.startswith("payment_method_details.")]
        held = [found for identity in told if (found := self.objects.find(identity)) is not None]
        return {method for found in held if isinstance(method := found.get("payment_method"), str)}

    def _shared_out(self, alternatives: tuple[Evidence, ...]) -> set[str]:
        """The charges whose money transfers pass on, where a fact is what was taken back of these."""
        taken = [one.object_id for one in alternatives if one.path == "amount_reversed"]
        held = [found for identity in taken if (found := self.objects.find(identity)) is not None]
        return {charge for found in held if isinstance(charge := found.get("source_transaction"), str)}


def words(*names: str) -> set[str]:
    """The words of field names that say something, in the singular."""
    found = {word.removesuffix("s") for name in names for word in _WORD.findall(name)}
    return found - _SAYING_NOTHING
