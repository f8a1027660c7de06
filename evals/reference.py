"""The answer that a truth describes: what a scorer must give full marks, whatever else it is given.

Made of the truth and the account's objects alone: no agent, no tool. `equivalents` are as good in another way.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from agent.report import Fact, Finding, Limit, NextStep, Report, RuledOut
from agent.thread.evidence import Evidence
from evals.running.ran import Called, Ran, Status
from evals.scoring.account import standing
from evals.scoring.measured import Named, as_row, rate_of
from evals.suite.accounts import Objects
from evals.suite.case import Case
from evals.truth import Evidence as Place
from evals.truth import Fact as True_
from evals.truth import Value
from tools.contract.causes import ActionCode, Party, Verdict
from tools.contract.clock import from_unix
from tools.contract.coverage import Coverage
from tools.contract.outcome import Failure, FailureCode, FieldNote, Outcome

MODEL = "reference"

Choose = Callable[[True_, Sequence[Place]], Place | None]


def first(fact: True_, places: Sequence[Place]) -> Place | None:
    """The first place at which a fact can be read."""
    return places[0] if places else None


def reference(case: Case, objects: Objects, choose: Choose = first, first_number: int = 1) -> Ran:
    """A run that states every fact of a case's truth from the places chosen."""
    return _Writing(case, objects, choose, first_number).ran()


def equivalents(case: Case, objects: Objects) -> Mapping[str, Ran]:
    """Runs that say the same in another way, by what is different."""
    own = reference(case, objects)
    longest = max((len(found.alternatives) for found in case.truth.evidence), default=1)
    others = {f"evidence {at + 1}": reference(case, objects, _nth(at)) for at in range(1, longest)}
    return {
        **others,
        "reversed lists": _reversed(own, ordered=bool(case.truth.ranking)),
        "later numbers": reference(case, objects, first_number=8),
        "further reads": _reading_more(own),
        "amounts of the charge": reference(case, objects, _of_charge(objects)),
        "counts as decimals": _in_decimals(own),
    }


@dataclass
class _Read:
    """An object as it is read bit by bit: its own paths, amounts with their currency and times as ISO 8601."""

    number: int
    data: JsonValue
    reckoned: list[str] = field(default_factory=list[str])


