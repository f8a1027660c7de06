"""What can be done to a run: values restated, facts dropped or moved, texts and steps added."""

import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from pydantic import JsonValue

from agent.report import Fact, Finding, NextStep, Report
from agent.thread.evidence import Evidence
from evals.reference import answered
from evals.running.ran import Called, Ran
from tools.contract.causes import ActionCode, Party
from tools.contract.outcome import Outcome

Remake = Callable[[JsonValue], JsonValue]

_STEP = re.compile(r"\.([\w-]+)|\[(\d+)\]")


def with_report(ran: Ran, **changed: object) -> Ran:
    """The run with fields of its report changed."""
    return ran.model_copy(update={"report": answered(ran).model_copy(update=changed)})


def restated(ran: Ran, ref: str, value: JsonValue, *, in_outcome: bool) -> Ran:
    """The run that says another value of a reference; `in_outcome`, as if a tool had shown it so."""

    def remake(fact: Fact) -> Fact:
        return fact.model_copy(update={"value": value}) if fact.ref == ref else fact

    changed = each_fact(ran, remake)
    return outcome_restated(changed, ref, value) if in_outcome else changed


def outcome_restated(ran: Ran, ref: str, value: JsonValue) -> Ran:
    """The run in which the tool showed another value than the report says."""
    label, steps = ref.partition(".")[0], [name or int(at) for name, at in _STEP.findall(ref)]

    def remake(item: Evidence) -> Evidence:
        if item.label != label or item.outcome.data is None:
            return item
        data = json.loads(json.dumps(item.outcome.data))
        here = data
        for step in steps[:-1]:
            here = here[step]
        here[steps[-1]] = value
        return item.model_copy(update={"outcome": item.outcome.model_copy(update={"data": data})})

    return ran.model_copy(update={"evidence": [remake(item) for item in ran.evidence]})


def each_fact(ran: Ran, remake: Callable[[Fact], Fact | None]) -> Ran:
    """The run with every fact remade, or dropped where it is remade to nothing; findings left without one go too."""

    def kept(facts: Sequence[Fact]) -> list[Fact]:
        return [made for fact in facts if (made := remake(fact)) is not None]

    report = answered(ran)
    findings = [one.model_copy(update={"facts": kept(one.facts)}) for one in report.findings]
    ruled_out = [one.model_copy(update={"facts": kept(one.facts)}) for one in report.ruled_out]
    return with_report(
        ran,
        findings=[one for one in findings if one.facts],
        ruled_out=[one for one in ruled_out if one.facts],
    )


def without(ran: Ran, refs: Collection[str], identity: str | None = None) -> Ran:
    """The run that leaves out what it says by references; `identity` is not named as a subject either."""
    dropped = each_fact(ran, lambda fact: None if fact.ref in refs else fact)
    findings = [
        one.model_copy(update={"subject": "demo" if one.subject == identity else one.subject})
        for one in answered(dropped).findings
    ]
    return with_report(dropped, findings=findings)


def bared(ran: Ran, ref: str) -> Ran:
    """The run whose prose still shows a reference, but cites it no more."""
    findings = [
        one.model_copy(update={"facts": [fact for fact in one.facts if fact.ref != ref]})
        for one in answered(ran).findings
    ]
    return with_report(ran, findings=findings)


def swapped(ran: Ran, identity: str, other: str, *, in_outcome: bool) -> Ran:
    """The run that names another object wherever it names this one."""

    def remake(text: str) -> str:
        return text.replace(f'"{identity}"', f'"{other}"')

    changed: dict[str, object] = {"report": Report.model_validate_json(remake(answered(ran).model_dump_json()))}
    if in_outcome:
        changed["evidence"] = [Evidence.model_validate_json(remake(item.model_dump_json())) for item in ran.evidence]
    return ran.model_copy(update=changed)


def moved(ran: Ran, ref: str, other: str) -> Ran:
    """The run that reads off another object what it says by a reference."""
    number = max(item.number for item in ran.evidence) + 1
    label = ref.partition(".")[0].partition("[")[0]
    source = next(item for item in ran.evidence if item.label == label)
    data = {**(source.outcome.data or {}), "id": other}
    arguments: dict[str, JsonValue] = {"id": other}
    outcome = source.outcome.model_copy(update={"data": data, "arguments": arguments})
    there = f"E{number}{ref.removeprefix(label)}"

    def remake(fact: Fact) -> Fact:
        return fact.model_copy(update={"ref": there, "owner": other}) if fact.ref == ref else fact

    report = each_fact(ran, remake)
    findings = [
        one.model_copy(update={"text": one.text.replace(f"{{{ref}}}", f"{{{there}}}")})
        for one in answered(report).findings
    ]
    return reading(with_report(report, findings=findings), Evidence(number=number, call_id="moved", outcome=outcome))


def reading(ran: Ran, item: Evidence) -> Ran:
    """The run with one more outcome."""
    call = Called(name=item.outcome.tool, arguments=item.outcome.arguments, evidence=item.number)
    return ran.model_copy(update={"evidence": [*ran.evidence, item], "calls": [*ran.calls, call]})


def finding(ran: Ran, added: Finding) -> Ran:
    return with_report(ran, findings=[*answered(ran).findings, added])


def saying(ran: Ran, sentence: str) -> Ran:
    """The run with a sentence more in its first finding."""
    head, *rest = answered(ran).findings
    return with_report(ran, findings=[head.model_copy(update={"text": f"{head.text} {sentence}"}), *rest])


def advising(ran: Ran, code: ActionCode) -> Ran:
    step = NextStep(code=code, text="Do this.", who=Party.PLATFORM)
    return with_report(ran, next_steps=[*answered(ran).next_steps, step])


def shifted(value: JsonValue, by: timedelta) -> JsonValue:
    """A time as a tool writes it, so much later."""
    at = datetime.fromisoformat(str(value)).astimezone(UTC) + by
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def in_minor(value: JsonValue, remake: Callable[[int], int]) -> JsonValue:
    """An amount with other minor units."""
    if not isinstance(value, dict) or not isinstance(value["minor"], int):
        raise ValueError(f"{value!r} is no amount")
    return {**value, "minor": remake(value["minor"])}


def an_outcome(ran: Ran) -> Outcome:
    """Any outcome of the run, to make others by."""
    return ran.evidence[0].outcome


def slots(ran: Ran) -> Iterator[str]:
    """The references that findings cite."""
    for one in answered(ran).findings:
        for fact in one.facts:
            yield fact.ref
