"""The truth of a planted payment, read off what happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from evals.recipes.actions import actions_for
from evals.recipes.expected.endpoints import unheard
from evals.recipes.facts import facts_of
from evals.recipes.reading import Index, Reading
from evals.recipes.story import Story
from evals.truth import Truth
from evals.world.claims import Disputed, FraudReported, Refunded
from evals.world.happened import Attempt, Challenge, ChallengeResult, Payment, Refusal, RiskDecision
from evals.world.parties import BankAccount, Platform
from evals.world.steps import AuthorizationLapsed, Canceled, Captured, ReviewClosed, Why
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict

OF_REFUSAL: dict[Refusal, tuple[CauseCode, Party]] = {
    Refusal.NO_FUNDS: (CauseCode.INSUFFICIENT_FUNDS, Party.ISSUER),
    Refusal.NO_REASON: (CauseCode.ISSUER_DECLINED, Party.ISSUER),
    Refusal.NOT_HONORED: (CauseCode.ISSUER_DECLINED, Party.ISSUER),
    Refusal.NOT_PERMITTED: (CauseCode.CARD_NOT_SUPPORTED, Party.ISSUER),
    Refusal.ACCOUNT_GONE: (CauseCode.DEBIT_FAILED, Party.BANK),
    Refusal.NO_AUTHORITY: (CauseCode.ISSUER_DECLINED, Party.BANK),
    Refusal.LOST: (CauseCode.CARD_LOST_OR_STOLEN, Party.ISSUER),
    Refusal.STOLEN: (CauseCode.CARD_LOST_OR_STOLEN, Party.ISSUER),
    Refusal.PICK_UP: (CauseCode.CARD_LOST_OR_STOLEN, Party.ISSUER),
    Refusal.EXPIRED: (CauseCode.CARD_EXPIRED, Party.CUSTOMER),
    Refusal.WRONG_CVC: (CauseCode.CARD_DATA_INCORRECT, Party.CUSTOMER),
    Refusal.WRONG_NUMBER: (CauseCode.CARD_DATA_INCORRECT, Party.CUSTOMER),
    Refusal.NO_ANSWER: (CauseCode.PROCESSING_ERROR, Party.NETWORK),
    Refusal.WANTS_CUSTOMER: (CauseCode.AUTHENTICATION_REQUIRED, Party.CUSTOMER),
    Refusal.WRONG_CURRENCY: (CauseCode.CURRENCY_NOT_SUPPORTED, Party.ISSUER),
    Refusal.OVER_LIMIT: (CauseCode.CARD_LIMIT_EXCEEDED, Party.ISSUER),
}
OF_RISK: dict[RiskDecision, tuple[CauseCode, Party]] = {
    RiskDecision.BLOCK: (CauseCode.BLOCKED_BY_RADAR, Party.RADAR),
    RiskDecision.BLOCK_BY_RULE: (CauseCode.BLOCKED_BY_RULE, Party.PLATFORM),
    RiskDecision.BLOCK_UNLIKELY: (CauseCode.BLOCKED_LOW_AUTHORIZATION, Party.STRIPE),
    RiskDecision.REVERSE: (CauseCode.REVERSED_AFTER_APPROVAL, Party.RADAR),
    RiskDecision.REVERSE_BY_RULE: (CauseCode.REVERSED_AFTER_APPROVAL, Party.PLATFORM),
}
OF_CANCELING = {
    Why.ABANDONED: Party.CUSTOMER,
    Why.CUSTOMER_ASKED: Party.CUSTOMER,
    Why.DUPLICATE: Party.PLATFORM,
    Why.FRAUDULENT: Party.PLATFORM,
    Why.TIME_RAN_OUT: Party.CUSTOMER,
    Why.BILL_VOIDED: Party.PLATFORM,
}


@dataclass(frozen=True, slots=True)
class Judgement:
    verdict: Verdict
    cause: CauseCode
    party: Party


def truth_of(story: Story, index: Index) -> Truth:
    """The truth about a story's payment."""
    payment, happened = index.payments[story.payment.id], index.happened
    siblings = [one for one in index.bookings[payment.booking.id] if one.id != payment.id]
    judged = judge(payment, happened.platform, happened.now)
    reading = Reading(payment, siblings, happened, index.events.get(payment.id, {}))
    facts, evidence = facts_of(judged.cause, reading)
    fine, wrong = actions_for(judged.cause, _unpaid(payment, siblings))
    due = due_after(payment, happened.now)
    fine, wrong = fine | due, wrong - due
    return Truth(
        recipe=story.recipe,
        payment=payment.id,
        difficulty=story.difficulty,
        verdict=judged.verdict,
        cause=judged.cause,
        party=judged.party,
        facts=facts,
        evidence=evidence,
        acceptable=story.acceptable,
        forbidden=story.near_misses,
        distractors=story.distractors,
        missing=("why the customer left the checkout",) if judged.cause is CauseCode.NEVER_CONFIRMED else (),
        actions_ok=fine,
        actions_forbidden=wrong,
    )


