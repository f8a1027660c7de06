"""What of Stripe's objects passes the projection, field by field, and in what form."""

import json
from typing import Any

import pytest
import stripe
from inline_snapshot import snapshot

from tests.reader.stuffed import projector
from tools.privacy.masking import Masker
from tools.privacy.personal import Personal
from tools.privacy.projection import OBJECTS, Projector
from tools.privacy.vault import MemoryVault

CLASSES: dict[str, Any] = {
    "account": stripe.Account,
    "application_fee": stripe.ApplicationFee,
    "balance": stripe.Balance,
    "balance_transaction": stripe.BalanceTransaction,
    "bank_account": stripe.BankAccount,
    "charge": stripe.Charge,
    "customer": stripe.Customer,
    "dispute": stripe.Dispute,
    "event": stripe.Event,
    "fee_refund": stripe.ApplicationFeeRefund,
    "invoice": stripe.Invoice,
    "invoice_payment": stripe.InvoicePayment,
    "payment_intent": stripe.PaymentIntent,
    "payment_method": stripe.PaymentMethod,
    "payout": stripe.Payout,
    "radar.early_fraud_warning": stripe.radar.EarlyFraudWarning,
    "refund": stripe.Refund,
    "review": stripe.Review,
    "setup_attempt": stripe.SetupAttempt,
    "setup_intent": stripe.SetupIntent,
    "subscription": stripe.Subscription,
    "transfer": stripe.Transfer,
    "transfer_reversal": stripe.TransferReversal,
    "v2.core.event": stripe.v2.core.Event,
    "webhook_endpoint": stripe.WebhookEndpoint,
}
OURS = {
    "created",
    "livemode",
    "deleted",
    "brand",
    "exp_month",
    "exp_year",
    "funding",
    "name",
    "invoice",
    "related_object",
}


@pytest.mark.parametrize("kind", sorted(CLASSES))
def test_every_listed_field_is_one_that_stripe_has(kind: str) -> None:
    """Against the SDK's own annotations: a misspelt field would be left out for ever without anyone noticing."""
    known = set(CLASSES[kind].__annotations__) | OURS
    assert sorted(set(OBJECTS[kind]) - known) == []


def test_a_charge_passes_as_the_design_says() -> None:
    charge: Any = {
        "id": "ch_1",
        "object": "charge",
        "amount": 4550,
        "currency": "usd",
        "description": "for Jane",
        "receipt_url": "https://pay.stripe.com/receipts/x",
        "billing_details": {
            "address": {
                "city": "Detroit",
                "country": "US",
                "line1": "1 Main St",
                "postal_code": "48201",
                "state": "MI",
            },
            "email": "jane@example.com",
            "name": "Jane Doe",
        },
        "metadata": {"booking_id": "booking_88492", "metro": "Jane's house", "note": "call Jane", "jane": "x"},
        "outcome": {"rule": {"id": "ssr_1", "action": "block", "predicate": "Block if :email: = 'j@example.com'"}},
        "payment_method_details": {"type": "card", "card": {"brand": "visa", "last4": "4242", "iin": "424242"}},
        "transfer_group": "group_pi_3QxYzAB2eZvKYlo2",
    }
    assert projector().project(charge) == snapshot(
        {
            "id": "ch_1",
            "object": "charge",
            "amount": 4550,
            "currency": "usd",
            "billing_details": {
                "address": {
                    "city": "[address-7eb90dee9f]",
                    "country": "US",
                    "line1": "[address-1693439836]",
                    "postal_code": "482*",
                    "state": "MI",
                },
                "email": "[email-7caa814b4c]",
                "name": "[name-ea4a22871b]",
            },
            "description": "[text-622cc737d8]",
            "metadata": {"booking_id": "booking_88492", "metro": "[text-05ff93deb0]"},
            "metadata_other_keys": 2,
            "outcome": {
                "rule": {"id": "ssr_1", "action": "block", "predicate": "Block if :email: = '[email-41e9b05428]'"}
            },
            "payment_method_details": {"type": "card", "card": {"brand": "visa", "last4": "4242"}},
            "receipt_url": "[url-99b8a1626b]",
            "transfer_group": "group_pi_3QxYzAB2eZvKYlo2",
        }
    )


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:pass@hooks.example.com:8443/stripe?token=s3cret", "https://hooks.example.com"),
        ("http://localhost:3000/hook", "https://localhost"),
    ],
)
def test_of_a_webhook_address_only_the_host_is_shown(url: str, shown: str) -> None:
    assert projector().project({"object": "webhook_endpoint", "id": "we_1", "url": url})["url"] == shown


