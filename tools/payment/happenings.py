"""A payment's events, from whichever of Stripe's two event APIs could be read.

`/v2/core/events` lists by object but shows no object; `/v1/events` shows the object but can't list by it
(docs.stripe.com/api/v2/core/events, docs.stripe.com/api/events). Either goes back 30 days.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tools.contract.clock import from_unix
from tools.contract.payment import PaymentStatus
from tools.shapes import Charge, Event, PaymentIntent, ThinEvent

FAILED = "payment_intent.payment_failed"
SUCCEEDED = "payment_intent.succeeded"
FINAL_EVENT: dict[PaymentStatus, str] = {
    "requires_payment_method": FAILED,
    "requires_action": "payment_intent.requires_action",
    "processing": "payment_intent.processing",
    "requires_capture": "payment_intent.amount_capturable_updated",
    "succeeded": SUCCEEDED,
    "canceled": "payment_intent.canceled",
}
"""The event that tells of a payment's status."""

RARE_EVENTS = (*(kind for kind in FINAL_EVENT.values() if kind != SUCCEEDED), "payment_intent.partially_funded")
"""The events that most payments don't have."""

_SAME_MOMENT = timedelta(seconds=90)


@dataclass(frozen=True)
class Happening:
    """An event of the payment, by its id in `/v1/events`; `snapshot` once it was read there."""

    id: str
    type: str
    at: datetime
    idempotency_key: str | None = None
    snapshot: Event | None = None

    def seen(self, snapshot: Event | None) -> "Happening":
        """The same happening with its object."""
        if snapshot is None:
            return self
        key = snapshot.request.idempotency_key if snapshot.request else None
        return replace(self, snapshot=snapshot, idempotency_key=key or self.idempotency_key)


def of_thin(event: ThinEvent) -> Happening:
    request = event.reason.request if event.reason else None
    return Happening(
        id=event.snapshot_event or event.id,
        type=event.type.removeprefix("v1."),
        at=event.created.replace(microsecond=0),
        idempotency_key=request.idempotency_key if request else None,
    )


def of_snapshot(event: Event) -> Happening:
    return Happening(event.id, event.type, from_unix(event.created)).seen(event)


def final(happenings: Sequence[Happening]) -> Happening | None:
    """The latest event that tells of a status."""
    telling = [event for event in happenings if event.type in FINAL_EVENT.values()]
    return max(telling, key=lambda event: event.at, default=None)


def without_charge(happenings: Sequence[Happening], charges: Sequence[Charge]) -> list[Happening]:
    """The failures that no charge accounts for by its moment, oldest first; some may turn out to have one.

    Each failed charge takes the failure nearest after it; a debit that fails days after its charge takes none and is
    told apart once its event is read.
    """
    failures = sorted((event for event in happenings if event.type == FAILED), key=lambda event: event.at)
    failed = [charge for charge in charges if charge.status == "failed"]
    pairs = [(event.at - from_unix(charge.created), charge.id, event) for event in failures for charge in failed]
    taken_charges: set[str] = set()
    taken: set[str] = set()
    for apart, charge_id, event in sorted(pairs, key=lambda pair: (pair[0], pair[1], pair[2].id)):
        if timedelta(0) <= apart <= _SAME_MOMENT and charge_id not in taken_charges and event.id not in taken:
            taken_charges.add(charge_id)
            taken.add(event.id)
    return [event for event in failures if event.id not in taken]


def chargeless(happenings: Sequence[Happening]) -> list[Event]:
    """The failures that are known to have made no charge, oldest first."""
    failures = sorted((event for event in happenings if event.type == FAILED), key=lambda event: event.at)
    return [event.snapshot for event in failures if event.snapshot and charge_of(event.snapshot) is None]


def charge_of(failure: Event) -> str | None:
    """The charge that a failure event speaks of."""
    error = PaymentIntent.of(failure.data.object).last_payment_error
    return error.charge if error else None
