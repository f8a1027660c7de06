"""Bookings paid straight to their providers: passed on whole with the charge, less a small fee for the platform.

Few providers work so: those who pay the platform by the month instead of by the share.
"""

from evals.world import cast
from evals.world.checkout import Scene, assessed, attempt, ordinary_risk, tried
from evals.world.draw import Draw
from evals.world.happened import Answer, Payment, Refusal, RiskDecision
from evals.world.market import METROS
from evals.world.parties import Booking, Card, Person
from evals.world.steps import PassedOn

FEE = 3
"""What the platform keeps of each booking passed on, in cents."""
CURRENCIES = ("usd", "cad", "eur")


def happen(scene: Scene, bookings: int = 22) -> None:
    """Ordinary bookings that are passed on, over the last weeks."""
    for index in range(bookings):
        draw = scene.draw("express", str(index))
        metro = draw.weigh(tuple((metro, weight) for metro, weight in METROS if metro.currency in CURRENCIES))
        at = scene.moment(draw, metro, draw.random.uniform(0.5, 55))
        person = scene.newcomer(draw, metro, at - 60)
        payment = passed_on(scene, draw, person, scene.book(draw, metro, at - draw.whole(2, 900)), at)
        scene.keep(_paid(scene, draw, payment, at))


def passed_on(scene: Scene, draw: Draw, person: Person, booking: Booking, at: int) -> Payment:
    """A payment for a booking that goes to its provider whole, less the platform's fee; nothing tried yet."""
    stem = draw.stem(at)
    fee = PassedOn(FEE, draw.minted("fee", stem), draw.minted("tr", draw.stem(at, "3")), draw.minted("py", stem))
    return scene.open(draw, person, booking, at, passed_on=fee)


def _paid(scene: Scene, draw: Draw, payment: Payment, at: int) -> Payment:
    """An ordinary try with the customer's first card, which the issuer mostly agrees to."""
    method = payment.person.methods[0]
    risk = assessed(draw, scene.platform, method, payment)
    risk = risk if risk.decision is not RiskDecision.REVIEW else ordinary_risk(draw)
    refused = Answer(Refusal.EXPIRED) if isinstance(method, Card) and cast.expired(method, at) else None
    answer = refused or Answer(Refusal.NO_FUNDS if draw.chance(0.08) else None)
    stopped = risk.decision is not RiskDecision.ALLOW
    at += draw.whole(4, 150)
    return tried(payment, attempt(draw, payment, method, at, answer=None if stopped else answer, risk=risk))
