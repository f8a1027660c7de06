"""What the question supposes and the record doesn't hold, and what can't be answered for want of a part of it."""

from dataclasses import replace

from agent.playbook.payment.beyond import unheard_or_not
from agent.playbook.payment.case import Case
from agent.playbook.router import Route
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit
from tools.contract.causes import ActionCode, Party, Verdict
from tools.contract.coverage import MissingReason

_PARTS = {"refunds": "refunds", "disputes": "disputes", "webhooks": "deliveries"}
_THINGS = {"refunds": "refund", "disputes": "dispute"}


def supposed_wrongly(case: Case, route: Route) -> tuple[DraftFinding, ...]:
    """That there is none of what the question is about, where it was looked for in full."""
    if route.name == "fees" and not case.flow.flow.received.minor:
        text = f"The question is about a fee; the payment has received {case.flow.slot('received')}, so none was taken."
        return (finding("observation", case.flow.flow.id, text, severity="warning"),)
    part, thing = _PARTS.get(route.name, ""), _THINGS.get(route.name)
    if thing is None or getattr(case.flow.flow, part) or not case.flow.complete(part):
        return ()
    if part == "disputes" and case.flow.flow.fraud_warnings:
        return ()
    text = (
        f"No {thing}: there is no {thing} on this payment, in whatever state. It is {case.flow.slot('status')} and has "
        f"received {case.flow.slot('received')}."
    )
    return (finding("absence", case.flow.flow.id, text, case.flow.ref(part), severity="warning"),)


def unless_promised(case: Case, route: Route, answer: Answer) -> Answer:
    """Where a refund is asked for that was never made, what that leaves to do, in place of nothing at all."""
    idle = [one.code for one in answer.next_steps] == [ActionCode.NO_ACTION]
    if route.name != "refunds" or not idle or not supposed_wrongly(case, route) or not case.flow.flow.received.minor:
        return answer
    told = "Nothing failed. If the customer was promised a refund, it has still to be made, in the Dashboard."
    return replace(answer, next_steps=(action(ActionCode.NO_ACTION, None, told),))


def not_to_be_told(case: Case, route: Route) -> Answer | None:
    """What is said where the part that decides the question could not be read; None where it was."""
    flow = case.flow
    part = _PARTS.get(route.name)
    if part and not getattr(flow.flow, part) and not flow.newest_read(part):
        return _unread(case, part)
    if route.name == "webhooks" and (answer := unheard_or_not(case)) is not None:
        return answer
    if route.name == "fees" and flow.flow.status == "succeeded" and not flow.flow.fee_checks:
        return _nothing_to_compare(case)
    return None


def _unread(case: Case, part: str) -> Answer:
    flow = case.flow
    found = flow.outcome.coverage.part(part)
    lacking = found is not None and found.missing is not None and found.missing.reason == MissingReason.PERMISSION
    text = (
        f"The payment of {flow.slot('amount')} is {flow.slot('status')} and has received {flow.slot('received')}. What "
        "the question is about could not be read, so that it is not answered here; the rest is told below."
    )
    step = action(
        ActionCode.GRANT_PERMISSION if lacking else ActionCode.CONTACT_STRIPE, None if lacking else flow.flow.id
    )
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", flow.flow.id, text, severity="warning"),
        next_steps=(step,),
    )


def _nothing_to_compare(case: Case) -> Answer:
    flow = case.flow
    text = (
        f"The payment of {flow.slot('amount')} is {flow.slot('status')} and has received {flow.slot('received')}. "
        "Whether "
        "its fee is right can't be said: nothing tells what was agreed."
    )
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", flow.flow.id, text, severity="warning"),
        next_steps=(
            action(ActionCode.CONTACT_STRIPE, flow.flow.id, "Compare the fee with the agreement with Stripe."),
        ),
        limits=(
            DraftLimit(
                missing="What the fee should be: no rate card for this currency is configured, or no fee is known.",
                would_settle="The agreed rates, written under fees in the settings, would settle it.",
            ),
        ),
    )
