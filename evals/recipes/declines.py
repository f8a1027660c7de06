"""A01 to A07 and A12, with twins: the issuer refused, for one reason or another, and sometimes agreed in the end."""

from collections.abc import Sequence

from evals.recipes.plot import Checkout, at_checkout, older_decline, same_amount_sibling, uneasy_risk
from evals.recipes.story import Story, Telling
from evals.truth import Distractor
from evals.world.cast import month_before, month_of
from evals.world.checkout import attempt, tried
from evals.world.draw import DAY, HOUR
from evals.world.happened import Advice, Answer, Payment, Refusal
from evals.world.traffic import aftermath
from tools.contract.causes import CauseCode as Cause


def a01(telling: Telling) -> Story:
    """Not enough money on the card, and nothing came of it."""
    checkout = at_checkout(telling)
    tries = telling.draw.whole(1, 2)
    advice = telling.draw.pick((None, Advice.LATER))
    answers = [Answer(Refusal.NO_FUNDS, advice)] * tries
    near = {Cause.BLOCKED_BY_RADAR, Cause.ISSUER_DECLINED, Cause.INVALID_REQUEST}
    return _refused(checkout, answers, near, difficulty=2)


def a02(telling: Telling) -> Story:
    """Not enough money at first; tried again, and paid."""
    checkout = at_checkout(telling)
    pause = telling.draw.pick((telling.draw.whole(6, 55) * 60, telling.draw.whole(14, 40) * HOUR))
    return _recovered(checkout, Answer(Refusal.NO_FUNDS, Advice.LATER), pause, {Cause.INSUFFICIENT_FUNDS})


def a03(telling: Telling) -> Story:
    """The issuer refused and gave no usable reason."""
    checkout = at_checkout(telling)
    answer = telling.draw.pick((Answer(Refusal.NO_REASON, Advice.LATER), Answer(Refusal.NOT_HONORED)))
    near = {Cause.BLOCKED_BY_RADAR, Cause.INSUFFICIENT_FUNDS, Cause.CARD_LOST_OR_STOLEN}
    return _refused(checkout, [answer] * telling.draw.whole(1, 2), near, difficulty=2)


def a04(telling: Telling) -> Story:
    """The card was reported lost or stolen."""
    checkout = at_checkout(telling)
    refusal = telling.draw.pick((Refusal.LOST, Refusal.STOLEN, Refusal.PICK_UP))
    near = {Cause.INSUFFICIENT_FUNDS, Cause.BLOCKED_BY_RADAR, Cause.ISSUER_DECLINED}
    return _refused(checkout, [Answer(refusal, Advice.NEVER)], near, difficulty=2)


def a04t(telling: Telling) -> Story:
    """The twin of A04: never to be tried again either, but the issuer gave no reason."""
    near = {Cause.CARD_LOST_OR_STOLEN, Cause.INSUFFICIENT_FUNDS, Cause.BLOCKED_BY_RADAR}
    return _refused(at_checkout(telling), [Answer(Refusal.NOT_HONORED, Advice.NEVER)], near, difficulty=2)


def a05(telling: Telling) -> Story:
    """A saved card that had run out by the time it was charged again."""
    checkout = _with_expired_card(telling)
    near = {Cause.ISSUER_DECLINED, Cause.PROCESSING_ERROR, Cause.CARD_DATA_INCORRECT}
    return _refused(checkout, [Answer(Refusal.EXPIRED, Advice.CHECK_DATA)], near, difficulty=2)


def a05t(telling: Telling) -> Story:
    """The twin of A05: a saved card in its last month, good until its end; the issuer could not be reached."""
    days_ago = telling.draw.random.uniform(1.2, 9.0)
    checkout = at_checkout(telling, days_ago=(days_ago, days_ago), saved=True, expires=month_of(telling.scene.now))
    near = {Cause.CARD_EXPIRED, Cause.ISSUER_DECLINED, Cause.CARD_DATA_INCORRECT}
    return _refused(checkout, [Answer(Refusal.NO_ANSWER, Advice.LATER)], near, difficulty=2)


