"""Causes that lie in what was taken or given back: for which booking, how much, and who contests it."""

from collections.abc import Callable

from evals.checks.causes.attempts import collected
from evals.checks.causes.target import Target
from evals.world.claims import Disputed, FraudReported, Refunded
from evals.world.happened import Payment
from evals.world.parties import Card
from evals.world.steps import Captured, PulledBack, Released

HUNDREDFOLD = 100
WITHOUT_CENTS = frozenset({"jpy"})


def _equal(target: Target) -> list[Payment]:
    """Other payments of the same person for the same sum, for bookings."""
    payment = target.payment
    if not target.paid or payment.booked is None:
        return []
    return [one for one in target.others if (one.amount, one.currency) == (payment.amount, payment.currency)]


def charged_twice(target: Target) -> bool:
    return any(one.booking.id == target.payment.booking.id for one in _equal(target))


def two_bookings(target: Target) -> bool:
    equal = _equal(target)
    return bool(equal) and all(one.booking.id != target.payment.booking.id for one in equal)


def _taken(target: Target) -> int:
    captured = target.payment.of(Captured)
    return sum(step.amount for step in captured) if captured else target.payment.amount


def wrong_currency(target: Target) -> bool:
    """Charged in another currency than ordered, or a hundred times what has no cents."""
    booking = target.payment.booked
    if booking is None or not collected(target):
        return False
    hundredfold = booking.currency in WITHOUT_CENTS and target.payment.amount == booking.price * HUNDREDFOLD
    return target.payment.currency != booking.currency or hundredfold


def wrong_amount(target: Target) -> bool:
    booking = target.payment.booked
    if booking is None or not collected(target) or wrong_currency(target):
        return False
    return _taken(target) != booking.price


def wrong_marks(target: Target) -> bool:
    written, booking = dict(target.payment.written), target.payment.booked
    if booking is None:
        return False
    right = (booking.id, booking.provider.id)
    return (written.get("booking_id", right[0]), written.get("provider_id", right[1])) != right


def other_mode(target: Target) -> bool:
    return (target.mode == "live") != target.happened.platform.livemode


def _refunds(target: Target) -> list[Refunded]:
    return [step for step in target.payment.of(Refunded) if not step.failed(target.now)]


def _sent_back(target: Target) -> int:
    return sum(step.amount for step in _refunds(target) if not step.waiting(target.now))


def refund_failed(target: Target) -> bool:
    steps = target.payment.of(Refunded)
    return bool(steps) and steps[-1].failed(target.now)


def refund_waits(target: Target) -> bool:
    return any(step.waiting(target.now) for step in _refunds(target))


def refunded_in_part(target: Target) -> bool:
    return 0 < _sent_back(target) < _taken(target)


def refunded(target: Target) -> bool:
    return 0 < _sent_back(target) == _taken(target)


def share_kept(target: Target) -> bool:
    """All was given back to the customer, and the provider kept what had been sent on."""
    return refunded(target) and bool(target.payment.of(Released)) and not target.payment.of(PulledBack)


def _dispute(target: Target) -> Disputed | None:
    steps = [step for step in target.payment.of(Disputed) if step.at <= target.now]
    return steps[-1] if steps else None


def _standing(target: Target) -> str | None:
    """How the last chargeback of a card stands; none for an inquiry, one that was prevented, or a debit's."""
    step = _dispute(target)
    if step is None or step.inquiry or step.prevented or target.by_debit:
        return None
    answered = step.answered_at is not None and step.answered_at <= target.now
    if not answered:
        return "to be answered" if step.answer_due_at > target.now else "lost"
    if step.decided_at is None or step.decided_at > target.now:
        return "under review"
    return "won" if step.won else "lost"


def standing(wanted: str) -> Callable[[Target], bool]:
    """A chargeback that stands so."""
    return lambda target: _standing(target) == wanted


def inquiry(target: Target) -> bool:
    step = _dispute(target)
    return bool(step and step.inquiry)


def after_refund(target: Target) -> bool:
    """Disputed though the money had gone back, or given back so that it would not be."""
    step = _dispute(target)
    return bool(step and (step.prevented or any(one.at < step.at for one in _refunds(target))))


def debit_taken_back(target: Target) -> bool:
    return bool(target.by_debit and _dispute(target))


def warned(target: Target) -> bool:
    """The issuer warns of fraud, and nothing has been done about it yet."""
    return bool(target.payment.of(FraudReported)) and not _dispute(target) and not _refunds(target)


def disputed_elsewhere(target: Target) -> bool:
    """The same card stands behind a dispute of this payment and of another."""
    if _dispute(target) is None:
        return False
    prints = {_print(target.payment)} - {None}
    return any(
        one.of(Disputed) and one.id != target.payment.id and _print(one) in prints for one in target.happened.payments
    )


def _print(payment: Payment) -> str | None:
    method = payment.paid.method if payment.paid else None
    return method.fingerprint if isinstance(method, Card) else None


def undisputed(target: Target) -> bool:
    """A charge that stands: paid, and nobody contests it."""
    return collected(target) and not target.payment.of(Disputed)
