"""Lists: cursors both ways, windows of time, filters."""

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from evals.world.http.account import permission_of
from evals.world.http.catalogue import indexed
from evals.world.http.pages import page

from .conftest import Client
from .shelves import DAY, NOW, PROVIDER


def walked(cursor: str, size: int, count: int, start: str, wanted: int) -> list[str]:
    """The ids met by walking a list of `count` objects from `start` with pages of `size`, in the order of the walk."""
    shown = indexed({"id": f"ch_{number}", "number": number} for number in range(count, 0, -1))
    met: list[str] = []
    at = start
    while True:
        found = page(shown, {"limit": str(size), cursor: at}, lambda item: item["number"] % wanted == 0, "charge")
        ids = [str(item["id"]) for item in found.data]
        met += ids if cursor == "starting_after" else ids[::-1]
        if not found.has_more:
            return met
        at = met[-1]


@given(size=st.integers(1, 100), count=st.integers(1, 250), wanted=st.integers(1, 4))
def test_any_page_size_walks_every_object_once_in_order_both_ways(size: int, count: int, wanted: int):
    newest_first = [f"ch_{number}" for number in range(count, 0, -1) if number % wanted == 0]
    older = [item for item in newest_first if item != f"ch_{count}"]
    newer = [item for item in newest_first[::-1] if item != "ch_1"]

    assert walked("starting_after", size, count, f"ch_{count}", wanted) == older
    assert walked("ending_before", size, count, "ch_1", wanted) == newer


@pytest.mark.parametrize("size", [2, 5, 100])
def test_the_sdk_walks_the_same_list_with_any_page_size(client: Client, size: int):
    forwards = client.v1.payment_intents.list({"limit": size})
    backwards = client.v1.payment_intents.list({"limit": size, "ending_before": "pi_001"})

    assert [item.id for item in forwards.auto_paging_iter()] == [f"pi_{number:03}" for number in range(12, 0, -1)]
    assert [item.id for item in backwards.auto_paging_iter()] == [f"pi_{number:03}" for number in range(2, 13)]


def test_a_page_ending_before_a_cursor_holds_its_nearest_newer_ones_newest_first(client: Client):
    page = client.v1.charges.list({"limit": 3, "ending_before": "ch_004"})

    assert [item.id for item in page] == ["ch_007", "ch_006", "ch_005"]
    assert page.has_more


def test_a_cursor_need_not_match_the_filter(client: Client):
    page = client.v1.charges.list({"payment_intent": "pi_003", "starting_after": "ch_007"})

    assert [item.id for item in page] == ["ch_003"]


def test_a_page_size_out_of_range_is_clamped_in_silence(client: Client):
    assert len(list(client.v1.charges.list({"limit": 0}))) == 1
    assert len(list(client.v1.charges.list({"limit": 101}))) == 12


@pytest.mark.parametrize(
    ("window", "numbers"),
    [
        ({"gt": 3, "lt": 6}, [5, 4]),
        ({"gte": 3, "lte": 6}, [6, 5, 4, 3]),
        ({"gt": 10}, [12, 11]),
        ({"lte": 1}, [1]),
        ({"gt": 5, "lt": 5}, []),
    ],
)
def test_a_window_of_time_is_inclusive_only_where_it_says_so(
    client: Client, window: dict[str, int], numbers: list[int]
):
    edges = {bound: NOW - 10 * DAY + 3600 * number for bound, number in window.items()}

    found = [item.id for item in client.v1.charges.list({"created": edges})]

    assert found == [f"ch_{number:03}" for number in numbers]


def test_a_single_second_can_be_asked_for(client: Client):
    assert [item.id for item in client.v1.charges.list({"created": NOW - 10 * DAY + 3600 * 4})] == ["ch_004"]


def test_filters_narrow_together(client: Client):
    found = client.v1.charges.list({"customer": "cus_ada", "created": {"lte": NOW - 10 * DAY + 3600 * 4}})

    assert [item.id for item in found] == ["ch_004", "ch_002", "ch_001"]