def _unpaid(payment: Payment, siblings: Sequence[Payment]) -> bool:
    """Whether a part of the booking was collected elsewhere and the rest never was."""
    collected = sum(one.amount for one in siblings if any(attempt.agreed for attempt in one.attempts))
    return 0 < collected < payment.booking.price


def due_after(payment: Payment, now: int) -> frozenset[ActionCode]:
    """What is due whatever else is asked of the payment: a dispute waits for an answer or its outcome, and a refund can
    spare one where the issuer warns of fraud.
    """

    def still_to_come(at: int | None) -> bool:
        return at is None or at > now

    disputes = [step for step in payment.of(Disputed) if step.at <= now and not step.prevented]
    undecided = [one for one in disputes if still_to_come(one.decided_at)]
    if any(still_to_come(one.answered_at) for one in undecided):
        return frozenset({ActionCode.RESPOND_TO_DISPUTE})
    if undecided:
        return frozenset({ActionCode.WAIT})
    warned = any(step.at <= now for step in payment.of(FraudReported))
    return (
        frozenset({ActionCode.REFUND_CUSTOMER}) if warned and not disputes and not payment.of(Refunded) else frozenset()
    )


def judge(payment: Payment, platform: Platform, now: int) -> Judgement:
    """What became of a payment, why, and who decided it or must act."""
    for step in payment.steps:
        if isinstance(step, AuthorizationLapsed):
            return Judgement(Verdict.EXPLAINED, CauseCode.AUTHORIZATION_EXPIRED, Party.PLATFORM)
        if isinstance(step, Canceled):
            return Judgement(Verdict.EXPLAINED, CauseCode.CANCELED, OF_CANCELING[step.why])
    paid = next((attempt for attempt in payment.attempts if attempt.agreed), None)
    if paid is not None:
        return _judge_paid(payment, paid, platform, now)
    if not payment.attempts:
        party = Party.INTEGRATION if payment.chosen_method else Party.CUSTOMER
        return Judgement(Verdict.LIKELY, CauseCode.NEVER_CONFIRMED, party)
    return _judge_failed(payment.attempts[-1], now)


def _judge_paid(payment: Payment, paid: Attempt, platform: Platform, now: int) -> Judgement:
    def fine(cause: CauseCode, party: Party) -> Judgement:
        return Judgement(Verdict.NO_ISSUE, cause, party)

    if _waiting(paid.challenge, now):
        return fine(CauseCode.AUTHENTICATION_PENDING, Party.CUSTOMER)
    if isinstance(paid.method, BankAccount) and (paid.settled_at or paid.at) > now:
        return fine(CauseCode.STILL_PROCESSING, Party.BANK)
    if payment.captured_by_hand and not any(isinstance(step, Captured) for step in payment.steps):
        return fine(CauseCode.CAPTURE_DUE, Party.PLATFORM)
    if paid.review and not any(isinstance(step, ReviewClosed) for step in payment.steps):
        return fine(CauseCode.MANUAL_REVIEW_OPEN, Party.PLATFORM)
    if unheard(platform.endpoints, "payment_intent.succeeded", paid.ended_at):
        return Judgement(Verdict.EXPLAINED, CauseCode.WEBHOOK_NOT_DELIVERED, Party.INTEGRATION)
    retried = payment.attempts[0] is not paid
    return fine(CauseCode.RECOVERED_BY_RETRY if retried else CauseCode.PAID_ONCE, Party.NONE)


def _judge_failed(last: Attempt, now: int) -> Judgement:
    challenge = last.challenge
    if _waiting(challenge, now):
        return Judgement(Verdict.NO_ISSUE, CauseCode.AUTHENTICATION_PENDING, Party.CUSTOMER)
    if last.stopped_by_challenge:
        return Judgement(Verdict.EXPLAINED, CauseCode.AUTHENTICATION_FAILED, Party.CUSTOMER)
    if last.risk.decision in OF_RISK:
        return Judgement(Verdict.EXPLAINED, *OF_RISK[last.risk.decision])
    refusal = last.answer.refusal if last.answer else None
    if refusal is None:
        raise ValueError(f"attempt {last.charge!r} neither succeeded nor failed")
    return Judgement(Verdict.EXPLAINED, *OF_REFUSAL[refusal])


def _waiting(challenge: Challenge | None, now: int) -> bool:
    if challenge is None or challenge.frictionless:
        return False
    return challenge.result is ChallengeResult.UNANSWERED or challenge.ended_at > now
