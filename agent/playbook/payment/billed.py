"""Bank debits, and what a subscription's invoice waits for."""

from agent.playbook.payment.case import Case, Place
from agent.playbook.payment.recovery import siblings_settle
from agent.playbook.payment.ruled import claim
from agent.playbook.writing.actions import action, steps
from agent.playbook.writing.drafting import Answer
from agent.verification.causes.debits import LEFT
from tools.contract.causes import ActionCode, CauseCode, Party


def debit_failed(case: Case) -> Answer | None:
    """The bank returned the debit, days after it was sent."""
    last = case.stopped
    if last is None or last.attempt.method is None:
        return None
    code = next((name for name in ("decline_code", "failure_code") if getattr(last.attempt, name)), None)
    said = f", with the code {last.slot(code)}" if code else ""
    text = (
        f"The bank returned the debit of {last.slot('amount')} that was sent at {last.slot('created')} by "
        f"{last.slot('method.type')}{said}. A debit is answered days later, and until then looks as if it were on its "
        "way; "
        "no card was declined."
    )
    advised = tuple(case.advised(last))
    usual = (ActionCode.UPDATE_BANK_ACCOUNT, ActionCode.ASK_FOR_OTHER_METHOD)
    told = siblings_settle(case) or steps(advised or usual, case.flow.flow.id)
    return claim(case, CauseCode.DEBIT_FAILED, Party.BANK, text, (), severity="critical", next_steps=told)


def method_missing(case: Case) -> Answer | None:
    """The invoice came due and there was nothing to charge."""
    invoice = _invoice(case)
    text = (
        f"There was nothing to charge: {invoice}, and neither the payment nor its subscription has a payment method "
        f"any more{_default(case)}. Attempts on the payment: {case.flow.slot('attempt_count')}; it is "
        f"{case.flow.slot('status')}. Nobody declined it."
    )
    told = "Ask the customer to add a payment method; the invoice can be paid as soon as there is one."
    asked = (action(ActionCode.ASK_FOR_OTHER_METHOD, case.flow.flow.id, told),)
    return claim(
        case, CauseCode.PAYMENT_METHOD_MISSING, Party.CUSTOMER, text, (), severity="critical", next_steps=asked
    )


def never_started(case: Case) -> Answer | None:
    """The first invoice was not paid in time."""
    place = _place(case)
    text = (
        f"The subscription never started: {_invoice(case)}, its first one, was not paid in time, so that the "
        "subscription is "
        f"{place.slot('subscription_status')}.{_last(case)} Nobody left a running subscription."
    )
    told = "If the customer still wants it, begin a new subscription with a payment method that works."
    again = (action(ActionCode.CREATE_NEW_PAYMENT, None, told),)
    return claim(
        case, CauseCode.SUBSCRIPTION_NEVER_STARTED, Party.CUSTOMER, text, (), severity="critical", next_steps=again
    )


def member_left(case: Case) -> Answer | None:
    """Somebody ended the subscription; nothing failed."""
    invoice = case.flow.flow.invoice
    if invoice is None or invoice.cancellation_reason not in LEFT:
        return None
    place = _place(case)
    when = f" at {place.slot('canceled_at')}" if invoice.canceled_at else ""
    text = (
        f"The subscription is {place.slot('subscription_status')} because somebody asked for it{when} "
        f"({place.slot('cancellation_reason')}), and not because collecting failed."
    )
    step = (action(ActionCode.NO_ACTION, None, "Nothing has to be collected; the subscription was ended on request."),)
    return claim(case, CauseCode.NO_FAULT_FOUND, Party.NONE, text, (), severity="info", next_steps=step)


def retrying(case: Case) -> Answer | None:
    """It failed, and will be tried again."""
    place = _place(case)
    tries = f" Tries so far: {place.slot('attempt_count')}." if _has(case, "attempt_count") else ""
    state = (
        f" The subscription is {place.slot('subscription_status')}, and not ended."
        if _has(case, "subscription_status")
        else ""
    )
    text = (
        f"Collecting goes on: {_invoice(case)}, and will be tried again at {place.slot('next_attempt')}.{tries}{state}"
        f"{_last(case)}"
    )
    told = "Ask the customer for a card that works before the next attempt."
    asked = (action(ActionCode.ASK_FOR_OTHER_METHOD, case.flow.flow.id, told), action(ActionCode.WAIT, None, _WAIT))
    return claim(case, CauseCode.INVOICE_RETRYING, Party.CUSTOMER, text, (), next_steps=asked)


def exhausted(case: Case) -> Answer | None:
    """It was tried for the last time."""
    place = _place(case)
    tries = f" Tries made: {place.slot('attempt_count')}." if _has(case, "attempt_count") else ""
    state = f" The subscription is {place.slot('subscription_status')}." if _has(case, "subscription_status") else ""
    gone = "and no further attempt is planned"
    text = f"Stripe has given up collecting: {_invoice(case)}, {gone}.{tries}{state}{_last(case)}"
    told = "Ask the customer whether they want to go on, and for a payment method that works."
    asked = (action(ActionCode.CONTACT_CUSTOMER, case.flow.flow.id, told),)
    return claim(case, CauseCode.DUNNING_EXHAUSTED, Party.CUSTOMER, text, (), severity="critical", next_steps=asked)


_WAIT = "Nothing else has to be done: the invoice is tried again by itself."


def _place(case: Case) -> Place:
    return Place(f"{case.flow.at}.invoice")


def _has(case: Case, name: str) -> bool:
    return case.flow.flow.invoice is not None and getattr(case.flow.flow.invoice, name) is not None


def _invoice(case: Case) -> str:
    place = _place(case)
    if case.flow.flow.invoice is None:
        return "the invoice"
    state = f" is {place.slot('status')}" if _has(case, "status") else " is unpaid"
    return f"the invoice {place.slot('id')} over {place.slot('amount_due')}{state}"


def _default(case: Case) -> str:
    """The default method as Stripe holds it, where the subscription was read."""
    read = case.flow.flow.invoice is not None and case.flow.flow.invoice.subscription_status is not None
    return f" (its default method: {_place(case).slot('default_method')})" if read else ""


def _last(case: Case) -> str:
    """What the latest attempt ended with."""
    last = case.flow.last
    if last is None or last.attempt.result not in {"failed", "blocked", "reversed"}:
        return ""
    code = next((name for name in ("decline_code", "failure_code") if getattr(last.attempt, name)), None)
    return f" The latest attempt, of {last.slot('created')}, ended with {last.slot(code)}." if code else ""
