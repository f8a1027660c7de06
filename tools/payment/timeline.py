"""What happened to a payment besides its attempts, and when."""

from collections.abc import Sequence
from datetime import datetime

from tools.contract.clock import from_unix
from tools.contract.payment import Delivery, TimelineEntry
from tools.payment.happenings import Happening
from tools.shapes import PaymentIntent

CREATED = "payment_intent.created"
CANCELED = "payment_intent.canceled"


def timeline(payment: PaymentIntent, happenings: Sequence[Happening]) -> list[TimelineEntry]:
    """The payment's own events, oldest first. Failures are left out, as each is an attempt.

    Where an event is out of reach, the payment's own timestamp stands for it, under the field's name.
    """
    entries = [TimelineEntry(at=event.at, what=event.type, id=event.id) for event in happenings]
    seen = {entry.what for entry in entries}
    if CREATED not in seen:
        entries.append(TimelineEntry(at=from_unix(payment.created), what="created", id=payment.id))
    if CANCELED not in seen and payment.canceled_at:
        entries.append(TimelineEntry(at=from_unix(payment.canceled_at), what="canceled_at", id=payment.id))
    return sorted(entries, key=lambda entry: (entry.at, entry.what not in {CREATED, "created"}, entry.id))


def deliveries(happenings: Sequence[Happening]) -> list[Delivery]:
    """How the events that were read stand with the webhook endpoints."""
    read = [(event, event.snapshot) for event in sorted(happenings, key=lambda event: (event.at, event.id))]
    return [
        Delivery(
            id=event.id,
            type=event.type,
            created=event.at,
            pending_webhooks=snapshot.pending_webhooks,
            idempotency_key=event.idempotency_key,
        )
        for event, snapshot in read
        if snapshot is not None
    ]


def ended_at(payment: PaymentIntent, happenings: Sequence[Happening], paid_at: datetime | None) -> datetime | None:
    """When the payment reached a state that it can't leave; None before, and where the moment isn't known."""
    final = {"succeeded": "payment_intent.succeeded", "canceled": CANCELED}.get(payment.status)
    told = [event.at for event in happenings if event.type == final]
    if told:
        return max(told)
    if payment.status == "canceled":
        return from_unix(payment.canceled_at) if payment.canceled_at else None
    return paid_at if payment.status == "succeeded" else None
