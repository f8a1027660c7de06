"""What the wider stories begin with: somebody who has paid, by card or from an account; and misleading neighbours."""

from dataclasses import replace

from evals.recipes.plot import Checkout, at_checkout
from evals.recipes.story import Telling
from evals.truth import Distractor
from evals.world import cast
from evals.world.checkout import attempt, fresh_card, request, tried
from evals.world.claims import Complaint, Disputed, Refunded
from evals.world.draw import DAY, HOUR, Draw
from evals.world.happened import Answer, Attempt, Payment, Refusal
from evals.world.market import METROS
from evals.world.parties import Scheme
from tools.contract.causes import CauseCode as Cause

COUNTRY = {Scheme.ACH: ("US",), Scheme.SEPA: ("DE", "FR")}


def paid(telling: Telling, days_ago: tuple[float, float], **told: object) -> Checkout:
    """Somebody whose card was charged some days ago, at the first try. Half of the cards are new to the platform."""
    told = {"known": True, **told}
    checkout = at_checkout(telling, days_ago=days_ago, **told)  # pyright: ignore[reportArgumentType]
    return charged(checkout)


def charged(checkout: Checkout, answer: Answer | None = None) -> Checkout:
    """The same checkout, its payment tried with the card and, unless told otherwise, agreed to."""
    at = checkout.soon()
    one = attempt(checkout.draw, checkout.payment, checkout.card, at, answer=answer or Answer(), risk=checkout.calm())
    return replace(checkout, payment=tried(checkout.payment, one))


def debited(
    telling: Telling, scheme: Scheme, days_ago: tuple[float, float], days: int, refusal: Refusal | None = None
) -> Payment:
    """Somebody whose bank account is debited; the bank answers after so many days."""
    scene, draw = telling.scene, telling.draw
    metro = draw.weigh(tuple((metro, weight) for metro, weight in METROS if metro.country in COUNTRY[scheme]))
    at = scene.moment(draw, metro, draw.random.uniform(*days_ago))
    account = cast.bank_account(draw, metro.country, at - draw.whole(90, 2000))
    person = scene.newcomer(draw, metro, account.added_at - 40, methods=(account,))
    payment = scene.open(draw, person, scene.book(draw, metro, at - draw.whole(2, 400)), at)
    tried_at = at + draw.whole(20, 200)
    settled = tried_at + days * DAY + draw.whole(0, 6 * HOUR)
    one = attempt(draw, payment, account, tried_at, answer=Answer(refusal), settled_at=settled)
    return tried(payment, one)


def agreed(payment: Payment) -> Attempt:
    """The attempt that a story says was agreed to."""
    assert payment.paid is not None  # noqa: S101 - the story has just told it
    return payment.paid


def refund(draw: Draw, payment: Payment, at: int, amount: int | None = None, **told: object) -> Refunded:
    """Some of a payment, or all of it, given back because the customer asked."""
    debit = agreed(payment).charge.startswith("py_")
    identity = draw.minted("pyr" if debit else "re", payment.stem)
    made = Refunded(at, identity, amount or payment.amount, True, request(draw))
    return replace(made, **told)  # pyright: ignore[reportArgumentType]


def dispute(draw: Draw, at: int, due: int, complaint: Complaint, **told: object) -> Disputed:
    made = Disputed(at, draw.minted("du", draw.stem(at)), complaint, due)
    return replace(made, **told)  # pyright: ignore[reportArgumentType]


def refunded_sibling(checkout_draw: Draw, telling: Telling, payment: Payment) -> Distractor:
    """Another customer's payment of the same amount, given back without trouble."""
    draw = checkout_draw.within("refunded sibling")
    other = _sibling(draw, telling, payment)
    at = min(agreed(other).at + draw.whole(4, 30) * HOUR, telling.scene.now - 600)
    kept = telling.scene.keep(tried(other, refund(draw, other, at)))
    return Distractor(kept.id, "same amount, another customer, refunded without trouble", Cause.REFUND_SENT)


def disputed_sibling(checkout_draw: Draw, telling: Telling, payment: Payment) -> Distractor:
    """Another customer's payment of the same amount, disputed and lost long ago."""
    draw = checkout_draw.within("disputed sibling")
    other = _sibling(draw, telling, payment, draw.whole(40, 50))
    at = agreed(other).at + draw.whole(3, 6) * DAY
    step = dispute(draw, at, (at // DAY + 8) * DAY - 1, Complaint.DONE_BADLY)
    kept = telling.scene.keep(tried(other, step))
    return Distractor(kept.id, "same amount, another customer, disputed and lost long ago", Cause.DISPUTE_LOST)


def contested_sibling(checkout_draw: Draw, telling: Telling, payment: Payment) -> Distractor:
    """Another customer's payment of the same amount, whose dispute waits for an answer."""
    draw, now = checkout_draw.within("contested sibling"), telling.scene.now
    other = _sibling(draw, telling, payment, draw.whole(12, 20))
    step = dispute(
        draw, now - draw.whole(20, 90) * HOUR, (now // DAY + draw.whole(5, 12)) * DAY - 1, Complaint.NOT_DONE
    )
    kept = telling.scene.keep(tried(other, step))
    what = "same amount, another customer, its dispute still to be answered"
    return Distractor(kept.id, what, Cause.DISPUTE_NEEDS_RESPONSE)


def plain_sibling(checkout_draw: Draw, telling: Telling, payment: Payment) -> Distractor:
    """Another customer's payment of the same amount the same day, paid and nothing more."""
    draw = checkout_draw.within("plain sibling")
    kept = telling.scene.keep(_sibling(draw, telling, payment))
    return Distractor(kept.id, "same amount the same day, another customer, paid without trouble", None)


def _sibling(draw: Draw, telling: Telling, payment: Payment, days_ago: int | None = None) -> Payment:
    scene = telling.scene
    metro = next(metro for metro, _ in METROS if metro.slug == payment.booking.metro)
    at = min(payment.created_at + draw.whole(-200, 200) * 60, scene.now - 3 * HOUR)
    at = at if days_ago is None else scene.now - days_ago * DAY - draw.whole(0, DAY)
    card = fresh_card(scene, draw, metro, at - draw.whole(60, 700))
    person = scene.newcomer(draw, metro, card.added_at - draw.whole(30, 300), methods=(card,))
    booking = replace(
        scene.book(draw, metro, at - draw.whole(2, 400)), price=payment.booking.price, currency=payment.booking.currency
    )
    other = scene.open(draw, person, booking, at)
    return tried(other, attempt(draw, other, card, at + draw.whole(4, 90), answer=Answer()))
