"""A draft checked against evidence: kept whole, or refused for one reason."""

from collections.abc import Sequence

from agent.report import ReportDraft
from agent.thread.evidence import Evidence
from agent.verification import Checked, verify
from tests.verification.flows import QUESTION, declined, flow, read

PLAIN = [read(1, flow(declined()))]


def check(draft: ReportDraft, evidence: Sequence[Evidence] = PLAIN, question: str = QUESTION) -> Checked:
    return verify(draft, evidence, question)


def accepted(draft: ReportDraft, evidence: Sequence[Evidence] = PLAIN, question: str = QUESTION) -> Checked:
    checked = check(draft, evidence, question)
    assert checked.refusals == []
    assert checked.dropped == []
    return checked


def refused(draft: ReportDraft, evidence: Sequence[Evidence] = PLAIN, question: str = QUESTION) -> str:
    """The one thing refused, as `where: reason`."""
    checked = check(draft, evidence, question)
    assert len(checked.refusals) == 1, checked.refusals
    return f"{checked.refusals[0].where}: {checked.refusals[0].reason}"
