"""What the platform was told of a payment, where a question about that has another answer."""

from collections.abc import Sequence
from dataclasses import replace

from agent.playbook.payment.case import Case, Place, WebhooksAt
from agent.playbook.payment.wording import listed
from agent.playbook.router import Route
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding
from tools.contract.causes import ActionCode, CauseCode
from tools.contract.history import EndpointState

_SHOWN, _STEPS = 3, 2
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
    disabled = _disabled(at, unsure)
    who = "only endpoints that are disabled by now subscribe" if disabled else "no endpoint is known to subscribe"
    text = (
        f"Not certain: {who} to events of this payment ({count} in all, still waiting for an answer: "
        f"{place.slot('undelivered_count')}).{_unsent(at, unsure)}"
    )
    told = tuple(_is_disabled(*one) for one in disabled)
    return (finding("total", payment, text, severity="warning"), *told)


def with_repairs(case: Case, route: Route, answer: Answer) -> Answer:
    """The answer with what mends the endpoints, where the question about them has another answer besides."""
    at = case.webhooks
    fixed = any(one.code is ActionCode.FIX_WEBHOOK_ENDPOINT for one in answer.next_steps)
    if at is None or fixed or not heard(case, route, answer.cause):
        return answer
    events = [*enumerate(at.found.events)]
    waiting = [one for _, one in events if one.pending_webhooks > 0]
    unsure = [index for index, one in events if not one.delivered and not one.pending_webhooks]
    steps = [
        action(
            ActionCode.FIX_WEBHOOK_ENDPOINT,
            one.id,
            f"Enable the webhook endpoint {place.slot('id')} again, if it is still meant to hear of payments.",
        )
        for place, one in _disabled(at, unsure)[:_STEPS]
    ]
    if waiting:
        steps = [action(ActionCode.FIX_WEBHOOK_ENDPOINT, None), action(ActionCode.RESEND_EVENT, waiting[0].id)]
    idle = [one for one in answer.next_steps if one.code is not ActionCode.NO_ACTION or not steps]
    return replace(answer, next_steps=(*steps, *idle))


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


def _disabled(at: WebhooksAt, unsure: Sequence[int]) -> list[tuple[Place, EndpointState]]:
    """The endpoints that subscribe to those events and are disabled."""
    kinds = {at.found.events[index].type for index in unsure}
    rows = ((Place(f"{at.at}.endpoints[{index}]"), one) for index, one in enumerate(at.found.endpoints))
    return [(place, one) for place, one in rows if one.status != "enabled" and kinds & {*one.subscribed}]


def _is_disabled(place: Place, one: EndpointState) -> DraftFinding:
    text = (
        f"The webhook endpoint {place.slot('id')} subscribes to such events and is {place.slot('status')}: it was sent "
        "those that were made while it was enabled, and none since."
    )
    return finding("observation", one.id, text, severity="warning")


def _whole(at: WebhooksAt) -> bool:
    """Whether the events and their delivery were read in full; what an endpoint subscribes to is beside the point."""
    parts = [at.outcome.coverage.part(name) for name in ("events", "deliveries")]
    return all(part is not None and part.complete for part in parts)
