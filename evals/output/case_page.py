"""What the page of one case shows: truth, report, score card, evidence and trajectory, as plain data."""

from collections.abc import Iterable, Iterator

from pydantic import JsonValue

from agent.models.conversation import Text, Turn
from agent.render.outline import outline
from agent.render.shapes import Section
from agent.render.words import moment
from agent.report import Fact, Report
from agent.thread.events import digest
from evals.running.ran import Called, Ran
from evals.running.results import Result
from evals.scoring.card import GATING
from evals.suite.case import Case
from evals.truth import Fact as Known
from tools.contract.clock import from_unix
from tools.contract.money import Money

Shown = dict[str, JsonValue]


def case_page(case: Case, ran: Ran, result: Result) -> Shown:
    """The data of a page; what was written by strangers is in it as it came, and may only be shown as text."""
    truth = case.truth
    return {
        "now": case.source.now.isoformat(),
        "laid": [
            *case.noise,
            *([f"injection {case.injection}"] if case.injection else []),
            *sorted(case.grants.denied),
        ],
        "scores": [{**score.model_dump(mode="json"), "gates": score.scorer in GATING} for score in result.card.scores],
        "facts": list(_facts(case, result, "UTC" if ran.report is None else ran.report.time_zone)),
        "missing": list(truth.missing),
        "distractors": [f"{one.object_id}: {one.what}" for one in truth.distractors],
        "report": [] if ran.report is None else [_section(section) for section in outline(ran.report).sections],
        "claims": [] if ran.report is None else list(_claims(ran.report)),
        "turns": list(_turns(ran)),
        "requests": list(ran.requests),
    }


def _facts(case: Case, result: Result, zone: str) -> Iterator[Shown]:
    alternatives = {found.fact: found.alternatives for found in case.truth.evidence}
    for fact in case.truth.facts:
        yield {
            "key": fact.key,
            "value": _value(fact, zone),
            "critical": fact.critical,
            "state": result.facts.get(fact.key, "untold"),
            "evidence": [{"object_id": one.object_id, "path": one.path} for one in alternatives.get(fact.key, ())],
        }


def _value(fact: Known, zone: str) -> JsonValue:
    """A true value as the report beside it writes one: an amount in major units, a moment in the account's zone."""
    match fact.kind, fact.value:
        case "money", int(minor) if fact.unit:
            return str(Money(currency=fact.unit, minor=minor))
        case "time", int(seconds):
            return moment(from_unix(seconds).strftime("%Y-%m-%dT%H:%M:%SZ"), zone)
        case _, tuple(values):
            return list(values)
        case _, value:
            return value


def _section(section: Section) -> Shown:
    return {
        "title": section.title,
        "header": list(section.header),
        "rows": [list(row) for row in section.rows],
        "lines": [
            {"label": one.label, "text": one.text, "evidence": one.evidence, "tone": one.tone, "mark": one.mark}
            for one in section.lines
        ],
    }


def _claims(report: Report) -> Iterator[Shown]:
    """Every fact that the report rests on, once."""
    claims = (*report.findings, *report.ruled_out, *report.next_steps, *report.limits)
    every: dict[str, Fact] = {fact.ref: fact for claim in claims for fact in claim.facts}
    for ref, fact in sorted(every.items()):
        yield {"ref": ref, "value": fact.value, "owner": fact.owner}


def _turns(ran: Ran) -> Iterator[Shown]:
    """Each turn with its calls, and what they brought."""
    called = iter(ran.calls)
    outcomes = {one.number: one.outcome for one in ran.evidence}
    for turn in ran.turns:
        calls: list[JsonValue] = []
        for _ in turn.calls:
            call = next(called, None)
            if call is None:  # the run ended before the call was let through
                break
            outcome = outcomes.get(call.evidence) if call.evidence is not None else None
            data = None if outcome is None else outcome.model_dump(mode="json", exclude_none=True, exclude={"exhibits"})
            told = "" if outcome is None else f"{outcome.status}: {digest(outcome)}"
            calls.append({**_call(call), "digest": told, "outcome": data})
        yield {"text": list(_texts(turn)), "calls": calls, "note": _note(turn)}


def _call(call: Called) -> Shown:
    label = None if call.evidence is None else f"E{call.evidence}"
    return {"name": call.name, "arguments": call.arguments, "label": label, "ran": call.ran}


def _texts(turn: Turn) -> Iterable[str]:
    return (block.text for block in turn.content if isinstance(block, Text))


def _note(turn: Turn) -> str:
    usage = turn.usage
    spent = f"{usage.input_tokens + usage.cache_read_tokens + usage.cache_write_tokens} in, {usage.output_tokens} out"
    stop = "" if turn.stop_reason == "tool_use" else turn.stop_reason
    return " · ".join(text for text in (stop, spent if usage.output_tokens else "") if text)
