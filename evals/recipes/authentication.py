"""A08 to A11: the customer had to prove who they are, or never got so far."""

from dataclasses import replace

from evals.recipes.plot import Checkout, at_checkout, older_decline, same_amount_sibling
from evals.recipes.story import Story, Telling
from evals.truth import Distractor
from evals.world.checkout import attempt, challenged, tried
from evals.world.draw import DAY
from evals.world.happened import Answer, ChallengeResult, Payment, Refusal
from tools.contract.causes import CauseCode as Cause


def a08(telling: Telling) -> Story:
    """A saved card charged without the customer; the issuer wants them there."""
    checkout = at_checkout(telling, saved=True)
    draw, payment = checkout.draw, checkout.payment
    distractors = [same_amount_sibling(checkout, None), older_decline(checkout, None)]
    answer = Answer(Refusal.WANTS_CUSTOMER)
    first = attempt(
        draw,
        payment,
        checkout.card,
        checkout.opened,
        answer=answer,
        risk=checkout.calm(),
        present=False,
        sent_with=payment.request,
    )
    payment = tried(payment, first)
    if draw.chance(0.5):
        again = first.at + DAY + draw.whole(60, 7200)
        second = attempt(draw, payment, checkout.card, again, answer=answer, risk=checkout.calm(), present=False)
        payment = tried(payment, second)
    near = {Cause.INSUFFICIENT_FUNDS, Cause.AUTHENTICATION_FAILED, Cause.ISSUER_DECLINED}
    return _planted(checkout, payment, near, distractors)


def a09(telling: Telling) -> Story:
    """The customer failed the issuer's challenge; the issuer was never asked to authorize."""
    checkout = at_checkout(telling)
    draw, payment = checkout.draw, checkout.payment
    distractors = [same_amount_sibling(checkout, None), older_decline(checkout, None)]
    at = checkout.soon()
    for _ in range(draw.whole(1, 2)):
        one = attempt(
            draw,
            payment,
            checkout.card,
            at,
            answer=None,
            risk=checkout.calm(),
            challenge=challenged(draw, at, ChallengeResult.FAILED),
        )
        payment = tried(payment, one)
        at = (one.challenge.ended_at if one.challenge else at) + draw.whole(40, 600)
    near = {Cause.ISSUER_DECLINED, Cause.AUTHENTICATION_PENDING, Cause.INSUFFICIENT_FUNDS}
    return _planted(checkout, payment, near, distractors)


def a10(telling: Telling) -> Story:
    """The customer was sent to their bank's challenge and has not come back yet."""
    checkout = at_checkout(telling, days_ago=(0.2, 1.8))
    draw, payment = checkout.draw, checkout.payment
    distractors = [same_amount_sibling(checkout, None), older_decline(checkout, None)]
    at = checkout.soon()
    one = attempt(
        draw,
        payment,
        checkout.card,
        at,
        answer=None,
        risk=checkout.calm(),
        challenge=challenged(draw, at, ChallengeResult.UNANSWERED),
    )
    near = {Cause.AUTHENTICATION_FAILED, Cause.ISSUER_DECLINED, Cause.NEVER_CONFIRMED, Cause.CANCELED}
    return _planted(checkout, tried(payment, one), near, distractors)


def a11(telling: Telling) -> Story:
    """Nothing was ever tried: the customer left, or the integration never confirmed the method it was given."""
    checkout = at_checkout(telling)
    distractors = [same_amount_sibling(checkout, None), older_decline(checkout, None)]
    chosen = checkout.card if checkout.draw.chance(0.5) else None
    payment = replace(checkout.payment, chosen_method=chosen)
    near = {Cause.ISSUER_DECLINED, Cause.AUTHENTICATION_PENDING, Cause.CANCELED, Cause.BLOCKED_BY_RADAR}
    return _planted(checkout, payment, near, distractors)


def _planted(checkout: Checkout, payment: Payment, near: set[Cause], distractors: list[Distractor]) -> Story:
    kept = checkout.scene.keep(payment)
    return Story(checkout.telling.recipe, kept, 2, frozenset(near), tuple(distractors))
