"""Stripe could not take the request at all."""

from agent.playbook.payment.case import Case
from agent.playbook.payment.exclusions import ruled_out
from agent.playbook.payment.recovery import siblings_settle
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict


def invalid_request(case: Case) -> Answer | None:
    """The request that should have charged the customer was not one that Stripe could carry out."""
    last = case.stopped
    if last is None or last.attempt.result != "failed":
        return None
    decision = last.attempt.decision
    invalid = decision is not None and decision.type == "invalid"
    if not invalid and last.attempt.stage != "request":
        return None
    code = f", with the code {last.slot('failure_code')}" if last.attempt.failure_code else ""
    text = (
        f"Stripe refused the latest attempt, of {last.slot('created')}, as a request that it could not carry "
        f"out{code}. "
        "The customer's bank was not asked, and nothing is known against the card."
    )
    cited = [last.ref("decision.type")] if invalid else [last.ref("stage")]
    return Answer(
        verdict=Verdict.EXPLAINED if invalid else Verdict.LIKELY,
        cause=CauseCode.INVALID_REQUEST,
        party=Party.INTEGRATION,
        claim=finding("cause", case.flow.flow.id, text, case.flow.ref("status"), *cited, severity="critical"),
        ruled_out=ruled_out(case, CauseCode.INVALID_REQUEST),
        next_steps=siblings_settle(case) or (action(ActionCode.FIX_REQUEST, case.flow.flow.id),),
    )
