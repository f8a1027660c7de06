"""The demo account, asked through the SDK: what the renderer wrote is what the server gives, in whole."""

import json
from collections.abc import Iterator

import pytest

from evals.recipes import HERO_PAYMENT
from evals.world.build import World, build_demo
from evals.world.http.resources import BY_PATH
from evals.world.http.serving import serve

from .conftest import Client, client_of

NOW = 1_794_312_000  # 2026-11-10T12:00:00Z
OLDEST = NOW - 30 * 86_400


@pytest.fixture(scope="module")
def world() -> World:
    return build_demo(7, NOW)


@pytest.fixture(scope="module")
def demo(world: World) -> Iterator[Client]:
    with serve(world.shelves) as served:
        yield client_of(served)


@pytest.mark.parametrize(
    "path",
    sorted(path for path, resource in BY_PATH.items() if resource.listed and resource.object != "setup_attempt"),
)
def test_a_list_walks_a_whole_shelf_newest_first(demo: Client, world: World, path: str):
    shelf = world.shelves.platform.objects.get(BY_PATH[path].object, {})
    asked = {"status": "all"} if path == "/v1/subscriptions" else {}
    walked: list[str] = []
    times: list[int] = []
    cursor: dict[str, str] = {}
    while True:
        page = json.loads(demo.raw_request("get", path, limit=100, **asked, **cursor).body)
        walked += [item["id"] for item in page["data"]]
        times += [item["created"] for item in page["data"]]
        if not page["has_more"]:
            break
        cursor = {"starting_after": walked[-1]}

    own = world.shelves.platform.account
    shown = [
        name
        for name, item in shelf.items()
        if name != own and not item.get("deleted") and (path != "/v1/events" or item["created"] >= OLDEST)
    ]
    assert walked == shown[::-1]
    assert times == sorted(times, reverse=True)


def test_a_deleted_customer_can_be_had_by_id_and_is_in_no_list(demo: Client, world: World):
    [gone, *_] = [one for one in world.shelves.platform.objects["customer"].values() if one.get("deleted")]
    [payment, *_] = [
        one for one in world.shelves.platform.objects["payment_intent"].values() if one["customer"] == gone["id"]
    ]
    alone = json.loads(demo.raw_request("get", f"/v1/customers/{gone['id']}").body)
    expanded = json.loads(demo.raw_request("get", f"/v1/payment_intents/{payment['id']}", expand=["customer"]).body)
    after = json.loads(demo.raw_request("get", "/v1/customers", starting_after=gone["id"]).body)

    assert alone == expanded["customer"] == {"id": gone["id"], "object": "customer", "deleted": True}
    assert after["data"]  # as a cursor it still has its place


def test_sessions_and_payouts_are_narrowed_and_grown_as_stripe_does(demo: Client, world: World):
    shelf = world.shelves.platform.objects
    session = next(one for one in shelf["checkout.session"].values() if one["status"] == "complete")
    email = session["customer_details"]["email"]
    found = demo.v1.checkout.sessions.list({"customer_details": {"email": email}, "status": "complete"})
    [grown] = demo.v1.checkout.sessions.list({"payment_intent": session["payment_intent"], "expand": ["data.customer"]})
    failed = demo.v1.payouts.list({"status": "failed", "expand": ["data.destination"]})
    paid_out = demo.v1.balance_transactions.list({"payout": failed.data[0].id, "limit": 100})

    assert session["id"] in [one.id for one in found]
    assert grown.customer.email == email
    assert [one.destination.object for one in failed] == ["bank_account"]
    assert sum(one.net for one in paid_out.auto_paging_iter()) == failed.data[0].amount


def test_every_attempt_on_the_demo_payment_is_listed_with_its_money(demo: Client, world: World):
    charges = demo.v1.charges.list(
        {"payment_intent": HERO_PAYMENT, "limit": 100, "expand": ["data.balance_transaction"]}
    )
    shelf = world.shelves.platform.objects["charge"].values()

    assert {charge.id for charge in charges} == {item["id"] for item in shelf if item["payment_intent"] == HERO_PAYMENT}
    for charge in charges:
        assert (charge.balance_transaction is not None) == (charge.status == "succeeded")
        assert charge.balance_transaction is None or charge.balance_transaction.source == charge.id


def test_the_demo_payment_has_a_timeline_of_thin_events(demo: Client, world: World):
    told = demo.v2.core.events.list({"object_id": HERO_PAYMENT, "limit": 100})
    shelf = world.shelves.platform.objects["v2.core.event"].values()
    about = [item["id"] for item in shelf if (item.get("related_object") or {}).get("id") == HERO_PAYMENT]

    assert about
    assert [event.id for event in told] == about[::-1]


def test_a_booking_is_found_by_its_metadata(demo: Client, world: World):
    payment = world.shelves.platform.objects["payment_intent"][HERO_PAYMENT]
    booking = payment["metadata"]["booking_id"]

    found = demo.v1.payment_intents.search({"query": f'metadata["booking_id"]:"{booking}"'})

    assert HERO_PAYMENT in [item.id for item in found]
    assert all(item.metadata["booking_id"] == booking for item in found)


def test_a_blocking_rule_grows_into_its_predicate(demo: Client, world: World):
    shelf = world.shelves.platform.objects["charge"].values()
    blocked = next(item["id"] for item in shelf if item["outcome"] and item["outcome"].get("rule"))

    assert demo.v1.charges.retrieve(blocked, {"expand": ["outcome.rule"]}).outcome.rule.predicate
