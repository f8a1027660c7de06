"""Memberships: whether their bills are paid, tried again or given up, and whether they ever began."""

from evals.recipes.expected.claims import SUBSCRIPTION_STATUSES
from evals.recipes.judged.found import Found, count, enum, explained, fine, moment, money, named, told
from evals.recipes.matter import Matter
from evals.recipes.reading import Index, Stated, state
from evals.truth import Evidence
from evals.world.billing import Bill, Ending, Membership
from evals.world.happened import Payment
from tools.contract.causes import CauseCode as Cause
from tools.contract.causes import Party

OF_ENDING = {
    Ending.GAVE_UP: Cause.DUNNING_EXHAUSTED,
    Ending.LEFT_UNPAID: Cause.DUNNING_EXHAUSTED,
    Ending.NEVER_BEGAN: Cause.SUBSCRIPTION_NEVER_STARTED,
}


def judge(matter: Matter, index: Index) -> Found:
    payment, member = told(matter, index), matter.membership
    assert member is not None  # noqa: S101 - the topic is a membership
    bill = member.bills[-1]
    stated = [
        named("subscription", member.id),
        named("invoice", bill.id),
        named("payment", payment.id, critical=False),
        money("amount_due", bill.plan.amount, bill.currency, (bill.id, "amount_due")),
    ]
    if member.ending is Ending.MEMBER_LEFT:
        return fine(Cause.NO_FAULT_FOUND, [*stated, *_ended(member, SUBSCRIPTION_STATUSES[member.ending])])
    if member.ending is not None:
        ended = _ended(member, SUBSCRIPTION_STATUSES[member.ending])
        why = [*ended, *_tries(bill, payment), *_invoice(member, bill)]
        return explained(OF_ENDING[member.ending], Party.CUSTOMER, [*stated, *why])
    if payment.paid is not None:
        paid = [enum("status", "paid", bill.id, "status"), enum("standing", "active", member.id, "status")]
        cause = Cause.RECOVERED_BY_RETRY if len(payment.attempts) > 1 else Cause.PAID_ONCE
        return fine(cause, [*stated, *paid, *_tries(bill, payment)])
    waiting = [*stated, *_tries(bill, payment), *_invoice(member, bill), *_next(member, bill)]
    waiting.append(enum("standing", "past_due", member.id, "status"))
    if bill.tried_in_vain:
        gone = state("method", "id", None, Evidence(member.id, "default_payment_method", None))
        return explained(Cause.PAYMENT_METHOD_MISSING, Party.CUSTOMER, [*waiting, gone])
    return explained(Cause.INVOICE_RETRYING, Party.CUSTOMER, waiting)


def _tries(bill: Bill, payment: Payment) -> list[Stated]:
    number = len(payment.attempts) + len(bill.tried_in_vain)
    return [count("attempts", number, (bill.id, "attempt_count"))]


def _invoice(member: Membership, bill: Bill) -> list[Stated]:
    status = "void" if member.ending is Ending.NEVER_BEGAN else "open"
    return [enum("status", status, bill.id, "status")]


def _next(member: Membership, bill: Bill) -> list[Stated]:
    at = member.next_try_at
    return [] if at is None else [moment("next_attempt", at, bill.id, "next_payment_attempt")]


def _ended(member: Membership, status: str) -> list[Stated]:
    stated = [enum("standing", status, member.id, "status")]
    if status != "unpaid" and member.ended_at is not None:
        stated.append(moment("ended_at", member.ended_at, member.id, "ended_at"))
    return stated
