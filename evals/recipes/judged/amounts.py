"""Payments as such: in order, for the wrong amount or in the wrong currency, marked wrongly, or of another mode."""

from collections.abc import Sequence

from evals.recipes import derive, facts
from evals.recipes.expected.sums import arrived, fee_of, written
from evals.recipes.judged.found import Found, basics, enum, explained, fine, money, named, text, told
from evals.recipes.matter import Matter
from evals.recipes.reading import Index, Reading, Stated, state
from evals.truth import Evidence
from evals.world.happened import Payment
from evals.world.steps import Captured, Released
from tools.contract.causes import CauseCode as Cause
from tools.contract.causes import Party


def in_order(payment: Payment, more: Sequence[Stated] = ()) -> Found:
    """A payment that was made, once, and of which nothing is wrong."""
    received = sum(step.amount for step in payment.of(Captured)) or payment.amount
    stated = [
        *basics(payment),
        enum("status", "succeeded", payment.id, "status"),
        money("received", received, payment.currency, (payment.id, "amount_received")),
        *more,
    ]
    tries = len(payment.attempts)
    return fine(Cause.RECOVERED_BY_RETRY if tries > 1 else Cause.PAID_ONCE, stated)


def judge_payment(matter: Matter, index: Index) -> Found:
    """A payment's own story, as for the questions about failures; a payment passed on names its fees too."""
    payment = told(matter, index)
    judged = derive.judge(payment, index.happened.platform, index.happened.now)
    if payment.bill is None:
        siblings = [one for one in index.bookings[payment.booking.id] if one.id != payment.id]
        reading = Reading(payment, siblings, index.happened, index.events.get(payment.id, {}))
        stated = facts.stated_of(judged.cause, reading)
    else:
        stated = [*basics(payment), *facts.particulars(judged.cause, Reading(payment, (), index.happened, {}))]
    if payment.passed_on:
        stated += _passed_on(payment)
    missing = ("why the customer left the checkout",) if judged.cause is Cause.NEVER_CONFIRMED else ()
    return Found(judged.verdict, judged.cause, judged.party, stated, missing)


def _passed_on(payment: Payment) -> list[Stated]:
    assert payment.paid is not None and payment.passed_on is not None  # noqa: S101 - it was paid and passed on
    charge, passed = payment.paid.charge, payment.passed_on
    fee = fee_of(payment)
    provider = payment.booking.provider
    return [
        money("stripe_fee", fee, payment.currency),
        money("application_fee", passed.fee, payment.currency, (charge, "application_fee_amount")),
        named("transfer", passed.transfer),
        state("destination", "id", provider.account, Evidence(charge, "transfer_data.destination", provider.account)),
        text("provider", provider.id, payment.id, "metadata.provider_id"),
        text("service", payment.booking.service, payment.id, "metadata.service_type"),
    ]


def judge_amount(matter: Matter, index: Index) -> Found:
    """Whether what was taken is what the order came to, in its currency."""
    payment = told(matter, index)
    booking = payment.booking
    ordered = written(booking.price, booking.currency)
    order = [
        text("order_total", ordered, payment.id, "metadata.order_total"),
        text("order_currency", booking.currency, payment.id, "metadata.order_currency"),
    ]
    taken = sum(step.amount for step in payment.of(Captured)) or payment.amount
    stated = [*basics(payment), *order, enum("currency", payment.currency, payment.id, "currency")]
    stated.append(money("received", taken, payment.currency, (payment.id, "amount_received")))
    hundredfold = booking.currency == "jpy" and taken == booking.price * 100
    if payment.currency != booking.currency or hundredfold:
        return explained(Cause.CURRENCY_WRONG, Party.INTEGRATION, stated)
    if taken != booking.price:
        delta = state("difference", "money", taken - booking.price, unit=payment.currency)
        return explained(Cause.CAPTURE_AMOUNT_WRONG, Party.INTEGRATION, [*stated, delta])
    return in_order(payment, order)


def judge_marks(matter: Matter, index: Index) -> Found:
    """Whether the metadata name the booking and the provider that the payment is for."""
    payment = told(matter, index)
    booking, marked = payment.booking, dict(payment.written)
    own = [
        text("booking", booking.id, payment.id, "transfer_group"),
        text("provider", booking.provider.id, booking.provider.account, "metadata.provider_id"),
        *(named("transfer", step.id, critical=False) for step in payment.of(Released)),
    ]
    if not marked:
        return in_order(payment, own)
    wrong = [
        text("written_booking", marked["booking_id"], payment.id, "metadata.booking_id"),
        text("written_provider", marked["provider_id"], payment.id, "metadata.provider_id"),
    ]
    return explained(Cause.METADATA_MISMATCH, Party.INTEGRATION, [*basics(payment), *own, *wrong])


def judge_mode(matter: Matter, index: Index) -> Found:
    """A payment of one mode is not to be had with a key of the other."""
    payment = told(matter, index)
    live = index.happened.platform.livemode
    mode = state("livemode", "bool", live, Evidence(payment.id, "livemode", live), critical=False)
    if (matter.grants.mode == "live") == live:
        return in_order(payment, [mode])
    return explained(Cause.OTHER_MODE, Party.PLATFORM, [named("payment", payment.id), mode])


def judge_fees(matter: Matter, index: Index) -> Found:
    """Whether the fee is what the rate card says."""
    payment = told(matter, index)
    settled, fee, agreed = arrived(payment.amount, payment.currency), fee_of(payment, payment.priced), fee_of(payment)
    stated = [
        *basics(payment),
        money("stripe_fee", fee, settled.currency),
        money("settled", settled.amount, settled.currency),
        state("net", "money", settled.amount - fee, unit=settled.currency, critical=False),
    ]
    if fee == agreed:
        return fine(Cause.FEE_AS_AGREED, stated)
    stated.append(money("agreed_fee", agreed, settled.currency))
    stated.append(state("difference", "money", fee - agreed, unit=settled.currency))
    return explained(Cause.FEE_DIFFERS, Party.STRIPE, stated)
