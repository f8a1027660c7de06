"""Whether a report states what is true: each fact of the truth, matched to what the report shows and cites."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from agent.report import Finding
from evals.scoring.answer import Answer, Statement
from evals.scoring.card import Score, Scorer
from evals.scoring.cited import ids_in
from evals.scoring.comparing import same
from evals.scoring.expected import Sought, words
from evals.scoring.measured import Named
from evals.truth import Fact


@dataclass(frozen=True)
class Matched:
    """A fact of the truth and the statements that say it. `silent`: nothing is there, and nothing has to be said of it;
    only a critical nothing has to be stated like any other fact.
    """

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
        return [self._match(sought) for sought in self.answer.expected.sought]

    def _match(self, sought: Sought) -> Matched:
        answer, fact = self.answer, sought.fact
        if (named := Named.of(fact.key)) is not None and (named.slice or not sought.places):
            return self._measured(sought, named)
        by = [one for one in answer.stated if self._says(one, sought)]
        by += [one for one in answer.shown if self._means(one, sought)]
        against = [one for one in answer.stated if self._denies(one, sought)]
        named = fact.kind == "id" and fact.value in answer.subjects
        own = {one.object_id for one in sought.alternatives} or answer.expected.circle
        silent = not fact.critical and sought.is_nothing and not against and bool(self._told & own)
        return Matched(fact, by, against, named, silent)

    def _measured(self, sought: Sought, named: Named) -> Matched:
        """A figure of many payments: in a row of its metric and its very slice; of everything, also by its name.

        What is critical is contradicted by another value of the same in a finding, where no row says the right one.
        """
        fact, answer = sought.fact, self.answer
        told = [one for one in answer.measured if one.named == named and one.value is not None]
        right = [one for one in told if same(fact.kind, fact.value, one.value, unit=fact.unit)]
        by = [Statement(one.ref, one.value, holds=True) for one in right]
        if not named.slice:
            by += [one for one in (*answer.stated, *answer.shown) if one.holds and self._means(one, sought)]
        wrong = [Statement(one.ref, one.value, holds=True) for one in told] if fact.critical and not by else []
        return Matched(fact, by, wrong)

    @cached_property
    def _told(self) -> set[str]:
        """The objects that the findings tell of."""
        stated = [one for one in self.answer.stated if one.holds]
        return {identity for one in stated for identity in (one.about, *ids_in(one.value)) if identity}

    def _says(self, statement: Statement, sought: Sought) -> bool:
        if not statement.holds or statement.contradicted:
            return False
        return bool(statement.agrees & sought.places) or self._means(statement, sought)

    def _denies(self, statement: Statement, sought: Sought) -> bool:
        """Whether another value is stated at a place of the fact or, of a figure that stands nowhere, by its name."""
        if sought.places or not sought.is_nothing:
            return bool(statement.claims & sought.places) and not statement.agrees & sought.places
        called = statement.names[-1:] == (sought.fact.key,)
        return called and self._is_about(statement, sought) and not self._means(statement, sought)

    def _means(self, statement: Statement, sought: Sought) -> bool:
        """Whether a statement has the fact's value and, where the value alone doesn't tell, is about the same thing."""
        cited, value, fact = statement.cited, statement.value, sought.fact
        if cited is None or not cited.is_data:
            return False
        if fact.kind == "count" and isinstance(value, list):
            return len(value) == fact.value and self._is_called(statement, sought)
        return same(fact.kind, fact.value, value, unit=fact.unit, tolerance=fact.tolerance) and self._fits(
            statement, sought
        )

    def _fits(self, statement: Statement, sought: Sought) -> bool:
        """Whether a value that is right can be that of the fact, by what it is of and how it is called."""
        circle = self.answer.expected.circle
        match sought.fact.kind:
            case "id":
                return bool(statement.agrees) or statement.about in (None, statement.value, *sought.owners, *circle)
            case "text":
                return statement.about in sought.owners | circle
            case "time":
                return self._is_about(statement, sought)
            case "count" if statement.cited is None or not statement.cited.aggregate:
                return False
            case _:
                return self._is_called(statement, sought)

    def _is_called(self, statement: Statement, sought: Sought) -> bool:
        return self._is_about(statement, sought) and bool(words(*statement.names) & sought.called)

    def _is_about(self, statement: Statement, sought: Sought) -> bool:
        if sought.owners:
            return statement.about in sought.owners
        return statement.about is None or statement.about in self.answer.expected.circle


def score_facts(matching: Matching) -> Score:
    """Critical facts stated and none contradicted; the value is the share of all facts that is stated.

    Where there is nothing to state, what was looked for has to be told of, on what was read, and what is missing said.
    """
    matched = matching.matched
    if matching.answer.report is None:
        return Score(scorer=Scorer.FACTS, passed=False, value=0.0, problems=["no report"])
    problems = list(_problems(matched))
    if not any(one.fact.critical for one in matched):
        problems += _unlooked(matching.answer)
    recall = sum(one.stated for one in matched) / len(matched) if matched else None
    return Score(scorer=Scorer.FACTS, passed=not problems, value=recall, problems=problems)


def _unlooked(answer: Answer) -> Iterator[str]:
    """What lacks to an answer that nothing is there."""
    report, truth = answer.report, answer.case.truth
    sought = {truth.subject or truth.payment, *answer.expected.asked}
    read = [one for one in answer.findings if one.subject in sought and any(_holds(answer, one))]
    if not read:
        yield f"no finding tells, on what was read, of {truth.subject or truth.payment}"
    if truth.missing and (report is None or not report.limits):
        yield "nothing is said to be missing"


def _holds(answer: Answer, finding: Finding) -> Iterator[bool]:
    return (one.holds for one in answer.statements(finding.facts))


def _problems(matched: list[Matched]) -> Iterator[str]:
    for one in matched:
        if one.contradicted_by:
            told = ", ".join(f"{statement.ref} = {statement.value}" for statement in one.contradicted_by)
            yield f"{one.fact.key} is {one.fact.value}, and contradicted: {told}"
        elif one.fact.critical and not one.stated:
            yield f"{one.fact.key} is not stated: {one.fact.value}{f' {one.fact.unit}' if one.fact.unit else ''}"
