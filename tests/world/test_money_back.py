"""Money that goes back, is contested or is shared, as Stripe shows it."""

from functools import cache

import pytest

from evals.recipes import TWINS
from evals.world.build import World, build_world
from evals.world.draw import DAY
from evals.world.shelf import JsonObject

from .conftest import NOW, at_rest
from .looking import events, objects
from .test_truths import find


@cache
def twins() -> World:
    return at_rest(lambda: build_world([name for name, _ in TWINS], 7, NOW))


def of(world: World, recipe: str, kind: str) -> JsonObject:
    """The object of a kind that hangs on a recipe's payment."""
    payment = world.truth_of(recipe).payment
    return next(one for one in objects(world, kind) if one["payment_intent"] == payment)


def charge_of(world: World, recipe: str) -> JsonObject:
    return of(world, recipe, "charge")


# Stripe facts, 4.4: refunds


def test_a_refund_that_failed_is_back_on_the_balance_and_off_the_charge(world: World):
    refund, charge = of(world, "C01", "refund"), charge_of(world, "C01")
    back = find(world, refund["failure_balance_transaction"])

    assert (refund["status"], charge["amount_refunded"], charge["refunded"]) == ("failed", 0, False)
    assert refund["failure_reason"] in {"lost_or_stolen_card", "expired_or_canceled_card", "declined"}
    assert (back["type"], back["net"]) == ("refund_failure", -find(world, refund["balance_transaction"])["net"])
    assert back["created"] > refund["created"]


@pytest.mark.parametrize(
    ("recipe", "reason", "moved"),
    [("C02", "insufficient_funds", False), ("C02d", "charge_pending", False), ("C02p", "processing", True)],
)
def test_a_pending_refund_says_what_it_waits_for(world: World, recipe: str, reason: str, moved: bool):
    refund = of(world, recipe, "refund")

    assert (refund["status"], refund["pending_reason"]) == ("pending", reason)
    assert (refund["balance_transaction"] is not None) == moved
    assert "failure_reason" not in refund


def test_cash_goes_back_once_the_customer_has_named_an_account(world: World):
    refund, charge = of(world, "C02a", "refund"), charge_of(world, "C02a")
    action = refund["next_action"]["display_details"]

    assert (refund["status"], refund["instructions_email"]) == (
        "requires_action",
        action["email_sent"]["email_sent_to"],
    )
    assert action["expires_at"] - refund["created"] == 45 * DAY and "pending_reason" not in refund
    assert charge["payment_method_details"]["type"] == "konbini" and charge["amount_refunded"] == charge["amount"]


def test_a_refund_that_nobody_claimed_is_called_off_and_back_on_the_balance():
    refund, charge = of(twins(), "C02at", "refund"), charge_of(twins(), "C02at")
    back = find(twins(), refund["failure_balance_transaction"])

    assert (refund["status"], charge["amount_refunded"]) == ("canceled", 0)
    assert "next_action" not in refund and back["created"] - refund["created"] == 45 * DAY


def test_a_slip_has_a_charge_only_when_it_was_paid(world: World):
    slips = [one for one in objects(world, "payment_intent") if one["payment_method_types"] == ["card", "konbini"]]
    waiting = [one for one in slips if one["next_action"] and one["next_action"]["type"] == "konbini_display_details"]
    ran_out = [one for one in slips if (one["last_payment_error"] or {}).get("code", "").endswith("attempt_expired")]
    paid = [one for one in objects(world, "charge") if one["payment_method_details"]["type"] == "konbini"]

    assert len(paid) > 3 and ran_out
    assert all(one["latest_charge"] is None for one in (*waiting, *ran_out))
    for charge in paid:
        assert charge["payment_method_details"]["konbini"]["store"]["chain"] in {
            "familymart",
            "lawson",
            "ministop",
            "seicomart",
        }
        assert find(world, charge["payment_method"])["customer"] is None
        assert find(world, charge["balance_transaction"])["type"] == "payment"


def test_a_refund_sent_to_a_card_has_the_banks_reference_after_days(world: World):
    details = of(world, "C03", "refund")["destination_details"]["card"]

    assert details["reference_status"] == "available" and len(details["reference"]) == 23
    assert details["reference_type"] == "acquirer_reference_number"


def test_a_refund_leaves_the_providers_share_where_it_is_unless_it_is_taken_back(world: World):
    kept, beside = charge_of(world, "C04"), twins()
    taken = charge_of(beside, "C04t")
    left = next(one for one in objects(world, "transfer") if one["source_transaction"] == kept["id"])
    back = next(one for one in objects(beside, "transfer") if one["source_transaction"] == taken["id"])
    reversal = back["reversals"]["data"][0]

    assert kept["refunded"] and taken["refunded"]
    assert (left["amount_reversed"], left["reversed"], left["reversals"]["data"]) == (0, False, [])
    assert (back["amount_reversed"], back["reversed"]) == (back["amount"], True)
    away = beside.shelves.connected[back["destination"]].objects["refund"][reversal["destination_payment_refund"]]
    assert (away["source_transfer_reversal"], away["amount"]) == (reversal["id"], back["amount"])


# Stripe facts, 4.6: disputes and warnings


def test_an_inquiry_moves_no_money_and_can_still_be_refunded(world: World):
    inquiry = of(world, "C06", "dispute")

    assert inquiry["status"] == "warning_needs_response" and inquiry["balance_transactions"] == []
    assert inquiry["is_charge_refundable"] and inquiry["evidence_details"]["due_by"] > world.shelves.now
    assert inquiry["payment_method_details"]["card"]["case_type"] == "inquiry"


