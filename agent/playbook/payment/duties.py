"""What a payment still asks for when it succeeded, or when all that was asked is answered: a dispute has a deadline."""

from dataclasses import replace

from agent.playbook.payment.case import FlowAt
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer
from agent.report import DraftStep
from tools.contract.causes import ActionCode, Verdict
from tools.contract.payment import Dispute

_TO_ANSWER = {"needs_response", "warning_needs_response", "appeal_needs_response"}
_IN_JUDGEMENT = {"under_review", "warning_under_review", "appeal_under_review"}
_IDLE = {ActionCode.NO_ACTION, ActionCode.WAIT}


def afterwards(flow: FlowAt) -> tuple[DraftStep, ...]:
    """What a paid payment still asks for: a dispute or a warning of fraud may have come after."""
    due = _answers(flow)
    if due:
        return due
    if any(one.status in _IN_JUDGEMENT for one in flow.flow.disputes):
        text = "Wait for the bank's decision on the dispute; nothing more can be handed in."
        return (action(ActionCode.WAIT, flow.flow.id, text),)
    if any(one.actionable for one in flow.flow.fraud_warnings) and not flow.flow.refunds:
        text = "Consider refunding the payment in full: after a bank's warning of fraud a refund can spare a dispute."
        return (action(ActionCode.REFUND_CUSTOMER, flow.flow.id, text),)
    return (action(ActionCode.NO_ACTION, flow.flow.id),)


def with_duties(answer: Answer, flow: FlowAt) -> Answer:
    """The answer that finds nothing wrong, with what the payment waits for all the same: an answer by a day."""
    due = _answers(flow)
    if answer.verdict is not Verdict.NO_ISSUE or not due or any(one.code not in _IDLE for one in answer.next_steps):
        return answer
    return replace(answer, next_steps=due)


def _answers(flow: FlowAt) -> tuple[DraftStep, ...]:
    """The disputes that must be answered, with the day where Stripe tells it."""
    return tuple(
        action(
            ActionCode.RESPOND_TO_DISPUTE,
            one.id,
            f"Answer {_what(one)} by {flow.item('disputes', index).slot('due_by')}." if one.due_by else None,
        )
        for index, one in enumerate(flow.flow.disputes)
        if one.status in _TO_ANSWER
    )


def _what(one: Dispute) -> str:
    return "the inquiry" if one.status.startswith("warning_") else "the dispute with evidence"
