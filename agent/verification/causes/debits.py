"""Causes of bank debits and subscriptions: a debit the bank returned, an invoice that is tried again or given up.

A debit is answered days later, by the account holder's bank and not by a card's issuer. How an invoice stands is told
by its own status, its next attempt and its subscription (docs.stripe.com/billing/subscriptions/overview).
"""

from agent.verification.causes.case import Excluded, Open, Proven, Ruling
from agent.verification.causes.deciding import failed, proof, settled
from agent.verification.causes.disputes import by_debit
from agent.verification.causes.payment_case import PaymentCase, Rule
from tools.contract.billing import InvoiceStory
from tools.contract.causes import CauseCode as C

LEFT = frozenset({"cancellation_requested"})
"""Reasons of a subscription's end that somebody asked for."""
_ENDED = ("canceled", "unpaid")
_NEVER = ("incomplete_expired", "incomplete")


def _debit_failed(case: PaymentCase) -> Ruling:
    found = case.last
    against = settled(case)
    if against:
        return against
    if found is None:
        return Open("no attempt is known")
    at, attempt = found
    debit = by_debit(case)
    here = f"attempts[{at}]"
    if attempt.method is None:
        return Open("how it was paid is not known")
    if debit is None or debit[0] != at:
        return Excluded(case.refs([f"{here}.method.type"]), "it was no bank debit")
    if not failed(attempt):
        return Excluded(case.refs([f"{here}.result"]), "the debit did not fail")
    return proof(case, at, "failure_code", "decline_code", "result", "stage", "method.type", "amount")


def _invoice(case: PaymentCase) -> InvoiceStory | Excluded | Open:
    invoice = case.flow.invoice
    if invoice is not None:
        if invoice.status == "paid" or case.flow.status == "succeeded":
            return Excluded(case.refs(["invoice.status" if invoice.status else "status"]), "the invoice is paid")
        return invoice
    part = case.evidence.outcome.coverage.part("invoice")
    if part is not None and not part.complete:
        return Open("the invoice was not read")
    return Excluded(case.refs(["status"]), "the payment is for no invoice")


def _shown(case: PaymentCase, *names: str) -> tuple[str, ...]:
    given = case.flow.invoice.to_json() if case.flow.invoice else {}
    return case.refs([f"invoice.{name}" for name in names if name in given])


def _began(invoice: InvoiceStory) -> bool:
    return not (invoice.billing_reason == "subscription_create" and invoice.subscription_status in _NEVER)


_ALL = ("status", "id", "attempt_count", "next_attempt", "subscription_status", "subscription", "amount_due",
        "amount_remaining", "billing_reason", "default_method")  # fmt: skip


def _retrying(case: PaymentCase) -> Ruling:
    invoice = _invoice(case)
    if not isinstance(invoice, InvoiceStory):
        return invoice
    if invoice.status != "open" or invoice.next_attempt is None:
        return Excluded(_shown(case, "status", "subscription_status", "id"), "no further attempt is planned")
    if invoice.default_method is None and not case.flow.attempts:
        return Excluded(_shown(case, "status", "id"), "there was nothing to charge, and no attempt was made")
    return Proven(_shown(case, *_ALL))


def _exhausted(case: PaymentCase) -> Ruling:
    invoice = _invoice(case)
    if not isinstance(invoice, InvoiceStory):
        return invoice
    if invoice.next_attempt is not None:
        return Excluded(_shown(case, "next_attempt"), "a further attempt is planned")
    if invoice.cancellation_reason in LEFT:
        return Excluded(_shown(case, "cancellation_reason"), "somebody asked for the subscription to end")
    if not _began(invoice):
        return Excluded(_shown(case, "billing_reason"), "it was the first invoice, and never tried by a schedule")
    if invoice.subscription_status in _ENDED or invoice.status in ("uncollectible", "void"):
        return Proven(_shown(case, *_ALL, "canceled_at", "ended_at", "cancellation_reason"))
    return Open("nothing shows that the attempts were given up")


def _never_started(case: PaymentCase) -> Ruling:
    invoice = _invoice(case)
    if not isinstance(invoice, InvoiceStory):
        return invoice
    if invoice.billing_reason not in (None, "subscription_create"):
        return Excluded(_shown(case, "billing_reason"), "it was not the subscription's first invoice")
    if invoice.subscription_status in _NEVER:
        return Proven(_shown(case, *_ALL, "ended_at"))
    if invoice.subscription_status is not None:
        return Excluded(_shown(case, "subscription_status"), "the subscription has started")
    return Open("how the subscription stands is not known")


def _method_missing(case: PaymentCase) -> Ruling:
    invoice = _invoice(case)
    if not isinstance(invoice, InvoiceStory):
        return invoice
    if case.flow.attempts:
        return Excluded(
            case.refs([f"attempts[{len(case.flow.attempts) - 1}].id"]), "there was a method, and it was tried"
        )
    if invoice.default_method is not None or case.flow.payment_method is not None:
        held = case.refs(["payment_method"]) if case.flow.payment_method else _shown(case, "default_method")
        return Excluded(held, "there is a payment method")
    if not case.complete("charges"):
        return Open("the charges were not read whole")
    return Proven((*_shown(case, *_ALL), *case.refs(["status", "attempts", "attempt_count"])))


RULES: dict[C, Rule] = {
    C.DEBIT_FAILED: _debit_failed,
    C.INVOICE_RETRYING: _retrying,
    C.DUNNING_EXHAUSTED: _exhausted,
    C.SUBSCRIPTION_NEVER_STARTED: _never_started,
    C.PAYMENT_METHOD_MISSING: _method_missing,
}
NEAR_MISSES: dict[C, tuple[C, ...]] = {
    C.DEBIT_FAILED: (C.STILL_PROCESSING, C.RECOVERED_BY_RETRY),
    C.INVOICE_RETRYING: (C.DUNNING_EXHAUSTED, C.PAYMENT_METHOD_MISSING),
    C.DUNNING_EXHAUSTED: (C.INVOICE_RETRYING, C.SUBSCRIPTION_NEVER_STARTED),
    C.SUBSCRIPTION_NEVER_STARTED: (C.INVOICE_RETRYING,),
    C.PAYMENT_METHOD_MISSING: (C.CARD_EXPIRED, C.ISSUER_DECLINED),
}
