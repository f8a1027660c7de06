"""Whether a report states what is true: each fact of the truth, matched to what the report shows and cites."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from evals.scoring.account import Place
from evals.scoring.answer import Answer, Statement
from evals.scoring.card import Score, Scorer
from evals.scoring.cited import ids_in
from evals.scoring.comparing import same
from evals.scoring.fields import telling
from evals.truth import Evidence, Fact

_WORD = re.compile(r"[a-z]+")
_SAYING_NOTHING = frozenset({"count", "id", "at", "is", "of", "number", "total"})

CALLED: Mapping[str, str] = {
    "attempts": "attempt_count",
    "charges": "attempt_count",
    "failed_charges": "failed_count",
    "settled": "gross",
    "collected": "received",
}
"""What tools call figures that a truth knows by another name."""


@dataclass(frozen=True)
class Matched:
    """A fact of the truth and the statements that say it. `silent`: nothing to say, as nothing is there."""

    fact: Fact
    by: list[Statement]
    contradicted_by: list[Statement]
    named: bool = False
    silent: bool = False

    @property
    def stated(self) -> bool:
        return bool(self.by) or self.named or self.silent


@dataclass(frozen=True)
class Matching:
    """The truth's facts against an answer's statements."""

    answer: Answer

    @cached_property
    def matched(self) -> list[Matched]:
        return [self._match(fact) for fact in self.answer.case.truth.facts]

    def _match(self, fact: Fact) -> Matched:
        answer, alternatives = self.answer, self._alternatives.get(fact.key, ())
        places = {place for one in alternatives for place in telling(answer.objects, one.object_id, one.path)}
        owners = {one.object_id for one in alternatives} | {place.object_id for place in places}
        by = [one for one in answer.stated if self._says(one, fact, places, owners)]
        by += [one for one in answer.shown if self._means(one, fact, owners)]
        against = [one for one in answer.stated if one.claims & places and not one.agrees & places]
        named = fact.kind == "id" and fact.value in answer.subjects
        return Matched(fact, by, against, named, self._is_nothing(fact, alternatives) and not against)

    @cached_property
    def _alternatives(self) -> dict[str, tuple[Evidence, ...]]:
        return {found.fact: found.alternatives for found in self.answer.case.truth.evidence}

    def _says(self, statement: Statement, fact: Fact, places: set[Place], owners: set[str]) -> bool:
        if not statement.holds or statement.contradicted:
            return False
        return bool(statement.agrees & places) or self._means(statement, fact, owners)

    def _means(self, statement: Statement, fact: Fact, owners: set[str]) -> bool:
        """Whether a statement has the fact's value and, where the value alone doesn't tell, is about the same thing."""
        cited, value = statement.cited, statement.value
        if cited is None or not cited.is_data:
            return False
        counted = fact.kind == "count" and isinstance(value, list) and len(value) == fact.value
        if not counted and not same(fact.kind, fact.value, value, unit=fact.unit, tolerance=fact.tolerance):
            return False
        if fact.kind == "id":
            known = statement.about == value or statement.about in owners | self._circle
            return known or bool(statement.agrees) or statement.about is None
        if fact.kind == "text":
            return statement.about in owners | self._circle
        about = statement.about in (owners or self._circle) or (not owners and statement.about is None)
        if fact.kind == "count" and not (counted or cited.aggregate):
            return False
        return about and (fact.kind == "time" or bool(_words(*cited.names) & _called(fact)))

    @cached_property
    def _circle(self) -> set[str]:
        """The objects that the truth is about, and those that they name; none that merely misleads."""
        truth = self.answer.case.truth
        own = {truth.payment, truth.subject, *(str(fact.value) for fact in truth.facts if fact.kind == "id")}
        own |= {one.object_id for found in truth.evidence for one in found.alternatives}
        held = [found for identity in own if (found := self.answer.objects.find(identity)) is not None]
        named = {identity for found in held for identity in ids_in(dict(found))}
        return own | (named - {one.object_id for one in truth.distractors})

    def _is_nothing(self, fact: Fact, alternatives: tuple[Evidence, ...]) -> bool:
        """Whether a fact is that there is nothing, of an object which the report tells about.

        Tools leave out what is null, none or not so; what is left out can't be cited.
        """
        if not (fact.value is None or fact.value is False or fact.value == 0):
            return False
        if fact.kind == "count" and not any(one.expected is None for one in alternatives):
            return False
        told = {named for one in self.answer.stated if one.holds for named in (one.about, *ids_in(one.value))}
        return bool(told & ({one.object_id for one in alternatives} or self._circle))


def score_facts(matching: Matching) -> Score:
    """Critical facts stated and none contradicted; the value is the share of all facts that is stated."""
    matched = matching.matched
    if matching.answer.report is None:
        return Score(scorer=Scorer.FACTS, passed=False, value=0.0, problems=["no report"])
    problems = list(_problems(matched))
    recall = sum(one.stated for one in matched) / len(matched) if matched else None
    return Score(scorer=Scorer.FACTS, passed=not problems, value=recall, problems=problems)


def _problems(matched: list[Matched]) -> Iterator[str]:
    for one in matched:
        if one.contradicted_by:
            told = ", ".join(f"{statement.ref} = {statement.value}" for statement in one.contradicted_by)
            yield f"{one.fact.key} is {one.fact.value}, and contradicted: {told}"
        elif one.fact.critical and not one.stated:
            yield f"{one.fact.key} is not stated: {one.fact.value}{f' {one.fact.unit}' if one.fact.unit else ''}"


def _called(fact: Fact) -> set[str]:
    return _words(fact.key, CALLED.get(fact.key, ""))


def _words(*names: str) -> set[str]:
    found = {word.removesuffix("s") for name in names for word in _WORD.findall(name)}
    return found - _SAYING_NOTHING
