"""Bookings paid on a page that Stripe hosts: who came, whether they paid, and when the page was closed to them.

Links to such pages are sent by support to customers who book on the telephone.
"""

from collections.abc import Sequence
from dataclasses import replace

from evals.world.checkout import Scene, attempt, fresh_card, ordinary_risk, tried
from evals.world.draw import HOUR, Draw
from evals.world.happened import Answer, Payment, Refusal
from evals.world.market import METROS
from evals.world.steps import Canceled, Why
from evals.world.visits import OPEN_FOR, Visit


def happen(scene: Scene, visits: int = 13) -> None:
    """Visits of the last weeks: most pay, one at the second try; some leave, after a refusal or without a try.

    Whoever came last is there still.
    """
    for index in range(visits):
        draw = scene.draw("visit", str(index))
        metro = draw.weigh(METROS)
        there = index == visits - 1
        at = scene.moment(draw, metro, draw.random.uniform(1.2, 45))
        at = scene.now - draw.whole(HOUR, 9 * HOUR) if there else at
        person = scene.newcomer(draw, metro, at - draw.whole(60, 900), methods=())
        booking = scene.book(draw, metro, at - draw.whole(2, 400))
        mode = "live" if scene.platform.livemode else "test"
        visit = Visit(f"cs_{mode}_a1{draw.text(58)}", person, booking, at)
        answers = () if there else _answers(index)
        if answers:
            tries_at = at + draw.whole(60, 500)
            card = fresh_card(scene, draw, metro, tries_at)
            person = scene.people[-1] = replace(person, methods=(card,))
            payment = scene.open(draw, person, booking, tries_at)
            visit = replace(visit, person=person, payment=scene.keep(_tried(draw, payment, at, answers)).id)
        scene.visits.append(visit)


def _answers(index: int) -> Sequence[Answer]:
    """What the issuer said to whoever came so and so many-th; nothing if they never tried."""
    match index % 6:
        case 2:
            return Answer(Refusal.NO_FUNDS), Answer()
        case 4:
            return (Answer(Refusal.NOT_HONORED),)
        case 5:
            return ()
        case _:
            return (Answer(),)


def _tried(draw: Draw, payment: Payment, opened: int, answers: Sequence[Answer]) -> Payment:
    """A payment is made at the first try; if none succeeds, it ends with the page."""
    at, card = payment.created_at, payment.person.methods[0]
    for answer in answers:
        payment = tried(payment, attempt(draw, payment, card, at, answer=answer, risk=ordinary_risk(draw)))
        at += draw.whole(50, 600)
    if payment.paid is not None:
        return payment
    return tried(payment, Canceled(opened + OPEN_FOR + draw.whole(1, 90), Why.TIME_RAN_OUT, None))
