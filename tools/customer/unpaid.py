"""Which of a customer's payments still wait for money, and for how much.

A declined renewal of a subscription and a declined booking are both such payments; a bill without a payment method has
none, and is told by its invoice alone. One that Radar blocked was never put to the bank: nothing is collected for it.
"""

from collections.abc import Sequence

from tools.contract.history import CustomerPayment
from tools.contract.money import Money

_WAITING = frozenset({"requires_payment_method", "requires_confirmation", "requires_action"})
_OF_ONE_THING = ("booking_id", "order_id")


def mark_unpaid(payments: Sequence[CustomerPayment]) -> list[CustomerPayment]:
    """The payments, newest first as they are given, each marked where it is unpaid and no other made it good.

    What others of its booking or order brought, and did not give back, lowers what is still open of it.
    """
    return [_marked(one, payments) if _waits(one, newest=at == 0) else one for at, one in enumerate(payments)]


def _waits(one: CustomerPayment, newest: bool) -> bool:
    tried = newest or one.failed or one.last_decline
    return one.status in _WAITING and bool(tried) and not one.blocked


def _marked(one: CustomerPayment, payments: Sequence[CustomerPayment]) -> CustomerPayment:
    brought = sum(
        other.received.minor - (other.refunded.minor if other.refunded else 0)
        for other in payments
        if other.id != one.id and other.received.currency == one.amount.currency and _things(other) & _things(one)
    )
    still_open = one.amount.minor - max(brought, 0)
    if still_open <= 0:
        return one
    left = Money(currency=one.amount.currency, minor=still_open)
    return one.model_copy(update={"unpaid": True, "still_open": left})


def _things(payment: CustomerPayment) -> set[tuple[str, str]]:
    """The booking or order that a payment is for."""
    return {(key, payment.metadata[key]) for key in _OF_ONE_THING if key in payment.metadata}
