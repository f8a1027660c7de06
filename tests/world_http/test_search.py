"""Search: the query language of docs.stripe.com/search."""

from typing import Any

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from evals.world.http.errors import Refusal
from evals.world.http.search import matcher

from .conftest import Client

CHARGE: dict[str, Any] = {
    "amount": 500,
    "amount_refunded": 0,
    "billing_details": {"address": {"postal_code": "48201"}},
    "created": 1_762_000_000,
    "currency": "usd",
    "customer": None,
    "disputed": False,
    "metadata": {"booking_id": "bk_1", "note": 'say "hi"'},
    "payment_method_details": {"card": {"brand": "visa", "last4": "0042", "exp_year": 2027}},
    "refunded": False,
    "status": "failed",
}
CUSTOMER: dict[str, Any] = {"email": "amy@rocketrides.example.com", "name": "Amy Two Three", "phone": None}


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ('status:"failed"', True),
        ("status:'FAILED'", True),
        ('status:"succeeded"', False),
        ('-status:"succeeded"', True),
        ("amount:500", True),
        ('amount:"500"', True),
        ("amount>499 amount<501", True),
        ("amount>500", False),
        ("amount>=500 AND amount<=500", True),
        ('amount>500 OR currency:"usd"', True),
        ('amount>500 or currency:"eur"', False),
        ('metadata["booking_id"]:"bk_1"', True),
        ("metadata['booking_id']:'bk_2'", False),
        ('-metadata["booking_id"]:null', True),
        ('-metadata["order_id"]:null', False),
        ('metadata["order_id"]:null', True),
        (r'metadata["note"]:"say \"hi\""', True),
        ("customer:null", True),
        ("payment_method_details.card.last4:0042", True),
        ("payment_method_details.card.last4:42", False),
        ("payment_method_details.card.exp_year:2027", True),
        ("payment_method_details.interac_present.brand:'visa'", False),
        ("billing_details.address.postal_code:48201", True),
        ('disputed:"false"', True),
        ("refunded:null", True),
        ('refunded:"false"', False),
    ],
)
def test_a_charge_is_found_by_what_it_holds(query: str, holds: bool):
    assert matcher(query, "charge")(CHARGE) is holds


@pytest.mark.parametrize(("refunded", "amount", "word"), [(True, 500, "true"), (False, 100, "false")])
def test_refunded_tells_whole_from_part_from_none(refunded: bool, amount: int, word: str):
    charge = {**CHARGE, "refunded": refunded, "amount_refunded": amount}

    assert matcher(f'refunded:"{word}"', "charge")(charge)
    assert not matcher("refunded:null", "charge")(charge)


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ('email~"ROCKET"', True),
        ('email~"racket"', False),
        ('name:"two three"', True),
        ('name:"amy three"', False),
        ('name:"hree"', False),
        ('phone~"555"', False),
    ],
)
def test_a_customer_is_found_by_words_and_parts(query: str, holds: bool):
    assert matcher(query, "customer")(CUSTOMER) is holds


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "unable to parse"),
        ("bk_1", "unable to parse"),
        ("status:failed", "unable to parse"),
        ('status:"failed', "unable to parse"),
        ('status:"failed" AND', "unable to parse"),
        ('AND status:"failed"', "unable to parse"),
        ('status:"failed" AND amount>1 OR amount<9', "unable to parse"),
        ('status:"a" amount>1 OR amount<9', "unable to parse"),
        ('(status:"failed")', "unable to parse"),
        ('amount:"many"', "unable to parse"),
        ('payment_intent:"pi_1"', "Field `payment_intent` is an unsupported search field for resource `charges`."),
        ('metadata:"bk_1"', "Field `metadata` is an unsupported search field"),
        ('status~"fail"', "Operator `~` is not supported for field `status`"),
        ('currency>"usd"', "Operator `>` is not supported for field `currency`"),
        ("amount>null", "Operator `>` is not supported for field `amount`"),
    ],
)
def test_a_query_that_stripe_would_not_run_is_refused(query: str, message: str):
    with pytest.raises(Refusal) as refused:
        matcher(query, "charge")

    assert refused.value.status == 400
    assert message in refused.value.message


def test_a_part_must_have_three_characters():
    assert matcher('email~"amy"', "customer")(CUSTOMER)
    with pytest.raises(Refusal):
        matcher('email~"am"', "customer")


@given(st.text(min_size=1))
def test_an_escaped_value_matches_itself_and_cannot_leave_its_quotes(value: str):
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    matches = matcher(f'metadata["booking_id"]:"{escaped}"', "charge")

    assert matches({**CHARGE, "metadata": {"booking_id": value}})
    assert not matches({**CHARGE, "metadata": {"booking_id": value + "x"}})


def test_the_sdk_searches_newest_first_and_pages_by_token(client: Client):
    page = client.v1.payment_intents.search({"query": "amount>300 AND currency:'usd'", "limit": 2})

    assert page.object == "search_result"
    assert [item.id for item in page] == ["pi_011", "pi_009"]
    assert [item.id for item in page.auto_paging_iter()] == ["pi_011", "pi_009", "pi_007", "pi_005"]


def test_a_total_is_counted_only_when_asked_for(client: Client):
    counted = client.v1.charges.search({"query": "amount>300", "limit": 1, "expand": ["total_count"]})
    plain = client.raw_request("get", "/v1/charges/search", query="amount>300", limit=1)

    assert counted.total_count == 9
    assert "total_count" not in plain.data


def test_a_found_object_expands(client: Client):
    found = client.v1.charges.search({"query": "amount:200", "expand": ["data.payment_intent"]})

    assert [item.payment_intent.id for item in found] == ["pi_002"]


def test_a_search_without_a_query_or_with_a_list_parameter_is_refused(client: Client):
    with pytest.raises(stripe.InvalidRequestError, match=r"Missing required param: query\."):
        client.raw_request("get", "/v1/charges/search")
    with pytest.raises(stripe.InvalidRequestError, match="Received unknown parameter: starting_after"):
        client.raw_request("get", "/v1/charges/search", query="amount>1", starting_after="ch_001")
    with pytest.raises(stripe.InvalidRequestError, match="Invalid page: !"):
        client.raw_request("get", "/v1/charges/search", query="amount>1", page="!")


def test_only_three_kinds_of_object_are_searched(client: Client):
    with pytest.raises(stripe.InvalidRequestError, match="No such refund: 'search'"):
        client.raw_request("get", "/v1/refunds/search")
