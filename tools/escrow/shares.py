"""What one booking's share comes to: what is earned by it, what is still owed of it, and what went out beyond it."""

from collections.abc import Iterable

from tools.contract.escrow import EscrowBooking, EscrowState, asked_back
from tools.contract.money import Money

OVERDUE: frozenset[EscrowState] = frozenset({"missing", "leg_missing"})
WAITING: frozenset[EscrowState] = frozenset({"held", "due", *OVERDUE})
SHORT: frozenset[EscrowState] = frozenset({"wrong_destination", "wrong_amount", "reversed", "partial", "duplicate"})
"""The states of shares that were sent wrongly, so that something may lack of them."""
SENT: frozenset[EscrowState] = frozenset({"released", "released_late"})


def due_in_all(booking: EscrowBooking) -> Money | None:
    """The share by the rule in the currency in which it is sent; of a shared payment the sum of the parts, each of
    which is rounded down by itself."""
    parts = [leg.expected for leg in booking.legs if leg.expected is not None]
    if parts and len(parts) == len(booking.legs):
        return Money(currency=parts[0].currency, minor=sum(one.minor for one in parts))
    return booking.expected_settled or booking.expected


def owed(booking: EscrowBooking) -> Money | None:
    """What has still to reach the providers of a booking by the rule; None where nothing has."""
    if booking.pattern != "transfer":
        return _taken_too_far(booking)
    target = due_in_all(booking)
    if target is None or booking.state not in WAITING | SHORT:
        return None
    if booking.state == "leg_missing":
        lacking = sum(amount.minor for _, amount in _parts(booking))
        return Money(currency=target.currency, minor=lacking) if lacking else None
    arrived = _arrived(booking)
    if any(one.currency != target.currency for one in arrived):
        return None
    lacking = target.minor - sum(one.minor for one in arrived)
    return Money(currency=target.currency, minor=lacking) if lacking > 0 else None


def _arrived(booking: EscrowBooking) -> list[Money]:
    """What the providers themselves have: each transfer less what was taken back of it."""
    right = [one for one in booking.transfers if one.amiss != "elsewhere"]
    return [one.amount - one.reversed if one.reversed else one.amount for one in right]


def _taken_too_far(booking: EscrowBooking) -> Money | None:
    """What was taken back of a transfer that came with its charge beyond what the refunds ask back."""
    sent = [one for one in booking.transfers if one.reversed]
    if booking.state not in {"reversed", "partial"} or not sent or booking.pattern != "with_charge":
        return None
    back = sum(one.reversed.minor for one in sent if one.reversed)
    refunded = booking.refunded.minor if booking.refunded else 0
    beyond = back - asked_back(sum(one.amount.minor for one in sent), refunded, booking.captured.minor)
    return Money(currency=sent[0].amount.currency, minor=beyond) if beyond > 0 else None


def creditors(booking: EscrowBooking) -> Iterable[tuple[str, Money]]:
    """The providers of a booking to whom something is owed, with what."""
    amount = booking.owed
    if amount is None:
        return
    if not booking.legs and booking.provider:
        yield booking.provider, amount
    if booking.legs:
        yield from _parts(booking)


def _parts(booking: EscrowBooking) -> Iterable[tuple[str, Money]]:
    """What each of several providers has still to get."""
    strayed = {one.id for one in booking.transfers if one.amiss == "elsewhere"}
    for leg in booking.legs:
        if leg.expected is None:
            continue
        got = leg.sent if leg.sent and leg.transfer not in strayed else None
        lacking = leg.expected - got if got and got.currency == leg.expected.currency else leg.expected
        if lacking.minor > 0:
            yield leg.provider, lacking


def earned(booking: EscrowBooking) -> Money | None:
    """What the providers earn by a payment: the share by the rule, or what went with the charge less the fee for it.

    What was sent as it should be is what was earned, rounding and all. A refund of a payment on the provider's own
    account is paid by that account; of one that went with the charge, only what was reversed comes back from it, which
    `sent` tells. A fee that is given back goes to the provider.
    """
    if booking.state == "nothing_due":
        return None
    if booking.pattern == "transfer" or booking.application_fee is None:
        return booking.sent if booking.state in SENT and booking.expected else due_in_all(booking)
    direct = booking.pattern == "on_connected_account"
    whole = booking.captured if direct else booking.sent
    if whole is None or whole.currency != booking.application_fee.currency:
        return None
    left = whole - booking.application_fee
    left = left + booking.application_fee_refunded if booking.application_fee_refunded else left
    left = left + booking.owed if booking.owed and not direct else left
    return left - booking.refunded if direct and booking.refunded else left


def over(booking: EscrowBooking) -> Money | None:
    """What was sent beyond the rule, or to another's account; None where nothing was."""
    target = earned(booking)
    if booking.pattern != "transfer" or booking.sent is None or target is None:
        return None
    if booking.sent.currency != target.currency:
        return None
    beyond = booking.sent - target
    beyond = beyond + booking.owed if booking.owed else beyond
    return beyond if beyond.minor > 0 else None


def fee(booking: EscrowBooking) -> Money | None:
    """What the platform took of a payment that went to its provider with the charge, less what it gave back."""
    if booking.pattern != "with_charge" or booking.application_fee is None or not booking.application_fee.minor:
        return None
    back = booking.application_fee_refunded
    return booking.application_fee - back if back else booking.application_fee


def on_own_account(booking: EscrowBooking) -> Money | None:
    """What is the provider's of a payment that the provider's own account took."""
    return earned(booking) if booking.pattern == "on_connected_account" else None
