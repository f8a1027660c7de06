"""Causes that lie in how a provider's share was sent: never, twice, elsewhere, in part, of another amount, or well.

What the platform's own job sends is right by its own reckoning; what a story tells is held against that reckoning.
"""

from evals.checks.causes.attempts import collected
from evals.checks.causes.target import Target
from evals.world.draw import DAY
from evals.world.express import FEE
from evals.world.releases import free_at, legs_of, share_at
from evals.world.shown.money import settle
from evals.world.steps import PulledBack, Released


def _sent(target: Target) -> list[Released]:
    return [step for step in target.payment.of(Released) if step.at <= target.now]


def _crew(target: Target) -> set[str]:
    """Whoever worked on the booking."""
    booking = target.payment.booking
    return {booking.provider.id, *(one.id for one, _ in booking.legs)}


def _receivers(target: Target) -> list[str]:
    return [(step.to or target.payment.booking.provider).id for step in _sent(target)]


def _whole(target: Target, at: int) -> int:
    """What the rule gives all providers together, less what rounding takes of their parts."""
    return sum(part for _, part in legs_of(target.payment, share_at(target.payment, at)))


def missing(target: Target) -> bool:
    """The job passed over a share that was due, and nothing held it."""
    payment = target.payment
    if not payment.passed_over or payment.of(Released) or not share_at(payment, target.now):
        return False
    free = free_at(payment, target.now)
    return free is not None and free + DAY < target.now


def unfunded(target: Target) -> bool:
    """A share that is missing, in a currency of which everything was paid out today."""
    treasury, today = target.happened.platform.treasury, target.now // DAY
    emptied = {held for held, at in (treasury.instant if treasury else ()) if at // DAY == today and at <= target.now}
    return settle(target.payment.amount, target.payment.currency).currency in emptied and missing(target)


def astray(target: Target) -> bool:
    return bool(_sent(target)) and not set(_receivers(target)) <= _crew(target)


def doubled(target: Target) -> bool:
    names = _receivers(target)
    return len(set(names)) < len(names)


def leg_missing(target: Target) -> bool:
    """Some of those who shared a booking were sent their part, and some were not."""
    return bool(_sent(target)) and len(_crew(target)) > 1 and bool(_crew(target) - set(_receivers(target)))


def otherwise(target: Target) -> bool:
    """What was sent was not what the rule gave at that time."""
    sent = _sent(target)
    if not sent or doubled(target) or leg_missing(target):
        return False
    return sum(step.amount for step in sent) != _whole(target, sent[0].at)


def reversed_beyond(target: Target) -> bool:
    """More was taken back than what went back to the customer asks for."""
    taken = sum(step.amount for step in target.payment.of(PulledBack))
    left = sum(step.amount for step in _sent(target)) - taken
    return taken > 0 and left < _whole(target, target.now)


def fee_wrong(target: Target) -> bool:
    """The provider was paid with the charge, for another fee than the fixed one."""
    return bool(target.payment.passed_on and target.payment.passed_on.fee != FEE)


def converted(target: Target) -> bool:
    """Paid in a currency that no balance is held in, with the share sent as it should be."""
    brought = {"usd", "cad", "eur"}
    return target.payment.currency not in brought and bool(_sent(target)) and sent_well(target)


def sent_well(target: Target) -> bool:
    """Whoever is to get something of a payment has got it, and no more."""
    payment = target.payment
    if payment.booked is None or not collected(target):
        return False
    if payment.passed_on is not None:
        return not fee_wrong(target)
    wrong = (astray, doubled, leg_missing, otherwise, reversed_beyond)
    return bool(_sent(target)) and not any(one(target) for one in wrong)
