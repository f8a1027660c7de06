"""Refunds: waiting, come back, sent in part or whole, and whether the provider's share came along."""

from evals.recipes.expected.claims import REFUND_FAILURES, REFUND_WAITS
from evals.recipes.expected.sums import arrived
from evals.recipes.judged import amounts
from evals.recipes.judged.found import Found, basics, enum, explained, fine, moment, money, named, told
from evals.recipes.matter import Matter
from evals.recipes.reading import Index, Stated, state
from evals.truth import Evidence
from evals.world.claims import CLAIMED_WITHIN, REFERENCE_AFTER, Refunded, Trouble, Wait
from evals.world.happened import Payment
from evals.world.steps import PulledBack, Released
from tools.contract.causes import CauseCode as Cause
from tools.contract.causes import Party

PARTY_OF_WAIT = {Wait.FOR_BALANCE: Party.PLATFORM, Wait.FOR_PAYMENT: Party.BANK, Wait.FOR_BANK: Party.BANK}
UNSENT = {Trouble.TAKEN_BACK, Trouble.NEVER_CLAIMED}


def judge(matter: Matter, index: Index) -> Found:
    payment, now = told(matter, index), index.happened.now
    steps = payment.of(Refunded)
    if not steps:
        return amounts.in_order(payment, [state("refunds", "count", 0, critical=False)])
    last = steps[-1]
    stated = [*basics(payment), *_refund(payment, last)]
    if last.failed(now):
        return explained(Cause.REFUND_FAILED, Party.PLATFORM, [*stated, *_failed(payment, last)])
    if last.waits is Wait.FOR_CUSTOMER and last.waiting(now):
        return explained(Cause.REFUND_PENDING, Party.CUSTOMER, [*stated, *_unclaimed(last)])
    if last.waits is not None and last.waiting(now):
        reason = enum("pending_reason", REFUND_WAITS[last.waits], last.id, "pending_reason")
        waits = enum("status", "pending", last.id, "status")
        return explained(Cause.REFUND_PENDING, PARTY_OF_WAIT[last.waits], [*stated, waits, reason])
    stated += [enum("status", "succeeded", last.id, "status"), *_reference(payment, last, now)]
    return _sent(matter, payment, steps, stated)


def _refund(payment: Payment, step: Refunded) -> list[Stated]:
    return [
        named("refund", step.id),
        money("refund_amount", step.amount, payment.currency, (step.id, "amount")),
        moment("refunded_at", step.at, step.id, "created"),
    ]


def _failed(payment: Payment, step: Refunded) -> list[Stated]:
    assert step.trouble is not None and step.failed_at is not None  # noqa: S101 - it has failed
    status = "canceled" if step.trouble in UNSENT else "failed"
    return [
        enum("status", status, step.id, "status"),
        enum("failure_reason", REFUND_FAILURES[step.trouble], step.id, "failure_reason"),
        state("failed_at", "time", step.failed_at, critical=False),
        money("repaid", 0, payment.currency, (paid_charge(payment), "amount_refunded")),
    ]


def _unclaimed(step: Refunded) -> list[Stated]:
    """Stripe has asked the customer for an account, and they have not answered."""
    return [
        enum("status", "requires_action", step.id, "status"),
        enum("next_action", "display_details", step.id, "next_action.type", critical=False),
        moment("claim_by", step.at + CLAIMED_WITHIN, step.id, "next_action.display_details.expires_at"),
    ]


def paid_charge(payment: Payment) -> str:
    assert payment.paid is not None  # noqa: S101 - only what was paid can be given back
    return payment.paid.charge


def _reference(payment: Payment, step: Refunded, now: int) -> list[Stated]:
    """The bank's reference, by which a customer's bank can find a refund to a card."""
    if paid_charge(payment).startswith("py_"):
        return []
    sent = step.moved_at(now)
    status = "available" if sent is not None and sent + REFERENCE_AFTER <= now else "pending"
    place = "destination_details.card.reference_status"
    return [enum("reference_status", status, step.id, place, critical=False)]


def _sent(matter: Matter, payment: Payment, steps: tuple[Refunded, ...], stated: list[Stated]) -> Found:
    back, charge = sum(step.amount for step in steps), paid_charge(payment)
    stated = [*stated, money("refunded", back, payment.currency, (charge, "amount_refunded"))]
    if back < payment.amount:
        left = payment.amount - back
        stated.append(state("remaining", "money", left, unit=payment.currency))
        whole = state("fully_refunded", "bool", False, Evidence(charge, "refunded", False))
        return fine(Cause.PARTIALLY_REFUNDED, [*stated, whole])
    sent, taken = payment.of(Released), payment.of(PulledBack)
    if sent and not taken:
        lost, currency = sent[0].amount, arrived(payment.amount, payment.currency).currency
        kept = [
            named("transfer", sent[0].id),
            money("provider_kept", lost, currency, (sent[0].id, "amount")),
            money("reversed", 0, currency, (sent[0].id, "amount_reversed")),
        ]
        return explained(Cause.REFUND_WITHOUT_REVERSAL, Party.PLATFORM, [*stated, *kept])
    if taken:
        asked = matter.payment is not None and bool(matter.payment.of(PulledBack))  # by the story, not by the job
        stated.append(named("reversal", taken[0].id, critical=asked))
    return fine(Cause.REFUND_SENT, stated)
