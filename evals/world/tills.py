"""Bookings paid in cash: a slip with a code, taken to the till of a convenience store within three days, or never."""

from dataclasses import replace

from evals.world import cast
from evals.world.checkout import Scene, attempt, request, tried
from evals.world.claims import Refunded, Wait
from evals.world.draw import DAY, HOUR, Draw
from evals.world.happened import Answer, Payment
from evals.world.market import METRO_BY_SLUG
from evals.world.parties import Chain, Slip

PAID_WITHIN = 3 * DAY
METRO = METRO_BY_SLUG["osaka"]


def happen(scene: Scene, slips: int = 9) -> None:
    """Slips of the last weeks: most were paid, a few not; of one the money went back, once an account was named."""
    for index in range(slips):
        draw = scene.draw("slip", str(index))
        at = scene.moment(draw, METRO, draw.random.uniform(0.5, 40))
        payment = paid_in_cash(scene, draw, at, never=index % 4 == 3)
        if index == 1 and payment.paid is not None:
            asked = payment.paid.decided_at + draw.whole(20, 60) * HOUR
            payment = tried(payment, refund(draw, payment, asked, waits_until=asked + draw.whole(9, 70) * HOUR))
        scene.keep(payment)


def paid_in_cash(scene: Scene, draw: Draw, at: int, *, never: bool = False) -> Payment:
    """A booking of somebody in Osaka, with a slip that was paid within its days unless it never was."""
    person = scene.admit(cast.person(draw, METRO, at - draw.whole(60, 900), scene.now, ()))
    slip = Slip(
        id=draw.minted("pm", draw.stem(at)),
        code=draw.digits(6),
        number="0" + draw.digits(9),
        added_at=at,
        chain=None if never else draw.pick(tuple(Chain)),
    )
    person = scene.people[-1] = replace(person, methods=(slip,))
    payment = scene.open(draw, person, scene.book(draw, METRO, at - draw.whole(2, 400)), at)
    made = at + draw.whole(20, 200)
    over = made + (PAID_WITHIN if never else draw.whole(2 * HOUR, 60 * HOUR))
    answer = None if never else Answer()
    return tried(payment, attempt(draw, payment, slip, made, answer=answer, settled_at=over))


def refund(draw: Draw, payment: Payment, at: int, **told: object) -> Refunded:
    """All of it given back, once the customer has named an account; `told` says when, or that it never came to it."""
    made = Refunded(at, draw.minted("pyr", payment.stem), payment.amount, True, request(draw), waits=Wait.FOR_CUSTOMER)
    return replace(made, **told)  # pyright: ignore[reportArgumentType]
