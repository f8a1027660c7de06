"""What the platform was told of a payment, where a question about that has another answer."""

from agent.playbook.payment.case import Case, Place, WebhooksAt
from agent.playbook.router import Route
from agent.playbook.writing.drafting import finding
from agent.report import DraftFinding
from tools.contract.causes import CauseCode

_SHOWN = 3
_OF_DELIVERY = {CauseCode.WEBHOOK_DELIVERED, CauseCode.WEBHOOK_NOT_DELIVERED}
"""Causes whose claim says all of this itself."""


def heard(case: Case, route: Route, cause: CauseCode | None) -> tuple[DraftFinding, ...]:
    """How many events of the payment went out, and which of them an endpoint has not answered."""
    at = case.webhooks
    if route.name != "webhooks" or cause in _OF_DELIVERY or at is None or not _whole(at):
        return ()
    place, payment = Place(at.at), case.flow.flow.id
    counts = (
        f"Events of this payment: {place.slot('event_count')}; not answered yet: {place.slot('undelivered_count')}."
    )
    waiting = [(index, one) for index, one in enumerate(at.found.events) if not one.delivered]
    told = [finding("total", payment, counts, severity="warning" if waiting else "info")]
    for index, one in waiting[:_SHOWN]:
        event = Place(f"{at.at}.events[{index}]")
        text = (
            f"{event.slot('id')} ({event.slot('type')}) of {event.slot('created')} is not answered by "
            f"{event.slot('pending_webhooks')} of the endpoints."
        )
        told.append(finding("observation", one.id, text, severity="warning"))
    return tuple(told)


def _whole(at: WebhooksAt) -> bool:
    """Whether the events and their delivery were read in full; what an endpoint subscribes to is beside the point."""
    parts = [at.outcome.coverage.part(name) for name in ("events", "deliveries")]
    return all(part is not None and part.complete for part in parts)
