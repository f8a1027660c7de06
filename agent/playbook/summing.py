"""A day's summary out of evidence alone, whoever asked for it: what the playbook would have written."""

from collections.abc import Sequence

from agent.playbook.changes.daily import daily_draft
from agent.playbook.payment.branches import BRANCHES
from agent.playbook.payment.case import Case, FlowAt
from agent.playbook.reporting import decide
from agent.playbook.router import METRICS, Route
from agent.playbook.writing.drafting import Answer
from agent.report import ReportDraft
from agent.thread.evidence import Evidence

_ROUTE = Route(METRICS, "a daily summary is asked for")


def summed_up(evidence: Sequence[Evidence]) -> ReportDraft | None:
    """The summary that this evidence carries; null where no day's figures are in it."""

    def why(flow: FlowAt) -> Answer:
        return decide(Case(flow, evidence=tuple(evidence)), BRANCHES, _ROUTE)[0]

    return daily_draft(evidence, why)
