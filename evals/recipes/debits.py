"""E01 to E03: bank accounts debited, where an answer takes days and may be taken back for weeks."""

from evals.recipes.matter import Matter, Topic, ask
from evals.recipes.paying import debited, dispute, disputed_sibling, paid, plain_sibling
from evals.recipes.plot import same_amount_sibling
from evals.recipes.story import Telling
from evals.truth import Asked
from evals.world.checkout import tried
from evals.world.claims import Complaint, Disputed
from evals.world.draw import DAY, HOUR
from evals.world.happened import Payment, Refusal
from evals.world.parties import Scheme
from tools.contract.causes import CauseCode as Cause

REFUSED = (Refusal.NO_FUNDS, Refusal.ACCOUNT_GONE)


def e01(telling: Telling) -> Matter:
    """Debited a day or two ago; the bank has not answered, as usual."""
    scheme = telling.draw.pick((Scheme.ACH, Scheme.SEPA))
    payment = debited(telling, scheme, (1, 2), 4 if scheme is Scheme.ACH else 6)
    return _debit(telling, payment, {Cause.DEBIT_FAILED, Cause.NEVER_CONFIRMED, Cause.PAID_ONCE})


def e01t(telling: Telling) -> Matter:
    """The twin of E01: the bank has answered, and refused."""
    return e02(telling)


def e02(telling: Telling) -> Matter:
    """The bank refused days later: no money on the account, or no account any more."""
    scheme, refusal = telling.draw.pick((Scheme.ACH, Scheme.SEPA)), telling.draw.pick(REFUSED)
    payment = debited(telling, scheme, (7, 14), telling.draw.whole(3, 5), refusal)
    return _debit(telling, payment, {Cause.INSUFFICIENT_FUNDS, Cause.STILL_PROCESSING, Cause.DEBIT_DISPUTED})


def e02t(telling: Telling) -> Matter:
    """The twin of E02: the bank agreed after as many days."""
    scheme = telling.draw.pick((Scheme.ACH, Scheme.SEPA))
    payment = debited(telling, scheme, (7, 14), telling.draw.whole(3, 5))
    return _debit(telling, payment, {Cause.DEBIT_FAILED, Cause.STILL_PROCESSING})


def e03(telling: Telling) -> Matter:
    """The account holder had the bank take a settled debit back, which cannot be contested."""
    draw, now = telling.draw, telling.scene.now
    payment = debited(telling, Scheme.SEPA, (16, 28), 5)
    distractors = (plain_sibling(draw, telling, payment), disputed_sibling(draw, telling, payment))
    at = now - draw.whole(20, 120) * HOUR
    kept = telling.scene.keep(tried(payment, dispute(draw, at, 0, Complaint.NOT_ALLOWED)))
    near = frozenset({Cause.DISPUTE_NEEDS_RESPONSE, Cause.DEBIT_FAILED, Cause.INQUIRY_OPEN})
    return Matter(telling.recipe, Topic.DEBIT, kept.id, _taken_back(kept), kept, near, distractors)


def e03t(telling: Telling) -> Matter:
    """The twin of E03: a card's chargeback, which can be contested."""
    draw, now = telling.draw, telling.scene.now
    checkout = paid(telling, (16, 28), abroad=True)
    payment = checkout.payment
    distractors = (same_amount_sibling(checkout, None), disputed_sibling(draw, telling, payment))
    at = now - draw.whole(20, 90) * HOUR
    step = dispute(draw, at, (now // DAY + 8) * DAY - 1, Complaint.NOT_MINE)
    kept = telling.scene.keep(tried(payment, step))
    near = frozenset({Cause.DEBIT_DISPUTED, Cause.DISPUTE_LOST})
    return Matter(telling.recipe, Topic.DISPUTE, kept.id, _taken_back(kept), kept, near, distractors)


def _taken_back(payment: Payment) -> tuple[Asked, ...]:
    found = payment.of(Disputed)[0]
    return ask(
        {"payment": payment.id, "dispute": found.id},
        "The bank took the money of {payment} back. Can we fight it?",
        "What does {dispute} cost us, and is there anything left to do?",
        "Why was {payment} reversed weeks after it had gone through?",
    )


def _debit(telling: Telling, payment: Payment, near: set[Cause]) -> Matter:
    draw = telling.draw
    distractors = (plain_sibling(draw, telling, payment), disputed_sibling(draw, telling, payment))
    kept = telling.scene.keep(payment)
    questions = ask(
        {"payment": kept.id, "booking": kept.booking.id},
        "The bank debit {payment} seems stuck. What is going on?",
        "Has {payment} gone through?",
        "{booking} was to be paid from a bank account. Do we have the money?",
    )
    return Matter(telling.recipe, Topic.DEBIT, kept.id, questions, kept, frozenset(near), distractors)
