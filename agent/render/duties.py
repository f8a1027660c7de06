"""The steps of a report that somebody must take: its head names them, and who takes them."""

from agent.report import NextStep, Report
from tools.contract.causes import ActionCode, Party, Verdict

NOBODY = frozenset({Party.NONE, Party.UNKNOWN})
ASKER = frozenset({ActionCode.CHECK_REFERENCE, ActionCode.GRANT_PERMISSION})
"""What whoever asked must do before there is an answer; no party of the payment does."""

_ADVICE = frozenset({ActionCode.CHANGE_SCHEDULE, ActionCode.WAIT})
"""What may be done, or left, where nothing is wrong."""


def duties(report: Report) -> list[NextStep]:
    """The steps that are somebody's to take, in their order. An answer that may be given to a customer is no duty."""
    idle = ASKER | _ADVICE if report.verdict is Verdict.NO_ISSUE else ASKER
    if report.verdict is Verdict.NO_ISSUE and report.party in NOBODY:
        idle |= {ActionCode.CONTACT_CUSTOMER}
    return [step for step in report.next_steps if step.code not in idle and step.who not in NOBODY]
