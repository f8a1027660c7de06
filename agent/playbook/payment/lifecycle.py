"""The payment is held, on its way, or was ended: nobody declined it."""

from agent.playbook.payment.case import AttemptAt, Case, FlowAt
from agent.playbook.payment.exclusions import ruled_out
from agent.playbook.payment.recovery import siblings_settle
from agent.playbook.writing.actions import action, steps
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftStep
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict

EXPIRED_UNCAPTURED = "expired_uncaptured_charge"

_DECISION_OF: dict[str, tuple[Party, str]] = {
    "abandoned": (Party.CUSTOMER, "The customer did not come back to it, and the platform gave it up"),
    "duplicate": (Party.PLATFORM, "The platform canceled it as a duplicate of another payment"),
    "fraudulent": (Party.PLATFORM, "The platform canceled it as fraudulent"),
    "requested_by_customer": (Party.CUSTOMER, "It was canceled because the customer asked for it"),
    "automatic": (Party.STRIPE, "Stripe canceled it by itself"),
    "expired": (Party.CUSTOMER, "Stripe canceled it because its time ran out before the customer had paid"),
    "failed_invoice": (Party.STRIPE, "Stripe canceled it because the invoice behind it failed"),
    "void_invoice": (Party.PLATFORM, "It was canceled because the invoice behind it was voided"),
}


def authorization_expired(case: Case) -> Answer | None:
    """The bank held the money, nobody captured it in time, and the hold ran out."""
    flow = case.flow
    held = _held(case)
    if flow.flow.status != "canceled" or held is None:
        return None
    refund = next((i for i, one in enumerate(flow.flow.refunds) if one.reason == EXPIRED_UNCAPTURED), None)
    if refund is None and not _ran_out(case, held):
        return None
    by = f" It had to be captured by {held.slot('capture_before')}." if held.attempt.capture_before else ""
    text = (
        f"The customer's bank approved {held.slot('amount')} at {held.slot('created')} and held it, but the platform "
        "never "
        f"captured it.{by} The hold ran out, and the payment was canceled at {flow.slot('canceled_at')}. "
        "The customer was not charged: the money was released, not paid back."
    )
    cited = [flow.ref("status")]
    if refund is not None:
        cited += [flow.item("refunds", refund).ref("reason"), flow.item("refunds", refund).ref("id")]
    told = "If the money is still owed, start a new payment, and capture it in time or let Stripe capture it by itself."
    return Answer(
        verdict=Verdict.EXPLAINED,
        cause=CauseCode.AUTHORIZATION_EXPIRED,
        party=Party.PLATFORM,
        claim=finding("cause", flow.flow.id, text, *cited, severity="critical"),
        ruled_out=ruled_out(case, CauseCode.AUTHORIZATION_EXPIRED),
        next_steps=siblings_settle(case) or (action(ActionCode.CREATE_NEW_PAYMENT, flow.flow.id, told),),
    )


def canceled(case: Case) -> Answer | None:
    """Somebody or something called the payment off."""
    flow = case.flow
    if flow.flow.status != "canceled" or _may_have_run_out(case):
        return None
    reason = flow.flow.cancellation_reason
    party, why = _DECISION_OF.get(reason or "", (Party.PLATFORM, "It was canceled without a reason on record"))
    stated = f", with the reason {flow.slot('cancellation_reason')}" if reason else ""
    text = f"The payment was canceled at {flow.slot('canceled_at')}{stated}. {why}; it was not a decline that ended it."
    if flow.failures:
        text = f"The payment was canceled at {flow.slot('canceled_at')}{stated}. {why}."
    codes = () if reason in {"duplicate", "fraudulent", "requested_by_customer"} else (ActionCode.CREATE_NEW_PAYMENT,)
    usual = steps(codes or (ActionCode.NO_ACTION,), flow.flow.id)
    return Answer(
        verdict=Verdict.EXPLAINED,
        cause=CauseCode.CANCELED,
        party=party,
        claim=finding("cause", flow.flow.id, text, flow.ref("status"), severity="warning"),
        findings=_before_the_end(case),
        ruled_out=ruled_out(case, CauseCode.CANCELED),
        next_steps=siblings_settle(case) or usual,
    )


