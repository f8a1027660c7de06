"""Expansion: how far, through what, and what it refuses."""

import json
from typing import Any

import pytest
import stripe

from .conftest import Client
from .shelves import PROVIDER, charge


def read(client: Client, path: str, *expand: str, **parameters: Any) -> Any:
    return json.loads(client.raw_request("get", path, expand=list(expand), **parameters).body)


def test_a_path_of_four_grows_each_object_on_it(client: Client):
    found = read(client, "/v1/payment_intents/pi_002", "latest_charge.balance_transaction.source.customer")

    grown = found["latest_charge"]
    assert grown["id"] == "ch_002"
    assert grown["balance_transaction"]["source"]["customer"]["id"] == "cus_ada"
    assert grown["payment_intent"] == "pi_002"


def test_paths_with_one_beginning_share_it(client: Client):
    found = read(client, "/v1/charges/ch_001", "payment_intent.customer", "payment_intent.payment_method")

    assert found["payment_intent"]["customer"]["id"] == "cus_ada"
    assert found["payment_intent"]["payment_method"]["id"] == "pm_ada"


def test_a_list_expands_below_data(client: Client):
    found = read(client, "/v1/balance_transactions", "data.source.customer", limit=2)

    assert [item["source"]["id"] for item in found["data"]] == ["ch_012", "ch_011"]
    assert [item["source"]["customer"] and item["source"]["customer"]["id"] for item in found["data"]] == [
        None,
        "cus_ada",
    ]


def test_a_radar_rule_grows_inside_the_outcome(client: Client):
    found = read(client, "/v1/charges", "data.outcome.rule", limit=1)

    rule = {"id": "ssr_velocity", "action": "block", "predicate": ":card_velocity: > 3"}
    assert found["data"][0]["outcome"] == {"type": "blocked", "rule": rule}


def test_references_cross_accounts_as_connect_needs(client: Client):
    found = read(client, "/v1/transfers/tr_1", "destination", "destination_payment")

    assert found["destination"]["id"] == PROVIDER
    assert found["destination_payment"]["id"] == "py_1"


def test_a_payouts_bank_account_grows_though_it_lies_inside_an_account(client: Client):
    assert read(client, "/v1/payouts/po_1", "destination")["destination"]["last4"] == "6789"


def test_an_id_of_which_the_world_keeps_no_object_stays_an_id(client: Client):
    found = read(client, "/v1/balance_transactions/txn_001", "source.review", "source.transfer")

    assert found["source"]["id"] == "ch_001"
    assert read(client, "/v1/payment_intents/pi_099", "latest_charge", stripe_account=PROVIDER)["latest_charge"] == (
        "ch_099"
    )


def test_a_charges_refunds_are_included_on_request(client: Client):
    found = read(client, "/v1/charges/ch_012", "refunds.data.charge")

    assert "refunds" not in read(client, "/v1/charges/ch_012")
    assert found["refunds"]["url"] == "/v1/charges/ch_012/refunds"
    assert [(item["id"], item["charge"]["id"]) for item in found["refunds"]["data"]] == [("re_1", "ch_012")]


def test_an_expansion_leaves_the_stored_object_as_it_was(client: Client):
    read(client, "/v1/charges/ch_001", "customer", "outcome.rule")

    assert read(client, "/v1/charges/ch_001") == charge(1)


@pytest.mark.parametrize(
    ("path", "expand", "message"),
    [
        ("/v1/charges/ch_001", "wallet", "This property cannot be expanded (wallet)."),
        ("/v1/charges/ch_001", "customer.email", "This property cannot be expanded (email)."),
        ("/v1/charges/ch_001", "outcome", "This property cannot be expanded (outcome)."),
        ("/v1/charges/ch_001", "metadata", "This property cannot be expanded (metadata)."),
        ("/v1/charges/ch_001", "data.customer", "This property cannot be expanded (data)."),
        (
            "/v1/charges",
            "customer",
            "This property cannot be expanded (customer). You may want to try expanding 'data.customer' instead.",
        ),
        (
            "/v1/balance_transactions",
            "data.source.payment_intent.customer.invoice_settings",
            "You cannot expand more than 4 levels of a property. "
            "Property: data.source.payment_intent.customer.invoice_settings",
        ),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(client: Client, path: str, expand: str, message: str):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        read(client, path, expand)

    assert (refused.value.http_status, refused.value.user_message) == (400, message)
