"""A13 to A17, twins and A06's: Stripe, its risk engine or the platform's own rules decided, not the issuer alone."""

from dataclasses import replace

from evals.recipes.plot import Checkout, at_checkout, older_decline, same_amount_sibling
from evals.recipes.story import Story, Telling
from evals.world import market
from evals.world.checkout import attempt, decided, level_of, tried
from evals.world.draw import HOUR
from evals.world.happened import Answer, Refusal, Risk, RiskDecision
from evals.world.parties import Funding
from tools.contract.causes import CauseCode as Cause


def a13(telling: Telling) -> Story:
    """The risk engine found the payment too risky; the issuer was never asked."""
    checkout = at_checkout(telling)
    risk = decided(telling.scene.platform, checkout.card, checkout.payment, telling.draw.whole(76, 97))
    return _stopped(checkout, risk, None, {Cause.ISSUER_DECLINED, Cause.BLOCKED_BY_RULE, Cause.CARD_LOST_OR_STOLEN})


def a14(telling: Telling) -> Story:
    """A rule that the platform's own staff wrote stopped a prepaid card above their limit."""
    checkout = dear(at_checkout(telling, funding=Funding.PREPAID), market.BLOCKED_PREPAID_OVER)
    risk = decided(telling.scene.platform, checkout.card, checkout.payment, telling.draw.whole(6, 61))
    return _stopped(checkout, risk, None, {Cause.BLOCKED_BY_RADAR, Cause.ISSUER_DECLINED})


def a14t(telling: Telling) -> Story:
    """The twin of A14: as prepaid, below the limit of the rule; the risk engine stopped it."""
    checkout = at_checkout(telling, funding=Funding.PREPAID)
    while market.in_us_cents(checkout.payment.amount, checkout.payment.currency) > market.BLOCKED_PREPAID_OVER:
        cheaper = replace(checkout.payment.booking, price=checkout.payment.amount // 20 * 10)
        checkout = replace(checkout, payment=replace(checkout.payment, purpose=cheaper, amount=cheaper.price))
    risk = decided(telling.scene.platform, checkout.card, checkout.payment, telling.draw.whole(76, 97))
    return _stopped(checkout, risk, None, {Cause.BLOCKED_BY_RULE, Cause.ISSUER_DECLINED, Cause.CARD_LOST_OR_STOLEN})


def a06t(telling: Telling) -> Story:
    """The twin of A06: the code was wrong, the issuer agreed all the same, and a rule of the platform undid it."""
    checkout = at_checkout(telling)
    rule = telling.scene.platform.rules[-1]
    risk = replace(checkout.calm(), decision=RiskDecision.REVERSE_BY_RULE, rule=rule)
    near = {Cause.CARD_DATA_INCORRECT, Cause.ISSUER_DECLINED, Cause.BLOCKED_BY_RADAR}
    return _stopped(checkout, risk, Answer(), near, wrong_cvc=True)


def a15(telling: Telling) -> Story:
    """The issuer agreed; then the payment was found too risky and undone."""
    checkout = at_checkout(telling)
    score = telling.draw.whole(76, 95)
    risk = Risk(level_of(score), score, RiskDecision.REVERSE)
    near = {Cause.ISSUER_DECLINED, Cause.BLOCKED_BY_RADAR, Cause.BLOCKED_BY_RULE}
    return _stopped(checkout, risk, Answer(), near)


def a15t(telling: Telling) -> Story:
    """The twin of A15: as risky nearly, and let through; the issuer refused it."""
    checkout = at_checkout(telling)
    near = {Cause.REVERSED_AFTER_APPROVAL, Cause.BLOCKED_BY_RADAR, Cause.BLOCKED_BY_RULE}
    return _stopped(checkout, checkout.uneasy(), Answer(Refusal.NOT_HONORED), near)


def a16(telling: Telling) -> Story:
    """Stripe did not even ask the issuer, who would hardly have agreed."""
    checkout = at_checkout(telling)
    risk = replace(checkout.calm(), decision=RiskDecision.BLOCK_UNLIKELY)
    near = {Cause.BLOCKED_BY_RADAR, Cause.BLOCKED_BY_RULE, Cause.ISSUER_DECLINED}
    return _stopped(checkout, risk, None, near)


def a17(telling: Telling) -> Story:
    """Paid, and waiting for somebody to look at it."""
    checkout = dear(at_checkout(telling, days_ago=(0.6, 4.0)), market.REVIEWED_OVER)
    draw, payment = checkout.draw, checkout.payment
    distractors = (same_amount_sibling(checkout, None), older_decline(checkout, None))
    risk = decided(telling.scene.platform, checkout.card, payment, draw.whole(66, 74))
    at = min(checkout.soon(), telling.scene.now - 8 * HOUR)
    kept = checkout.scene.keep(tried(payment, attempt(draw, payment, checkout.card, at, answer=Answer(), risk=risk)))
    near = frozenset({Cause.BLOCKED_BY_RADAR, Cause.BLOCKED_BY_RULE, Cause.ISSUER_DECLINED})
    return Story(telling.recipe, kept, 2, near, distractors)


def dear(checkout: Checkout, cents: int) -> Checkout:
    """The same checkout for a booking worth more than so many US cents."""
    draw, payment = checkout.draw.within("dear"), checkout.payment
    service = next(service for service, _ in market.SERVICES if service[0] == "drone_inspection")
    price = market.price(draw, service, payment.currency)
    while market.in_us_cents(price, payment.currency) <= cents:
        price = market.price(draw, service, payment.currency)
    booking = replace(payment.booking, service=service[0], price=price)
    return replace(checkout, payment=replace(payment, purpose=booking, amount=price))


def _stopped(
    checkout: Checkout, risk: Risk, answer: Answer | None, near: set[Cause], *, wrong_cvc: bool = False
) -> Story:
    draw, payment = checkout.draw, checkout.payment
    refusal = answer.refusal if answer else None
    distractors = (same_amount_sibling(checkout, refusal), older_decline(checkout, refusal))
    at = checkout.soon()
    for _ in range(draw.whole(1, 2)):
        one = attempt(draw, payment, checkout.card, at, answer=answer, risk=risk)
        payment = tried(payment, replace(one, wrong_cvc=wrong_cvc))
        at += draw.whole(50, 700)
    return Story(checkout.telling.recipe, checkout.scene.keep(payment), 2, frozenset(near), distractors)