@dataclass
class _Writing:
    """One reference in the making. Objects are numbered as they are first needed."""

    case: Case
    objects: Objects
    choose: Choose
    first_number: int
    reads: dict[str, _Read] = field(default_factory=dict[str, _Read])

    def ran(self) -> Ran:
        findings = [self._finding(fact) for fact in self.case.truth.facts]
        report = self._report([found for found in findings if found])
        evidence = [self._evidence(identity, read) for identity, read in self.reads.items()]
        if not evidence:
            evidence = [self._evidence("", None)]
        reads = [
            Called(name=item.outcome.tool, arguments=item.outcome.arguments, evidence=item.number) for item in evidence
        ]
        return Ran(
            case=self.case.id,
            status=Status.ANSWERED,
            model=MODEL,
            report=report,
            evidence=evidence,
            calls=[Called(name="plan", arguments={}), *reads, Called(name="submit_report", arguments={})],
            requests=[f"GET /v1/{item.outcome.arguments['id']}" for item in evidence],
        )

    def _finding(self, fact: True_) -> Finding | None:
        found = next((found for found in self.case.truth.evidence if found.fact == fact.key), None)
        place = self.choose(fact, found.alternatives if found else ())
        named = Named.of(fact.key) if place is None else None
        if named is not None:
            return self._measured(fact, named)
        if place is None or (place.expected is None and fact.kind == "count"):
            cited = self._reckoned(fact, place.object_id if place else "")
        elif place.expected is None and fact.value is not None:
            cited = self._read(place.object_id, "id", place.object_id)
        else:
            cited = self._read(place.object_id, place.path, _shown(fact, place.expected))
        if cited is None:
            return None
        return self._said(f"The {_spoken(fact.key)} is {{{cited.ref}}}.", cited)

    def _read(self, identity: str, path: str, value: JsonValue) -> Fact:
        read = self.reads.setdefault(identity, _Read(self.first_number + len(self.reads), {"id": identity}))
        steps = path.split(".")
        read.data = _put(read.data, steps, value)
        written = "".join(f"[{step}]" if step.isdecimal() else f".{step}" for step in steps)
        return Fact(ref=f"E{read.number}{written}", value=value, owner=identity)

    def _reckoned(self, fact: True_, of: str) -> Fact | None:
        """A figure that stands nowhere: a tool counts or reckons it, of an object or of what was asked about."""
        value = _shown(fact, fact.value)
        if value is None:
            return None
        truth = self.case.truth
        owner = next((one for one in (of, truth.payment, truth.subject) if one and self.objects.find(one)), "")
        read = self.reads.setdefault(f"{owner} reckoned", _Read(self.first_number + len(self.reads), {}))
        read.data = _put(_put(read.data, ["id"], owner) if owner else read.data, [fact.key], value)
        read.reckoned.append(fact.key)
        return Fact(ref=f"E{read.number}.{fact.key}", value=value, owner=owner or None)

    def _measured(self, fact: True_, named: Named) -> Finding:
        """A figure of many payments, in a row of its own."""
        read = self.reads.setdefault("measured", _Read(self.first_number + len(self.reads), {"figures": []}))
        row, shown = as_row(named, fact.kind, fact.value)
        listed = read.data["figures"] if isinstance(read.data, dict) else None
        at = len(listed) if isinstance(listed, list) else 0
        read.data = _put(read.data, ["figures", str(at)], row)
        read.reckoned.append("figures")
        cited = [Fact(ref=f"E{read.number}.figures[{at}].{name}", value=row[name]) for name in shown]
        return self._said(f"The {_spoken(fact.key)} is {' of '.join(f'{{{one.ref}}}' for one in cited)}.", *cited)

    def _said(self, text: str, *facts: Fact) -> Finding:
        severity = "critical" if self.case.truth.verdict is Verdict.EXPLAINED else "info"
        return Finding(text=text, kind="observation", severity=severity, subject=self._subject, facts=list(facts))

    @property
    def _subject(self) -> str:
        return self.case.truth.subject or self.case.truth.payment

    def _report(self, findings: list[Finding]) -> Report:
        truth = self.case.truth
        resting = [fact for finding in findings for fact in finding.facts]
        if not findings:
            missing = Fact(ref=f"E{self.first_number}.error.code", value=FailureCode.NOT_FOUND.value)
            findings = [self._said("Nothing of that id is there.", missing)]
        if truth.cause is not None:
            told = "What follows from these facts is told by the cause."
            findings = [findings[0].model_copy(update={"text": told, "kind": "cause", "facts": resting}), *findings]
        near = sorted(truth.forbidden - {truth.cause, *truth.acceptable}) if truth.cause else []
        steps = sorted(truth.actions_ok - truth.actions_forbidden)[:1]
        return Report(
            thread="inv_reference",
            account="demo",
            mode=self.case.grants.mode,
            model=MODEL,
            question=self.case.question,
            as_of=self.case.source.now,
            verdict=truth.verdict,
            cause=truth.cause,
            party=truth.party,
            findings=findings,
            ruled_out=[RuledOut(cause=cause, facts=resting[:1]) for cause in near if resting],
            next_steps=self._waiting()
            or [NextStep(code=code, text=f"{_spoken(code).capitalize()}.", who=Party.PLATFORM) for code in steps],
            limits=[Limit(missing=_wordily(one), would_settle=_wordily(one)) for one in truth.missing],
        )

    def _waiting(self) -> list[NextStep]:
        """A step for each object that waits for somebody, in the truth's order."""
        code = min(self.case.truth.actions_ok, default=ActionCode.NO_ACTION)
        named = [self._read(one, "id", one) for one in self.case.truth.ranking or ()]
        return [NextStep(code=code, text=f"See to {{{one.ref}}}.", facts=[one], who=Party.PLATFORM) for one in named]

    def _evidence(self, identity: str, read: _Read | None) -> Evidence:
        coverage = Coverage(account="demo", livemode=self.case.grants.mode == "live", as_of=self.case.source.now)
        if read is None:
            failure = Failure(code=FailureCode.NOT_FOUND, message="no such object")
            asked: dict[str, JsonValue] = {"id": self._subject}
            outcome = Outcome(status="error", tool="get_object", arguments=asked, coverage=coverage, error=failure)
            return Evidence(number=self.first_number, call_id="call_0", outcome=outcome)
        data = read.data if isinstance(read.data, dict) else None
        notes = [FieldNote(path=key, part="all", aggregate=True) for key in dict.fromkeys(read.reckoned)]
        outcome = Outcome(
            status="ok", tool="get_object", arguments={"id": identity}, coverage=coverage, data=data, fields=notes
        )
        return Evidence(number=read.number, call_id=f"call_{read.number}", outcome=outcome)


