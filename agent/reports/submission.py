"""A submitted report: read, checked against the evidence, and what of it stands."""

from collections.abc import Sequence
from typing import Protocol

from agent.models.conversation import ToolCall
from agent.report import ReportDraft
from agent.thread.evidence import Evidence
from agent.thread.history import History
from agent.thread.own_tools import SUBMIT_REPORT, Refused, parse_draft
from agent.verification.checked import Checked, Refusal


class Verify(Protocol):
    """Checks a draft against the evidence; a pure function. `question` is what the person gave."""

    def __call__(self, draft: ReportDraft, evidence: Sequence[Evidence], question: str) -> Checked: ...


def reasons_against(history: History, call: ToolCall, verify: Verify) -> Sequence[Refusal]:
    """Why a submitted report does not hold; empty when it does."""
    try:
        draft = parse_draft(call.input)
    except Refused as refused:
        return refused.reasons
    return verify(draft, history.evidence(), history.asked).refusals


def last_draft(history: History) -> ReportDraft | None:
    """The last report submitted for the question that could be read, accepted or not."""
    for turn in reversed(history.turns_of_inquiry()):
        submitted = next((call for call in turn.calls if call.name == SUBMIT_REPORT), None)
        if submitted is not None:
            try:
                return parse_draft(submitted.input)
            except Refused:
                continue
    return None
