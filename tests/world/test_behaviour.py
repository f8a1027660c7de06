"""The account behaves as Stripe's does where an investigator depends on it."""

from evals.world.build import World, build_world
from evals.world.draw import DAY

from .conftest import NOW
from .looking import card, charges, events, objects, planted

HERO = "pi_failed123"


# Stripe facts, 4.1: the PaymentIntent


def test_no_payment_is_ever_called_failed(world: World):
    statuses = {one["status"] for one in objects(world, "payment_intent")}

    assert "failed" not in statuses
    assert {"requires_payment_method", "requires_action", "requires_capture", "canceled", "succeeded"} <= statuses


def test_an_update_clears_the_last_payment_error_and_leaves_no_event(world: World):
    hero = planted(world, "HERO")
    failed = events(world, HERO, "payment_intent.payment_failed")

    assert hero["status"] == "requires_payment_method"
    assert hero["last_payment_error"] is None
    assert hero["metadata"].keys() >= {"booking_id", "support_ticket"}
    assert all("support_ticket" not in event["data"]["object"]["metadata"] for event in events(world, HERO))
    assert [event["data"]["object"]["last_payment_error"]["code"] for event in failed] == [
        *("card_declined", "card_declined", "payment_intent_authentication_failure", "card_declined")
    ]


def test_an_untouched_failure_keeps_its_error_with_the_method_it_was_about(world: World):
    payment = planted(world, "A01")
    error, charge = payment["last_payment_error"], charges(world, payment["id"])[-1]

    assert error["charge"] == payment["latest_charge"] == charge["id"]
    assert (error["code"], error["decline_code"]) == ("card_declined", "insufficient_funds")
    assert error["payment_method"]["id"] == charge["payment_method"]
    assert payment["payment_method"] is None


def test_latest_charge_is_the_last_attempt_only(world: World):
    for payment in objects(world, "payment_intent"):
        made = charges_of(world).get(payment["id"], [])
        assert payment["latest_charge"] == (made[-1] if made else None)


def charges_of(world: World) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for charge in objects(world, "charge"):
        found.setdefault(charge["payment_intent"], []).append(charge["id"])
    return found


def test_a_try_that_ends_at_3ds_makes_no_charge(world: World):
    payment = planted(world, "A09")
    failed = events(world, payment["id"], "payment_intent.payment_failed")
    asked = events(world, payment["id"], "payment_intent.requires_action")

    assert charges(world, payment["id"]) == [] and payment["latest_charge"] is None
    assert payment["last_payment_error"]["code"] == "payment_intent_authentication_failure"
    assert "charge" not in payment["last_payment_error"]
    assert len(failed) == len(asked) >= 1
    assert [event["request"]["id"] for event in failed] == [None] * len(failed)


def test_the_third_attempt_of_the_hero_shows_only_in_events(demo: World):
    made = charges(demo, HERO)
    third = events(demo, HERO, "payment_intent.payment_failed")[2]

    assert [card(charge)["brand"] for charge in made] == ["visa"] * 3
    assert third["data"]["object"]["last_payment_error"]["payment_method"]["card"]["brand"] == "mastercard"
    assert made[1]["created"] < third["created"] < made[2]["created"]


def test_a_customer_who_has_not_answered_leaves_the_payment_waiting(world: World):
    payment = planted(world, "A10")

    assert payment["status"] == "requires_action" and payment["next_action"]["type"] == "use_stripe_sdk"
    assert payment["latest_charge"] is None and payment["last_payment_error"] is None
    assert payment["payment_method"] is not None


def test_a_payment_never_confirmed_holds_nothing(world: World):
    payment = planted(world, "A11")

    assert (payment["status"] == "requires_confirmation") == (payment["payment_method"] is not None)
    assert [event["type"] for event in events(world, payment["id"])] == ["payment_intent.created"]


# Stripe facts, 4.2: who decided


def test_a_block_is_a_card_decline_that_no_issuer_saw(world: World):
    """`failure_code` is `card_declined` all the same: only the outcome tells."""
    reasons = {"A13": "highest_risk_level", "A14": "rule", "A16": "low_probability_of_authorization"}
    for recipe, reason in reasons.items():
        charge = charges(world, world.planted[recipe])[-1]
        outcome = charge["outcome"]
        assert (charge["status"], charge["failure_code"]) == ("failed", "card_declined")
        assert (outcome["type"], outcome["network_status"], outcome["reason"]) == (
            *("blocked", "not_sent_to_network"),
            reason,
        )
        assert outcome["network_decline_code"] is None and card(charge)["network_transaction_id"] is None
        assert ("rule" in outcome) == (recipe == "A14")


def test_a_block_after_approval_says_so_and_went_to_the_network(world: World):
    charge = charges(world, world.planted["A15"])[-1]

    assert charge["outcome"]["network_status"] == "reversed_after_approval"
    assert charge["outcome"]["type"] == "blocked" and charge["failure_code"] == "card_declined"
    assert card(charge)["network_transaction_id"] is not None


def test_the_platform_s_rules_act_on_everybody_alike(world: World):
    """One blocks prepaid cards above a limit, one a security code that failed: no such payment got through."""
    for charge in objects(world, "charge"):
        if "card" in charge["payment_method_details"] and charge["currency"] == "usd":
            outcome = charge["outcome"]
            prepaid = card(charge)["funding"] == "prepaid" and charge["amount"] > 12_000
            wrong_code = card(charge)["checks"]["cvc_check"] == "fail" and outcome["type"] != "issuer_declined"
            assert (prepaid or wrong_code) == (outcome["reason"] == "rule" and outcome["type"] == "blocked")


