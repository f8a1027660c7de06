"""Causes that lie in how a payment was tried: refused, stopped, waited for, agreed to, or never tried."""

from collections.abc import Callable

from evals.checks.causes.target import Target
from evals.world.happened import Challenge, ChallengeResult, Refusal, RiskDecision
from evals.world.parties import Endpoint
from evals.world.steps import AuthorizationLapsed, Canceled, Captured, ReviewClosed

Predicate = Callable[[Target], bool]
TOLD = "payment_intent.succeeded"


def failed(target: Target) -> bool:
    """Whether the last try came to nothing and nobody has ended the payment since."""
    last, ended = target.last, target.payment.of(Canceled) or target.payment.of(AuthorizationLapsed)
    return bool(last and not target.payment.paid and not ended and not waiting(target))


def refused(*refusals: Refusal) -> Predicate:
    """The issuer of a card was asked last, and refused for one of these reasons."""

    def holds(target: Target) -> bool:
        last = target.last
        if last is None or not failed(target) or not target.by_card or last.stopped_by_challenge:
            return False
        return last.answer is not None and last.answer.refusal in refusals

    return holds


def stopped(decision: RiskDecision) -> Predicate:
    """The risk engine or a rule stopped the last try before the issuer was asked."""
    return lambda target: bool(failed(target) and target.last and target.last.risk.decision is decision)


def undone(target: Target) -> bool:
    """The issuer agreed, and the authorization did not stay."""
    last = target.last
    agreed = last and last.answer and last.answer.refusal is None and not last.stopped_by_challenge
    return bool(agreed and last and not last.agreed)


def waiting(target: Target) -> bool:
    """Whether the customer is still with their bank's challenge."""
    challenge = target.last.challenge if target.last else None
    ended = target.payment.of(Canceled)
    return bool(challenge and not ended and _open(challenge, target.now))


def _open(challenge: Challenge, now: int) -> bool:
    unanswered = challenge.result is ChallengeResult.UNANSWERED or challenge.ended_at > now
    return unanswered and not challenge.frictionless


def failed_challenge(target: Target) -> bool:
    challenge = target.last.challenge if target.last else None
    return bool(failed(target) and challenge and challenge.result is ChallengeResult.FAILED)


def never_tried(target: Target) -> bool:
    return not target.payment.attempts and not target.payment.of(Canceled)


def canceled(target: Target) -> bool:
    return bool(target.payment.of(Canceled))


def lapsed(target: Target) -> bool:
    return bool(target.payment.of(AuthorizationLapsed))


def held(target: Target) -> bool:
    """Authorized, to be captured by hand, and not captured yet."""
    payment = target.payment
    over = payment.of(Captured) or payment.of(AuthorizationLapsed) or payment.of(Canceled)
    return bool(payment.captured_by_hand and target.paid and not over)


def collected(target: Target) -> bool:
    """Whether the money came in, at whichever try."""
    return bool(target.paid and not waiting(target) and not held(target) and not lapsed(target))


def paid_once(target: Target) -> bool:
    return collected(target) and len(target.payment.attempts) == 1


def recovered(target: Target) -> bool:
    return collected(target) and not target.payment.attempts[0].agreed


def under_review(target: Target) -> bool:
    return bool(target.paid and target.paid.review and not target.payment.of(ReviewClosed))


def unheard(target: Target) -> bool:
    """Paid, and an endpoint that was to be told did not take it."""
    paid = target.paid
    return bool(paid and any(_missed(one, paid.ended_at) for one in target.happened.platform.endpoints))


def heard(target: Target) -> bool:
    return collected(target) and not unheard(target)


def _missed(endpoint: Endpoint, at: int) -> bool:
    told = TOLD in endpoint.types or "*" in endpoint.types
    there = endpoint.created_at <= at and (endpoint.disabled_at is None or endpoint.disabled_at > at)
    return told and there and endpoint.down_from is not None and endpoint.down_from <= at


def processing(target: Target) -> bool:
    """A debit whose bank has not answered."""
    return bool(target.by_debit and target.last and target.last.ended_at > target.now)


def debit_failed(target: Target) -> bool:
    last = target.last
    return bool(target.by_debit and last and last.ended_at <= target.now and not last.agreed)
