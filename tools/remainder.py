"""What is still unpaid of a booking: what later payments for the same thing did not bring of an unpaid one."""

from collections.abc import Mapping, Sequence

from tools.contract.money import Money
from tools.contract.payment import PaymentMatch

TOGETHER = ("booking_id", "order_id")
"""The metadata that tie payments to one booking or order."""
_UNPAID = frozenset({"requires_payment_method", "requires_confirmation", "requires_action", "canceled"})


def of_one_booking(metadata: Mapping[str, str]) -> bool:
    """Whether all that is found by this metadata is for one booking or order."""
    return any(key in metadata for key in TOGETHER)


def with_uncollected(found: Sequence[PaymentMatch]) -> list[PaymentMatch]:
    """All payments of one booking, the unpaid ones with what is still open of them, as far as later ones paid a part.

    Earlier payments are left out: a deposit that was paid before is no part of what was asked for afterwards.
    """
    return [one.model_copy(update={"uncollected": _uncollected(one, found)}) for one in found]


def _uncollected(payment: PaymentMatch, found: Sequence[PaymentMatch]) -> Money | None:
    if payment.status not in _UNPAID:
        return None
    later = [one for one in found if one.id != payment.id and one.created >= payment.created]
    brought = sum(one.received.minor for one in later if one.received.currency == payment.amount.currency)
    if not brought:
        return None
    left = payment.amount.minor - payment.received.minor - brought
    return Money(currency=payment.amount.currency, minor=max(left, 0))