def _shown(fact: True_, value: Value) -> JsonValue:
    """A value as a tool shows it."""
    if isinstance(value, tuple) and fact.kind == "rate":
        return rate_of(value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if fact.kind == "money":
            return {"currency": fact.unit, "minor": value}
        if fact.kind == "time":
            return from_unix(value).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value


def _put(here: JsonValue, steps: Sequence[str], value: JsonValue) -> JsonValue:
    """`here` with a value set at a path below it; what is missing on the way is made."""
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if step.isdecimal():
        items = list(here) if isinstance(here, list) else []
        items += [{} for _ in range(len(items), int(step) + 1)]
        items[int(step)] = _put(items[int(step)], rest, value)
        return items
    record = dict(here) if isinstance(here, dict) else {}
    return {**record, step: _put(record.get(step), rest, value)}


def _spoken(code: str) -> str:
    return re.sub(r"[\W\d_]+", " ", code).strip()


def _wordily(text: str) -> str:
    return re.sub(r"\d+", "some", text)


def _nth(at: int) -> Choose:
    return lambda fact, places: places[min(at, len(places) - 1)] if places else None


def _of_charge(objects: Objects) -> Choose:
    """An amount read off the payment's charge, where it is the same."""

    def choose(fact: True_, places: Sequence[Place]) -> Place | None:
        for place in places:
            if fact.kind == "money" and place.path == "amount" and place.object_id.startswith("pi_"):
                for one in standing(objects, place.object_id, "latest_charge>amount"):
                    if one.value == place.expected:
                        return Place(one.place.object_id, "amount", place.expected)
        return first(fact, places)

    return choose


def _reversed(ran: Ran, *, ordered: bool) -> Ran:
    """The same in another order; not the steps, where their order is what was asked."""
    report = answered(ran)
    lists = ("findings", "ruled_out", "limits") if ordered else ("findings", "ruled_out", "next_steps", "limits")
    turned = {name: list(reversed(getattr(report, name))) for name in lists}
    turned["findings"] = [
        finding.model_copy(update={"facts": list(reversed(finding.facts))}) for finding in turned["findings"]
    ]
    return ran.model_copy(update={"report": report.model_copy(update=turned), "evidence": list(reversed(ran.evidence))})


def _reading_more(ran: Ran) -> Ran:
    """Reads that the answer makes no use of: each object once more, which is the most that may be."""
    again = [
        item.model_copy(update={"number": item.number + len(ran.evidence), "call_id": f"{item.call_id}_again"})
        for item in ran.evidence
    ]
    calls = [Called(name=item.outcome.tool, arguments=item.outcome.arguments, evidence=item.number) for item in again]
    return ran.model_copy(
        update={
            "evidence": [*ran.evidence, *again],
            "calls": [*ran.calls[:-1], *calls, ran.calls[-1]],
            "requests": [*ran.requests, *ran.requests],
        }
    )


def _in_decimals(ran: Ran) -> Ran:
    """Counts as another JSON writer leaves them: 2.0 for 2."""

    def restated(fact: Fact) -> Fact:
        whole = isinstance(fact.value, int) and not isinstance(fact.value, bool)
        return fact.model_copy(update={"value": float(str(fact.value))}) if whole else fact

    report = answered(ran)
    findings = [one.model_copy(update={"facts": [restated(fact) for fact in one.facts]}) for one in report.findings]
    return ran.model_copy(update={"report": report.model_copy(update={"findings": findings})})


def answered(ran: Ran) -> Report:
    """The report of a run that came to one. Raises ValueError for another."""
    if ran.report is None:
        raise ValueError(f"the run of {ran.case!r} has no report")
    return ran.report
