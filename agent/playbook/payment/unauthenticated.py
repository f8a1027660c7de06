"""The payment stopped before the bank was asked for money: at authentication, or before it was ever confirmed."""

from agent.playbook.payment.case import Case
from agent.playbook.payment.codes import AUTHENTICATION_FAILURE
from agent.playbook.payment.exclusions import ruled_out
from agent.playbook.payment.recovery import siblings_settle
from agent.playbook.writing.actions import steps
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftLimit
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict


def failed(case: Case) -> Answer | None:
    """The customer's 3D Secure authentication did not succeed."""
    flow, last = case.flow, case.stopped
    if last is not None:
        if last.attempt.stage != "authentication" or last.attempt.failure_code != AUTHENTICATION_FAILURE:
            return None
        shown, when = last.slot("failure_code"), f" of {last.slot('created')}"
    elif _told_by_error(case):
        shown, when = flow.slot("error.code"), ""
    else:
        return None
    reason = last.attempt.authentication.result_reason if last and last.attempt.authentication else None
    because = f" The reason given is {last.slot('authentication.result_reason')}." if last and reason else ""
    text = (
        f"The customer's authentication with their bank (3DS) failed at the latest attempt{when}, with the code "
        f"{shown}."
        f"{because} The payment ended there: the bank was never asked for the money, so it declined nothing."
    )
    usual = (ActionCode.AUTHENTICATE_ON_SESSION, ActionCode.ASK_FOR_OTHER_METHOD)
    return Answer(
        verdict=Verdict.EXPLAINED,
        cause=CauseCode.AUTHENTICATION_FAILED,
        party=Party.CUSTOMER,
        claim=finding("cause", flow.flow.id, text, flow.ref("status"), severity="critical"),
        ruled_out=ruled_out(case, CauseCode.AUTHENTICATION_FAILED),
        next_steps=siblings_settle(case) or steps(usual, flow.flow.id),
    )


def _told_by_error(case: Case) -> bool:
    """Whether the payment's last error tells it; with the charges unread a later attempt may have come to one."""
    flow, error = case.flow.flow, case.flow.flow.error
    waiting = flow.status in {"requires_payment_method", "requires_confirmation"}
    if not case.flow.newest_read("charges"):
        return False
    return waiting and error is not None and error.code == AUTHENTICATION_FAILURE and error.charge is None


def pending(case: Case) -> Answer | None:
    """The customer was asked to authenticate and has not finished."""
    flow = case.flow
    if flow.flow.status != "requires_action":
        return None
    asked = next((i for i, one in enumerate(flow.flow.timeline) if one.what == "payment_intent.requires_action"), None)
    since = f" since {flow.item('timeline', asked).slot('at')}" if asked is not None else ""
    how = f" ({flow.slot('next_action')})" if flow.flow.next_action else ""
    text = (
        f"The payment has not failed: it is {flow.slot('status')}{since}. The customer was asked to authenticate with "
        f"their bank (3DS){how} and has not finished. It goes on as soon as they do."
    )
    return Answer(
        verdict=Verdict.NO_ISSUE,
        cause=CauseCode.AUTHENTICATION_PENDING,
        party=Party.CUSTOMER,
        claim=finding("cause", flow.flow.id, text, flow.ref("status"), severity="warning"),
        ruled_out=ruled_out(case, CauseCode.AUTHENTICATION_PENDING),
        next_steps=siblings_settle(case) or steps((ActionCode.COMPLETE_AUTHENTICATION,), flow.flow.id),
    )


def never_confirmed(case: Case) -> Answer | None:
    """The payment was created, and nothing was ever tried with it."""
    flow = case.flow
    status = flow.flow.status
    if flow.attempts or flow.flow.error or status not in {"requires_payment_method", "requires_confirmation"}:
        return None
    if not flow.complete("charges", "events"):
        return None
    waits = status == "requires_confirmation"
    why = (
        "A payment method was given, but the request that confirms the payment never came, which points to a step "
        "missing in the integration"
        if waits
        else "No payment method was ever given, which is how it looks when a customer leaves the checkout"
    )
    text = (
        f"Nothing was declined: the payment was created at {flow.slot('created')} for {flow.slot('amount')}, and has "
        "been "
        f"{flow.slot('status')} ever since, with {flow.slot('attempt_count')} attempts. {why}."
    )
    usual = (ActionCode.CONFIRM_PAYMENT,) if waits else (ActionCode.CONTACT_CUSTOMER, ActionCode.ASK_FOR_OTHER_METHOD)
    return Answer(
        verdict=Verdict.LIKELY,
        cause=CauseCode.NEVER_CONFIRMED,
        party=Party.INTEGRATION if waits else Party.CUSTOMER,
        claim=finding("cause", flow.flow.id, text, severity="warning"),
        ruled_out=ruled_out(case, CauseCode.NEVER_CONFIRMED),
        next_steps=siblings_settle(case) or steps(usual, flow.flow.id),
        limits=(
            DraftLimit(
                missing="Why nothing was tried: Stripe does not record what happened on the checkout page.",
                would_settle="The platform's own logs of the checkout would tell.",
            ),
        ),
    )
