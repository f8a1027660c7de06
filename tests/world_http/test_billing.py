"""Invoices, subscriptions and what hangs on them, asked for as Stripe is asked."""

import json
from collections.abc import Iterator

import pytest
from stripe import InvalidRequestError

from evals.world.build import World, build_demo
from evals.world.http.serving import serve

from .conftest import Client, client_of

NOW = 1_794_312_000
ALL = {"limit": 100, "status": "all"}


@pytest.fixture(scope="module")
def world() -> World:
    return build_demo(7, NOW)


@pytest.fixture(scope="module")
def demo(world: World) -> Iterator[Client]:
    with serve(world.shelves) as served:
        yield client_of(served)


def found(client: Client, path: str, **asked: object) -> list[str]:
    return [item["id"] for item in json.loads(client.raw_request("get", path, **asked).body)["data"]]


def test_a_list_of_subscriptions_leaves_out_canceled_ones_unless_asked(demo: Client, world: World):
    shelf = world.shelves.platform.objects["subscription"]
    canceled = {name for name, one in shelf.items() if one["status"] == "canceled"}

    assert canceled
    assert set(found(demo, "/v1/subscriptions", **ALL)) == set(shelf)
    assert set(found(demo, "/v1/subscriptions", limit=100)) == set(shelf) - canceled
    assert set(found(demo, "/v1/subscriptions", limit=100, status="canceled")) == canceled
    assert canceled <= set(found(demo, "/v1/subscriptions", limit=100, status="ended"))


def test_invoices_are_listed_by_subscription_and_status(demo: Client, world: World):
    invoices = world.shelves.platform.objects["invoice"]
    one = next(iter(invoices.values()))
    subscription = one["parent"]["subscription_details"]["subscription"]
    same = [
        name
        for name, held in invoices.items()
        if held["parent"]["subscription_details"]["subscription"] == subscription and held["status"] == one["status"]
    ]

    assert sorted(found(demo, "/v1/invoices", subscription=subscription, status=one["status"])) == sorted(same)


def test_an_invoice_payment_is_found_from_either_side(demo: Client, world: World):
    link = next(iter(world.shelves.platform.objects["invoice_payment"].values()))
    intent = link["payment"]["payment_intent"]

    by_payment = found(demo, "/v1/invoice_payments", payment={"type": "payment_intent", "payment_intent": intent})
    assert by_payment == found(demo, "/v1/invoice_payments", invoice=link["invoice"]) == [link["id"]]
    shown = json.loads(demo.raw_request("get", f"/v1/invoices/{link['invoice']}", expand=["payments"]).body)
    assert [each["id"] for each in shown["payments"]["data"]] == [link["id"]]


def test_periods_prices_and_parts_narrow_a_list(demo: Client, world: World):
    shelf = world.shelves.platform.objects["subscription"]
    now = world.shelves.now
    price = next(iter(shelf.values()))["items"]["data"][0]["price"]["id"]
    running = [name for name, one in shelf.items() if one["items"]["data"][0]["current_period_end"] > now]
    priced = [name for name, one in shelf.items() if one["items"]["data"][0]["price"]["id"] == price]

    assert set(found(demo, "/v1/subscriptions", **ALL, current_period_end={"gt": now})) == set(running)
    assert set(found(demo, "/v1/subscriptions", **ALL, price=price)) == set(priced)
    assert found(demo, "/v1/prices", recurring={"interval": "year"}) == []
    assert price in found(demo, "/v1/prices", recurring={"interval": "month"})
    product = next(iter(world.shelves.platform.objects["product"]))
    assert found(demo, "/v1/products", ids=[product]) == [product]


def test_search_finds_invoices_and_subscriptions_by_what_they_hold(demo: Client, world: World):
    invoice = next(iter(world.shelves.platform.objects["invoice"].values()))
    subscription = invoice["parent"]["subscription_details"]["subscription"]
    canceled = [name for name, one in world.shelves.platform.objects["subscription"].items() if one["canceled_at"]]

    by_member = found(demo, "/v1/invoices/search", query=f'subscription:"{subscription}" AND total>0', limit=100)
    assert invoice["id"] in by_member
    assert set(found(demo, "/v1/subscriptions/search", query='status:"canceled"', limit=100)) == set(canceled)
    with pytest.raises(InvalidRequestError, match="unsupported search field"):
        found(demo, "/v1/subscriptions/search", query='customer:"cus_1"')


def test_a_mandate_is_had_by_its_id_and_never_listed(demo: Client, world: World):
    mandate = next(iter(world.shelves.platform.objects["mandate"].values()))

    assert demo.v1.mandates.retrieve(mandate["id"]).status == mandate["status"]
    with pytest.raises(InvalidRequestError, match="Unrecognized request URL"):
        demo.raw_request("get", "/v1/mandates")
