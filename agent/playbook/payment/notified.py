"""Whether the platform was told of a payment, where a question asks that beside another thing; and where to mend it."""

import re

from agent.playbook.payment.case import Case, FlowAt, Place
from agent.playbook.router import Route
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import finding
from agent.report import DraftFinding, DraftStep
from agent.verification.causes.webhooks import FINAL
from tools.contract.causes import ActionCode
from tools.contract.coverage import MissingReason
from tools.contract.payment import PaymentStatus

_DELIVERED = (
    r"(?:deliver|sent|send|receiv|reach|arriv|accept|got|get|miss|resen|answer|hear|fire|acknowledg|subscri|emit)\w*"
)
_ASKS = re.compile(
    r"\b(?:web-?\s?hooks?|endpoints?|notif(?:y|ied|ies|ications?)|callbacks?|payment_intent\.[a-z_]+)\b"
    rf"|(?<!timeline of )(?<!history of )(?<!sequence of )\bevents?\b[^,;.?]{{0,40}}\b{_DELIVERED}"
    rf"|\b{_DELIVERED}\b[^,;.?]{{0,40}}(?<!timeline of )(?<!history of )(?<!sequence of )\bevents?\b",
    re.IGNORECASE,
)
"""An event alone is no message: a timeline of events is asked of what happened, not of who was told."""
_TELLS: dict[PaymentStatus, str] = {
    "requires_payment_method": "payment_intent.payment_failed",
    "requires_action": "payment_intent.requires_action",
    "processing": "payment_intent.processing",
    "requires_capture": "payment_intent.amount_capturable_updated",
    "succeeded": FINAL,
    "canceled": "payment_intent.canceled",
}
"""The event that tells of a payment's status."""
_UNREAD = {
    MissingReason.PERMISSION: "the key lacks the permission to read events",
    MissingReason.OLDER_THAN_30_DAYS: "Stripe's API lists events for thirty days, and it may be older",
    MissingReason.UNAVAILABLE: "Stripe did not give its events",
    MissingReason.RATE: "Stripe's rate limit was reached",
    MissingReason.LIMIT: "the payment has more events than are read",
}


def asks_of_events(question: str) -> bool:
    """Whether a question asks about a webhook, an event or a notification, whatever else it is about."""
    return _ASKS.search(question) is not None


def events_asked(case: Case, route: Route) -> tuple[DraftFinding, ...]:
    """What became of the payment's final event; empty where nothing is asked of it, or its playbook tells it anyway."""
    if route.name == "webhooks" or not asks_of_events(case.question):
        return ()
    return (_final(case.flow), *_endpoints(case.flow))


def repairs(flow: FlowAt, event: Place | None) -> tuple[DraftStep, ...]:
    """Repair the endpoint that should hear of the payment, then send the event again: each with its own page."""
    known = enumerate(flow.flow.endpoints)
    hearing = [(flow.item("endpoints", index), one) for index, one in known if one.receives]
    hearing.sort(key=lambda pair: pair[1].status == "enabled")
    fix = action(ActionCode.FIX_WEBHOOK_ENDPOINT, flow.flow.id)
    if hearing:
        place, one = hearing[0]
        told = f"Repair the webhook endpoint {place.slot('id')}"
        told += ", or whichever of the endpoints told here owes the answer" if len(hearing) > 1 else ""
        told += ": it must be enabled, subscribe to the event, and answer it with success."
        fix = action(ActionCode.FIX_WEBHOOK_ENDPOINT, one.id, told)
    if event is None:
        return (fix,)
    told = (
        f"Resend the event {event.slot('id')} from the Dashboard when the endpoint works, or mark the booking as paid "
        "by hand."
    )
    sent = next((one.id for one in flow.flow.deliveries if one.type == FINAL), flow.flow.id)
    return (fix, action(ActionCode.RESEND_EVENT, sent, told))


def _telling(flow: FlowAt) -> int | None:
    """The latest event read that tells of the payment's status."""
    tells, made = _TELLS.get(flow.flow.status), flow.flow.deliveries
    return max((i for i, one in enumerate(made) if one.type == tells), key=lambda i: made[i].created, default=None)


def _final(flow: FlowAt) -> DraftFinding:
    index = _telling(flow)
    own = flow.flow.id
    if index is None:
        text = f"As to the webhook: the payment is {flow.slot('status')}, {_unseen(flow)}."
        return finding("observation", own, text, severity="warning")
    event = flow.item("deliveries", index)
    hearing = any(one.receives and one.status == "enabled" for one in flow.flow.endpoints)
    waits = flow.flow.deliveries[index].pending_webhooks > 0
    said = (
        "an endpoint has still to answer it with success, so that the platform may not have heard of the payment"
        if waits
        else "each endpoint that it was sent to has answered with success, so that what went wrong came later"
        if hearing
        else "no enabled webhook endpoint is known to subscribe to it, so that the platform may never have been sent it"
    )
    text = (
        f"As to the webhook: the event {event.slot('id')} ({event.slot('type')}) was made at {event.slot('created')}; "
        f"{said} (endpoints still waiting: {event.slot('pending_webhooks')})."
    )
    points = [flow.item("endpoints", at).ref(name) for at in range(len(flow.flow.endpoints))
              for name in ("status", "receives")]  # fmt: skip
    return finding("observation", own, text, *points, severity="warning" if waits or not hearing else "info")


def _unseen(flow: FlowAt) -> str:
    """Why no event that tells of the status is known: there is none, or it could not be read."""
    parts = [flow.outcome.coverage.part(name) for name in ("events", "deliveries")]
    lacking = next((part.missing.reason for part in parts if part is not None and part.missing is not None), None)
    if lacking is not None:
        return f"and what became of the event that tells of it could not be read: {_UNREAD[lacking]}"
    return "and no event that tells of it is among the payment's events, so that nobody can have been sent one"


def _endpoints(flow: FlowAt) -> tuple[DraftFinding, ...]:
    """The endpoints that subscribe to the event, and how each stands."""
    index, told = _telling(flow), list[DraftFinding]()
    if index is None:
        return ()
    event = flow.item("deliveries", index)
    for at, one in enumerate(flow.flow.endpoints):
        place = flow.item("endpoints", at)
        if one.receives:
            text = f"The webhook endpoint {place.slot('id')} subscribes to {event.slot('type')} and is "
            told.append(finding("observation", one.id, f"{text}{place.slot('status')}.", place.ref("receives")))
    return tuple(told)
