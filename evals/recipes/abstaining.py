"""B04 and N01 to N06: what the record can't answer, or not to whoever asks, each beside a twin that it can."""

from collections.abc import Sequence
from dataclasses import replace

from evals.recipes.matter import Matter, Topic, ask
from evals.recipes.paying import charged, disputed_sibling, paid, plain_sibling
from evals.recipes.plot import Checkout, at_checkout, same_amount_sibling
from evals.recipes.story import Telling
from evals.truth import Distractor, Grants
from evals.world.checkout import attempt, challenged, tried
from evals.world.draw import ALPHABET, HOUR
from evals.world.happened import Advice, Answer, ChallengeResult, Payment, Refusal
from evals.world.releases import release, soon_after
from evals.world.steps import MetadataChanged
from tools.contract.causes import CauseCode as Cause

REFUNDS = frozenset({Cause.REFUND_SENT, Cause.REFUND_FAILED, Cause.REFUND_PENDING, Cause.PARTIALLY_REFUNDED})
DECLINES = frozenset({Cause.INSUFFICIENT_FUNDS, Cause.ISSUER_DECLINED, Cause.BLOCKED_BY_RADAR})


def n01(telling: Telling) -> Matter:
    """An id one letter away from a payment that failed."""
    kept = _declined(telling, Refusal.NO_FUNDS, (1, 9))
    last = kept.id[-1]
    other = telling.draw.pick([letter for letter in ALPHABET if letter != last])
    matter = _failed(telling, kept, Topic.IDENTITY)
    typed = kept.id[:-1] + other
    questions = ask({"payment": typed}, "Why did {payment} fail?", "Is {payment} paid?", "What happened to {payment}?")
    return replace(matter, subject=typed, questions=questions, near_misses=DECLINES)


def n01t(telling: Telling) -> Matter:
    """The twin of N01: the id as it is."""
    return _failed(telling, _declined(telling, Refusal.NO_FUNDS, (1, 9)), Topic.IDENTITY)


def n02(telling: Telling) -> Matter:
    """A payment on a provider's account, which the key may not read."""
    return _on_connected(telling)


def n02t(telling: Telling) -> Matter:
    """The twin of N02: that account may be read."""
    matter = _on_connected(telling)
    assert matter.payment is not None  # noqa: S101 - told above
    return replace(matter, grants=Grants(connected=(matter.payment.booking.provider.account,)))


def b04(telling: Telling) -> Matter:
    """A second request under the same key and with other parameters was refused; only the request log shows it."""
    return _logged(telling, Topic.LOGS)


def b04t(telling: Telling) -> Matter:
    """The twin of B04: asked of what the record shows, which is one payment."""
    return _logged(telling, Topic.PAYMENT)


def n03(telling: Telling) -> Matter:
    """A booking for which the platform never asked for a payment; why, only its own logs can say."""
    scene, draw = telling.scene, telling.draw
    checkout = paid(telling, (1, 6))
    distractors = around(checkout)
    scene.keep(checkout.payment)
    missing = scene.book(draw, checkout.metro, checkout.opened - 500)
    questions = ask(
        {"booking": missing.id},
        "Why was no payment made for {booking}?",
        "What error did our server get for {booking}?",
        "{booking} is unpaid. What went wrong on our side?",
    )
    near = DECLINES | {Cause.NEVER_CONFIRMED, Cause.CANCELED}
    return Matter(telling.recipe, Topic.LOGS, missing.id, questions, None, near, distractors)


def n03t(telling: Telling) -> Matter:
    """The twin of N03: a payment was asked for, and never confirmed."""
    checkout = at_checkout(telling, days_ago=(1, 6))
    distractors = around(checkout)
    kept = telling.scene.keep(replace(checkout.payment, chosen_method=checkout.card))
    questions = ask(
        {"booking": kept.booking.id},
        "Why was no payment made for {booking}?",
        "{booking} is unpaid. What went wrong on our side?",
        "How far did the payment of {booking} get?",
    )
    return Matter(telling.recipe, Topic.PAYMENT, kept.id, questions, kept, DECLINES, distractors)


def n04(telling: Telling) -> Matter:
    """So long ago that no event is left, its error cleared since: failed at the bank's challenge, or never tried."""
    return _challenged(telling, (34, 44))


def n04t(telling: Telling) -> Matter:
    """The twin of N04: of the last days, so that its events are still there."""
    return _challenged(telling, (3, 10))


def n05(telling: Telling) -> Matter:
    """Declined weeks ago, its error cleared since: only its charge tells why, and the key may not read charges."""
    return replace(n05t(telling), grants=Grants(denied=frozenset({"charge_read"})))


def n05t(telling: Telling) -> Matter:
    """The twin of N05: the key may read charges."""
    kept = _declined(telling, Refusal.NO_FUNDS, (34, 44), noted=True)
    return _failed(telling, kept, Topic.RECORD)


