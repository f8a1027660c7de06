"""Every object has the fields, types, enums and nulls of the installed SDK's classes."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from evals.checks import sdk
from evals.world import http
from evals.world.build import World
from evals.world.shelf import JsonObject, Shelf
from evals.world.shown.events import API_VERSION

UNTYPED = {"radar.rule"}
DELETED = {"id", "object", "deleted"}
# Values that the SDK types as plain strings and Stripe's API reference lists.
CLOSED: dict[tuple[str, str], set[str | None]] = {
    ("charge", "outcome.type"): {"authorized", "manual_review", "issuer_declined", "blocked", "invalid"},
    ("charge", "outcome.network_status"): {
        *("approved_by_network", "declined_by_network", "not_sent_to_network", "reversed_after_approval")
    },
    ("charge", "outcome.risk_level"): {"normal", "elevated", "highest", "not_assessed", "unknown"},
    ("charge", "payment_method_details.card.checks.cvc_check"): {"pass", "fail", "unavailable", "unchecked", None},
    ("charge", "payment_method_details.card.funding"): {"credit", "debit", "prepaid", "unknown"},
    ("refund", "status"): {"pending", "requires_action", "succeeded", "failed", "canceled"},
    ("review", "reason"): {"rule", "manual", "approved", "refunded", "refunded_as_fraud", "disputed", "redacted"},
    ("balance_transaction", "status"): {"available", "pending"},
    ("webhook_endpoint", "status"): {"enabled", "disabled"},
    ("setup_intent", "usage"): {"on_session", "off_session"},
    ("radar.early_fraud_warning", "fraud_type"): {
        *("card_never_received", "fraudulent_card_application", "made_with_counterfeit_card", "made_with_lost_card"),
        *("made_with_stolen_card", "misc", "unauthorized_use_of_card"),
    },
    ("dispute", "reason"): {
        *("credit_not_processed", "debit_not_authorized", "duplicate", "fraudulent", "product_not_received"),
        *("product_unacceptable", "unrecognized"),
    },
    ("dispute", "status"): {
        *("warning_needs_response", "warning_under_review", "warning_closed", "needs_response", "under_review"),
        *("won", "lost", "prevented"),
    },
    ("refund", "failure_reason"): {
        *(
            "lost_or_stolen_card",
            "expired_or_canceled_card",
            "declined",
            "insufficient_funds",
            "merchant_request",
            None,
        ),
    },
    ("refund", "pending_reason"): {"processing", "insufficient_funds", "charge_pending", None},
}


def shelves(world: World) -> Iterator[Shelf]:
    yield world.shelves.platform
    yield from world.shelves.connected.values()


def wrongs(shelf: Shelf) -> Iterator[str]:
    """What the SDK's types have against anything on a shelf, snapshots in events included."""
    for kind, shown in shelf.objects.items():
        if kind in UNTYPED:
            continue
        for identity, one in shown.items():
            if one.get("deleted"):
                if one.keys() != DELETED:
                    yield f"{identity}: deleted, and yet with {one.keys() - DELETED}"
                continue
            yield from sdk.complaints(one, sdk.top(sdk.CLASS_OF[kind]), identity)
            if kind == "event":
                snapshot = one["data"]["object"]
                yield from sdk.complaints(snapshot, sdk.top(sdk.CLASS_OF[snapshot["object"]]), f"{identity}.data")


def at(value: Any, path: str) -> Any:
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def test_every_object_is_as_the_sdk_types_it(world: World):
    assert [wrong for shelf in shelves(world) for wrong in wrongs(shelf)] == []


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("payment_intent", lambda one: {**one, "charges": {"data": []}}),
        ("payment_intent", lambda one: {**one, "status": "failed"}),
        ("payment_intent", lambda one: {**one, "amount": "4550"}),
        ("payment_intent", lambda one: {**one, "amount": True}),
        ("payment_intent", lambda one: {key: value for key, value in one.items() if key != "amount_received"}),
        ("charge", lambda one: {**one, "captured": None}),
        ("charge", lambda one: {**one, "outcome": {**one["outcome"], "decline_code": "x"}}),
        ("charge", lambda one: {**one, "outcome": {**one["outcome"], "advice_code": "later"}}),
        ("charge", lambda one: {**one, "customer": {"id": "cus_1"}}),
        ("event", lambda one: {**one, "type": "payment_intent.updated"}),
        ("balance_transaction", lambda one: {**one, "fee_details": [{"amount": 1}]}),
        ("dispute", lambda one: {**one, "balance_transactions": None}),
        ("transfer", lambda one: {**one, "reversals": []}),
        ("payment_method", lambda one: {**one, "type": "visa"}),
    ],
)
def test_a_spoiled_object_is_noticed(demo: World, kind: str, spoil: Callable[[JsonObject], JsonObject]):
    one = next(iter(demo.shelves.platform.objects[kind].values()))

    assert list(sdk.complaints(one, sdk.top(sdk.CLASS_OF[kind]))) == []
    assert list(sdk.complaints(spoil(one), sdk.top(sdk.CLASS_OF[kind]))) != []


