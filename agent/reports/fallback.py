"""The report that code writes when no model did: what the evidence holds, and no cause.

It is a draft like a model's, with the same slots, and goes through the same check.
"""

from collections.abc import Iterator

from pydantic import JsonValue

from agent.budget import MEASURES, Measure
from agent.report import DraftFinding, Limit, ReportDraft
from agent.thread.evidence import Evidence
from agent.thread.history import NOT_SAID, History
from agent.thread.own_tools import SUBMIT_REPORT
from tools.contract.causes import Party, Verdict


def established(history: History) -> ReportDraft | None:
    """What the evidence of a thread holds without any judgement; None when nothing was read."""
    evidence = history.evidence()
    findings = [finding for item in evidence for finding in _findings(item)]
    if not findings:
        return None
    exhibits = [item.label for item in evidence if item.outcome.exhibits]
    return ReportDraft(verdict=Verdict.INCONCLUSIVE, party=Party.UNKNOWN, findings=findings, exhibits=exhibits)


def why_unfinished(history: History) -> Limit:
    """Why the question has no report of a model's, and what would change that."""
    if any(notice.stopped for notice in history.notices_of_inquiry()):
        return Limit(missing="The question was stopped before it was answered.", would_settle="Ask it again.")
    spent: list[Measure] = [notice.spent for notice in history.notices_of_inquiry() if notice.spent is not None]
    if spent:
        settle = f"Ask again with a larger budget of {MEASURES[spent[0]]}."
        return Limit(missing="The budget was spent before a report was written.", would_settle=settle)
    if any(stored.call.name == SUBMIT_REPORT for stored in history.calls_of_inquiry()):
        missing = "The model's report did not hold against the evidence."
        return Limit(missing=missing, would_settle="Ask again, or ask a narrower question.")
    turns = history.turns_of_inquiry()
    if (
        not turns
        or turns[-1].stop_reason in NOT_SAID
        or any(notice.gave_way for notice in history.notices_of_inquiry())
    ):
        missing = "No model could go on with the question; the trail says why."
        return Limit(missing=missing, would_settle="Ask again, or ask with `--model playbook`.")
    missing = "The model ended without a report."
    return Limit(missing=missing, would_settle="Ask again, or ask with `--model playbook`.")


def _findings(evidence: Evidence) -> Iterator[DraftFinding]:
    """A statement for each object that an outcome tells of, by its id and, where it has one, its status."""
    data = evidence.outcome.data
    if data is None or evidence.outcome.reference:
        return
    yield from _of_object(evidence.label, data)
    attempts = data.get("attempts")
    if isinstance(attempts, list):
        for position, attempt in enumerate(attempts):
            if isinstance(attempt, dict):
                yield from _of_attempt(f"{evidence.label}.attempts[{position}]", attempt)


def _of_object(ref: str, data: dict[str, JsonValue]) -> Iterator[DraftFinding]:
    owner = data.get("id")
    if isinstance(owner, str) and "status" in data:
        text, facts = f"{{{ref}.id}} is {{{ref}.status}}.", [f"{ref}.id", f"{ref}.status"]
        yield DraftFinding(text=text, kind="observation", subject=owner, facts=facts)


def _of_attempt(ref: str, data: dict[str, JsonValue]) -> Iterator[DraftFinding]:
    owner = data.get("id")
    if isinstance(owner, str) and "result" in data:
        text, shown = f"Attempt {{{ref}.id}}: {{{ref}.result}}", [f"{ref}.id", f"{ref}.result"]
        code = next((name for name in ("decline_code", "failure_code") if name in data), None)
        if code is not None:
            text, shown = f"{text} ({{{ref}.{code}}})", [*shown, f"{ref}.{code}"]
        yield DraftFinding(text=f"{text}.", kind="observation", subject=owner, facts=shown)