@pytest.mark.parametrize(
    ("parameters", "names"),
    [
        ({"type": "payment_intent.*"}, ["failed", "pending"]),
        ({"type": "charge.failed"}, ["charge"]),
        ({"types": ["charge.failed", "payment_intent.payment_failed"]}, ["charge", "failed"]),
        ({"delivery_success": False}, ["pending"]),
        ({"delivery_success": True}, ["charge", "failed"]),
    ],
)
def test_events_narrow_by_type_and_delivery(client: Client, parameters: dict[str, object], names: list[str]):
    assert [event.id for event in client.v1.events.list(parameters)] == [f"evt_{name}" for name in names]


def test_a_payouts_balance_transactions_are_found_though_none_names_it(client: Client):
    assert [entry.id for entry in client.v1.balance_transactions.list({"payout": "po_1"})] == ["txn_002", "txn_001"]


def test_transfers_and_payouts_narrow_by_their_own_fields(client: Client):
    assert [item.id for item in client.v1.transfers.list({"destination": PROVIDER})] == ["tr_1"]
    assert [item.id for item in client.v1.transfers.list({"destination": "acct_other"})] == []
    assert [item.id for item in client.v1.payouts.list({"arrival_date": {"gte": NOW - DAY}})] == ["po_1"]
    assert [item.id for item in client.v1.payouts.list({"arrival_date": {"gt": NOW - DAY}})] == []


@pytest.mark.parametrize("spelling", ["types[]=a&types[]=charge.failed", "types[0]=a&types[1]=charge.failed"])
def test_a_list_of_values_has_two_spellings(client: Client, spelling: str):
    answer = client.raw_request("get", f"/v1/events?{spelling}")

    assert [event["id"] for event in answer.data["data"]] == ["evt_charge"]


@pytest.mark.parametrize(
    ("query", "message", "param"),
    [
        ("status=succeeded", "Received unknown parameter: status", "status"),
        ("metadata[booking_id]=bk_1", "Received unknown parameter: metadata[booking_id]", "metadata[booking_id]"),
        ("created[after]=1", "Received unknown parameter: created[after]", "created[after]"),
        ("created[gte]=today", "Invalid integer: today", "created[gte]"),
        ("limit=abc", "Invalid integer: abc", "limit"),
        ("customer=cus_nobody", "No such customer: 'cus_nobody'", "customer"),
        ("starting_after=pi_none", "No such payment_intent: 'pi_none'", "starting_after"),
        (
            "starting_after=pi_001&ending_before=pi_002",
            "Received both starting_after and ending_before parameters. Please pass in only one.",
            None,
        ),
    ],
)
def test_a_list_refuses_what_stripe_refuses(client: Client, query: str, message: str, param: str | None):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.raw_request("get", f"/v1/payment_intents?{query}")

    assert (refused.value.http_status, refused.value.user_message, refused.value.param) == (400, message, param)


def test_setup_attempts_are_listed_only_for_a_setup_intent(client: Client):
    with pytest.raises(stripe.InvalidRequestError, match=r"Missing required param: setup_intent\.") as refused:
        client.raw_request("get", "/v1/setup_attempts")

    assert refused.value.code == "parameter_missing"


def test_two_ways_of_naming_event_types_exclude_each_other(client: Client):
    with pytest.raises(stripe.InvalidRequestError, match="only specify one"):
        client.v1.events.list({"type": "charge.failed", "types": ["charge.failed"]})


def test_what_stripe_does_not_have_is_an_unrecognized_url(client: Client):
    assert permission_of("/v1/radar/rules") is None
    with pytest.raises(stripe.InvalidRequestError, match=r"Unrecognized request URL \(GET: /v1/radar/rules\)"):
        client.raw_request("get", "/v1/radar/rules")
