"""What `find_payments` told, and the booking that it is mostly asked for."""

from tools.contract.outcome import Outcome
from tools.contract.payment import PaymentMatches

BOOKING = "booking_88471"  # of pi_failed123


def matches(outcome: Outcome) -> PaymentMatches:
    assert outcome.error is None, outcome.error
    return PaymentMatches.from_json(outcome.data)
