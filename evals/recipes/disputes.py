"""C05 to C11 and B15: what cardholders contest, what their issuers warn of, and a charge that somebody doesn't know."""

from collections.abc import Callable
from dataclasses import replace

from evals.recipes.matter import Matter, Topic, ask
from evals.recipes.paying import agreed, charged, dispute, disputed_sibling, paid, refund, refunded_sibling
from evals.recipes.plot import Checkout, same_amount_sibling
from evals.recipes.story import Telling
from evals.truth import Asked, Distractor
from evals.world import cast
from evals.world.checkout import tried
from evals.world.claims import OF_CARDHOLDERS, Complaint, Disputed, FraudReported
from evals.world.draw import DAY, HOUR
from evals.world.happened import Payment, Step
from evals.world.parties import Card
from tools.contract.causes import CauseCode as Cause

STATES = frozenset(
    {
        *(Cause.DISPUTE_NEEDS_RESPONSE, Cause.DISPUTE_UNDER_REVIEW, Cause.INQUIRY_OPEN, Cause.DISPUTE_LOST),
        Cause.DISPUTE_WON,
    }
)
Told = Callable[[Payment], tuple[Step, ...]]


def c05(telling: Telling) -> Matter:
    """A chargeback that waits for the platform's answer, days before it is due."""
    return _disputed(telling, (8, 30), lambda payment: (_open(telling),), Cause.DISPUTE_NEEDS_RESPONSE)


def c05t(telling: Telling) -> Matter:
    """The twin of C05: only an inquiry."""
    return _disputed(telling, (8, 30), lambda payment: (replace(_open(telling), inquiry=True),), Cause.INQUIRY_OPEN)


def c06(telling: Telling) -> Matter:
    """The cardholder's bank asks; no money has moved, and a refund would still settle it."""
    return _disputed(telling, (8, 30), lambda payment: (replace(_open(telling), inquiry=True),), Cause.INQUIRY_OPEN)


def c06t(telling: Telling) -> Matter:
    """The twin of C06: a chargeback, whose money is gone for now."""
    return _disputed(telling, (8, 30), lambda payment: (_open(telling),), Cause.DISPUTE_NEEDS_RESPONSE)


def c07(telling: Telling) -> Matter:
    """A chargeback lost: answered in vain, or not answered in time."""
    return _disputed(telling, (48, 57), lambda payment: (_old(telling, won=False),), Cause.DISPUTE_LOST)


def c07t(telling: Telling) -> Matter:
    """The twin of C07: answered, and still with the issuer."""

    def reviewed(payment: Payment) -> tuple[Step, ...]:
        made = _open(telling)
        now = telling.scene.now
        answered = now - telling.draw.whole(20, 70) * HOUR
        return (replace(made, at=made.at - 6 * DAY, answered_at=answered, decided_at=now + 30 * DAY),)

    return _disputed(telling, (14, 30), reviewed, Cause.DISPUTE_UNDER_REVIEW)


def c08(telling: Telling) -> Matter:
    """A chargeback won: the money is back, the fee is not."""
    return _disputed(telling, (48, 57), lambda payment: (_old(telling, won=True),), Cause.DISPUTE_WON)


def c08t(telling: Telling) -> Matter:
    """The twin of C08: answered as well, and lost."""
    return _disputed(telling, (48, 57), lambda payment: (_old(telling, won=False),), Cause.DISPUTE_LOST)


def c09(telling: Telling) -> Matter:
    """Refunded first and disputed afterwards: the platform may pay twice."""

    def both(payment: Payment) -> tuple[Step, ...]:
        back = refund(telling.draw, payment, agreed(payment).at + telling.draw.whole(20, 40) * HOUR)
        return back, _open(telling)

    return _disputed(telling, (9, 30), both, Cause.DISPUTED_AFTER_REFUND)


def c09p(telling: Telling) -> Matter:
    """Settled by giving the money back before it became a chargeback."""
    return _disputed(
        telling, (9, 30), lambda payment: (replace(_open(telling), prevented=True),), Cause.DISPUTED_AFTER_REFUND
    )


def c09t(telling: Telling) -> Matter:
    """The twin of C09: disputed, and nothing refunded."""
    return _disputed(telling, (9, 30), lambda payment: (_open(telling),), Cause.DISPUTE_NEEDS_RESPONSE)


