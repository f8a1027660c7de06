"""A08 to A11, with twins: the customer had to prove who they are, or never got so far."""

from dataclasses import replace

from evals.recipes.plot import Checkout, at_checkout, older_decline, same_amount_sibling
from evals.recipes.story import Story, Telling
from evals.truth import Distractor
from evals.world.checkout import attempt, challenged, tried
from evals.world.draw import DAY
from evals.world.happened import Answer, ChallengeResult, Payment, Refusal
from evals.world.steps import MetadataChanged
from tools.contract.causes import CauseCode as Cause


def a08(telling: Telling) -> Story:
    """A saved card charged without the customer; the issuer wants them there."""
    near = {Cause.INSUFFICIENT_FUNDS, Cause.AUTHENTICATION_FAILED, Cause.ISSUER_DECLINED}
    return _without_customer(telling, Answer(Refusal.WANTS_CUSTOMER), near)


def a08t(telling: Telling) -> Story:
    """The twin of A08: charged without the customer as well, and refused for want of funds."""
    near = {Cause.AUTHENTICATION_REQUIRED, Cause.AUTHENTICATION_FAILED, Cause.ISSUER_DECLINED}
    return _without_customer(telling, Answer(Refusal.NO_FUNDS), near)


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


def a11t(telling: Telling) -> Story:
    """The twin of A11: it looks as if nothing was tried, as staff wrote on it later; the bank had refused it."""
    checkout = at_checkout(telling)
    draw = checkout.draw
    distractors = [same_amount_sibling(checkout, Refusal.NO_FUNDS), older_decline(checkout, Refusal.NO_FUNDS)]
    refused = Answer(Refusal.NO_FUNDS)
    one = attempt(draw, checkout.payment, checkout.card, checkout.soon(), answer=refused, risk=checkout.calm())
    noted = MetadataChanged(one.at + draw.whole(40, 300) * 60, (("support_ticket", f"T-{draw.whole(20_100, 88_900)}"),))
    near = {Cause.NEVER_CONFIRMED, Cause.ISSUER_DECLINED, Cause.AUTHENTICATION_FAILED}
    return _planted(checkout, tried(checkout.payment, one, noted), near, distractors)


def _without_customer(telling: Telling, answer: Answer, near: set[Cause]) -> Story:
    checkout = at_checkout(telling, saved=True)
    draw, payment = checkout.draw, checkout.payment
    distractors = [same_amount_sibling(checkout, answer.refusal), older_decline(checkout, answer.refusal)]
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
    return _planted(checkout, payment, near, distractors)


def _planted(checkout: Checkout, payment: Payment, near: set[Cause], distractors: list[Distractor]) -> Story:
    kept = checkout.scene.keep(payment)
    return Story(checkout.telling.recipe, kept, 2, frozenset(near), tuple(distractors))