@pytest.mark.parametrize(("kind", "path"), CLOSED, ids="{0[0]}".format)
def test_a_plain_string_of_few_values_has_one_of_them(demo: World, kind: str, path: str):
    first, *_ = path.split(".")
    shown = [one for one in demo.shelves.platform.objects[kind].values() if one.get(first) is not None]

    assert {at(one, path) for one in shown} <= CLOSED[kind, path] | {None}


def test_thin_events_are_of_types_the_sdk_knows_and_name_what_exists(world: World):
    platform = world.shelves.platform
    known = sdk.thin_types()
    assert "v1.payment_intent.payment_failed" in known

    for event in platform.objects["v2.core.event"].values():
        related = event["related_object"]
        assert event["type"] in known
        assert related["id"] in platform.objects[related["type"]]
        assert related["url"].startswith("/v1/") and related["url"].endswith(related["id"])
        assert platform.objects["event"][event["snapshot_event"]]["data"]["object"]["id"] == related["id"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", event["created"])


def test_thin_events_of_a_payment_keep_the_order_of_its_events(world: World):
    platform = world.shelves.platform
    order: dict[str, list[str]] = {}
    thin: dict[str, list[str]] = {}
    for event in platform.objects["event"].values():
        about = event["data"]["object"]
        order.setdefault(about.get("payment_intent") or about["id"], []).append(event["id"])
    for event in sorted(platform.objects["v2.core.event"].values(), key=lambda one: one["created"]):
        about = platform.objects["event"][event["snapshot_event"]]["data"]["object"]
        thin.setdefault(about.get("payment_intent") or about["id"], []).append(event["snapshot_event"])

    assert thin == order


def test_previous_attributes_are_fields_of_the_object_that_changed(world: World):
    for event in world.shelves.platform.objects["event"].values():
        shown, before = event["data"]["object"], event["data"].get("previous_attributes", {})
        assert before.keys() <= shown.keys()
        assert all(shown[name] != value for name, value in before.items())
        assert not event["type"].endswith(".updated") or before or "amount_capturable" in event["type"]


def test_ids_are_of_stripes_shape(world: World):
    shapes = {
        "payment_intent": r"pi_3[0-9A-Za-z]{23}",
        "charge": r"(ch|py)_3[0-9A-Za-z]{23}",
        "balance_transaction": r"txn_[13][0-9A-Za-z]{23}",
        "refund": r"(re|pyr)_3[0-9A-Za-z]{23}",
        "payment_method": r"pm_1[0-9A-Za-z]{23}",
        "setup_intent": r"seti_1[0-9A-Za-z]{23}",
        "event": r"evt_[13][0-9A-Za-z]{23}",
        "customer": r"cus_[0-9A-Za-z]{14}",
        "dispute": r"du_1[0-9A-Za-z]{23}",
        "review": r"prv_1[0-9A-Za-z]{23}",
        "transfer": r"tr_3[0-9A-Za-z]{23}",
        "webhook_endpoint": r"we_1[0-9A-Za-z]{23}",
        "account": r"acct_1[0-9A-Za-z]{15}",
    }
    for kind, pattern in shapes.items():
        odd = [name for name in world.shelves.platform.objects[kind] if not re.fullmatch(pattern, name)]
        assert odd == (["pi_failed123"] if kind == "payment_intent" else []), kind


def test_charges_refunds_and_events_share_their_payments_stem(demo: World):
    for charge in demo.shelves.platform.objects["charge"].values():
        if charge["payment_intent"] != "pi_failed123":
            assert charge["id"].rpartition("_")[2][:16] == charge["payment_intent"].rpartition("_")[2][:16]


def test_a_shelf_is_oldest_first_and_plain_json(world: World):
    for shelf in shelves(world):
        for kind, shown in shelf.objects.items():
            times = [one["created"] for one in shown.values() if "created" in one]
            assert times == sorted(times), kind
        assert json.loads(json.dumps(shelf.objects)) == shelf.objects


def test_events_are_rendered_at_the_version_that_is_served():
    assert API_VERSION == http.API_VERSION
