"""What a reader is shown of escrow: where one booking's money is, and how long what waits has waited."""

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from tools.contract.escrow import EscrowBooking, EscrowState, EscrowStatus, EscrowTransfer, OwedProvider
from tools.contract.exhibits import AgeRow, EscrowAgeing, FlowStop, LateBooking, MoneyFlow, OwedProviders, OwedRow
from tools.contract.money import Money
from tools.escrow.shares import OVERDUE, creditors, on_own_account

_LATE = 10
_OWED = 50
_AMISS = {
    "wrong_amount": "not the amount by the rule",
    "refunded_since": "more than is left after the refund",
}
_STRAYED = {"elsewhere": "not this provider's account", "again": "sent again"}


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
        yield from _transfer(booking, sent)
    yield from _waiting(booking)
    if booking.pattern == "on_connected_account":
        yield from _on_account(booking)
    elif booking.pattern == "with_charge" and booking.transfers and (fee := booking.application_fee):
        yield FlowStop(kind="fee", who="platform", amount=fee, account=booking.transfers[0].destination)
        if back := booking.application_fee_refunded:
            yield FlowStop(kind="fee_back", who=booking.provider or "provider", amount=back)
    kept = _kept(booking)
    if kept is not None:
        yield FlowStop(kind="kept" if kept.minor >= 0 else "lacking", who="platform", amount=_size(kept))


def _transfer(booking: EscrowBooking, sent: EscrowTransfer) -> Iterator[FlowStop]:
    """A transfer, and what was taken back of it."""
    astray = sent.amiss == "elsewhere"
    who = "another account" if astray else sent.provider or booking.provider or "provider"
    late = "late" if sent.late_by else None
    amiss = _STRAYED[sent.amiss] if sent.amiss else _AMISS.get(booking.state) or late
    yield FlowStop(
        kind="sent", who=who, amount=sent.amount, by=sent.id, at=sent.created, account=sent.destination, amiss=amiss
    )
    if sent.reversed:
        back = (sent.reversals or [None])[0]
        yield FlowStop(kind="reversed", who=who, amount=sent.reversed, by=back, account=sent.destination)


def _waiting(booking: EscrowBooking) -> Iterator[FlowStop]:
    """What has not arrived: held for a provider, or missing."""
    kind = "held" if booking.state in {"held", "due"} else "missing"
    homes = {leg.provider: leg.destination for leg in booking.legs}
    for who, amount in creditors(booking):
        home = homes.get(who, booking.destination)
        hold = None if booking.hold == "not_due" else booking.hold
        yield FlowStop(kind=kind, who=who, amount=amount, account=home, at=booking.due, amiss=hold)


def _on_account(booking: EscrowBooking) -> Iterator[FlowStop]:
    """What a payment on the provider's own account left there, before Stripe's fees."""
    left = on_own_account(booking)
    if left is not None:
        yield FlowStop(kind="there", who=booking.provider or "provider", amount=left, account=booking.account)


def _kept(booking: EscrowBooking) -> Money | None:
    """What is left to the platform of a payment that settled in its own currency: what came in, less all that went out
    and all that has still to go; negative where more went out than came in."""
    fee, back = booking.application_fee, booking.application_fee_refunded
    if booking.pattern == "on_connected_account":
        return fee - back if fee and back else fee
    currencies = {sent.amount.currency for sent in booking.transfers}
    if booking.settled is not None or currencies - {booking.captured.currency} or booking.state in {"unread", "unpaid"}:
        return None
    if booking.pattern == "transfer" and booking.expected is None:
        return None
    given = [booking.refunded, booking.owed, *(sent.amount for sent in booking.transfers)]
    came = [booking.captured, *(sent.reversed for sent in booking.transfers)]
    came += [fee - back if fee and back else fee] if booking.pattern == "with_charge" and booking.transfers else []
    minor = sum(one.minor for one in came if one) - sum(one.minor for one in given if one)
    return Money(currency=booking.captured.currency, minor=minor)


def _size(amount: Money) -> Money:
    return Money(currency=amount.currency, minor=abs(amount.minor))


_UNSENT = OVERDUE | {"held", "due"}


def age_table(told: EscrowStatus, bookings: Sequence[EscrowBooking], *, whole: bool) -> EscrowAgeing:
    """What waits, by its age, and the bookings that are late; `whole` is whether all was read that the sums are of."""
    return EscrowAgeing(
        provider=told.provider.provider if told.provider else None,
        since=told.since,
        until=told.until,
        owed=told.owed_total,
        unruled=sum(one.state in _UNSENT and one.expected is None for one in bookings),
        whole=whole,
        rows=[AgeRow(age=one.age, count=one.count, amount=one.amount) for one in told.ageing],
        oldest=[*_late(bookings, OVERDUE)][:_LATE],
        due=[*_late(bookings, {"due"})][:_LATE],
    )


def _late(bookings: Sequence[EscrowBooking], states: AbstractSet[EscrowState]) -> Iterator[LateBooking]:
    """What is in these states, the longest due first: of a shared payment a row for each provider who lacks a part."""
    for one in sorted((one for one in bookings if one.state in states), key=lambda one: one.due or one.created):
        for provider, amount in [*creditors(one)] or [(one.provider, one.owed)]:
            yield LateBooking(
                payment_intent=one.id,
                booking=one.booking,
                provider=provider,
                amount=amount,
                due=one.due,
                overdue=one.overdue,
            )


def owed_table(told: EscrowStatus, creditors: Sequence[OwedProvider], *, whole: bool) -> OwedProviders:
    """To whom something is owed, ranked by the amount; `creditors` are all of them, in any order."""
    usual = Counter(amount.currency for one in creditors for amount in one.owed)

    def rank(one: OwedProvider) -> tuple[int, str, int, str]:
        most = max(one.owed, key=lambda amount: (usual[amount.currency], amount.currency))
        return -usual[most.currency], most.currency, -most.minor, one.provider

    return OwedProviders(
        count=len(creditors),
        owed=told.owed_total,
        whole=whole,
        rows=[
            OwedRow(provider=one.provider, count=one.count, owed=one.owed, now=one.now, overdue=one.overdue)
            for one in sorted(creditors, key=rank)[:_OWED]
        ],
    )
