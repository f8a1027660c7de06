"""E04 to E06, B13 and B05v: a membership's bill that was not paid, and what became of the membership."""

from dataclasses import replace

from evals.recipes.matter import Matter, Topic, ask
from evals.recipes.story import Telling
from evals.truth import Distractor
from evals.world.billing import EXPIRES_AFTER, Bill, Ending, Membership
from evals.world.checkout import Scene, attempt, challenged, ordinary_risk, tried
from evals.world.draw import DAY, HOUR, Draw
from evals.world.happened import Answer, ChallengeResult, Payment, Refusal
from evals.world.members import PAUSES, Joining, member, months_after
from evals.world.steps import Canceled, Why
from tools.contract.causes import CauseCode as Cause

REFUSED = (Refusal.NO_FUNDS, Refusal.NOT_HONORED, Refusal.OVER_LIMIT)
STATES = frozenset(
    {
        *(Cause.INVOICE_RETRYING, Cause.DUNNING_EXHAUSTED, Cause.SUBSCRIPTION_NEVER_STARTED),
        Cause.PAYMENT_METHOD_MISSING,
    }
)


def e04(telling: Telling) -> Matter:
    """The month's bill failed, once or more; Stripe will try again."""
    return _renewal(telling, (1, 7), Cause.INVOICE_RETRYING, recovers=False)


def e04t(telling: Telling) -> Matter:
    """The twin of E04: the second try was paid."""
    return _renewal(telling, (4.5, 9), Cause.RECOVERED_BY_RETRY, recovers=True)


def e05(telling: Telling) -> Matter:
    """Every try failed, and the membership was given up."""
    return _renewal(telling, (17, 24), Cause.DUNNING_EXHAUSTED, recovers=False)


def e05t(telling: Telling) -> Matter:
    """The twin of E05: still being tried."""
    return _renewal(telling, (1, 7), Cause.INVOICE_RETRYING, recovers=False)


def e06(telling: Telling) -> Matter:
    """The first bill was not paid within a day, so the membership never began."""
    scene, draw = telling.scene, telling.draw
    joining = _joining(scene, draw, scene.now - draw.whole(32, 140) * HOUR)
    bill = joining.bill()
    payment, ended = _first(draw, joining, bill), joining.member.began_at + EXPIRES_AFTER + draw.whole(60, 900)
    payment = tried(payment, Canceled(ended, Why.BILL_VOIDED, None))
    return _never(telling, joining, payment, ended, Topic.MEMBERSHIP, Cause.SUBSCRIPTION_NEVER_STARTED)


def e06t(telling: Telling) -> Matter:
    """The twin of E06: it began, was paid, and then the member left."""
    scene, draw = telling.scene, telling.draw
    joining = _joining(scene, draw, scene.now - draw.whole(8, 20) * DAY)
    payment = joining.collect(joining.bill(), [Answer()])
    left = scene.now - draw.whole(20, 90) * HOUR
    membership = joining.keep(payment, ending=Ending.MEMBER_LEFT, ended_at=left)
    return _matter(telling, membership, payment, Cause.NO_FAULT_FOUND)


def b05v(telling: Telling) -> Matter:
    """A payment that Stripe canceled because the bill that it was for had been voided."""
    scene, draw = telling.scene, telling.draw
    joining = _joining(scene, draw, scene.now - draw.whole(32, 140) * HOUR)
    bill = joining.bill()
    ended = joining.member.began_at + EXPIRES_AFTER + draw.whole(60, 900)
    payment = tried(_first(draw, joining, bill), Canceled(ended, Why.BILL_VOIDED, None))
    return _never(telling, joining, payment, ended, Topic.PAYMENT, Cause.CANCELED)


def b05vt(telling: Telling) -> Matter:
    """The twin of B05v: the first bill was refused as well, and can still be paid."""
    scene, draw = telling.scene, telling.draw
    joining = _joining(scene, draw, scene.now - draw.whole(2, 20) * HOUR)
    bill = joining.bill()
    refused = Answer(Refusal.NO_FUNDS)
    membership = joining.keep(joining.collect(bill, [refused]))
    payment = next(one for one in scene.payments if one.bill == bill)
    matter = _matter(telling, membership, payment, Cause.INSUFFICIENT_FUNDS, Topic.PAYMENT)
    return replace(matter, near_misses=frozenset({Cause.CANCELED, Cause.RECOVERED_BY_RETRY}))


def b13(telling: Telling) -> Matter:
    """The card was taken away before the bill fell due: nothing was there to charge."""
    scene, draw = telling.scene, telling.draw
    joining, bill, first = _due(scene, draw, (0.4, 2.6))
    gone = bill.opened_at - draw.whole(1, 9) * DAY
    unpaid = replace(joining.payment(bill), person=first.person)
    vain = replace(bill, tried_in_vain=(unpaid.created_at + 2,))
    joining.member = replace(joining.member, bills=(joining.member.bills[0], vain))
    unpaid = replace(unpaid, purpose=vain)
    again = unpaid.created_at + PAUSES[0] + draw.whole(0, 5 * HOUR)
    membership = joining.keep(first, unpaid, method_gone_at=gone, next_try_at=again)
    return _matter(telling, membership, unpaid, Cause.PAYMENT_METHOD_MISSING)