def n06(telling: Telling) -> Matter:
    """The bank gave no reason, and nobody can say what it was."""
    return _why(telling, Refusal.NO_REASON)


def n06t(telling: Telling) -> Matter:
    """The twin of N06: the bank gave its reason."""
    return _why(telling, Refusal.NO_FUNDS)


def around(checkout: Checkout) -> tuple[Distractor, ...]:
    return (
        same_amount_sibling(checkout, None),
        disputed_sibling(checkout.draw, checkout.telling, checkout.payment),
    )


def _declined(telling: Telling, refusal: Refusal, days_ago: tuple[float, float], *, noted: bool = False) -> Payment:
    """A payment declined once; `noted`: staff wrote a ticket on it later, which cleared its error."""
    checkout = at_checkout(telling, days_ago=days_ago)
    advice = Advice.LATER if telling.draw.chance(0.5) else None
    payment = charged(checkout, Answer(refusal, advice)).payment
    if noted:
        payment = tried(payment, _ticket(telling, payment.created_at + 3 * HOUR))
    return telling.scene.keep(payment)


def _ticket(telling: Telling, at: int) -> MetadataChanged:
    return MetadataChanged(at, (("support_ticket", f"T-{telling.draw.whole(20_100, 88_900)}"),))


def _failed(telling: Telling, kept: Payment, topic: Topic) -> Matter:
    draw = telling.draw
    distractors = (plain_sibling(draw, telling, kept), disputed_sibling(draw, telling, kept))
    questions = ask(
        {"payment": kept.id}, "Why did {payment} fail?", "Is {payment} paid?", "What happened to {payment}?"
    )
    near = frozenset({Cause.BLOCKED_BY_RADAR, Cause.ISSUER_DECLINED, Cause.RECOVERED_BY_RETRY})
    return Matter(telling.recipe, topic, kept.id, questions, kept, near, distractors)


def _on_connected(telling: Telling) -> Matter:
    checkout = paid(telling, (8, 20))
    sent = release(checkout.draw, checkout.payment, soon_after(checkout.draw, checkout.payment.booking.release_at))
    distractors = around(checkout)
    kept = telling.scene.keep(tried(checkout.payment, sent))
    questions = ask({"payment": sent.payment}, "Is {payment} paid?", "What is {payment}?", "Did {payment} arrive?")
    near = DECLINES | {Cause.CANCELED}
    return Matter(telling.recipe, Topic.IDENTITY, sent.payment, questions, kept, near, distractors)


def _logged(telling: Telling, topic: Topic) -> Matter:
    checkout = paid(telling, (1, 6))
    distractors = around(checkout)
    kept = telling.scene.keep(checkout.payment)
    given = {"payment": kept.id, "booking": kept.booking.id}
    texts: Sequence[str] = (
        "Our client logged that Stripe refused a second request for {payment}. Which parameter had changed?",
        "What did the refused retry of {booking} send that differed?",
        "Which error did Stripe give our second call for {payment}, and why?",
    )
    if topic is Topic.PAYMENT:
        texts = ("Is {payment} paid?", "Was {booking} paid?", "What did our calls for {payment} come to?")
    near = frozenset({Cause.DUPLICATE_CHARGE, Cause.INVALID_REQUEST, Cause.RECOVERED_BY_RETRY})
    return Matter(telling.recipe, topic, kept.id, ask(given, *texts), kept, near, distractors)


def _challenged(telling: Telling, days_ago: tuple[float, float]) -> Matter:
    checkout = at_checkout(telling, days_ago=days_ago)
    at = checkout.soon()
    failed = challenged(telling.draw, at, ChallengeResult.FAILED)
    one = attempt(
        telling.draw,
        checkout.payment,
        checkout.card,
        at,
        answer=None,
        risk=checkout.calm(),
        challenge=failed,
    )
    kept = telling.scene.keep(tried(checkout.payment, one, _ticket(telling, one.ended_at + 5 * HOUR)))
    matter = _failed(telling, kept, Topic.RECORD)
    near = frozenset({Cause.NEVER_CONFIRMED, Cause.ISSUER_DECLINED})
    gone = {Cause.AUTHENTICATION_FAILED} if days_ago[0] > 30 else set[Cause]()
    return replace(matter, near_misses=near | gone)


def _why(telling: Telling, refusal: Refusal) -> Matter:
    kept = _declined(telling, refusal, (1, 12))
    matter = _failed(telling, kept, Topic.REASON)
    questions = ask(
        {"payment": kept.id},
        "What exactly made the bank turn {payment} down?",
        "Why did the customer's bank refuse {payment}? Be specific.",
        "The cardholder wants to know what their bank has against {payment}.",
    )
    near = {Cause.BLOCKED_BY_RADAR, Cause.CARD_LOST_OR_STOLEN, Cause.CARD_LIMIT_EXCEEDED}
    return replace(matter, questions=questions, near_misses=frozenset(near))