def c10(telling: Telling) -> Matter:
    """The issuer warns of fraud; there is no dispute yet, and a refund would forestall it."""
    return _warned(telling, disputed=False)


def c10t(telling: Telling) -> Matter:
    """The twin of C10: warned, and disputed already."""
    return _warned(telling, disputed=True)


def c11(telling: Telling) -> Matter:
    """One card behind several customers, each of whom disputes."""
    return _card_of_many(telling, disputing=2)


def c11t(telling: Telling) -> Matter:
    """The twin of C11: the same card behind another customer, who never disputed."""
    return _card_of_many(telling, disputing=0)


def b15(telling: Telling) -> Matter:
    """Somebody doesn't know a charge on their statement; it is theirs, and nothing is disputed."""
    checkout = paid(telling, (2, 12), known=True)
    distractors = (
        same_amount_sibling(checkout, None),
        disputed_sibling(telling.draw, telling, checkout.payment),
    )
    payment = telling.scene.keep(checkout.payment)
    near = frozenset({Cause.DISPUTE_NEEDS_RESPONSE, Cause.INQUIRY_OPEN, Cause.FRAUD_WARNING_OPEN})
    questions = _unknown(checkout, payment)
    return Matter(telling.recipe, Topic.STATEMENT, payment.id, questions, payment, near, distractors)


def b15t(telling: Telling) -> Matter:
    """The twin of B15: the same complaint, and the bank has taken the money back over it."""
    checkout = paid(telling, (8, 12), known=True)
    distractors = (
        same_amount_sibling(checkout, None),
        disputed_sibling(telling.draw, telling, checkout.payment),
    )
    step = replace(_open(telling), complaint=Complaint.UNKNOWN)
    payment = telling.scene.keep(tried(checkout.payment, step))
    near = frozenset({Cause.CHARGE_NOT_RECOGNIZED, Cause.DISPUTE_LOST, Cause.INQUIRY_OPEN})
    questions = _unknown(checkout, payment)
    return Matter(telling.recipe, Topic.STATEMENT, payment.id, questions, payment, near, distractors)


def _unknown(checkout: Checkout, payment: Payment) -> tuple[Asked, ...]:
    given = {"payment": payment.id, "last4": checkout.card.last4, "customer": payment.person.id}
    return ask(
        given,
        "The cardholder of {payment} says they don't recognise SKYMARKET on their statement. Is the charge theirs?",
        "Customer {customer}, card ending {last4}, doesn't know a charge of ours ({payment}). What is it for?",
        "A caller asks what {payment} on their card statement was. Legitimate?",
    )


