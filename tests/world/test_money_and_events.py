"""What moves on the account and what it tells of: transfers, disputes, events and their delivery."""

from typing import Any

from evals.world.build import World
from evals.world.draw import DAY
from evals.world.shelf import JsonObject

from .looking import events, objects, planted

# Stripe facts, 4.4 and 4.6: money


def test_providers_are_paid_by_separate_transfers(world: World):
    """Escrow: a transfer names the charge and the group, the charge has no application fee. One that was sent again
    by mistake is drawn on no charge."""
    sent = list(objects(world, "transfer"))
    unsourced = [one for one in sent if one["source_transaction"] is None]
    assert all(
        any(one["transfer_group"] == other["transfer_group"] for other in sent if other != one) for one in unsourced
    )
    for transfer in (one for one in sent if one not in unsourced):
        charge = world.shelves.platform.objects["charge"][transfer["source_transaction"]]
        if charge["application_fee"]:
            continue
        assert transfer["transfer_group"] == charge["transfer_group"] == transfer["metadata"]["booking_id"]
        assert charge["application_fee_amount"] is None and "transfer" not in charge
        arrived = world.shelves.connected[transfer["destination"]].objects["charge"]
        assert arrived[transfer["destination_payment"]]["source_transfer"] == transfer["id"]


def test_a_dispute_takes_amount_and_fee_at_once(demo: World):
    found = [one for one in objects(demo, "dispute") if one["balance_transactions"]]

    assert found
    for dispute in found:
        if dispute["status"] == "prevented":
            continue
        taken = dispute["balance_transactions"][0]
        charge = demo.shelves.platform.objects["charge"][dispute["charge"]]
        assert taken["created"] == dispute["created"] and taken["amount"] < 0 < taken["fee"]
        assert charge["disputed"] and (dispute["status"] != "won" or len(dispute["balance_transactions"]) > 1)


# Stripe facts, 4.7: events


def test_events_are_kept_for_thirty_days(world: World):
    oldest = min(one["created"] for one in objects(world, "event"))

    assert oldest >= world.shelves.now - 30 * DAY
    assert min(one["created"] for one in objects(world, "payment_intent")) < world.shelves.now - 50 * DAY


def test_an_event_holds_the_object_as_it_was_then(world: World):
    payment = planted(world, "A02")
    statuses = [event["data"]["object"]["status"] for event in events(world, payment["id"])]

    assert statuses == ["requires_payment_method", "requires_payment_method", "succeeded"]
    assert [event["data"]["object"]["amount_received"] for event in events(world, payment["id"])][:2] == [0, 0]


def test_each_state_of_a_recent_payment_has_its_event(world: World):
    final = {"succeeded": "payment_intent.succeeded", "canceled": "payment_intent.canceled"}
    told = {(one["data"]["object"]["id"], one["type"]) for one in objects(world, "event")}
    for payment in objects(world, "payment_intent"):
        if payment["created"] > world.shelves.now - 29 * DAY:
            assert (payment["id"], "payment_intent.created") in told
            if payment["status"] in final:
                assert (payment["id"], final[payment["status"]]) in told


def test_an_event_that_an_endpoint_missed_is_pending(world: World):
    event = events(world, world.planted["B11"], "payment_intent.succeeded")[0]
    endpoints = list(objects(world, "webhook_endpoint"))

    assert event["pending_webhooks"] == 1
    assert event["type"] in endpoints_by_url(endpoints, "webhooks/bookings")["enabled_events"]
    old = [one for one in objects(world, "event") if one["created"] < event["created"] - 3 * 3600]
    assert {one["pending_webhooks"] for one in old} == {0}


def endpoints_by_url(endpoints: list[JsonObject], end: str) -> Any:
    return next(one for one in endpoints if one["url"].endswith(end))