def test_a_dispute_lost_has_one_movement_and_one_won_has_two(world: World):
    lost, won = of(world, "C07", "dispute"), of(world, "C08", "dispute")

    assert (lost["status"], len(lost["balance_transactions"])) == ("lost", 1)
    assert (won["status"], len(won["balance_transactions"])) == ("won", 2)
    assert sum(entry["amount"] for entry in won["balance_transactions"]) == 0
    assert sum(entry["net"] for entry in won["balance_transactions"]) < 0  # the fee stays


def test_a_warning_can_be_acted_on_until_the_payment_is_disputed(world: World):
    beside = twins()

    assert of(world, "C10", "radar.early_fraud_warning")["actionable"]
    assert not of(beside, "C10t", "radar.early_fraud_warning")["actionable"]


def test_one_card_behind_several_customers_shows_by_its_fingerprint(world: World):
    print_ = charge_of(world, "C11")["payment_method_details"]["card"]["fingerprint"]
    same = [
        one for one in objects(world, "charge")
        if one["payment_method_details"].get("card", {}).get("fingerprint") == print_
    ]  # fmt: skip

    assert len({one["customer"] for one in same}) == 3
    assert sum(one["disputed"] for one in same) == 3


# Stripe facts, 4.4: direct shares


def test_a_payment_passed_on_pays_its_provider_and_the_platform_s_fee_at_once(world: World):
    passed = [one for one in objects(world, "charge") if one.get("transfer")]

    assert len(passed) > 10
    for charge in passed:
        transfer, fee = find(world, charge["transfer"]), find(world, charge["application_fee"])
        arrived = world.shelves.connected[transfer["destination"]].objects["charge"][transfer["destination_payment"]]
        entry = world.shelves.connected[transfer["destination"]].objects["balance_transaction"][
            arrived["balance_transaction"]
        ]
        assert transfer["destination"] == charge["transfer_data"]["destination"] == fee["account"]
        assert fee["charge"] == arrived["id"] and fee["amount"] == charge["application_fee_amount"]
        assert (entry["fee"], entry["fee_details"][0]["type"]) == (fee["amount"], "application_fee")
        assert entry["net"] == transfer["amount"] - fee["amount"]


# Debits


def test_a_debit_is_on_the_balance_before_it_is_settled_and_off_it_when_it_fails(world: World):
    waiting, failed = charge_of(world, "E01"), charge_of(world, "E02")
    entry, back = find(world, waiting["balance_transaction"]), find(world, failed["failure_balance_transaction"])

    assert (waiting["status"], entry["status"], entry["type"]) == ("pending", "pending", "payment")
    assert (failed["status"], back["type"]) == ("failed", "payment_failure_refund")
    assert back["net"] == -find(world, failed["balance_transaction"])["net"]
    assert back["created"] - failed["created"] > 2 * DAY


def test_a_debit_disputed_is_lost_on_arrival_and_its_mandate_with_it(world: World):
    dispute, charge = of(world, "E03", "dispute"), charge_of(world, "E03")
    mandate = find(world, charge["payment_method_details"]["sepa_debit"]["mandate"])

    assert (dispute["status"], dispute["reason"]) == ("lost", "debit_not_authorized")
    assert dispute["evidence_details"]["due_by"] == 0 and dispute["payment_method_details"] is None
    assert mandate["status"] == "inactive"


# Memberships


def test_a_subscription_is_past_due_while_its_bill_is_tried_again(world: World):
    invoice = find(world, str(world.truth_of("E04").fact("invoice").value))
    subscription = find(world, world.truth_of("E04").subject)

    assert (subscription["status"], invoice["status"]) == ("past_due", "open")
    assert invoice["attempt_count"] >= 1 and invoice["next_payment_attempt"] > world.shelves.now
    assert invoice["amount_remaining"] == invoice["amount_due"] > 0


def test_a_subscription_given_up_has_no_next_try(world: World):
    invoice = find(world, str(world.truth_of("E05").fact("invoice").value))
    subscription = find(world, world.truth_of("E05").subject)

    assert subscription["status"] in {"canceled", "unpaid"}
    assert (invoice["status"], invoice["next_payment_attempt"], invoice["attempt_count"]) == ("open", None, 4)


def test_a_first_bill_unpaid_for_a_day_voids_it_and_its_payment(world: World):
    truth = world.truth_of("E06")
    subscription, payment = find(world, truth.subject), find(world, truth.payment)
    invoice = find(world, subscription["latest_invoice"])

    assert (subscription["status"], invoice["status"]) == ("incomplete_expired", "void")
    assert (payment["status"], payment["cancellation_reason"]) == ("canceled", "void_invoice")
    assert 23 * 3600 <= subscription["ended_at"] - subscription["created"] < DAY
    assert events(world, payment["id"], "payment_intent.canceled")[0]["request"]["id"] is None


def test_a_bill_without_anything_to_charge_has_no_charge(world: World):
    truth = world.truth_of("B13")
    subscription, payment = find(world, truth.subject), find(world, truth.payment)
    customer = find(world, subscription["customer"])

    assert subscription["default_payment_method"] is customer["invoice_settings"]["default_payment_method"] is None
    assert (payment["status"], payment["latest_charge"]) == ("requires_payment_method", None)
    assert find(world, subscription["latest_invoice"])["attempt_count"] == 1


def test_an_invoice_is_tied_to_its_payment_by_an_invoice_payment(world: World):
    for link in objects(world, "invoice_payment"):
        invoice, payment = find(world, link["invoice"]), find(world, link["payment"]["payment_intent"])
        assert (link["status"] == "paid") == (invoice["status"] == "paid") == (payment["status"] == "succeeded")
        assert invoice["customer"] == payment["customer"] and payment["amount"] == invoice["amount_due"]
