"""`booking_12345`, and B01 to B12 as far as they turn on which booking a payment is for, how much and in what mode."""

from dataclasses import replace

from evals.recipes.matter import Matter, Topic, ask
from evals.recipes.paying import charged, contested_sibling, paid, refunded_sibling
from evals.recipes.plot import Checkout, at_checkout, older_decline, same_amount_sibling
from evals.recipes.risk import dear
from evals.recipes.story import Telling
from evals.truth import Asked, Distractor, Grants
from evals.world import cast
from evals.world.checkout import attempt, ordinary_risk, tried
from evals.world.checkout import request as asked_of_stripe
from evals.world.draw import DAY, HOUR
from evals.world.express import passed_on
from evals.world.happened import Answer, Payment, Pricing
from evals.world.known import DRONES as PROVIDER
from evals.world.known import provider as known_provider
from evals.world.market import METRO_BY_SLUG
from evals.world.parties import Brand, Funding
from evals.world.releases import release, soon_after
from evals.world.steps import Canceled, Captured, Why
from tools.contract.causes import CauseCode as Cause

BOOKING, PRICE = "booking_12345", 4550


def known(telling: Telling) -> Matter:
    """`booking_12345`: a drone delivery in Detroit for 45.50 US dollars, passed on to its provider less three cents."""
    scene, draw = telling.scene, telling.draw
    metro = METRO_BY_SLUG["detroit"]
    offset = metro.hour_offset * HOUR
    at = (scene.now + offset) // DAY * DAY - offset - 2 * DAY + 9 * HOUR + draw.whole(20, 55) * 60 + 22
    card = cast.card(draw, "US", at - 40 * DAY, scene.now, brand=Brand.VISA, funding=Funding.CREDIT)
    person = scene.admit(replace(cast.person(draw, metro, card.added_at - 90, scene.now, (card,)), saved=()))
    booked = scene.book(draw, metro, at - 140)
    booking = replace(
        booked,
        id=BOOKING,
        provider=known_provider(scene, PROVIDER),
        service="drone_delivery",
        price=PRICE,
        done_at=at + 20 * HOUR,
    )
    payment = passed_on(scene, draw, person, booking, at)
    one = attempt(draw, payment, card, at + 3, answer=Answer(), risk=ordinary_risk(draw))
    checkout = Checkout(telling, metro, card, tried(payment, one))
    distractors = (same_amount_sibling(checkout, None), older_decline(checkout, None))
    kept = scene.keep(checkout.payment)
    questions = ask(
        {"booking": BOOKING},
        "Analyze PaymentIntent for booking ID '{booking}': payment status, amount, timeline; charge details and "
        "receipt; failed attempts and decline reasons; metadata matches booking requirements",
        "Is {booking} paid, by whom, and what did it cost us in fees?",
        "Show me everything about the payment of {booking}.",
    )
    near = frozenset({Cause.RECOVERED_BY_RETRY, Cause.DUPLICATE_CHARGE, Cause.ISSUER_DECLINED})
    well = frozenset({Cause.FEE_AS_AGREED, Cause.NO_FAULT_FOUND})
    return Matter(telling.recipe, Topic.PAYMENT, kept.id, questions, kept, near, distractors, acceptable=well)


def fee(telling: Telling) -> Matter:
    """What a foreign card in a currency that is converted costs: three parts, all as agreed."""
    return _priced(paid(telling, (2, 20), abroad=True), {Cause.FEE_DIFFERS})


def feet(telling: Telling) -> Matter:
    """The twin of FEES: the share taken is that of before the prices were renegotiated."""
    checkout = paid(telling, (2, 20), abroad=True)
    outdated = replace(checkout.payment, priced=Pricing.OUTDATED)
    return _priced(replace(checkout, payment=outdated), {Cause.FEE_AS_AGREED})


def b01(telling: Telling) -> Matter:
    """One booking, two payments: the platform's code asked twice, with another key each time."""
    checkout = paid(telling, (1, 14))
    draw, first = checkout.draw.within("second"), checkout.payment
    again = first.created_at + draw.whole(15, 120)
    second = charged(replace(checkout, payment=checkout.scene.open(draw, first.person, first.booking, again)))
    return _twice(checkout, second.payment, {Cause.SEPARATE_ORDERS})


