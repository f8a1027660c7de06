"""The payments that stand for a change: which of them are read, and what each of them tells of why."""

from collections.abc import Callable, Iterator, Sequence

from agent.playbook.metrics.found import HealthAt
from agent.playbook.payment.case import FlowAt
from agent.playbook.payment.paid import TOLD_BELOW
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding
from agent.verification.causes import leading
from tools.contract.changes import Change

LOOKED_AT, EACH, OF_LEAD = 4, 1, 3
"""How many changes are looked into, and how many payments of each, and of the one that leads."""

Why = Callable[[FlowAt], Answer]
"""What one payment's story comes to."""


def representatives(at: HealthAt) -> list[str]:
    """The payments to read: of the change that leads, then of the others that are significant, the most money first."""
    found, lead = at.found.detected, leading(at.found.detected)
    first = [] if lead is None else [found[lead]]
    told = [*first, *(one for one in found if _significant(one) and one not in first)][:LOOKED_AT]
    return list(
        dict.fromkeys(payment for one in told for payment in _payments(one)[: OF_LEAD if one in first else EACH])
    )


def reasons(one: Change, flows: Sequence[FlowAt], why: Why) -> Iterator[DraftFinding]:
    """What the payments that stand for a change tell of why it is, each with its own evidence."""
    read = {flow.flow.id: flow for flow in flows}
    for payment in _payments(one):
        if payment not in read:
            continue
        answer, stopped = why(read[payment]), _stopped(read[payment], one)
        if stopped is not None:
            yield stopped
        else:
            text = f"For instance {read[payment].slot('id')}: {answer.claim.text.removesuffix(TOLD_BELOW)}"
            yield finding("observation", payment, text, *answer.claim.facts)


def _stopped(flow: FlowAt, one: Change) -> DraftFinding | None:
    """The attempt that failed while a change lasted, of a payment that went on after it; null of any other."""
    row = next((row for row in flow.failures if row.attempt.created >= one.since
                and (one.until is None or row.attempt.created < one.until)), None)  # fmt: skip
    decision = row.attempt.decision if row else None
    if row is None or decision is None or decision.reason is None or row == flow.last:
        return None
    text = (
        f"For instance {flow.slot('id')}: its attempt {row.slot('id')} of {row.slot('created')} did not succeed "
        f"({row.slot('decision.reason')}); the payment was tried again, and is {flow.slot('status')} by now."
    )
    return finding("observation", flow.flow.id, text, row.ref("result"))


def agreed(found: Sequence[Change], flows: Sequence[FlowAt], why: Why) -> bool:
    """Whether the payments read of each change come to one and the same cause, so that it is known and not guessed."""
    read = {flow.flow.id: flow for flow in flows}
    causes = [{why(read[one]).cause for one in _payments(change) if one in read} for change in found]
    return bool(causes) and all(len(one) == 1 and None not in one for one in causes)


def _significant(one: Change) -> bool:
    return one.severity != "notice" or (one.q_value is not None and one.detector != "mix_shift")


def _payments(one: Change) -> list[str]:
    return [payment for payment in one.representatives if payment.startswith("pi_")]
