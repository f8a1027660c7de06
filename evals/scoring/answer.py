"""An answer laid open for the scorers: what its report states, and what became of each statement when looked up."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pydantic import JsonValue

from agent.report import Fact, Finding, Report, ReportExhibit
from agent.thread.evidence import Evidence
from evals.running.ran import Ran, Status
from evals.scoring.account import Place
from evals.scoring.cited import Cited, ids_in, look_up
from evals.scoring.expected import Expected
from evals.scoring.measured import Row, rows, whole
from evals.suite.accounts import Objects
from evals.suite.case import Case

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
_SEPARATE = re.compile(r"[\s,:;]+")


@dataclass(frozen=True)
class Statement:
    """A fact of a report. `holds` where it is what stands at its reference in this run, with its owner.

    `claims` are the places in the account that it could be of, `agrees` those of which it says what stands there;
    where there are claims and none agrees, the account contradicts it.
    """

    ref: str
    value: JsonValue
    holds: bool
    cited: Cited | None = None
    agrees: frozenset[Place] = frozenset()
    claims: frozenset[Place] = frozenset()

    @property
    def contradicted(self) -> bool:
        return bool(self.claims) and not self.agrees

    @property
    def about(self) -> str | None:
        """The object that it is of."""
        return self.cited.anchor if self.cited else None

    @property
    def names(self) -> tuple[str, ...]:
        return self.cited.names if self.cited else ()


@dataclass(frozen=True)
class Answer:
    """One trial of a case, as the scorers see it."""

    expected: Expected
    ran: Ran

    @property
    def case(self) -> Case:
        return self.expected.case

    @property
    def objects(self) -> Objects:
        return self.expected.objects

    @cached_property
    def report(self) -> Report | None:
        """The report, where the trial came to one."""
        return self.ran.report if self.ran.status is Status.ANSWERED else None

    @cached_property
    def evidence(self) -> dict[int, Evidence]:
        return {item.number: item for item in self.ran.evidence}

    @cached_property
    def findings(self) -> Sequence[Finding]:
        return self.report.findings if self.report else ()

    @cached_property
    def subjects(self) -> set[str]:
        """The objects that the findings are said to be about."""
        return {finding.subject for finding in self.findings}

    @cached_property
    def stated(self) -> list[Statement]:
        """What the findings state, each reference once; a reference given two values is two statements."""
        return self.statements(fact for finding in self.findings for fact in finding.facts)

    @cached_property
    def aside(self) -> list[Statement]:
        """What stands beside the findings: under ruled-out causes, next steps and limits."""
        report = self.report
        parts = (*report.ruled_out, *report.next_steps, *report.limits) if report else ()
        return self.statements(fact for part in parts for fact in part.facts)

    @cached_property
    def shown(self) -> list[Statement]:
        """What the exhibits show that this run's tools computed."""
        return [one for shown in (self.report.exhibits if self.report else ()) for one in self._exhibited(shown)]

    @cached_property
    def measured(self) -> list[Row]:
        """The rows of figures that the findings state, as far as they do, and those of everything in exhibits."""
        held = [(one.ref, one.value) for one in self.stated if one.holds]
        drawn = self.report.exhibits if self.report else ()
        shown = [row for one in drawn if self._is_drawn(one) for row in whole(one.exhibit.data, one.evidence)]
        return [*rows(held, self.evidence), *shown]

    def statements(self, facts: Iterable[Fact]) -> list[Statement]:
        """Facts looked up, each once."""
        once = {(fact.ref, repr(fact.value), fact.owner): fact for fact in facts}
        for key in once.keys() - self._looked_up.keys():
            self._looked_up[key] = self._look_up(once[key])
        return [self._looked_up[key] for key in once]

    @cached_property
    def _looked_up(self) -> dict[tuple[str, str, str | None], Statement]:
        return {}

    def _look_up(self, fact: Fact) -> Statement:
        """A fact, as this run's outcomes and the account have it."""
        cited = look_up(fact.ref, self.evidence)
        if cited is None:
            return Statement(fact.ref, fact.value, holds=False)
        holds = _equal(cited.value, fact.value) and fact.owner in (None, *cited.owners)
        if cited.anchor is None or not cited.path or cited.aggregate:
            return Statement(fact.ref, fact.value, holds, cited)
        agrees, claims = self.expected.compared(cited.anchor, cited.path, fact.value)
        return Statement(fact.ref, fact.value, holds, cited, agrees, claims)

    def exists(self, identity: str) -> bool:
        """Whether the account holds an object of this id or names one, or the asker or the truth did."""
        told = identity in self.expected.asked or identity in self._true
        return told or self.objects.find(identity) is not None or identity in self._named

    @cached_property
    def _true(self) -> set[str]:
        """The ids that the truth states, such as of providers, whom metadata alone know."""
        values = (fact.value for fact in self.case.truth.facts)
        listed = [[*one] if isinstance(one, tuple) else [one] for one in values if isinstance(one, str | tuple)]
        return {identity for one in listed for identity in ids_in([*one])}

    @cached_property
    def _named(self) -> set[str]:
        """The ids that the objects read in this run name, metadata in which several stand included."""
        read = {identity for item in self.evidence.values() for identity in ids_in(item.outcome.data)}
        found = [held for identity in read if (held := self.objects.find(identity)) is not None]
        listed = [list[JsonValue](_SEPARATE.split(one)) for held in found for one in _written(held)]
        return {identity for held in [*map(dict, found), *listed] for identity in ids_in(held)}

    def _is_drawn(self, shown: ReportExhibit) -> bool:
        """Whether an exhibit is one that this run's tools computed."""
        number = int(shown.evidence[1:]) if re.fullmatch(r"E\d{1,6}", shown.evidence) else 0
        source = self.evidence.get(number)
        return source is not None and shown.exhibit in source.outcome.exhibits

    def _exhibited(self, shown: ReportExhibit) -> Iterator[Statement]:
        if not self._is_drawn(shown):
            return
        number = int(shown.evidence[1:])
        payment = shown.exhibit.data.get("paymentIntent")
        about = (payment,) if isinstance(payment, str) else ()
        for names, value in _values(shown.exhibit.data, ()):
            cited = Cited(
                shown.evidence, number, value, about, next(iter(about), None), "", names, is_data=True, aggregate=True
            )
            yield Statement(shown.evidence, value, holds=True, cited=cited)


def _equal(one: JsonValue, other: JsonValue) -> bool:
    """Equality of JSON, in which 1 is 1.0 but is not true."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _written(held: Mapping[str, JsonValue]) -> Iterator[str]:
    """The values of an object's metadata."""
    metadata = held.get("metadata")
    yield from (one for one in metadata.values() if isinstance(one, str)) if isinstance(metadata, dict) else ()


def _values(value: JsonValue, names: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], JsonValue]]:
    """The single values of an exhibit, each with the names that lead to it; an amount is one value."""
    if isinstance(value, dict) and set(value) != {"currency", "minor"}:
        for key, inner in value.items():
            yield from _values(inner, (*names, _CAPITAL.sub("_", key).lower()))
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner, names)
    else:
        yield names, value
