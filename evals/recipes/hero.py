"""`pi_failed123`: the story that the demo account opens with.

A drone delivery in Detroit, 45.50 US dollars. A Visa debit card is refused twice for want of funds; a Mastercard of the
same customer fails its 3-D Secure challenge; next morning the Visa is refused again. Staff then write a ticket number
on the payment, which clears its error. The same day the booking system opens a second payment for half the amount, on
the Mastercard, and that is paid. Nobody collects the rest.
"""

from dataclasses import replace

from evals.recipes.plot import uneasy_risk
from evals.recipes.story import Story, Telling
from evals.truth import Distractor
from evals.world import cast
from evals.world.checkout import Scene, attempt, challenged, ordinary_risk, tried
from evals.world.draw import DAY, HOUR, Draw
from evals.world.happened import Advice, Answer, ChallengeResult, Payment, Refusal, Risk, RiskLevel
from evals.world.market import METRO_BY_SLUG
from evals.world.parties import Booking, Brand, Card, Funding, Person
from evals.world.steps import MetadataChanged
from tools.contract.causes import CauseCode as Cause

NAME = "HERO"
PAYMENT = "pi_failed123"
PRICE = 4550
HALF = 2275


def hero(telling: Telling) -> Story:
    scene, draw = telling.scene, telling.draw
    evening = _local(scene.now, 3, 18) + draw.whole(8, 50) * 60 + draw.whole(0, 59)
    morning = _local(scene.now, 2, 8) + draw.whole(5, 50) * 60 + draw.whole(0, 59)
    visa, mastercard, person = _customer(scene, draw, evening)
    booking = _booking(scene, draw, evening)
    payment = replace(scene.open(draw, person, booking, evening), id=PAYMENT)
    first = attempt(
        draw, payment, visa, evening + draw.whole(21, 70), answer=Answer(Refusal.NO_FUNDS), risk=ordinary_risk(draw)
    )
    second = attempt(
        draw,
        payment,
        visa,
        first.at + draw.whole(290, 520),
        answer=Answer(Refusal.NO_FUNDS, Advice.LATER),
        risk=Risk(RiskLevel.ELEVATED, draw.whole(66, 72)),
    )
    third_at = mastercard.added_at + draw.whole(6, 25)
    third = attempt(
        draw,
        payment,
        mastercard,
        third_at,
        answer=None,
        challenge=challenged(draw, third_at, ChallengeResult.FAILED),
        risk=ordinary_risk(draw),
    )
    fourth = attempt(draw, payment, visa, morning, answer=Answer(Refusal.NO_FUNDS), risk=ordinary_risk(draw))
    noted = MetadataChanged(
        morning + draw.whole(95, 170) * 60, (("support_ticket", f"T-{draw.whole(20_100, 88_900)}"),)
    )
    kept = scene.keep(tried(payment, first, second, third, fourth, noted))
    distractors = (
        _half(scene, draw.within("half"), kept, mastercard, noted.at),
        _older(scene, draw.within("older"), person, visa, evening),
        _sibling(scene, draw.within("sibling"), evening),
        uneasy_risk(second.charge),
    )
    near = frozenset({Cause.BLOCKED_BY_RADAR, Cause.AUTHENTICATION_FAILED, Cause.RECOVERED_BY_RETRY})
    return Story(telling.recipe, kept, 4, near, distractors)


def _local(now: int, days_ago: int, hour: int) -> int:
    """An hour of a local day in Detroit, so many days before today."""
    offset = METRO_BY_SLUG["detroit"].hour_offset * HOUR
    return (now + offset) // DAY * DAY - offset - days_ago * DAY + hour * HOUR


def _customer(scene: Scene, draw: Draw, evening: int) -> tuple[Card, Card, Person]:
    """Somebody who has paid here before, with a debit card; the credit card comes out when that fails."""
    visa = cast.card(draw, "US", evening - draw.whole(48, 53) * DAY, scene.now, brand=Brand.VISA, funding=Funding.DEBIT)
    mastercard = cast.card(
        draw, "US", evening + draw.whole(660, 760), scene.now, brand=Brand.MASTERCARD, funding=Funding.CREDIT
    )
    metro = METRO_BY_SLUG["detroit"]
    person = cast.person(draw, metro, visa.added_at - draw.whole(60, 500), scene.now, methods=(visa, mastercard))
    return visa, mastercard, scene.admit(replace(person, saved=()))


def _booking(scene: Scene, draw: Draw, at: int) -> Booking:
    booked = scene.book(draw, METRO_BY_SLUG["detroit"], at - draw.whole(20, 200))
    return replace(booked, service="drone_delivery", price=PRICE, done_at=at + 19 * HOUR + draw.whole(0, 3599))


def _half(scene: Scene, draw: Draw, payment: Payment, mastercard: Card, after: int) -> Distractor:
    """A second payment for the same booking, for half of it: authenticated this time, and paid."""
    at = after + draw.whole(150, 330) * 60
    second = replace(scene.open(draw, payment.person, payment.booking, at), amount=HALF)
    tried_at = at + draw.whole(15, 80)
    one = attempt(
        draw,
        second,
        mastercard,
        tried_at,
        answer=Answer(),
        challenge=challenged(draw, tried_at),
        risk=ordinary_risk(draw),
    )
    scene.keep(tried(second, one))
    return Distractor(second.id, "half of the same booking, paid later", Cause.RECOVERED_BY_RETRY)


def _older(scene: Scene, draw: Draw, person: Person, visa: Card, evening: int) -> Distractor:
    """Weeks ago the same card failed for a mistyped security code, and was then paid."""
    at = evening - draw.whole(38, 45) * DAY - draw.whole(0, 5 * HOUR)
    booking = scene.book(draw, METRO_BY_SLUG["detroit"], at - draw.whole(20, 200))
    payment = scene.open(draw, person, booking, at)
    first = at + draw.whole(10, 60)
    payment = tried(
        payment,
        attempt(draw, payment, visa, first, answer=Answer(Refusal.WRONG_CVC, Advice.CHECK_DATA)),
        attempt(draw, payment, visa, first + draw.whole(50, 200), answer=Answer()),
    )
    scene.keep(payment)
    return Distractor(payment.id, "an older decline of the same customer, paid in the end", Cause.CARD_DATA_INCORRECT)


def _sibling(scene: Scene, draw: Draw, evening: int) -> Distractor:
    """In the same hour somebody else fails to pay the same amount, for another reason."""
    metro = METRO_BY_SLUG["detroit"]
    at = evening + draw.whole(-25, 32) * 60 + draw.whole(0, 59)
    card = cast.card(draw, "US", at - draw.whole(60, 500), scene.now, funding=Funding.CREDIT)
    person = scene.newcomer(draw, metro, card.added_at - draw.whole(30, 200), methods=(card,))
    booking = replace(scene.book(draw, metro, at - draw.whole(20, 200)), service="drone_delivery", price=PRICE)
    payment = scene.open(draw, person, booking, at)
    payment = tried(payment, attempt(draw, payment, card, at + draw.whole(9, 70), answer=Answer(Refusal.NOT_HONORED)))
    scene.keep(payment)
    return Distractor(payment.id, "same amount within the hour, another customer", Cause.ISSUER_DECLINED)
