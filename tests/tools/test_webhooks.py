"""`webhook_deliveries`: which events an endpoint still owes an answer to, and which endpoints hear of them."""

from typing import Any

import pytest

from evals.world.shelf import Shelves
from tools.contract.history import WebhookDeliveries
from tools.contract.outcome import Outcome

from .asking import asking, demo
from .demo_account import planted, with_objects
from .wider import missing, noted, refused

DAY = 86_400


def told(outcome: Outcome) -> WebhookDeliveries:
    assert outcome.data is not None, outcome.error
    return WebhookDeliveries.from_json(outcome.data)


def events_of(payment: str) -> dict[str, int]:
    rows = demo().shelves.platform.objects["event"].values()
    return {one["id"]: one["pending_webhooks"] for one in rows if one["data"]["object"].get("id") == payment}


async def test_an_undelivered_event_stands_beside_the_endpoints_that_should_have_had_it() -> None:
    async with asking() as on:
        outcome = await on.call("webhook_deliveries", object=planted("B11"))
        rounds = on.line.rounds

    found = told(outcome)
    assert {one.id: one.pending_webhooks for one in found.events} == events_of(planted("B11"))
    assert found.undelivered_count == sum(waiting > 0 for waiting in events_of(planted("B11")).values()) > 0
    enabled = {kind for one in found.endpoints if one.status == "enabled" for kind in one.subscribed}
    heard = [one for one in found.events if one.pending_webhooks or one.type in enabled]
    assert all(one.delivered == (one.pending_webhooks == 0) for one in heard)
    assert [one.delivered for one in found.events if one not in heard] == [None]  # only a disabled one subscribes
    points = demo().shelves.platform.objects["webhook_endpoint"]
    for one in found.endpoints:
        held = points[one.id]["enabled_events"]
        assert one.status == points[one.id]["status"]
        assert set(one.subscribed) | set(one.missing) == {event.type for event in found.events}
        assert all("*" in held or kind in held for kind in one.subscribed)
        assert not any("*" in held or kind in held for kind in one.missing)
        assert "/" not in (one.host or "")
    assert rounds <= 2
    noted(outcome)


async def test_one_event_is_told_by_its_own_id() -> None:
    event = next(iter(events_of(planted("B11"))))
    async with asking() as on:
        found = told(await on.call("webhook_deliveries", object=event))

    assert [one.id for one in found.events] == [event]
    assert found.endpoints != []


async def test_where_thin_events_may_not_be_read_the_objects_events_are_picked_out() -> None:
    async with asking(denied=["v2_event_read"]) as on:
        outcome = await on.call("webhook_deliveries", object=planted("B11"))

    assert {one.id for one in told(outcome).events} == set(events_of(planted("B11")))


async def test_nothing_is_delivered_where_no_endpoint_subscribes() -> None:
    points = demo().shelves.platform.objects["webhook_endpoint"]
    deaf = {id: {**one, "enabled_events": ["payout.paid"]} for id, one in points.items()}
    quiet = planted("A17")
    async with asking(with_objects(demo().shelves, webhook_endpoint=deaf)) as on:
        found = told(await on.call("webhook_deliveries", object=quiet))

    assert [one.delivered for one in found.events] == [False] * len(found.events) != []


PAID = "payment_intent.succeeded"


def silenced(since_made: int = 0) -> Shelves:
    """The account where all that subscribe to payments are disabled by now; `since_made` puts their making later."""
    points = demo().shelves.platform.objects["webhook_endpoint"]
    off = {
        id: {**one, "status": "disabled", "created": one["created"] + since_made}
        for id, one in points.items()
        if {"*", PAID} & set(one["enabled_events"])
    }
    return with_objects(demo().shelves, webhook_endpoint={**points, **off})


def event_of(payment: str) -> dict[str, Any]:
    rows = demo().shelves.platform.objects["event"].values()
    return next(one for one in rows if one["type"] == PAID and one["data"]["object"]["id"] == payment)


async def test_a_later_event_that_is_owed_shows_that_a_disabled_endpoint_was_not_yet_disabled() -> None:
    """B11's endpoint went down after A17's payment, and still owes B11's own event an answer."""
    early, late = event_of(planted("A17")), event_of(planted("B11"))
    assert (early["created"] < late["created"], early["pending_webhooks"]) == (True, 0)
    async with asking(silenced()) as on:
        outcome = await on.call("webhook_deliveries", object=early["id"])
        alone = told(await on.call("webhook_deliveries", object=late["id"]))
        rounds = on.line.rounds

    found = told(outcome)
    assert found.later is not None
    assert (found.later.type, found.later.pending_webhooks > 0) == (PAID, True)
    assert found.later.created >= found.events[0].created
    assert found.events[0].delivered is True
    assert outcome.status == "ok"
    assert alone.later is None  # what is owed an answer is in no doubt
    assert rounds <= 3


