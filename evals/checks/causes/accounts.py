"""Causes that lie in whose account a payment is on, and whether its provider can be sent their share."""

from evals.checks.causes.attempts import collected
from evals.checks.causes.target import Target
from evals.world.standing import Stop
from evals.world.steps import Released


def elsewhere(target: Target) -> bool:
    """The payment was taken on its provider's own account."""
    return target.payment.direct is not None


def unsendable(target: Target) -> bool:
    """Nothing may be sent to the provider of the booking, though a share is due."""
    booking = target.payment.booked
    if booking is None or booking.release_at > target.now or target.payment.of(Released):
        return False
    stops = [one.stopped for one in target.happened.platform.apart if one.id == booking.provider.id and one.stopped]
    return any(one.why is Stop.NOTHING_SENT and one.at <= booking.release_at for one in stops)


def not_due(target: Target) -> bool:
    """Paid, with a share that is still to be released."""
    booking = target.payment.booked
    return bool(booking and collected(target) and booking.release_at > target.now)
