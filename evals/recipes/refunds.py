"""C01 to C04 and B14: money that was to go back to the customer, and how far it got."""

from collections.abc import Callable
from dataclasses import replace

from evals.recipes.matter import Matter, Topic, ask
from evals.recipes.paying import agreed, debited, disputed_sibling, paid, refund, refunded_sibling
from evals.recipes.plot import same_amount_sibling
from evals.recipes.story import Telling
from evals.truth import Distractor
from evals.world import tills
from evals.world.checkout import request, tried
from evals.world.claims import CLAIMED_WITHIN, Refunded, Trouble, Wait
from evals.world.draw import DAY, HOUR
from evals.world.happened import Payment, Step
from evals.world.parties import Scheme
from evals.world.releases import release, soon_after
from evals.world.steps import PulledBack, Released
from tools.contract.causes import CauseCode as Cause

BACK = (Trouble.CARD_LOST, Trouble.CARD_CLOSED, Trouble.BANK_REFUSED)
STATES = frozenset({Cause.REFUND_FAILED, Cause.REFUND_PENDING, Cause.REFUND_SENT, Cause.PARTIALLY_REFUNDED})


def c01(telling: Telling) -> Matter:
    """The refund came back: the card that it was for no longer takes money."""
    return _refunded(telling, (14, 24), lambda payment: _failed(telling, payment), Cause.REFUND_FAILED)


def c01t(telling: Telling) -> Matter:
    """The twin of C01: the refund went through."""
    return _refunded(telling, (14, 24), lambda payment: (_after(telling, payment),), Cause.REFUND_SENT)


def c02(telling: Telling) -> Matter:
    """The refund waits until the platform's balance suffices."""

    def waiting(payment: Payment) -> tuple[Step, ...]:
        return (replace(_after(telling, payment), waits=Wait.FOR_BALANCE),)

    return _refunded(telling, (3, 7), waiting, Cause.REFUND_PENDING)


def c02d(telling: Telling) -> Matter:
    """The refund of a debit waits until the debit itself has settled."""
    return _of_debit(telling, Wait.FOR_PAYMENT, (1, 2), 4)


def c02p(telling: Telling) -> Matter:
    """The refund to a bank account is on its way; the bank has not taken it yet."""
    return _of_debit(telling, Wait.FOR_BANK, (6.5, 8.5), 4)


def c02t(telling: Telling) -> Matter:
    """The twin of C02: it waited for a balance that never sufficed, and failed."""

    def gave_up(payment: Payment) -> tuple[Step, ...]:
        made = _after(telling, payment)
        trouble = telling.draw.pick((Trouble.NO_BALANCE, Trouble.TAKEN_BACK))
        return (replace(made, waits=Wait.FOR_BALANCE, trouble=trouble, failed_at=made.at + 5 * DAY),)

    return _refunded(telling, (14, 24), gave_up, Cause.REFUND_FAILED)


def c02a(telling: Telling) -> Matter:
    """Paid in cash, so that the refund waits for the customer to name an account."""

    def asked(payment: Payment) -> Refunded:
        return tills.refund(telling.draw, payment, agreed(payment).decided_at + telling.draw.whole(20, 50) * HOUR)

    return _of_cash(telling, (7, 14), asked, Cause.REFUND_PENDING)


def c02at(telling: Telling) -> Matter:
    """The twin of C02a: the customer never did, and after 45 days the refund was called off."""

    def called_off(payment: Payment) -> Refunded:
        at = agreed(payment).decided_at + telling.draw.whole(5, 20) * HOUR
        over = at + CLAIMED_WITHIN
        return tills.refund(telling.draw, payment, at, trouble=Trouble.NEVER_CLAIMED, failed_at=over)

    return _of_cash(telling, (52, 57), called_off, Cause.REFUND_FAILED)


def c03(telling: Telling) -> Matter:
    """The refund was sent, with the bank's reference; the customer says it never came."""
    return _refunded(telling, (12, 20), lambda payment: (_after(telling, payment),), Cause.REFUND_SENT)


def c03t(telling: Telling) -> Matter:
    """The twin of C03: the customer waits for a refund that nobody ever made."""
    return _refunded(telling, (12, 20), lambda payment: (), Cause.PAID_ONCE)


def c04(telling: Telling) -> Matter:
    """All was refunded, and the provider kept what had been sent on."""
    return _refunded(telling, (14, 24), lambda payment: _released(telling, payment), Cause.REFUND_WITHOUT_REVERSAL)


