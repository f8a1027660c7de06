"""N07 to N12: questions that take for granted what isn't so, or ask for what nobody knows; each beside its twin."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from evals.recipes.abstaining import DECLINES, around
from evals.recipes.matter import Matter, Topic, ask
from evals.recipes.paying import dispute, paid, plain_sibling, refund
from evals.recipes.plot import Checkout
from evals.recipes.story import Telling
from evals.truth import Asked
from evals.world.checkout import tried
from evals.world.claims import Complaint
from evals.world.draw import DAY, HOUR
from evals.world.happened import Payment
from evals.world.steps import MetadataChanged
from tools.contract.causes import CauseCode as Cause

REFUNDS = frozenset({Cause.REFUND_SENT, Cause.REFUND_FAILED, Cause.REFUND_PENDING, Cause.PARTIALLY_REFUNDED})


def n07(telling: Telling) -> Matter:
    """A note of staff says that the payment was refunded; Stripe knows of no refund."""
    return _noted(telling, refunded=False)


def n07t(telling: Telling) -> Matter:
    """The twin of N07: the note is right."""
    return _noted(telling, refunded=True)


def n08(telling: Telling) -> Matter:
    """The question takes a refund for granted that never was."""
    return _presumed(telling, refunded=False)


def n08t(telling: Telling) -> Matter:
    """The twin of N08: it was refunded."""
    return _presumed(telling, refunded=True)


def n09(telling: Telling) -> Matter:
    """A month before the account existed."""
    opened = datetime.fromtimestamp(telling.scene.platform.opened_at, UTC)
    first = datetime(opened.year - 1, opened.month, 1, tzinfo=UTC)
    return _span(telling, int(first.timestamp()), 28)


def n09t(telling: Telling) -> Matter:
    """The twin of N09: a week of this account's."""
    return _span(telling, (telling.scene.now // DAY - 8) * DAY, 7)


def n10(telling: Telling) -> Matter:
    """A rate over a handful of payments."""
    return _rate(telling, 1)


def n10t(telling: Telling) -> Matter:
    """The twin of N10: the same rate over weeks."""
    return _rate(telling, 50)


def n11(telling: Telling) -> Matter:
    """Two payments fit what the customer tells."""
    return _which(telling, several=True)


def n11t(telling: Telling) -> Matter:
    """The twin of N11: one fits."""
    return _which(telling, several=False)


def n12(telling: Telling) -> Matter:
    """Nobody can know how a dispute that is with the issuer will end."""
    return _ending(telling, decided=False)


def n12t(telling: Telling) -> Matter:
    """The twin of N12: it has ended."""
    return _ending(telling, decided=True)


def _noted(telling: Telling, *, refunded: bool) -> Matter:
    checkout = paid(telling, (6, 20))
    note = MetadataChanged(checkout.opened + 50 * HOUR, (("support_note", "refunded in full, see ticket"),))
    payment = tried(checkout.payment, note)
    texts = (
        "The note on {payment} says it was given back. Was it?",
        "Support wrote that {payment} has been returned to the customer. Does Stripe agree?",
        "Did the money of {payment} go back, as its metadata claims?",
    )
    return _back(checkout, payment, texts, refunded=refunded)


def _presumed(telling: Telling, *, refunded: bool) -> Matter:
    checkout = paid(telling, (6, 20))
    texts = (
        "Why was {payment} refunded?",
        "Who refunded {payment}, and on whose word?",
        "What was the reason for giving {payment} back?",
    )
    return _back(checkout, checkout.payment, texts, refunded=refunded)


def _back(checkout: Checkout, payment: Payment, texts: Sequence[str], *, refunded: bool) -> Matter:
    telling = checkout.telling
    if refunded:
        at = checkout.opened + telling.draw.whole(30, 46) * HOUR
        payment = tried(payment, refund(telling.draw, payment, at))
    distractors = around(checkout)
    kept = telling.scene.keep(payment)
    near = REFUNDS - ({Cause.REFUND_SENT} if refunded else set())
    questions = ask({"payment": kept.id}, *texts)
    fine = frozenset({Cause.NO_FAULT_FOUND}) if not refunded else frozenset[Cause]()
    return Matter(telling.recipe, Topic.REFUND, kept.id, questions, kept, near, distractors, acceptable=fine)


def _span(telling: Telling, start: int, days: int) -> Matter:
    checkout = paid(telling, (1, 6))
    distractors = around(checkout)
    telling.scene.keep(checkout.payment)
    since, until = (datetime.fromtimestamp(at, UTC).date().isoformat() for at in (start, start + days * DAY))
    questions = ask(
        {"since": since, "until": until},
        "How many payment attempts failed from {since} up to {until} (UTC)?",
        "Count the failed charges between {since} and {until}, UTC days, the last not included.",
        "What was our number of failed attempts from {since} to {until} (UTC)?",
    )
    window = (start, start + days * DAY)
    account = telling.scene.platform.account
    return Matter(telling.recipe, Topic.WINDOW, account, questions, None, DECLINES, distractors, window=window)


def _rate(telling: Telling, days: int) -> Matter:
    checkout = paid(telling, (1, 6))
    distractors = around(checkout)
    telling.scene.keep(checkout.payment)
    end = telling.scene.now // DAY * DAY
    since, until = (datetime.fromtimestamp(at, UTC).date().isoformat() for at in (end - days * DAY, end))
    questions = ask(
        {"service": "drone_delivery", "since": since, "until": until},
        "Is the success rate of {service} from {since} up to {until} (UTC) out of the ordinary?",
        "How reliable are {service} payments between {since} and {until}, UTC?",
        "Did {service} payments get worse from {since} to {until} (UTC)?",
    )
    account, window = telling.scene.platform.account, (end - days * DAY, end)
    return Matter(telling.recipe, Topic.RATE, account, questions, None, DECLINES, distractors, window=window)


def _which(telling: Telling, *, several: bool) -> Matter:
    checkout = _of_a_sum_of_its_own(paid(telling, (1, 3)))
    payment, draw = checkout.payment, telling.draw
    beside = around(checkout)[1:]
    if several:
        beside = (*beside, plain_sibling(draw, telling, payment))
    kept = telling.scene.keep(payment)
    day = datetime.fromtimestamp(kept.created_at, UTC).date().isoformat()
    given = {"amount": str(kept.amount), "currency": kept.currency, "day": day, "metro": kept.booking.metro}
    texts = (
        "A customer in {metro} was charged {amount} (minor units of {currency}) around {day}. What was it for?",
        "Find the payment of {amount} minor units {currency} of about {day}: who was it for?",
        "Somebody paid {amount} (minor units, {currency}) around {day} in {metro}. Is all well with it?",
    )
    near = DECLINES | {Cause.DUPLICATE_CHARGE}
    return Matter(telling.recipe, Topic.WHICH, kept.id, ask(given, *texts), kept, near, beside, difficulty=len(beside))


def _of_a_sum_of_its_own(checkout: Checkout) -> Checkout:
    """The same payment, of a sum that nobody else has paid."""
    taken = {one.amount for one in checkout.scene.payments}
    payment = checkout.payment
    while payment.amount in taken:
        booking = replace(payment.booking, price=payment.amount + 10)
        payment = replace(payment, purpose=booking, amount=booking.price)
    return replace(checkout, payment=payment)


def _ending(telling: Telling, *, decided: bool) -> Matter:
    checkout = paid(telling, (48, 57) if decided else (20, 30))
    draw, now = telling.draw, telling.scene.now
    at = now - (draw.whole(40, 44) if decided else draw.whole(9, 12)) * DAY
    due = (at // DAY + 10) * DAY - 1
    ruled = due + draw.whole(5, 20) * DAY if decided else now + 25 * DAY
    step = dispute(draw, at, due, Complaint.NOT_DONE, answered_at=at + 2 * DAY, decided_at=ruled, won=True)
    distractors = around(checkout)
    kept = telling.scene.keep(tried(checkout.payment, step))
    texts = ("Will we win {dispute}?", "How does {dispute} end?", "Should finance book the money of {dispute} as ours?")
    near = {Cause.DISPUTE_LOST, Cause.DISPUTE_NEEDS_RESPONSE}
    if not decided:
        near |= {Cause.DISPUTE_WON}
    questions: tuple[Asked, ...] = ask({"dispute": step.id}, *texts)
    return Matter(telling.recipe, Topic.FORECAST, step.id, questions, kept, frozenset(near), distractors)
