"""What a payment and its charges are marked with alike: metadata, description, and where the money is to go."""

from datetime import UTC, datetime

from evals.world.happened import Payment
from evals.world.shelf import JsonObject
from evals.world.shown import methods, money


def metadata(payment: Payment) -> JsonObject:
    """What the platform writes on every payment of a booking to find it again; on a bill's, Stripe writes nothing."""
    booking = payment.booked
    if booking is None:
        return dict(payment.written)
    own: JsonObject = {
        "booking_id": booking.id,
        "metro": booking.metro,
        "order_currency": booking.currency,
        "order_total": money.major(booking.price, booking.currency),
        "provider_id": booking.provider.id,
        "service_type": booking.service,
    }
    if payment.passed_on is None and payment.direct is None:
        own["release_at"] = datetime.fromtimestamp(booking.release_at, UTC).isoformat()[:19] + "Z"
    if booking.legs:
        own["split"] = " ".join(f"{provider.id}:{percent}" for provider, percent in booking.legs)
    return {**own, **dict(payment.written), **dict(payment.jotted)}


def description(payment: Payment) -> str | None:
    """What staff wrote on the payment of a booking; on that of a membership's bill, Stripe writes itself."""
    bill = payment.bill
    return payment.described if bill is None else "Subscription creation" if bill.first else "Subscription update"


def shipping(payment: Payment) -> JsonObject | None:
    """Where a delivery goes, if the customer said so."""
    booking, person = payment.booked, payment.person
    if booking is None or booking.service != "drone_delivery" or person.address.line1 is None:
        return None
    return {
        "address": methods.address(person),
        "carrier": None,
        "name": person.name,
        "phone": person.phone,
        "tracking_number": None,
    }


def transfer_group(payment: Payment) -> str | None:
    return payment.booked.id if payment.booked and payment.direct is None else None


def transfer_data(payment: Payment) -> JsonObject | None:
    """Where a payment that is passed on goes."""
    return {"destination": payment.booking.provider.account} if payment.passed_on else None


def application_fee(payment: Payment) -> int | None:
    earned = payment.passed_on or payment.direct
    return earned.fee if earned else None
