"""The payments that stand for a change: which of them are read, and what each of them tells of why."""

from collections.abc import Callable, Iterator, Sequence

from agent.playbook.metrics.found import HealthAt
from agent.playbook.payment.case import FlowAt
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding
from tools.contract.changes import Change

LOOKED_AT, EACH = 4, 2
"""How many changes are looked into, and how many payments of each."""

Why = Callable[[FlowAt], Answer]
"""What one payment's story comes to."""


def representatives(at: HealthAt) -> list[str]:
    """The payments to read: of the significant changes, those with the most money first."""
    told = [one for one in at.found.detected if _significant(one)][:LOOKED_AT]
    return list(dict.fromkeys(payment for one in told for payment in _payments(one)[:EACH]))


def reasons(one: Change, flows: Sequence[FlowAt], why: Why) -> Iterator[DraftFinding]:
    """What the payments that stand for a change tell of why it is, each with its own evidence."""
    read = {flow.flow.id: flow for flow in flows}
    for payment in _payments(one):
        if payment in read:
            answer = why(read[payment])
            text = f"For instance {read[payment].slot('id')}: {answer.claim.text}"
            yield finding("observation", payment, text, *answer.claim.facts)


def agreed(found: Sequence[Change], flows: Sequence[FlowAt], why: Why) -> bool:
    """Whether the payments read of each change come to one and the same cause, so that it is known and not guessed."""
    read = {flow.flow.id: flow for flow in flows}
    causes = [{why(read[one]).cause for one in _payments(change) if one in read} for change in found]
    return bool(causes) and all(len(one) == 1 and None not in one for one in causes)


def _significant(one: Change) -> bool:
    return one.severity != "notice" or one.q_value is not None


def _payments(one: Change) -> list[str]:
    return [payment for payment in one.representatives if payment.startswith("pi_")]
