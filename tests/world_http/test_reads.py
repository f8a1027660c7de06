"""The official SDK reads a world as it reads Stripe."""

import asyncio
import http.client
import json

import httpx
import pytest
import stripe

from evals.world.http.serving import Served

from .conftest import Client, client_of
from .shelves import NOW, PLATFORM, PROVIDER, payment_intent


def test_a_retrieved_object_is_what_lies_on_the_shelf(client: Client):
    response = client.raw_request("get", "/v1/payment_intents/pi_003")

    assert json.loads(response.body) == payment_intent(3)
    assert response.headers["content-type"] == "application/json"
    assert response.headers["stripe-version"] == "2026-10-28.endive"


def test_a_list_is_newest_first_in_tens(client: Client):
    page = client.v1.payment_intents.list()

    assert [item.id for item in page] == [f"pi_{number:03}" for number in range(12, 2, -1)]
    assert (page.object, page.url, page.has_more) == ("list", "/v1/payment_intents", True)


def test_the_sdk_pages_through_everything(client: Client):
    walked = [item.id for item in client.v1.charges.list({"limit": 5}).auto_paging_iter()]

    assert walked == [f"ch_{number:03}" for number in range(12, 0, -1)]


def test_the_sdk_pages_backwards(client: Client):
    page = client.v1.charges.list({"limit": 5, "ending_before": "ch_001"})

    walked = [item.id for item in page.auto_paging_iter()]

    assert walked == [f"ch_{number:03}" for number in range(2, 13)]


async def test_parallel_raw_requests_are_each_answered(served: Served):
    client = client_of(served, http_client=stripe.HTTPXClient())

    answers = await asyncio.gather(
        *(client.raw_request_async("get", f"/v1/charges/ch_{1 + number % 12:03}") for number in range(30))
    )

    assert [answer.data["id"] for answer in answers] == [f"ch_{1 + number % 12:03}" for number in range(30)]
    await client._requestor._client.close_async()


def test_a_repeated_request_has_the_same_id_and_another_request_another(client: Client):
    def request_id(**parameters: object) -> str:
        return client.raw_request("get", "/v1/charges", **parameters).request_id

    once = request_id(limit=3, expand=["data.customer"])

    assert request_id(expand=["data.customer"], limit=3) == once
    assert once.startswith("req_")
    assert len({once, request_id(limit=3), request_id(limit=4), request_id(limit=3, stripe_account=PROVIDER)}) == 4


def test_a_connected_account_shows_its_own_objects(client: Client):
    page = client.v1.payment_intents.list({}, {"stripe_account": PROVIDER})

    assert [item.id for item in page] == ["pi_099"]


def test_the_platform_lists_connected_accounts_and_retrieves_itself(client: Client):
    assert [account.id for account in client.v1.accounts.list()] == [PROVIDER]
    assert client.v1.accounts.retrieve_current().id == PLATFORM
    assert client.v1.accounts.retrieve(PROVIDER).id == PROVIDER
    assert client.v1.accounts.retrieve_current({}, {"stripe_account": PROVIDER}).id == PROVIDER


def test_lists_below_an_object_hold_what_belongs_to_it(client: Client):
    assert [item.id for item in client.v1.customers.payment_methods.list("cus_ada")] == ["pm_ada"]
    assert [item.id for item in client.v1.customers.payment_methods.list("cus_bob")] == []
    assert [item.id for item in client.v1.transfers.reversals.list("tr_1")] == ["trr_1"]
    assert client.v1.transfers.reversals.retrieve("tr_1", "trr_1").id == "trr_1"
    assert [item.id for item in client.v1.accounts.external_accounts.list(PROVIDER)] == ["ba_B"]


def test_the_balance_stands_alone(client: Client):
    assert client.v1.balance.retrieve().object == "balance"


def test_events_older_than_thirty_days_are_gone(client: Client):
    assert [event.id for event in client.v1.events.list()] == ["evt_charge", "evt_failed", "evt_pending"]
    with pytest.raises(stripe.InvalidRequestError, match="No such event: 'evt_stale'"):
        client.v1.events.retrieve("evt_stale")


def test_thin_events_are_found_by_object_type_and_time(client: Client):
    about = client.v2.core.events.list({"object_id": "ch_012"})
    refunded = client.v2.core.events.list({"types": ["v1.charge.refunded"]})
    late = client.v2.core.events.list({"created": {"gte": "2025-11-01T12:00:00+01:00"}})

    assert [event.id for event in about] == ["evt_two", "evt_one"]
    assert [event.id for event in refunded] == ["evt_two"]
    assert [event.id for event in late] == ["evt_two", "evt_other"]


def test_thin_events_page_by_url_with_the_filters_kept(client: Client):
    page = client.v2.core.events.list({"limit": 1, "object_id": "ch_012"})
    raw = client.raw_request("get", "/v2/core/events?limit=1&page=1")

    assert [event.id for event in page.auto_paging_iter()] == ["evt_two", "evt_one"]
    assert json.loads(raw.body)["previous_page_url"] == "/v2/core/events?limit=1&page=0"


def test_a_key_works_as_a_basic_user_name_too(served: Served):
    assert httpx.get(f"{served.url}/v1/balance", auth=(served.key, "")).status_code == 200


def test_one_connection_carries_many_requests(served: Served):
    connection = http.client.HTTPConnection(served.url.removeprefix("http://"))
    try:
        connection.connect()
        local = connection.sock.getsockname()
        for path in ("/v1/charges", "/v1/charges/ch_none", "/v1/balance"):
            connection.request("GET", path, headers={"Authorization": f"Bearer {served.key}"})
            connection.getresponse().read()
            assert connection.sock.getsockname() == local
    finally:
        connection.close()


def test_created_counts_seconds_of_the_worlds_clock(client: Client):
    last_day = client.v1.events.list({"created": {"gte": NOW - 86_400}})

    assert [event.id for event in last_day] == ["evt_charge", "evt_failed"]