def capture_due(case: Case) -> Answer | None:
    """The bank holds the money for the platform, which has yet to take it."""
    flow, held = case.flow, _held(case)
    if flow.flow.status != "requires_capture" or held is None:
        return None
    by = (
        f" It must be captured by {held.slot('capture_before')}, or the hold runs out and the payment is canceled."
        if (held.attempt.capture_before)
        else " It must be captured before the hold runs out."
    )
    amount = flow.slot("capturable") if flow.flow.capturable else held.slot("amount")
    text = (
        f"The payment has not failed: the customer's bank approved it at {held.slot('created')} and holds {amount} "
        "for the "
        f"platform, which has not captured it yet (it is {flow.slot('status')}).{by}"
    )
    return Answer(
        verdict=Verdict.NO_ISSUE,
        cause=CauseCode.CAPTURE_DUE,
        party=Party.PLATFORM,
        claim=finding("cause", flow.flow.id, text, severity="warning"),
        ruled_out=ruled_out(case, CauseCode.CAPTURE_DUE),
        next_steps=(action(ActionCode.CAPTURE_NOW, flow.flow.id),),
    )


def processing(case: Case) -> Answer | None:
    """The bank has not answered yet, as is usual for debits."""
    flow = case.flow
    if flow.flow.status != "processing":
        return None
    last = flow.last
    with_it = f" by {last.slot('method.type')}" if last and last.attempt.method else ""
    text = (
        f"The payment has not failed: {flow.slot('amount')}{with_it} is {flow.slot('status')}. "
        f"{_waited(flow)} Nobody has said no so far."
    )
    late = flow.flow.bank_wait is not None and flow.flow.bank_wait.overdue
    told = "Ask Stripe's support why the bank's answer takes longer than usual, with the ids in this report."
    return Answer(
        verdict=Verdict.NO_ISSUE,
        cause=CauseCode.STILL_PROCESSING,
        party=Party.BANK,
        claim=finding("cause", flow.flow.id, text, severity="warning" if late else "info"),
        ruled_out=ruled_out(case, CauseCode.STILL_PROCESSING),
        next_steps=(action(ActionCode.CONTACT_STRIPE, flow.flow.id, told) if late else _until_then(flow),),
    )


def _waited(flow: FlowAt) -> str:
    """Since when the bank's answer is waited for, and how that compares with the usual time."""
    wait = flow.flow.bank_wait
    usual = "Bank debits take some business days until the bank answers."
    if wait is None:
        return usual
    since = f"It waits for the bank since {flow.slot('bank_wait.since')}."
    if wait.rule is None or wait.usual_until is None:
        return f"{since} {usual}"
    end = flow.slot("bank_wait.usual_until")
    passed = f"that was over at {end}, so that the answer is late" if wait.overdue else f"that is until {end}"
    return f"{since} By the rule that {flow.slot('bank_wait.rule')}, {passed}; bank holidays are not counted."


def _until_then(flow: FlowAt) -> DraftStep:
    wait = flow.flow.bank_wait
    if wait is None or wait.usual_until is None:
        return action(ActionCode.WAIT, flow.flow.id)
    told = f"Wait for the bank's answer; ask again after {flow.slot('bank_wait.usual_until')} if there is none by then."
    return action(ActionCode.WAIT, flow.flow.id, told)


def _held(case: Case) -> AttemptAt | None:
    """The attempt whose money the bank agreed to hold, where capture is by hand."""
    if case.flow.flow.capture_method != "manual":
        return None
    agreed = [one for one in case.flow.attempts if one.attempt.result == "authorized"]
    return agreed[-1] if agreed else None


def _ran_out(case: Case, held: AttemptAt) -> bool:
    flow = case.flow.flow
    if flow.cancellation_reason != "automatic" or flow.canceled_at is None or held.attempt.capture_before is None:
        return False
    return flow.canceled_at >= held.attempt.capture_before


def _may_have_run_out(case: Case) -> bool:
    """Whether an authorization that can't be seen may have been what ended the payment."""
    flow = case.flow.flow
    by_itself = flow.cancellation_reason in {None, "automatic", "expired"}
    return flow.capture_method == "manual" and by_itself and not case.flow.complete("charges")


def _before_the_end(case: Case) -> tuple[DraftFinding, ...]:
    failures = case.flow.failures
    if not failures:
        return ()
    text = (
        f"Before it was canceled, an attempt at {failures[-1].slot('created')} had failed; "
        "the cancellation came after that and is what stands now."
    )
    return (finding("observation", failures[-1].attempt.id, text, failures[-1].ref("result"), severity="warning"),)