def a06(telling: Telling) -> Story:
    """The customer typed the security code or the number wrong."""
    checkout = at_checkout(telling)
    refusal = telling.draw.pick((Refusal.WRONG_CVC, Refusal.WRONG_CVC, Refusal.WRONG_NUMBER))
    answers = [Answer(refusal, Advice.CHECK_DATA)] * telling.draw.whole(1, 3)
    return _refused(checkout, answers, {Cause.BLOCKED_BY_RULE, Cause.ISSUER_DECLINED, Cause.CARD_EXPIRED}, difficulty=2)


def a07(telling: Telling) -> Story:
    """The issuer could not be reached; minutes later it agreed."""
    checkout = at_checkout(telling)
    pause = telling.draw.whole(2, 17) * 60 + telling.draw.whole(0, 59)
    return _recovered(checkout, Answer(Refusal.NO_ANSWER, Advice.LATER), pause, {Cause.PROCESSING_ERROR})


def a07t(telling: Telling) -> Story:
    """The twin of A07: nobody tried again."""
    near = {Cause.RECOVERED_BY_RETRY, Cause.ISSUER_DECLINED, Cause.INVALID_REQUEST}
    return _refused(at_checkout(telling), [Answer(Refusal.NO_ANSWER, Advice.LATER)], near, difficulty=2)


def a12(telling: Telling) -> Story:
    """The card cannot do this: its limit is reached, or it does not work in the currency."""
    refusal = telling.draw.pick((Refusal.OVER_LIMIT, Refusal.WRONG_CURRENCY))
    checkout = at_checkout(telling)
    return _refused(checkout, [Answer(refusal)], {Cause.ISSUER_DECLINED, Cause.INSUFFICIENT_FUNDS}, difficulty=2)


def a12t(telling: Telling) -> Story:
    """The twin of A12: the card may not be used for such purchases, whatever the sum or currency."""
    near = {Cause.CURRENCY_NOT_SUPPORTED, Cause.CARD_LIMIT_EXCEEDED, Cause.ISSUER_DECLINED}
    return _refused(at_checkout(telling), [Answer(Refusal.NOT_PERMITTED)], near, difficulty=2)


def _with_expired_card(telling: Telling) -> Checkout:
    """A card whose month ended shortly before the payment, known to the platform from better days."""
    draw = telling.draw
    days_ago = draw.random.uniform(1.2, 9.0)
    ended = month_before(telling.scene.now - int(days_ago * DAY) - 2 * DAY)
    return at_checkout(telling, days_ago=(days_ago, days_ago), saved=True, expires=ended)


def _refused(checkout: Checkout, answers: Sequence[Answer], near: set[Cause], difficulty: int) -> Story:
    """Every try is refused; the last answer is the reason. Now and then the first looked risky as well."""
    draw, but = checkout.draw, answers[-1].refusal
    distractors = [same_amount_sibling(checkout, but), older_decline(checkout, but)]
    payment, at = checkout.payment, checkout.soon()
    for index, answer in enumerate(answers):
        uneasy = index == len(answers) - 1 and draw.chance(0.5)
        one = attempt(
            draw,
            payment,
            checkout.card,
            at,
            answer=answer,
            risk=checkout.uneasy() if uneasy else checkout.calm(),
        )
        if uneasy:
            distractors.append(uneasy_risk(one.charge))
        payment = tried(payment, one)
        at += draw.whole(80, 1300)
    return _planted(checkout, payment, difficulty, near, distractors)


def _recovered(checkout: Checkout, answer: Answer, pause: int, near: set[Cause]) -> Story:
    """Refused once, then agreed to after a pause."""
    draw, payment = checkout.draw, checkout.payment
    distractors = [same_amount_sibling(checkout, None), older_decline(checkout, answer.refusal)]
    first = attempt(draw, payment, checkout.card, checkout.soon(), answer=answer, risk=checkout.calm())
    again = min(first.at + pause, checkout.scene.now - 12 * HOUR)
    second = attempt(draw, payment, checkout.card, max(again, first.at + 95), answer=Answer(), risk=checkout.calm())
    payment = tried(payment, first, second)
    payment = tried(payment, *aftermath(checkout.scene, draw.within("aftermath"), payment))
    return _planted(checkout, payment, 2, near | {Cause.ISSUER_DECLINED}, distractors)


def _planted(
    checkout: Checkout, payment: Payment, difficulty: int, near: set[Cause], distractors: Sequence[Distractor]
) -> Story:
    kept = checkout.scene.keep(payment)
    return Story(checkout.telling.recipe, kept, difficulty, frozenset(near), tuple(distractors))