def b13t(telling: Telling) -> Matter:
    """The twin of B13: the card was there, and was declined."""
    return _renewal(telling, (0.4, 2.6), Cause.INVOICE_RETRYING, recovers=False)


def _renewal(telling: Telling, days_ago: tuple[float, float], truth: Cause, *, recovers: bool) -> Matter:
    """A second month's bill that failed at first; tried again as often as time has allowed."""
    scene, draw = telling.scene, telling.draw
    joining, bill, first = _due(scene, draw, days_ago)
    refused = Answer(draw.pick(REFUSED))
    whole = joining.collect(bill, [refused, Answer()] if recovers else [refused] * (len(PAUSES) + 1))
    ahead = [one.at for one in whole.attempts if one.at > scene.now]
    told: dict[str, object] = {"next_try_at": min(ahead, default=None)}
    if not ahead and not recovers:
        ending = draw.pick((Ending.GAVE_UP, Ending.LEFT_UNPAID))
        told = {"ending": ending, "ended_at": whole.attempts[-1].at + draw.whole(20, 90)}
    membership = joining.keep(first, whole, **told)
    return _matter(telling, membership, whole, truth)


def _due(scene: Scene, draw: Draw, days_ago: tuple[float, float]) -> tuple[Joining, Bill, Payment]:
    """A member of a month, whose second bill was drawn up so many days ago."""
    opened = scene.now - int(draw.random.uniform(*days_ago) * DAY) - 2 * HOUR
    began = opened - 31 * DAY
    while months_after(began, 1) < opened - HOUR:
        began += HOUR
    while months_after(began, 1) > scene.now - int(days_ago[0] * DAY) - 2 * HOUR:
        began -= HOUR
    joining = _joining(scene, draw, began)
    first = joining.collect(joining.bill(), [Answer()])
    return joining, joining.bill(), first


def _joining(scene: Scene, draw: Draw, began: int) -> Joining:
    plan = draw.pick(scene.plans)
    return Joining.of(scene, draw, member(scene, draw, plan, began), plan, began)


def _first(draw: Draw, joining: Joining, bill: Bill) -> Payment:
    """A first bill that is not paid: the card is refused, or its holder does not answer the bank."""
    payment = joining.payment(bill)
    at = payment.created_at + draw.whole(1, 3)
    asked = challenged(draw, at, ChallengeResult.UNANSWERED) if draw.chance(0.5) else None
    answer = None if asked else Answer(draw.pick(REFUSED))
    return tried(
        payment,
        attempt(draw, payment, joining.member.method, at, answer=answer, risk=ordinary_risk(draw), challenge=asked),
    )


def _never(telling: Telling, joining: Joining, payment: Payment, ended: int, topic: Topic, truth: Cause) -> Matter:
    membership = joining.keep(payment, ending=Ending.NEVER_BEGAN, ended_at=ended)
    return _matter(telling, membership, payment, truth, topic)


def _matter(
    telling: Telling, membership: Membership, payment: Payment, truth: Cause, topic: Topic = Topic.MEMBERSHIP
) -> Matter:
    kept = next(one for one in telling.scene.payments if one.id == payment.id)
    bill = membership.bills[-1]
    given = {
        "subscription": membership.id,
        "invoice": bill.id,
        "customer": membership.person.id,
        "payment": kept.id,
    }
    texts = (
        "How does {subscription} stand, and what happens next?",
        "What is wrong with invoice {invoice}?",
        "Customer {customer} asks about their membership {subscription}. Why doesn't it work?",
    )
    if topic is Topic.PAYMENT:
        texts = (
            "What became of {payment}?",
            "Who ended {payment}, and what for?",
            "Is {payment} still open?",
        )
    near = (STATES - {truth}) if topic is Topic.MEMBERSHIP else {Cause.AUTHORIZATION_EXPIRED, Cause.RECOVERED_BY_RETRY}
    subject = membership.id if topic is Topic.MEMBERSHIP else kept.id
    return Matter(
        telling.recipe, topic, subject, ask(given, *texts), kept, frozenset(near), _around(telling), 2, membership
    )


def _around(telling: Telling) -> tuple[Distractor, ...]:
    """Two other members: one who pays every month, one whose bill took two tries."""
    scene, found = telling.scene, list[Distractor]()
    for name, answers in (("steady", [Answer()]), ("slow", [Answer(Refusal.NO_FUNDS), Answer()])):
        draw = telling.draw.within(name)
        joining = _joining(scene, draw, scene.now - 41 * DAY - draw.whole(0, 5 * DAY))
        first = joining.collect(joining.bill(), [Answer()])
        joining.keep(first, joining.collect(joining.bill(), answers))
        found.append(Distractor(joining.member.id, f"another member, {name} in paying", Cause.RECOVERED_BY_RETRY))
    return tuple(found)
