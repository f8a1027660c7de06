"""Whether the platform was told of a payment, where a question asks that beside another thing; and where to mend it."""

import re

from agent.playbook.payment.case import Case, FlowAt, Place
from agent.playbook.router import Route
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import finding
from agent.report import DraftFinding, DraftStep
from agent.verification.causes.webhooks import FINAL
from tools.contract.causes import ActionCode

_ASKS = re.compile(
    r"\b(?:web-?\s?hooks?|endpoints?|notif(?:y|ied|ies|ications?)|callbacks?|events?|payment_intent\.[a-z_]+)\b",
    re.IGNORECASE,
)


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


def _final(flow: FlowAt) -> DraftFinding:
    index = next((i for i, one in enumerate(flow.flow.deliveries) if one.type == FINAL), None)
    own = flow.flow.id
    if index is None:
        text = (
            f"The payment is {flow.slot('status')}. What became of the event that tells of it could not be read here: "
            "Stripe keeps events for a limited time, and tells of those alone that an endpoint subscribes to."
        )
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


def _endpoints(flow: FlowAt) -> tuple[DraftFinding, ...]:
    """The endpoints that subscribe to the event, and how each stands."""
    told: list[DraftFinding] = []
    for index, one in enumerate(flow.flow.endpoints):
        place = flow.item("endpoints", index)
        if one.receives:
            text = f"The webhook endpoint {place.slot('id')} subscribes to this event and is {place.slot('status')}."
            told.append(finding("observation", one.id, text, place.ref("receives")))
    return tuple(told)
