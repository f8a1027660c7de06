"""Bank debits: on their way, refused days later, or taken back by the account's holder."""

from evals.recipes.expected.attempts import failure_code, method_type
from evals.recipes.judged import amounts
from evals.recipes.judged.found import Found, basics, enum, explained, fine, moment, money, named, told
from evals.recipes.matter import Matter
from evals.recipes.reading import Index, Stated, state
from evals.truth import Evidence
from evals.world.claims import Disputed
from evals.world.happened import Attempt, Payment
from tools.contract.causes import CauseCode as Cause
from tools.contract.causes import Party


def judge(matter: Matter, index: Index) -> Found:
    payment, now = told(matter, index), index.happened.now
    last = payment.attempts[-1]
    stated = [*basics(payment), *_debit(last)]
    if last.ended_at > now:
        waiting = [
            enum("status", "processing", payment.id, "status"),
            enum("charge_status", "pending", last.charge, "status"),
            state("failed", "bool", False, Evidence(last.charge, "failure_code", None), critical=False),
        ]
        return fine(Cause.STILL_PROCESSING, [*stated, *waiting], Party.BANK)
    if not last.agreed:
        return explained(Cause.DEBIT_FAILED, Party.BANK, [*stated, *_refused(payment, last)])
    disputed = payment.of(Disputed)
    if disputed:
        return explained(Cause.DEBIT_DISPUTED, Party.CUSTOMER, [*stated, *_taken_back(payment, disputed[0])])
    return amounts.in_order(payment, _debit(last))


def _debit(attempt: Attempt) -> list[Stated]:
    return [
        enum("method", method_type(attempt), attempt.charge, "payment_method_details.type"),
        moment("debited_at", attempt.decided_at, attempt.charge, "created", critical=False),
    ]


def _refused(payment: Payment, attempt: Attempt) -> list[Stated]:
    code = failure_code(attempt)
    return [
        named("failed_charge", attempt.charge),
        enum("failure_code", code, attempt.charge, "failure_code"),
        state("failed_at", "time", attempt.ended_at, critical=False),
        money("received", 0, payment.currency, (payment.id, "amount_received")),
    ]


def _taken_back(payment: Payment, step: Disputed) -> list[Stated]:
    return [
        named("dispute", step.id),
        enum("reason", "debit_not_authorized", step.id, "reason"),
        enum("status", "lost", step.id, "status"),
        money("disputed", payment.amount, payment.currency, (step.id, "amount")),
        state("contestable", "bool", False, critical=False),
    ]
