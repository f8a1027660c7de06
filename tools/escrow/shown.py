"""What a reader is shown of escrow: where one booking's money is, and how long what waits has waited."""

from collections.abc import Iterator

from tools.contract.escrow import EscrowBooking, EscrowStatus
from tools.contract.exhibits import AgeRow, EscrowAgeing, FlowStop, LateBooking, MoneyFlow
from tools.contract.money import Money
from tools.escrow.sums import OVERDUE, owed

_LATE = 10
_AMISS = {
    "wrong_destination": "not this provider's account",
    "duplicate": "sent more than once",
    "wrong_amount": "not the amount by the rule",
    "refunded_since": "more than is left after the refund",
}


def money_flow(booking: EscrowBooking) -> MoneyFlow:
    """Who paid for a booking, who holds the money, and who received it."""
    return MoneyFlow(
        payment_intent=booking.id,
        booking=booking.booking,
        state=booking.state,
        captured=booking.captured,
        expected=booking.expected_settled or booking.expected,
        rule=booking.expected_rule or booking.fee_rule,
        due=booking.due,
        stops=list(_stops(booking)),
    )


def _stops(booking: EscrowBooking) -> Iterator[FlowStop]:
    yield FlowStop(kind="paid", who="customer", amount=booking.captured, by=booking.charge, at=booking.created)
    if booking.refunded:
        yield FlowStop(kind="back", who="customer", amount=booking.refunded, by=booking.charge)
    for sent in booking.transfers:
        who = sent.provider or booking.provider or "provider"
        yield FlowStop(
            kind="sent",
            who=who,
            amount=sent.amount,
            by=sent.id,
            at=sent.created,
            account=sent.destination,
            amiss=_AMISS.get(booking.state) or ("late" if sent.late_by else None),
        )
        if sent.reversed:
            back = (sent.reversals or [None])[0]
            yield FlowStop(kind="reversed", who=who, amount=sent.reversed, by=back, account=sent.destination)
    yield from _waiting(booking)
    kept = _kept(booking)
    if kept is not None:
        yield FlowStop(kind="kept", who="platform", amount=kept)


def _waiting(booking: EscrowBooking) -> Iterator[FlowStop]:
    """What has not arrived: held for a provider, or missing."""
    kind = "missing" if booking.state in OVERDUE else "held"
    for leg in booking.legs:
        if leg.missing and owed(booking):
            yield FlowStop(kind=kind, who=leg.provider, amount=leg.expected, account=leg.destination, at=booking.due)
    if not booking.legs and (amount := owed(booking)):
        who = booking.provider or "provider"
        yield FlowStop(
            kind=kind, who=who, amount=amount, account=booking.destination, at=booking.due, amiss=booking.hold
        )


def _kept(booking: EscrowBooking) -> Money | None:
    """What is left to the platform of a payment that settled in its own currency."""
    if booking.application_fee is not None:
        return booking.application_fee
    if booking.settled is not None or booking.expected is None:
        return None
    given = (booking.refunded, booking.sent, owed(booking))
    return Money(
        currency=booking.captured.currency,
        minor=booking.captured.minor - sum(one.minor for one in given if one is not None),
    )


def age_table(told: EscrowStatus) -> EscrowAgeing:
    """What waits, by its age, and the bookings that are late."""
    late = sorted((one for one in told.bookings if one.state in OVERDUE), key=lambda one: one.due or one.created)
    return EscrowAgeing(
        provider=told.provider.provider if told.provider else None,
        since=told.since,
        until=told.until,
        owed=told.owed_total,
        rows=[AgeRow(age=one.age, count=one.count, amount=one.amount) for one in told.ageing],
        oldest=[
            LateBooking(
                payment_intent=one.id,
                booking=one.booking,
                provider=one.provider,
                amount=owed(one),
                due=one.due,
                overdue=one.overdue,
            )
            for one in late[:_LATE]
        ],
    )
