"""A question about a payment that asks about its webhook as well gets that answered too, and where it is mended."""

from typing import Literal

import pytest

from agent.thread.evidence import Evidence
from tests.playbook.asked import PAYMENT, RIGHT, Account
from tests.playbook.test_asked import judged
from tests.verification.flows import at, declined, delivery, endpoint, flow
from tests.verification.shown import Shown, settled, told
from tools.contract.causes import ActionCode, CauseCode, Verdict
from tools.contract.history import EndpointState, EventDelivery, WebhookDeliveries
from tools.contract.outcome import FieldNote
from tools.contract.payment import PaymentFlow

QUESTION = f"check {PAYMENT} and its metadata for booking_17; our webhook never got payment_intent.succeeded"


@pytest.mark.parametrize(
    ("payment", "said"),
    [
        (settled(deliveries=[delivery(0)], endpoints=[endpoint()]), "has answered with success"),
        (settled(deliveries=[delivery(0)], endpoints=[endpoint("disabled")]), "no enabled webhook endpoint"),
        (settled(deliveries=[delivery(0)], endpoints=[endpoint(receives=False)]), "no enabled webhook endpoint"),
    ],
)
async def test_the_part_about_the_webhook_is_read_and_answered(payment: PaymentFlow, said: str) -> None:
    driven = await judged(QUESTION, Account(Shown(payment)))
    assert "webhook_deliveries" in driven.tools
    assert driven.draft.cause is CauseCode.PAID_ONCE
    [told_of_it] = [one for one in driven.draft.findings if "As to the webhook" in one.text]
    assert said in told_of_it.text
    unheard = said.startswith("no enabled")
    assert (driven.draft.verdict is Verdict.LIKELY) is unheard
    assert (ActionCode.FIX_WEBHOOK_ENDPOINT in {one.code for one in driven.draft.next_steps}) is unheard


async def test_where_nothing_is_asked_of_events_nothing_is_read_of_them() -> None:
    driven = await judged(f"is {PAYMENT} of booking_17 paid?", Account(Shown(RIGHT)))
    assert "webhook_deliveries" not in driven.tools
    assert not any("As to the webhook" in one.text for one in driven.draft.findings)


@pytest.mark.parametrize(
    "asked",
    [
        f"show me the timeline of events of {PAYMENT}",
        f"show complete timeline of events and status changes for {PAYMENT}",
    ],
)
async def test_a_timeline_of_events_asks_nothing_of_webhooks(asked: str) -> None:
    driven = await judged(asked, Account(Shown(flow(declined(), endpoints=[endpoint("disabled")]))))
    assert "webhook_deliveries" not in driven.tools
    assert not any("webhook" in one.text for one in driven.draft.findings)


MISSED = QUESTION.replace("succeeded", "payment_failed")


async def test_of_a_failed_payment_the_event_of_the_failure_is_told() -> None:
    event = delivery(1).model_copy(update={"type": "payment_intent.payment_failed"})
    driven = await judged(MISSED, Account(Shown(flow(declined(), deliveries=[event], endpoints=[endpoint()]))))
    [told_of_it] = [one for one in driven.draft.findings if "As to the webhook" in one.text]
    assert "an endpoint has still to answer" in told_of_it.text and "E1.deliveries[0].type" in told_of_it.facts


async def test_an_event_that_a_permission_hides_is_not_called_old() -> None:
    account = Account(Shown(flow(declined(), endpoints=[endpoint()])), lacking=("events",))
    [told_of_it] = [one for one in (await judged(MISSED, account)).draft.findings if "As to the webhook" in one.text]
    assert "lacks the permission" in told_of_it.text and "thirty days" not in told_of_it.text


FAILED = "payment_intent.payment_failed"


def heard(*waiting: int, status: Literal["enabled", "disabled"] = "enabled") -> Evidence:
    """Two events of a failed payment, as the tool tells of their delivery."""
    events = [
        EventDelivery(
            id=f"evt_{number}",
            type=FAILED,
            created=at(number),
            object=PAYMENT,
            pending_webhooks=count,
            delivered=None if status == "disabled" else not count,
            livemode=False,
        )
        for number, count in enumerate(waiting)
    ]
    point = EndpointState(id="we_hook", host="api.example", status=status, subscribed=[FAILED], missing=[])
    open_ones = sum(count > 0 for count in waiting)
    record = WebhookDeliveries(
        id=PAYMENT, events=events, endpoints=[point], event_count=len(events), undelivered_count=open_ones
    )
    found = told(2, "webhook_deliveries", record, "events", "deliveries", "endpoints")
    counts = [
        FieldNote(path=path, part="events", aggregate=True, grain="event")
        for path in ("event_count", "undelivered_count")
    ]
    return found.model_copy(
        update={"outcome": found.outcome.model_copy(update={"fields": [*found.outcome.fields, *counts]})}
    )


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (heard(0, 0), "Yes: the events"),
        (heard(1, 0), "No: of"),
        (heard(0, 0, status="disabled"), "Not certain: only endpoints that are disabled by now subscribe"),
    ],
    ids=["accepted", "owed", "nobody there by now"],
)
async def test_whether_the_events_of_a_failed_payment_arrived_is_the_first_thing_said(
    events: Evidence, said: str
) -> None:
    shown = Shown(flow(declined()), (events,))
    driven = await judged(f"did the webhook for {PAYMENT} arrive?", Account(shown))
    assert driven.draft.findings[0].text.startswith(said)
    waits = [one for one in driven.draft.findings if "is not accepted by an endpoint yet" in one.text]
    assert len(waits) == (said == "No: of")
    mends = [one.subject for one in driven.draft.next_steps if one.code is ActionCode.FIX_WEBHOOK_ENDPOINT]
    assert mends == ([] if said.startswith("Yes") else [None] if said.startswith("No:") else ["we_hook"])


async def test_the_endpoint_and_the_event_are_named_by_their_ids() -> None:
    payment = settled(deliveries=[delivery(1)], endpoints=[endpoint()])
    draft = (await judged(f"was the webhook for {PAYMENT} delivered?", Account(Shown(payment)))).draft
    assert draft.cause is CauseCode.WEBHOOK_NOT_DELIVERED
    steps = {one.code: one for one in draft.next_steps}
    assert steps[ActionCode.FIX_WEBHOOK_ENDPOINT].subject == "we_hook"
    assert "endpoints[0].id}" in steps[ActionCode.FIX_WEBHOOK_ENDPOINT].text
    assert steps[ActionCode.RESEND_EVENT].subject == "evt_paid"