def c04t(telling: Telling) -> Matter:
    """The twin of C04: the provider's share was taken back with the refund."""

    def taken_back(payment: Payment) -> tuple[Step, ...]:
        sent, back = _released(telling, payment)
        draw = telling.draw
        stem = draw.stem(back.at)
        share = PulledBack(back.at - 40, draw.minted("trr", stem), draw.minted("pyr", stem), sent.amount, request(draw))
        return sent, share, back

    return _refunded(telling, (14, 24), taken_back, Cause.REFUND_SENT)


def b14(telling: Telling) -> Matter:
    """A part was refunded; somebody takes it for all."""

    def part(payment: Payment) -> tuple[Step, ...]:
        amount = payment.amount * telling.draw.pick((20, 30, 40, 60)) // 100
        amount -= amount % 10 if payment.currency == "kwd" else 0
        return (replace(_after(telling, payment), amount=amount),)

    return _refunded(telling, (8, 20), part, Cause.PARTIALLY_REFUNDED)


def b14t(telling: Telling) -> Matter:
    """The twin of B14: all of it was refunded."""
    return _refunded(telling, (8, 20), lambda payment: (_after(telling, payment),), Cause.REFUND_SENT)


def _refunded(
    telling: Telling, days_ago: tuple[float, float], told: Callable[[Payment], tuple[Step, ...]], truth: Cause
) -> Matter:
    checkout = paid(telling, days_ago)
    distractors = (
        same_amount_sibling(checkout, None),
        refunded_sibling(telling.draw, telling, checkout.payment)
        if truth is not Cause.REFUND_SENT
        else disputed_sibling(telling.draw, telling, checkout.payment),
    )
    payment = telling.scene.keep(tried(checkout.payment, *told(checkout.payment)))
    return _matter(telling, payment, truth, distractors)


def _matter(telling: Telling, payment: Payment, truth: Cause, distractors: tuple[Distractor, ...]) -> Matter:
    given = {"payment": payment.id, "booking": payment.booking.id, "customer": payment.person.id}
    questions = ask(
        given,
        "The customer says the refund for {booking} never arrived. What happened to it?",
        "Where is the refund of {payment}?",
        "Customer {customer} asks about their money back for {booking}. Has all of it been returned, and when?",
    )
    near = (STATES - {truth}) | ({Cause.REFUND_WITHOUT_REVERSAL} - {truth})
    if truth in {Cause.REFUND_WITHOUT_REVERSAL, Cause.PARTIALLY_REFUNDED}:
        near -= {Cause.REFUND_SENT}
    return Matter(telling.recipe, Topic.REFUND, payment.id, questions, payment, frozenset(near), distractors)


def _of_debit(telling: Telling, wait: Wait, days_ago: tuple[float, float], days: int) -> Matter:
    draw = telling.draw
    payment = debited(telling, Scheme.ACH, days_ago, days)
    distractors = (
        refunded_sibling(draw, telling, payment),
        disputed_sibling(draw, telling, payment),
    )
    one = agreed(payment)
    at = telling.scene.now - draw.whole(5 * HOUR, 9 * HOUR) if wait is Wait.FOR_PAYMENT else one.ended_at + 6 * HOUR
    at = max(at, one.at + HOUR) if wait is Wait.FOR_PAYMENT else at
    back = refund(draw, payment, at, waits=wait)
    return _matter(telling, telling.scene.keep(tried(payment, back)), Cause.REFUND_PENDING, distractors)


def _of_cash(
    telling: Telling, days_ago: tuple[float, float], told: Callable[[Payment], Refunded], truth: Cause
) -> Matter:
    scene, draw = telling.scene, telling.draw
    payment = tills.paid_in_cash(scene, draw, scene.moment(draw, tills.METRO, draw.random.uniform(*days_ago)))
    distractors = (refunded_sibling(draw, telling, payment), disputed_sibling(draw, telling, payment))
    return _matter(telling, scene.keep(tried(payment, told(payment))), truth, distractors)


def _after(telling: Telling, payment: Payment) -> Refunded:
    draw = telling.draw.within("refund")
    return refund(draw, payment, agreed(payment).ended_at + draw.whole(20, 50) * HOUR)


def _failed(telling: Telling, payment: Payment) -> tuple[Step, ...]:
    draw = telling.draw
    made = _after(telling, payment)
    return (replace(made, trouble=draw.pick(BACK), failed_at=made.at + draw.whole(60, 150) * HOUR),)


def _released(telling: Telling, payment: Payment) -> tuple[Released, Refunded]:
    draw = telling.draw.within("released")
    done = soon_after(draw, max(payment.booking.release_at, agreed(payment).ended_at))
    sent = release(draw, payment, done)
    return sent, refund(draw, payment, done + draw.whole(60, 140) * HOUR)