@pytest.mark.parametrize("url", ["https://203.0.113.7/hook", "javascript:alert(1)", "https://jane doe.example/x"])
def test_a_webhook_address_without_a_host_name_is_hidden_whole(url: str) -> None:
    shown = projector().project({"object": "webhook_endpoint", "id": "we_1", "url": url})["url"]
    assert str(shown).startswith("[url-")


def test_an_object_of_an_unknown_type_shows_no_more_than_that_it_is_there() -> None:
    body: Any = {"id": "xyz_1", "object": "brand_new", "email": "jane@example.com", "status": "fine"}
    assert projector().project({"object": "list", "data": [body]}) == {
        "object": "list",
        "data": [{"id": "xyz_1", "object": "brand_new"}],
    }


@pytest.mark.parametrize("address", ["https://evil.example/pay", "www.evil.example", "WWW.evil.example/x"])
def test_a_web_address_is_no_code_and_no_token(address: str) -> None:
    body: Any = {"object": "charge", "authorization_code": address, "failure_code": address}
    shown = projector().project(body)
    assert "evil" not in json.dumps(shown)
    assert projector().project({"object": "event", "type": "charge.dispute.created"})["type"] != ""


def test_evidence_of_a_dispute_shows_only_what_was_given() -> None:
    evidence: Any = {"customer_name": "Jane Doe", "receipt": "file_1", "refund_policy": None, "uncategorized_text": ""}
    shown = projector().project({"object": "dispute", "id": "du_1", "evidence": evidence})["evidence"]
    assert shown == {"customer_name": True, "receipt": True, "refund_policy": None, "uncategorized_text": False}


@pytest.mark.parametrize("value", ["booking_4242424242424242", "booking_5555555555554444"])
def test_metadata_that_holds_a_card_number_is_hidden_though_it_matches(value: str) -> None:
    shown = projector().project({"object": "charge", "metadata": {"booking_id": value}})["metadata"]
    assert value[8:] not in json.dumps(shown)


def test_a_placeholder_for_a_name_is_masked_like_any_other_name_on_an_account_of_stripes() -> None:
    posing = {"object": "customer", "id": "cus_1", "name": "[name-0123456789]"}
    assert projector().project(posing)["name"] != posing["name"]


def test_what_stands_in_row_after_row_of_a_list_is_masked_once() -> None:
    class Counting(Masker):
        masked = 0

        def mask_text(self, text: str, kind: Personal) -> str:
            Counting.masked += 1
            return super().mask_text(text, kind)

    row: Any = {"object": "charge", "id": "ch_1", "calculated_statement_descriptor": "Ada <ada@example.com>",
           "metadata": {"booking_id": "ada@example.com"}}  # fmt: skip
    projector = Projector(Counting(b"k" * 32, MemoryVault()), {"booking_id": r"bk_\d+"})
    projector.project({"object": "list", "data": [row]})
    once = Counting.masked
    shown = projector.project({"object": "list", "data": [row] * 50})
    assert Counting.masked == once > 0
    assert isinstance(shown["data"], list) and shown["data"] == [shown["data"][0]] * 50


def test_a_reference_passes_as_its_id_and_as_the_object_where_it_was_expanded() -> None:
    refunds: list[dict[str, Any]] = [
        {"object": "refund", "charge": one} for one in ("ch_1", {"object": "charge", "id": "ch_1"}, 7)
    ]
    shown = [projector().project(refund)["charge"] for refund in refunds]
    assert shown == ["ch_1", {"object": "charge", "id": "ch_1"}, None]
