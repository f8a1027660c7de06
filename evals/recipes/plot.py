"""What stories have in common: somebody who pays for something, and misleading things that happen nearby."""

from dataclasses import dataclass, replace

from evals.recipes.story import Telling
from evals.truth import Distractor
from evals.world.cast import good_until
from evals.world.checkout import Scene, attempt, decided, fresh_card, ordinary_risk, tried
from evals.world.draw import DAY, HOUR, Draw
from evals.world.happened import Advice, Answer, Payment, Refusal, Risk, RiskDecision
from evals.world.market import METROS, Metro
from evals.world.parties import Brand, Card, Funding, Person
from evals.world.traffic import REFUSALS, aftermath
from tools.contract.causes import CauseCode

CAUSES: dict[Refusal, CauseCode] = {
    Refusal.NO_FUNDS: CauseCode.INSUFFICIENT_FUNDS,
    Refusal.NOT_HONORED: CauseCode.ISSUER_DECLINED,
    Refusal.NO_REASON: CauseCode.ISSUER_DECLINED,
    Refusal.WRONG_CVC: CauseCode.CARD_DATA_INCORRECT,
    Refusal.OVER_LIMIT: CauseCode.CARD_LIMIT_EXCEEDED,
}


@dataclass(frozen=True, slots=True)
class Checkout:
    """Somebody at the checkout with a card, a payment open and nothing tried yet."""

    telling: Telling
    metro: Metro
    card: Card
    payment: Payment

    @property
    def scene(self) -> Scene:
        return self.telling.scene

    @property
    def draw(self) -> Draw:
        return self.telling.draw

    @property
    def person(self) -> Person:
        return self.payment.person

    @property
    def opened(self) -> int:
        return self.payment.created_at

    def soon(self, low: int = 4, high: int = 150) -> int:
        """The moment of the first try: seconds to minutes after the checkout was opened."""
        return self.opened + self.draw.whole(low, high)

    def calm(self) -> Risk:
        """An ordinary score, let through."""
        return ordinary_risk(self.draw)

    def uneasy(self) -> Risk:
        """A score that the engine calls elevated, and yet let through to the issuer."""
        return decided(self.scene.platform, self.card, self.payment, self.draw.whole(66, 73))


def at_checkout(  # noqa: PLR0913 - each is a fact that a story may fix
    telling: Telling,
    *,
    days_ago: tuple[float, float] = (1.0, 24.0),
    at: int | None = None,
    abroad: bool | None = None,
    brand: Brand | None = None,
    funding: Funding | None = None,
    known: bool = True,
    saved: bool = False,
    by_hand: bool = False,
    expires: tuple[int, int] | None = None,
) -> Checkout:
    """A customer of some metro opens a payment for a booking, within a span of days before now.

    Known: the card was used here weeks before. Saved: it was kept for payments without the customer.
    """
    scene, draw = telling.scene, telling.draw
    metro = draw.weigh(tuple((m, w) for m, w in METROS if abroad is None or (m.country not in {"US", "CA"}) is abroad))
    if at is None:
        at = scene.moment(draw, metro, draw.random.uniform(*days_ago))
    added = at - (draw.whole(36, 50) * DAY if known or saved else draw.whole(45, 600))
    card = fresh_card(scene, draw, metro, added, brand=brand, funding=funding, expires=expires)
    person = scene.newcomer(draw, metro, added - draw.whole(30, 500), methods=(card,))
    if saved:
        person = replace(person, saved=(card.id,))
        scene.people[-1] = person
    booking = scene.book(draw, metro, at - draw.whole(2, 900))
    payment = scene.open(draw, person, booking, at, captured_by_hand=by_hand)
    return Checkout(telling, metro, card, payment)


def with_methods(checkout: Checkout, *more: Card) -> Checkout:
    """The same customer with more cards."""
    person = replace(checkout.person, methods=(*checkout.person.methods, *more))
    people = checkout.scene.people
    people[people.index(checkout.person)] = person
    return replace(checkout, payment=replace(checkout.payment, person=person))


def same_amount_sibling(checkout: Checkout, but: Refusal | None) -> Distractor:
    """Another customer's payment of the same amount within the hour, declined for another reason."""
    scene, draw = checkout.scene, checkout.draw.within("sibling")
    refusal, advice = _other_refusal(draw, but)
    at = min(checkout.opened + draw.whole(-50, 50) * 60, scene.now - 1200)
    card = fresh_card(scene, draw, checkout.metro, at - draw.whole(60, 700))
    person = scene.newcomer(draw, checkout.metro, card.added_at - draw.whole(30, 300), methods=(card,))
    booking = replace(scene.book(draw, checkout.metro, at - draw.whole(2, 400)), price=checkout.payment.amount)
    payment = scene.open(draw, person, booking, at)
    payment = tried(
        payment,
        attempt(draw, payment, card, at + draw.whole(4, 90), answer=Answer(refusal, advice)),
    )
    scene.keep(payment)
    return Distractor(payment.id, "same amount within the hour, another customer", CAUSES[refusal])


def older_decline(checkout: Checkout, but: Refusal | None) -> Distractor:
    """The same customer's decline of weeks ago with the same card, for another reason, that was paid in the end."""
    scene, draw = checkout.scene, checkout.draw.within("older")
    refusal, advice = _other_refusal(draw, but)
    card = checkout.card
    at = draw.whole(card.added_at + HOUR, min(checkout.opened - 3 * DAY, good_until(card) - HOUR))
    payment = scene.open(draw, checkout.person, scene.book(draw, checkout.metro, at - draw.whole(2, 400)), at)
    while decided(scene.platform, card, payment, 0).decision is not RiskDecision.ALLOW:
        payment = scene.open(draw, checkout.person, scene.book(draw, checkout.metro, at - draw.whole(2, 400)), at)
    first = at + draw.whole(4, 90)
    payment = tried(
        payment,
        attempt(draw, payment, card, first, answer=Answer(refusal, advice)),
        attempt(draw, payment, card, first + draw.whole(70, 1500), answer=Answer()),
    )
    scene.keep(tried(payment, *aftermath(scene, draw, payment)))
    return Distractor(payment.id, "an older decline of the same customer, paid in the end", CAUSES[refusal])


def uneasy_risk(charge: str) -> Distractor:
    return Distractor(
        charge, "an elevated risk level, though the decision was not the risk engine's", CauseCode.BLOCKED_BY_RADAR
    )


def _other_refusal(draw: Draw, but: Refusal | None) -> tuple[Refusal, Advice | None]:
    cause = CAUSES.get(but) if but else None
    usual = [(pair, weight) for pair, weight in REFUSALS if pair[0] in CAUSES and CAUSES[pair[0]] is not cause]
    return draw.weigh(usual)