def _open(telling: Telling) -> Disputed:
    """A dispute of the last days, still to be answered."""
    draw, now = telling.draw.within("dispute"), telling.scene.now
    at = now - draw.whole(10 * HOUR, 80 * HOUR)
    due = (now // DAY + draw.whole(4, 13)) * DAY - 1
    return dispute(draw, at, due, draw.pick((*OF_CARDHOLDERS, Complaint.PAID_TWICE, Complaint.NOT_REFUNDED)))


def _old(telling: Telling, *, won: bool) -> Disputed:
    """A dispute of weeks ago, ruled on since."""
    draw, now = telling.draw.within("dispute"), telling.scene.now
    at = now - draw.whole(40, 44) * DAY
    due = (at // DAY + draw.whole(9, 12)) * DAY - 1
    answered = at + draw.whole(1, 5) * DAY if won or draw.chance(0.6) else None
    decided = due + draw.whole(5, 20) * DAY
    return dispute(draw, at, due, draw.pick(OF_CARDHOLDERS), answered_at=answered, decided_at=decided, won=won)


def _disputed(telling: Telling, days_ago: tuple[float, float], told: Told, truth: Cause) -> Matter:
    checkout = paid(telling, days_ago)
    sibling = refunded_sibling if truth is Cause.DISPUTE_LOST else disputed_sibling
    distractors = (same_amount_sibling(checkout, None), sibling(telling.draw, telling, checkout.payment))
    payment = telling.scene.keep(tried(checkout.payment, *told(checkout.payment)))
    return _matter(telling, payment, truth, distractors)


def _matter(telling: Telling, payment: Payment, truth: Cause, distractors: tuple[Distractor, ...]) -> Matter:
    found = payment.of(Disputed)[0]
    given = {"dispute": found.id, "payment": payment.id, "booking": payment.booking.id}
    questions = ask(
        given,
        "What is at stake in {dispute}, and what must we do by when?",
        "The cardholder contests {payment}. Where does that stand?",
        "Finance asks about the money of {booking}: was it taken back over a dispute, and is that final?",
    )
    near = STATES - {truth}
    if truth is Cause.DISPUTED_AFTER_REFUND:
        near = frozenset({Cause.DISPUTE_LOST, Cause.DISPUTE_WON, Cause.INQUIRY_OPEN})
    elif truth is Cause.DISPUTE_NEEDS_RESPONSE:
        near |= {Cause.DISPUTED_AFTER_REFUND}
    return Matter(telling.recipe, Topic.DISPUTE, found.id, questions, payment, near, distractors)


def _warned(telling: Telling, *, disputed: bool) -> Matter:
    checkout = paid(telling, (6, 20))
    draw, now = telling.draw, telling.scene.now
    distractors = (
        same_amount_sibling(checkout, None),
        disputed_sibling(draw, telling, checkout.payment),
    )
    at = now - draw.whole(90, 110) * HOUR
    warning = FraudReported(at, draw.minted("issfr", draw.stem(at)), draw.chance(0.4))
    steps: tuple[Step, ...] = (warning,)
    if disputed:
        steps = (warning, replace(_open(telling), complaint=Complaint.NOT_MINE))
    payment = telling.scene.keep(tried(checkout.payment, *steps))
    given = {"payment": payment.id, "warning": warning.id}
    questions = ask(
        given,
        "We were sent {warning}. Should we refund, and how urgent is it?",
        "Is there anything to do about fraud on {payment}?",
        "Does {payment} still have to be acted on after the issuer's report?",
    )
    truth = Cause.DISPUTE_NEEDS_RESPONSE if disputed else Cause.FRAUD_WARNING_OPEN
    near = frozenset({Cause.DISPUTE_NEEDS_RESPONSE, Cause.FRAUD_WARNING_OPEN, Cause.DISPUTE_LOST} - {truth})
    return Matter(telling.recipe, Topic.WARNING, payment.id, questions, payment, near, distractors)


def _card_of_many(telling: Telling, disputing: int) -> Matter:
    """A payment disputed now; its card was used by two other customers before."""
    scene, draw = telling.scene, telling.draw
    checkout = paid(telling, (8, 20))
    distractors = [
        same_amount_sibling(checkout, None),
        disputed_sibling(draw, telling, checkout.payment),
    ]
    for index in range(2):
        beside = draw.within("beside", str(index))
        _used_elsewhere(telling, checkout, beside.whole(28, 50), str(index), disputing=index < disputing)
    payment = scene.keep(tried(checkout.payment, replace(_open(telling), complaint=Complaint.NOT_MINE)))
    found = payment.of(Disputed)[0]
    given = {"dispute": found.id, "payment": payment.id, "customer": payment.person.id}
    questions = ask(
        given,
        "Has whoever is behind {dispute} disputed with us before?",
        "Is {payment}'s cardholder a repeat disputer? Look beyond customer {customer}.",
        "Should we block the card behind {dispute}: how often has it been disputed?",
    )
    truth = Cause.REPEAT_DISPUTER if disputing else Cause.DISPUTE_NEEDS_RESPONSE
    near = frozenset({Cause.REPEAT_DISPUTER, Cause.DISPUTE_LOST, Cause.FRAUD_WARNING_OPEN} - {truth})
    return Matter(telling.recipe, Topic.REPEATED, found.id, questions, payment, near, tuple(distractors))


def _used_elsewhere(telling: Telling, checkout: Checkout, days_ago: int, index: str, *, disputing: bool) -> None:
    """Another customer, another name, the same card."""
    scene, draw = telling.scene, telling.draw.within("elsewhere", index)
    at = scene.now - days_ago * DAY + draw.whole(0, HOUR)
    card: Card = replace(checkout.card, id=draw.minted("pm", draw.stem(at - 90)), added_at=at - 90)
    person = scene.admit(cast.person(draw, checkout.metro, at - 200, scene.now, (card,)))
    booking = scene.book(draw, checkout.metro, at - 60)
    payment = charged(replace(checkout, card=card, payment=scene.open(draw, person, booking, at))).payment
    if disputing:
        when = at + draw.whole(4, 8) * DAY
        step = dispute(draw, when, (when // DAY + 9) * DAY - 1, Complaint.NOT_MINE)
        payment = tried(payment, step)
    scene.keep(payment)