def b02(telling: Telling) -> Matter:
    """Two bookings of the same price on one day; the near miss of B01, and rightly charged twice."""
    checkout = paid(telling, (1, 14))
    draw, first = checkout.draw.within("second"), checkout.payment
    again = first.created_at + draw.whole(4, 70) * 60
    booking = replace(checkout.scene.book(draw, checkout.metro, again - 70), price=first.booking.price)
    second = charged(replace(checkout, payment=checkout.scene.open(draw, first.person, booking, again)))
    return _twice(checkout, second.payment, {Cause.DUPLICATE_CHARGE})


def b05e(telling: Telling) -> Matter:
    """A payment that Stripe canceled because its time had run out: the customer never paid."""
    checkout = at_checkout(telling, days_ago=(2.5, 20))
    ended = checkout.opened + DAY + checkout.draw.whole(0, 900)
    payment = tried(checkout.payment, Canceled(ended, Why.TIME_RAN_OUT, None))
    questions = ask(
        {"payment": payment.id, "booking": payment.booking.id},
        "What became of {payment}?",
        "The customer can't pay {payment} any more. Who ended it, and why?",
        "How does the payment of {booking} stand?",
    )
    near = {Cause.ISSUER_DECLINED, Cause.AUTHORIZATION_EXPIRED, Cause.NEVER_CONFIRMED}
    return _planted(replace(checkout, payment=payment), Topic.PAYMENT, questions, near)


def b05et(telling: Telling) -> Matter:
    """The twin of B05e: opened, never paid, and still open."""
    checkout = at_checkout(telling, days_ago=(0.2, 0.9))
    questions = ask(
        {"payment": checkout.payment.id, "booking": checkout.payment.booking.id},
        "What became of {payment}?",
        "The customer can't pay {payment} any more. Who ended it, and why?",
        "How does the payment of {booking} stand?",
    )
    return _planted(checkout, Topic.PAYMENT, questions, {Cause.CANCELED, Cause.ISSUER_DECLINED})


