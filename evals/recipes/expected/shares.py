"""What the providers of a payment are owed, by the marketplace's rule as it is written in its terms.

The platform keeps 15 % of what drones earn, 20 % of a move and 18 % of all else, taken of what it took for the booking
less what went back to the customer. Whoever booked together is paid by their part of the rest, rounded down.
"""

from evals.recipes.expected.sums import arrived
from evals.world.claims import Refunded
from evals.world.happened import Payment
from evals.world.parties import Provider
from evals.world.steps import Captured, PulledBack, Released

KEPT = {"drone_delivery": 15, "drone_inspection": 15, "moving_help": 20}
KEPT_OF_OTHERS = 18
FIXED_FEE = 3
"""What is kept of a payment that goes to its provider with the charge, in minor units."""
IN_TIME = 24 * 3600
"""How long after it is due a share may be on its way before it is late."""


def kept(service: str) -> int:
    """What the platform keeps of a service's earnings, in percent."""
    return KEPT.get(service, KEPT_OF_OTHERS)


def owed(payment: Payment, at: int) -> int:
    """What all providers of a payment together are owed by a moment, in the currency that it settled in."""
    captured = payment.of(Captured)
    taken = sum(step.amount for step in captured) if captured else payment.amount
    back = sum(step.amount for step in payment.of(Refunded) if step.at <= at and not step.failed(at))
    left = arrived(taken, payment.currency).amount - arrived(back, payment.currency).amount
    return left - -(-left * kept(payment.booking.service) // 100)


def parts(payment: Payment, at: int) -> dict[str, tuple[Provider, int]]:
    """What each provider is owed, by the provider's id."""
    whole = owed(payment, at)
    crew = payment.booking.legs or ((payment.booking.provider, 100),)
    return {one.id: (one, whole * percent // 100) for one, percent in crew}


def receiver(payment: Payment, step: Released) -> Provider:
    """Who a share was sent to."""
    return step.to or payment.booking.provider


def returned(payment: Payment) -> int:
    """What was taken back of all that was sent."""
    return sum(step.amount for step in payment.of(PulledBack))
