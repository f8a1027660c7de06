"""B03, B05 to B07 and B11: nothing wrong with the card; how the payment was handled, or who heard of it."""

from dataclasses import replace

from evals.recipes.matter import Matter, Topic, ask
from evals.recipes.paying import charged
from evals.recipes.plot import Checkout, at_checkout, older_decline, same_amount_sibling
from evals.recipes.risk import dear
from evals.recipes.story import Story, Telling
from evals.truth import Asked, Distractor
from evals.world.checkout import attempt, request, tried
from evals.world.draw import DAY, HOUR
from evals.world.happened import Answer, Attempt, Payment, Refusal, Step
from evals.world.steps import BY_STAFF, AuthorizationLapsed, Canceled, Why
from evals.world.traffic import CAPTURE_WINDOW, aftermath
from tools.contract.causes import CauseCode as Cause


def b03(telling: Telling) -> Story:
    """A client that lost the answer sent its request again with the same key: one payment came of it."""
    checkout = at_checkout(telling)
    draw, payment = checkout.draw, checkout.payment
    distractors = [same_amount_sibling(checkout, None), older_decline(checkout, None)]
    repeated = (checkout.opened + draw.whole(2, 9), checkout.opened + draw.whole(10, 31))
    sent = replace(payment.request, replayed_at=repeated)
    payment = replace(payment, request=sent)
    payment = tried(payment, _paid(checkout, payment, checkout.opened))
    payment = tried(payment, *aftermath(checkout.scene, draw.within("aftermath"), payment))
    story = _planted(checkout, payment, {Cause.RECOVERED_BY_RETRY, Cause.ISSUER_DECLINED}, distractors)
    return replace(story, questions=sent_twice(payment))


def b03t(telling: Telling) -> Matter:
    """The twin of B03: the client made a new key for the same request, and two payments came of it."""
    checkout = charged(at_checkout(telling))
    draw, first = checkout.draw.within("again"), checkout.payment
    distractors = (same_amount_sibling(checkout, None), older_decline(checkout, None))
    opened = checkout.scene.open(draw, first.person, first.booking, first.created_at + draw.whole(2, 40))
    second = charged(replace(checkout, payment=opened)).payment
    kept = checkout.scene.keep(first)
    checkout.scene.keep(second)
    near = frozenset({Cause.PAID_ONCE, Cause.SEPARATE_ORDERS, Cause.RECOVERED_BY_RETRY})
    return Matter(telling.recipe, Topic.TWICE, kept.id, sent_twice(kept), kept, near, distractors)


def sent_twice(payment: Payment) -> tuple[Asked, ...]:
    """How a payment is asked about whose request went out more than once."""
    return ask(
        {"payment": payment.id, "customer": payment.person.id},
        "Was {customer} charged twice? Our client sent the request for {payment} more than once.",
        "Did the repeated request for {payment} make a duplicate charge?",
        "Our server lost the answer for {payment} and sent it again. Was the customer double charged?",
    )


def b05(telling: Telling) -> Story:
    """Canceled before it was paid, by staff or by a job that tidies up; now and then after a decline."""
    checkout = at_checkout(telling)
    draw, payment = checkout.draw, checkout.payment
    distractors = [same_amount_sibling(checkout, None), older_decline(checkout, None)]
    why = draw.pick(BY_STAFF)
    at = checkout.opened + (DAY + draw.whole(0, 5 * HOUR) if why is Why.ABANDONED else draw.whole(6, 600) * 60)
    at = min(at, telling.scene.now - draw.whole(700, 3000))
    if draw.chance(0.5):
        refused = Answer(Refusal.NOT_HONORED)
        first = attempt(draw, payment, checkout.card, checkout.soon(), answer=refused, risk=checkout.calm())
        payment = tried(payment, first)
    payment = tried(payment, Canceled(at, why, request(draw)))
    near = {Cause.ISSUER_DECLINED, Cause.AUTHORIZATION_EXPIRED, Cause.NEVER_CONFIRMED}
    return _planted(checkout, payment, near, distractors)


def b06(telling: Telling) -> Story:
    """Authorized, never captured, and after a week the hold was gone."""
    checkout = dear(at_checkout(telling, days_ago=(8.5, 21.0), by_hand=True), 9000)
    draw, payment = checkout.draw, checkout.payment
    distractors = [same_amount_sibling(checkout, None), older_decline(checkout, None)]
    held = _paid(checkout, payment, checkout.soon())
    lapsed = held.at + CAPTURE_WINDOW + draw.whole(20, 1500)
    step: Step = AuthorizationLapsed(lapsed, draw.minted("re", payment.stem))
    near = {Cause.CANCELED, Cause.ISSUER_DECLINED, Cause.CAPTURE_DUE}
    return _planted(checkout, tried(payment, held, step), near, distractors)


def b07(telling: Telling) -> Story:
    """Authorized and not captured yet, with less than a day to go."""
    scene, draw = telling.scene, telling.draw
    opened = scene.now - CAPTURE_WINDOW + draw.whole(2 * HOUR, 22 * HOUR)
    checkout = dear(at_checkout(telling, at=opened, by_hand=True), 9000)
    distractors = [same_amount_sibling(checkout, None), older_decline(checkout, None)]
    payment = tried(checkout.payment, _paid(checkout, checkout.payment, checkout.soon()))
    near = {Cause.AUTHORIZATION_EXPIRED, Cause.STILL_PROCESSING, Cause.ISSUER_DECLINED}
    return _planted(checkout, payment, near, distractors)


def b11(telling: Telling) -> Story:
    """Paid, while the endpoint that tells the booking system was down; the booking system never heard."""
    scene, draw = telling.scene, telling.draw
    checkout = at_checkout(telling, at=scene.now - draw.whole(70, 200) * 60)
    distractors = [same_amount_sibling(checkout, None), older_decline(checkout, None)]
    paid = _paid(checkout, checkout.payment, checkout.soon())
    endpoints = list(scene.platform.endpoints)
    down = paid.at - draw.whole(90, 1400)
    disabled = paid.at + draw.whole(900, 3600) if draw.chance(0.5) else None
    endpoints[0] = replace(endpoints[0], down_from=down, disabled_at=disabled)
    distractors.append(Distractor(endpoints[-1].id, "an endpoint disabled long before, that matters to nobody"))
    scene.platform = replace(scene.platform, endpoints=tuple(endpoints))
    near = {Cause.ISSUER_DECLINED, Cause.NEVER_CONFIRMED, Cause.STILL_PROCESSING}
    return _planted(checkout, tried(checkout.payment, paid), near, distractors)


def _paid(checkout: Checkout, payment: Payment, at: int) -> Attempt:
    """An ordinary try that the issuer agrees to."""
    sent_with = payment.request if at == payment.created_at else None
    return attempt(
        checkout.draw, payment, checkout.card, at, answer=Answer(), risk=checkout.calm(), sent_with=sent_with
    )


def _planted(checkout: Checkout, payment: Payment, near: set[Cause], distractors: list[Distractor]) -> Story:
    kept = checkout.scene.keep(payment)
    return Story(checkout.telling.recipe, kept, 2, frozenset(near), tuple(distractors))