def b08(telling: Telling) -> Matter:
    """Captured for another amount than the order came to: a decimal slipped, or all of a larger hold was taken."""
    checkout = dear(at_checkout(telling, days_ago=(3, 20), by_hand=True), 9000)
    price = checkout.payment.booking.price
    held, captured = (price, _round(price // 10)) if checkout.draw.chance(0.5) else (_round(price * 12 // 10),) * 2
    return _captured(checkout, held, captured, {Cause.PARTIALLY_REFUNDED, Cause.AUTHORIZATION_EXPIRED})


def b08t(telling: Telling) -> Matter:
    """The twin of B08: less was captured than was held, as the order came to less."""
    checkout = dear(at_checkout(telling, days_ago=(3, 20), by_hand=True), 9000)
    price = checkout.payment.booking.price
    return _captured(checkout, _round(price * 12 // 10), price, {Cause.CAPTURE_AMOUNT_WRONG, Cause.PARTIALLY_REFUNDED})


def b09(telling: Telling) -> Matter:
    """Charged as many dollars as the order came to in another currency, or a hundred times the yen."""
    checkout = at_checkout(telling, days_ago=(1, 14), abroad=True)
    payment = checkout.payment
    if payment.currency == "jpy":
        payment = replace(payment, amount=payment.amount * 100)
    else:
        payment = replace(payment, charged_in="usd")
    return _amount(charged(replace(checkout, payment=payment)), {Cause.CAPTURE_AMOUNT_WRONG, Cause.FEE_DIFFERS})


def b09t(telling: Telling) -> Matter:
    """The twin of B09: charged in the order's currency; only the balance is held in another."""
    return _amount(paid(telling, (1, 14), abroad=True), {Cause.CURRENCY_WRONG, Cause.CAPTURE_AMOUNT_WRONG})


def b10(telling: Telling) -> Matter:
    """The payment is marked with another booking and provider than it is for."""
    checkout = paid(telling, (8, 20))
    draw = checkout.draw.within("other")
    other = checkout.scene.book(draw, checkout.metro, checkout.opened - draw.whole(300, 3000))
    providers = [one for one in checkout.scene.platform.providers if one.metro == other.metro]
    provider = next(one for one in providers if one.id != checkout.payment.booking.provider.id)
    written = (("booking_id", other.id), ("provider_id", provider.id))
    return _marked(replace(checkout, payment=replace(checkout.payment, written=written)), set())


def b10t(telling: Telling) -> Matter:
    """The twin of B10: marked as it should be."""
    return _marked(paid(telling, (8, 20)), {Cause.METADATA_MISMATCH})


def b11t(telling: Telling) -> Matter:
    """The twin of B11: paid, and every endpoint that listens took the event."""
    checkout = paid(telling, (2, 9))
    questions = ask(
        {"payment": checkout.payment.id},
        "Was the webhook for {payment} delivered?",
        "Our booking system says it never heard of {payment}. Did Stripe tell it?",
        "Which endpoints were told that {payment} had succeeded?",
    )
    return _planted(checkout, Topic.DELIVERY, questions, {Cause.WEBHOOK_NOT_DELIVERED})


def b12(telling: Telling) -> Matter:
    """A payment of the test mode, asked about with the key of the live mode."""
    return replace(_moded(telling, {Cause.ISSUER_DECLINED, Cause.PAID_ONCE}), grants=Grants(mode="live"))


def b12t(telling: Telling) -> Matter:
    """The twin of B12: asked about with the key of its own mode."""
    return _moded(telling, {Cause.OTHER_MODE})


def _priced(checkout: Checkout, near: set[Cause]) -> Matter:
    questions = ask(
        {"payment": checkout.payment.id},
        "What fees were charged on {payment}, and are they right?",
        "The Stripe fee on {payment} looks high. Is it correct?",
        "Break down what {payment} cost us.",
    )
    return _planted(checkout, Topic.FEES, questions, near)


def _moded(telling: Telling, near: set[Cause]) -> Matter:
    checkout = paid(telling, (1, 14))
    questions = ask(
        {"payment": checkout.payment.id},
        "Is {payment} paid?",
        "Why can't I find {payment}?",
        "What is the state of {payment}?",
    )
    return _planted(checkout, Topic.MODE, questions, near)


def _twice(checkout: Checkout, second: Payment, near: set[Cause]) -> Matter:
    first = checkout.payment
    distractors = (same_amount_sibling(checkout, None), older_decline(checkout, None))
    kept = checkout.scene.keep(first)
    checkout.scene.keep(second)
    given = {"payment": second.id, "customer": first.person.id, "first": first.id}
    questions = ask(
        given,
        "Customer {customer} says we charged them twice for one booking. Did we?",
        "Is {payment} a second charge for what {first} had already paid?",
        "Was {customer} double charged, and if so what do we owe them?",
    )
    near = near | {Cause.RECOVERED_BY_RETRY}
    telling = checkout.telling
    return Matter(telling.recipe, Topic.TWICE, second.id, questions, kept, frozenset(near), distractors)


def _captured(checkout: Checkout, held: int, captured: int, near: set[Cause]) -> Matter:
    draw = checkout.draw
    checkout = charged(replace(checkout, payment=replace(checkout.payment, amount=held)))
    at = checkout.opened + draw.whole(10, 40) * HOUR
    payment = tried(checkout.payment, Captured(at, captured, asked_of_stripe(draw)))
    return _amount(replace(checkout, payment=payment), near)


def _amount(checkout: Checkout, near: set[Cause]) -> Matter:
    questions = ask(
        {"payment": checkout.payment.id, "booking": checkout.payment.booking.id},
        "Did we take the right amount for {booking}?",
        "The customer says {payment} was for the wrong sum. Is that so?",
        "Check what was charged on {payment} against the order.",
    )
    return _planted(checkout, Topic.AMOUNT, questions, near)


def _marked(checkout: Checkout, near: set[Cause]) -> Matter:
    payment, draw = checkout.payment, checkout.draw
    sent = release(draw, payment, soon_after(draw, payment.booking.release_at))
    questions = ask(
        {"payment": payment.id, "provider": payment.booking.provider.id},
        "Does the metadata of {payment} match its booking?",
        "Which provider was {payment} for? {provider} says it was theirs.",
        "Are booking and provider on {payment} right?",
    )
    return _planted(replace(checkout, payment=tried(payment, sent)), Topic.MARKS, questions, near)


def _planted(checkout: Checkout, topic: Topic, questions: tuple[Asked, ...], near: set[Cause]) -> Matter:
    telling, draw = checkout.telling, checkout.draw
    sibling = refunded_sibling if topic is Topic.AMOUNT else contested_sibling
    distractors: tuple[Distractor, ...] = (
        same_amount_sibling(checkout, None),
        sibling(draw, telling, checkout.payment),
    )
    kept = checkout.scene.keep(checkout.payment)
    return Matter(telling.recipe, topic, kept.id, questions, kept, frozenset(near), distractors)


def _round(amount: int) -> int:
    """An amount that any currency can hold: the dinar's third decimal is 0."""
    return amount - amount % 10