def test_a_rule_that_reads_the_issuer_s_check_acts_after_its_approval():
    charge = charges(told := build_world(["A06t"], 7, NOW), told.planted["A06t"])[-1]
    [rule] = [one for one in objects(told, "radar.rule") if one["id"] == charge["outcome"]["rule"]]

    assert (charge["outcome"]["type"], charge["outcome"]["network_status"]) == ("blocked", "reversed_after_approval")
    assert rule["predicate"] == ":cvc_check: = 'fail'" and card(charge)["checks"]["cvc_check"] == "fail"
    assert charge["failure_code"] == "incorrect_cvc" and card(charge)["authorization_code"] is not None


def test_an_issuer_s_refusal_carries_its_codes(world: World):
    declined = [one for one in objects(world, "charge") if one["outcome"]["type"] == "issuer_declined"]

    for charge in declined:
        assert charge["outcome"]["network_status"] == "declined_by_network" and charge["status"] == "failed"
        assert charge["outcome"]["reason"] and charge["failure_message"]
        if "card" in charge["payment_method_details"]:
            assert charge["outcome"]["network_decline_code"]
            advised = charge["outcome"]["network_advice_code"] is not None
            assert not advised or card(charge)["network"] == "mastercard"
    codes = {(one["outcome"]["reason"], one["failure_code"]) for one in declined}
    assert ("insufficient_funds", "card_declined") in codes and ("expired_card", "expired_card") in codes


def test_only_cards_have_a_risk_score(world: World):
    debits = [one for one in objects(world, "charge") if "card" not in one["payment_method_details"]]

    assert debits
    assert all("risk_score" not in one["outcome"] for one in debits)
    assert {one["outcome"]["risk_level"] for one in debits} == {"not_assessed"}
    assert all(one["id"].startswith("py_") for one in debits)


def test_a_wrong_security_code_fails_its_check(demo: World):
    for charge in objects(demo, "charge"):
        if charge["outcome"]["reason"] == "incorrect_cvc":
            assert card(charge)["checks"]["cvc_check"] == "fail"


def test_an_expired_card_had_expired(world: World):
    payment = planted(world, "A05")
    held = card(charges(world, payment["id"])[-1])

    ended = (held["exp_year"] - 1970) * 365.2425 + held["exp_month"] * 30.44
    assert ended * DAY < payment["created"] + 3 * DAY


def test_a_charge_without_the_customer_says_so(world: World):
    made = charges(world, world.planted["A08"])

    assert {card(charge).get("stored_credential_usage") for charge in made} == {"unscheduled"}
    assert {charge["outcome"]["reason"] for charge in made} == {"authentication_required"}


def test_a_review_leaves_the_payment_paid(world: World):
    payment = planted(world, "A17")
    review = world.shelves.platform.objects["review"][payment["review"]]
    charge = charges(world, payment["id"])[-1]

    assert payment["status"] == "succeeded" and review["open"] and review["charge"] == charge["id"]
    assert charge["outcome"]["type"] == "manual_review" and charge["paid"]


# Lifecycle: retries, capture, cancellation


def test_a_recovered_payment_has_both_charges_and_collected_once(world: World):
    for recipe in ("A02", "A07"):
        payment = planted(world, recipe)
        assert [one["status"] for one in charges(world, payment["id"])] == ["failed", "succeeded"]
        assert payment["amount_received"] == payment["amount"] and payment["last_payment_error"] is None


def test_a_replayed_request_had_one_effect(world: World):
    payment = planted(world, "B03")
    created = events(world, payment["id"], "payment_intent.created")
    request = next(one.request for one in world.happened.payments if one.id == payment["id"])

    assert len(request.replayed_at) > 1
    assert len(charges(world, payment["id"])) == len(created) == 1
    assert created[0]["request"] == {"id": request.id, "idempotency_key": request.key}
    same = [one for one in objects(world, "event") if one["request"]["idempotency_key"] == request.key]
    assert {one["type"] for one in same} == {"payment_intent.created", "charge.succeeded", "payment_intent.succeeded"}


def test_a_hold_that_nobody_captured_is_given_back_without_moving_money(world: World):
    payment = planted(world, "B06")
    charge = charges(world, payment["id"])[0]
    refund = next(one for one in objects(world, "refund") if one["charge"] == charge["id"])

    assert (payment["status"], payment["cancellation_reason"]) == ("canceled", "automatic")
    assert card(charge)["capture_before"] <= payment["canceled_at"]
    assert refund["reason"] == "expired_uncaptured_charge" and refund["balance_transaction"] is None
    assert not charge["captured"] and charge["balance_transaction"] is None
    assert events(world, payment["id"], "payment_intent.canceled")[0]["request"]["id"] is None


def test_a_hold_about_to_end_can_still_be_captured(world: World):
    payment = planted(world, "B07")
    until = card(charges(world, payment["id"])[0])["capture_before"]

    assert payment["status"] == "requires_capture" and payment["amount_capturable"] == payment["amount"]
    assert 0 < until - world.shelves.now < DAY


def test_debits_are_processing_until_the_bank_answers(world: World):
    for charge in objects(world, "charge"):
        payment = world.shelves.platform.objects["payment_intent"][charge["payment_intent"]]
        assert (charge["status"] == "pending") == (payment["status"] == "processing")
