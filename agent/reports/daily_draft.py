"""A daily summary that a model wrote, made whole: what the evidence carries and the model's own words leave out."""

import re
from collections.abc import Sequence
from typing import Protocol

from agent.report import DraftFinding, DraftStep, ReportDraft
from agent.reports.facts import slots
from agent.thread.evidence import Evidence

_ROW = re.compile(r"(E\d+\.\w+\[\d+\])")


class SumUp(Protocol):
    """Writes a day's summary out of evidence alone; null where no day's figures are in it."""

    def __call__(self, evidence: Sequence[Evidence]) -> ReportDraft | None: ...


def completed(draft: ReportDraft, own: ReportDraft) -> ReportDraft:
    """A model's summary with all that it leaves out: no matter and no change is missing because it wasn't worded.

    The model's words stand for what they are about; what waits for a person, and in which order, is the evidence's.
    """
    if draft == own:
        return draft
    worded = {row for one in draft.findings for row in _rows(one)}
    added = [one for one in own.findings[1:] if not _rows(one) & worded and (_rows(one) or one not in draft.findings)]
    theirs = {one.subject: one for one in draft.next_steps if one.subject}
    steps = [_worded(one, theirs.get(one.subject or "")) for one in own.next_steps]
    limits = [*draft.limits, *(one for one in own.limits if one not in draft.limits)]
    return draft.model_copy(update={"findings": [*draft.findings, *added], "next_steps": steps, "limits": limits})


def _rows(one: DraftFinding) -> frozenset[str]:
    """The rows of evidence that a finding is about."""
    return frozenset(match[1] for fact in one.facts if (match := _ROW.match(fact)) and ".figures[" not in fact)


def _worded(own: DraftStep, theirs: DraftStep | None) -> DraftStep:
    """The model's words for a matter, if they show all that the evidence says of it."""
    if theirs is None or theirs.code != own.code or not set(slots(own.text)) <= set(slots(theirs.text)):
        return own
    return own.model_copy(update={"text": theirs.text})
