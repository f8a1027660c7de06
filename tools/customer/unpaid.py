"""Which of a customer's payments still wait for money.

A declined renewal of a subscription and a declined booking are both such payments; a bill without a payment method has
none, and is told by its invoice alone.
"""

from collections.abc import Sequence

from tools.contract.history import CustomerPayment

_WAITING = frozenset({"requires_payment_method", "requires_confirmation", "requires_action"})
_OF_ONE_THING = ("booking_id", "order_id")


def mark_unpaid(payments: Sequence[CustomerPayment]) -> list[CustomerPayment]:
    """The payments, newest first as they are given, each marked where it is unpaid and no other made it good."""
    paid = {thing for one in payments if one.received.minor > 0 for thing in _things(one)}
    return [
        one.model_copy(update={"unpaid": True})
        if one.status in _WAITING and (at == 0 or one.failed or one.last_decline) and not paid & _things(one)
        else one
        for at, one in enumerate(payments)
    ]


def _things(payment: CustomerPayment) -> set[tuple[str, str]]:
    """The booking or order that a payment is for."""
    return {(key, payment.metadata[key]) for key in _OF_ONE_THING if key in payment.metadata}
