"""What the platform was told of a payment, where a question about that has another answer."""

from collections.abc import Sequence

from agent.playbook.payment.case import Case, Place, WebhooksAt
from agent.playbook.payment.wording import listed
from agent.playbook.router import Route
from agent.playbook.writing.drafting import finding
from agent.report import DraftFinding
from tools.contract.causes import CauseCode

_SHOWN = 3
_OF_DELIVERY = {CauseCode.WEBHOOK_DELIVERED, CauseCode.WEBHOOK_NOT_DELIVERED}
"""Causes whose claim says all of this itself."""


def heard(case: Case, route: Route, cause: CauseCode | None) -> tuple[DraftFinding, ...]:
    """Whether the payment's events were accepted, and which of them an endpoint has not answered."""
    at = case.webhooks
    if route.name != "webhooks" or cause in _OF_DELIVERY or at is None or not at.found.events or not _whole(at):
        return ()
    place, payment = Place(at.at), case.flow.flow.id
    events = [*enumerate(at.found.events)]
    waiting = [index for index, one in events if one.pending_webhooks > 0]
    count = place.slot("event_count")
    if waiting:
        text = f"No: of {count} events of this payment {place.slot('undelivered_count')} are still not accepted."
        told = finding("total", payment, text, severity="warning")
        return (told, *(_waits(at, index) for index in waiting[:_SHOWN]))
    unsure = [index for index, one in events if not one.delivered]
    if not unsure:
        text = f"Yes: the events of this payment, {count} in all, were accepted by each endpoint that they were sent to"
        return (finding("total", payment, f"{text} (not accepted: {place.slot('undelivered_count')})."),)
    text = (
        f"Not certain: no endpoint owes an answer to an event of this payment ({count} in all, not accepted: "
        f"{place.slot('undelivered_count')}), and none that is enabled subscribes.{_unsent(at, unsure)}"
    )
    return (finding("total", payment, text, severity="warning"), *_disabled(at, unsure))


def _waits(at: WebhooksAt, index: int) -> DraftFinding:
    event = Place(f"{at.at}.events[{index}]")
    text = (
        f"{event.slot('id')} ({event.slot('type')}) of {event.slot('created')} is not accepted by an endpoint yet "
        f"(endpoints still waiting: {event.slot('pending_webhooks')})."
    )
    return finding("observation", at.found.events[index].id, text, severity="warning")


def _unsent(at: WebhooksAt, unsure: Sequence[int]) -> str:
    """Which events may have been sent to nobody, by their types, each once."""
    first = {at.found.events[index].type: index for index in reversed(unsure)}
    named = listed([Place(f"{at.at}.events[{index}]").slot("type") for index in first.values()][:_SHOWN])
    return f" Of {named} Stripe doesn't tell whether anybody was sent them."


def _disabled(at: WebhooksAt, unsure: Sequence[int]) -> tuple[DraftFinding, ...]:
    """The endpoints that subscribe to those events and are disabled."""
    kinds = {at.found.events[index].type for index in unsure}
    told: list[DraftFinding] = []
    for index, one in enumerate(at.found.endpoints):
        if one.status != "enabled" and kinds & {*one.subscribed}:
            place = Place(f"{at.at}.endpoints[{index}]")
            text = (
                f"The webhook endpoint {place.slot('id')} subscribes to such events and is {place.slot('status')}: it "
                "was sent those that were made while it was enabled, and none since."
            )
            told.append(finding("observation", one.id, text, severity="warning"))
    return tuple(told)


def _whole(at: WebhooksAt) -> bool:
    """Whether the events and their delivery were read in full; what an endpoint subscribes to is beside the point."""
    parts = [at.outcome.coverage.part(name) for name in ("events", "deliveries")]
    return all(part is not None and part.complete for part in parts)