async def test_whether_an_endpoint_heard_that_is_disabled_by_now_is_left_open_where_nothing_shows_it() -> None:
    early = event_of(planted("A17"))
    answered = {id: {**one, "pending_webhooks": 0} for id, one in demo().shelves.platform.objects["event"].items()}
    quiet = with_objects(silenced(), event=answered)
    made_since = silenced(since_made=demo().shelves.now)
    async with asking(quiet) as on:
        nothing_owed = told(await on.call("webhook_deliveries", object=early["id"]))
    async with asking(made_since) as on:
        not_there_yet = told(await on.call("webhook_deliveries", object=early["id"]))

    assert (nothing_owed.later, nothing_owed.events[0].delivered) == (None, None)
    assert not_there_yet.later is None


async def test_events_older_than_thirty_days_are_said_to_be_out_of_reach() -> None:
    now = demo().shelves.now
    rows = demo().shelves.platform.objects["payment_intent"].values()
    old = next(one["id"] for one in rows if one["created"] < now - 40 * DAY)
    async with asking() as on:
        of_old = await on.call("webhook_deliveries", object=old)
        window = await on.call("webhook_deliveries", since="2026-10-01T00:00:00Z")

    assert missing(of_old) == {"events": "older_than_30_days"}
    assert missing(window)["undelivered"] == "older_than_30_days"


async def test_a_window_tells_the_undelivered_even_where_there_is_more_than_can_be_listed() -> None:
    async with asking() as on:
        outcome = await on.call("webhook_deliveries", since="2026-10-25T00:00:00Z")

    found = told(outcome)
    events = demo().shelves.platform.objects["event"].values()
    waiting = {one["id"] for one in events if one["pending_webhooks"]}
    assert {one.id for one in found.events if one.pending_webhooks} == waiting != set()
    assert found.undelivered_count == len(waiting)
    parts = {part.name: part for part in outcome.coverage.parts}
    assert (parts["events"].more, parts["undelivered"].complete) == (True, True)
    assert next(note.part for note in outcome.fields if note.path == "event_count") == "events"


async def test_only_events_of_the_types_asked_for_are_told() -> None:
    kind = "payment_intent.succeeded"
    async with asking() as on:
        found = told(await on.call("webhook_deliveries", object=planted("B11"), types=[kind]))
        none = await on.call("webhook_deliveries", object=planted("B11"), types=["payment_intent.canceled"])

    assert {one.type for one in found.events} == {kind}
    assert none.status == "empty"


async def test_a_type_that_stripe_shows_nowhere_is_not_repeated_as_if_it_did() -> None:
    kinds = ["payment_intent.succeeded", "https://evil.example"]
    async with asking() as on:
        found = told(await on.call("webhook_deliveries", object=planted("B11"), types=kinds))

    assert found.endpoints != []
    assert {kind for one in found.endpoints for kind in (*one.subscribed, *one.missing)} == {kinds[0]}


@pytest.mark.parametrize("denied", [["webhook_read"], ["event_read"]])
async def test_one_permission_that_lacks_leaves_the_rest(denied: list[str]) -> None:
    async with asking(denied=denied) as on:
        outcome = await on.call("webhook_deliveries", object=planted("B11"))

    assert outcome.status == "partial"
    assert set(missing(outcome)) == ({"endpoints"} if denied == ["webhook_read"] else {"deliveries"})


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "bad_arguments arguments"),
        ({"object": "nonsense"}, "bad_arguments object"),
        ({"object": ""}, "bad_arguments object"),
        ({"object": "price_1234"}, "bad_arguments object"),
        ({"object": "evt_nothere0000"}, "not_found object"),
        ({"object": "pi_nothere0000"}, "not_found object"),
        ({"since": "2026-11-02T00:00:00Z", "until": "2026-11-01T00:00:00Z"}, "bad_arguments until"),
    ],
)
async def test_what_can_not_be_asked_is_refused(arguments: dict[str, str], code: str) -> None:
    async with asking() as on:
        assert refused(await on.call("webhook_deliveries", **arguments)) == code
