"""The code tables are complete against the installed SDK and Stripe's lists, and every entry can be relied on."""

import ast
import json
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
import stripe
from pydantic import ValidationError

from tools.codes import FAMILIES, Family, Table, lookup, nearest, table
from tools.contract.reference import CodeEntry

SDK = Path(stripe.__file__).parent

# Stripe's list of decline codes for cards, all 50; and for local payment methods (docs.stripe.com/declines/codes).
CARD_DECLINES = """
    approve_with_id authentication_not_handled authentication_required call_issuer card_not_supported
    card_velocity_exceeded currency_not_supported do_not_honor do_not_try_again duplicate_transaction expired_card
    fraudulent generic_decline incorrect_address incorrect_cvc incorrect_number incorrect_pin incorrect_zip
    insufficient_funds invalid_account invalid_amount invalid_cvc invalid_expiry_month invalid_expiry_year
    invalid_number invalid_pin issuer_not_available lost_card merchant_blacklist mobile_device_authentication_required
    new_account_information_available no_action_taken not_permitted offline_pin_required online_or_offline_pin_required
    pickup_card pin_try_exceeded processing_error reenter_transaction restricted_card revocation_of_all_authorizations
    revocation_of_authorization security_violation service_not_allowed stolen_card stop_payment_order testmode_decline
    transaction_not_allowed try_again_later withdrawal_count_limit_exceeded
""".split()
LOCAL_DECLINES = """
    partner_generic_decline invalid_customer_account payment_limit_exceeded invalid_billing_agreement expired_card
    processing_error insufficient_funds currency_not_supported invalid_amount invalid_business_account
    partner_high_risk_customer compliance_violation payment_disputed invalid_authorization invalid_payment_information
    partner_payment_not_found expired_payment_information duplicate_transaction
""".split()

# What the SDK has no list of (docs.stripe.com/api/payouts/failures, docs.stripe.com/api/charges/object).
PAYOUT_FAILURES = """
    account_closed account_frozen bank_account_restricted bank_ownership_changed could_not_process debit_not_authorized
    declined incorrect_account_holder_name incorrect_account_holder_address incorrect_account_holder_tax_id
    insufficient_funds invalid_account_number invalid_currency no_account unsupported_card
""".split()
OUTCOME_REASONS = ["highest_risk_level", "elevated_risk_level", "low_probability_of_authorization", "rule"]

# The errors on a payment seen most; the SDK's list also holds those of every other resource.
PAYMENT_ERRORS = """
    card_declined expired_card incorrect_cvc incorrect_number incorrect_zip invalid_expiry_month invalid_expiry_year
    processing_error authentication_required payment_intent_authentication_failure
    payment_intent_payment_attempt_failed payment_intent_payment_attempt_expired payment_method_customer_decline
    payment_method_provider_decline payment_method_provider_timeout payment_method_not_available insufficient_funds
    charge_expired_for_capture capture_charge_authorization_expired amount_too_small amount_too_large
    card_decline_rate_limit_exceeded payment_intent_rate_limit_exceeded debit_not_authorized
    india_recurring_payment_mandate_canceled transfers_not_allowed application_fees_not_allowed lock_timeout
    three_d_secure_authentication_upstream_error approval_required action_blocked
""".split()

# Codes that tell a customer, or whoever holds the customer's card, what a fraudster would like to know.
SENSITIVE_DECLINES = {
    "fraudulent",
    "merchant_blacklist",
    "lost_card",
    "stolen_card",
    "pickup_card",
    "restricted_card",
}


@cache
def sdk_tree(path: str) -> ast.Module:
    return ast.parse((SDK / path).read_text())


def sdk_values(path: str, owner: str, field: str) -> set[str]:
    """The values that the SDK's annotation of a field lists, or else those that its docstring names."""
    scope: ast.Module | ast.ClassDef = sdk_tree(path)
    for name in owner.split("."):
        (scope,) = (node for node in scope.body if isinstance(node, ast.ClassDef) and node.name == name)
    for node, following in zip(scope.body, [*scope.body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == field:
            listed = {str(x.value) for x in ast.walk(node.annotation) if isinstance(x, ast.Constant) and x.value}
            if listed or not isinstance(following, ast.Expr):
                return listed
            return set(re.findall(r"`([a-z_.]+)`", str(ast.literal_eval(following.value)))) - {"type", "true", "false"}
    raise AssertionError(f"{path}: {owner}.{field} is not in this version of the SDK")


SDK_LISTS: list[tuple[Family, str, str, str]] = [
    ("advice", "_charge.py", "Charge.Outcome", "advice_code"),
    ("outcome_type", "_charge.py", "Charge.Outcome", "type"),
    ("network_status", "_charge.py", "Charge.Outcome", "network_status"),
    ("risk_level", "_charge.py", "Charge.Outcome", "risk_level"),
    ("three_d_secure_result", "_charge.py", "Charge.PaymentMethodDetails.Card.ThreeDSecure", "result"),
    ("three_d_secure_reason", "_charge.py", "Charge.PaymentMethodDetails.Card.ThreeDSecure", "result_reason"),
    ("error_type", "_payment_intent.py", "PaymentIntent.LastPaymentError", "type"),
    ("cancellation", "_payment_intent.py", "PaymentIntent", "cancellation_reason"),
    ("review_opened", "_review.py", "Review", "opened_reason"),
    ("review_closed", "_review.py", "Review", "closed_reason"),
    ("fraud_warning", "radar/_early_fraud_warning.py", "EarlyFraudWarning", "fraud_type"),
    ("dispute_reason", "_dispute.py", "Dispute", "reason"),
    ("dispute_status", "_dispute.py", "Dispute", "status"),
    ("refund_failure", "_refund.py", "Refund", "failure_reason"),
    ("refund_pending", "_refund.py", "Refund", "pending_reason"),
    ("external_account_status", "_bank_account.py", "BankAccount", "status"),
    ("account_disabled", "_account.py", "Account.Requirements", "disabled_reason"),
]


def codes(tables: Iterable[Table], family: Family) -> set[str]:
    return {entry.code for held in tables if held.family == family for entry in held.entries}


def faults(held: Table) -> list[str]:
    """What is wrong with a table beyond its types: repeats, and entries without a readable source or date."""
    found = [f"{code} stands twice" for code, n in Counter(entry.code for entry in held.entries).items() if n > 1]
    for entry in held.code_entries():
        if not re.fullmatch(r"docs\.[a-z]+\.com/[\w/.-]+", entry.source):
            found.append(f"{entry.code}: no public page {entry.source!r}")
        if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", entry.as_of):
            found.append(f"{entry.code}: no month {entry.as_of!r}")
        if not re.fullmatch(r"[A-Z0-9].*\.", entry.meaning):
            found.append(f"{entry.code}: the meaning is no sentence")
        if not entry.next:
            found.append(f"{entry.code}: no next step")
        if entry.retry == "never" and "retry_later" in entry.next:
            found.append(f"{entry.code}: never to be retried, and yet to be retried later")
        if "do_not_retry" in entry.next and entry.retry != "never":
            found.append(f"{entry.code}: not to be retried, and yet {entry.retry}")
        if "no_action" in entry.next and len(entry.next) > 1:
            found.append(f"{entry.code}: no action, and yet others")
    return found


TABLES = [table(family) for family in FAMILIES]
ADVICE = table("advice")


@pytest.mark.parametrize(("family", "path", "owner", "field"), SDK_LISTS, ids=[row[0] for row in SDK_LISTS])
def test_a_table_holds_exactly_what_the_sdk_lists(family: Family, path: str, owner: str, field: str) -> None:
    assert codes(TABLES, family) == sdk_values(path, owner, field)


@pytest.mark.parametrize(
    ("family", "listed"),
    [
        ("decline", CARD_DECLINES),
        ("local_decline", LOCAL_DECLINES),
        ("payout_failure", PAYOUT_FAILURES),
        ("outcome_reason", OUTCOME_REASONS),
    ],
)
def test_a_table_holds_exactly_what_stripe_documents(family: Family, listed: list[str]) -> None:
    assert sorted(codes(TABLES, family)) == sorted(listed)


def test_there_are_fifty_card_decline_codes() -> None:
    assert len(codes(TABLES, "decline")) == 50


def test_the_payment_errors_seen_most_are_held_and_all_are_the_sdks() -> None:
    held = codes(TABLES, "payment_error")
    listed = sdk_values("_payment_intent.py", "PaymentIntent.LastPaymentError", "code")
    assert set(PAYMENT_ERRORS) <= held <= listed
    assert {code for code in listed if code.startswith("bank_account_")} <= held


def test_mastercards_advice_on_retrying_is_held() -> None:
    retry = {entry.code: entry.retry for entry in table("network_advice").entries}
    assert (retry["01"], retry["02"], retry["03"], retry["21"]) == ("after_fix", "later", "never", "never")


@pytest.mark.parametrize("field", ["reason_of_old", "statuses"])
def test_a_field_that_the_sdk_lost_is_an_error(field: str) -> None:
    with pytest.raises(AssertionError, match="not in this version"):
        sdk_values("_dispute.py", "Dispute", field)


def test_a_code_that_is_missing_or_made_up_is_found() -> None:
    listed = sdk_values("_charge.py", "Charge.Outcome", "advice_code")
    less = ADVICE.model_copy(update={"entries": ADVICE.entries[1:]})
    made_up = ADVICE.entries[0].model_copy(update={"code": "ask_again"})
    more = ADVICE.model_copy(update={"entries": [*ADVICE.entries, made_up]})
    assert codes([ADVICE], "advice") == listed
    assert codes([less], "advice") < listed < codes([more], "advice")


@pytest.mark.parametrize("held", TABLES, ids=lambda held: held.family)
def test_every_entry_has_a_meaning_a_source_a_date_and_a_next_step(held: Table) -> None:
    assert held.entries
    assert faults(held) == []


@pytest.mark.parametrize(
    "change",
    [
        {"source": ""},
        {"source": "someone said so"},
        {"meaning": ""},
        {"next": []},
        {"retry": "never", "next": ["retry_later"]},
        {"retry": "now", "next": ["do_not_retry"]},
        {"next": ["no_action", "wait"]},
    ],
)
def test_a_broken_entry_is_found(change: dict[str, object]) -> None:
    broken = ADVICE.entries[2].model_copy(update=change)
    source = {"source": change["source"]} if "source" in change else {}
    held = ADVICE.model_copy(update={"entries": [broken], **source})
    assert len(faults(held)) == 1


def test_an_undated_table_and_a_repeated_code_are_found() -> None:
    assert len(faults(ADVICE.model_copy(update={"as_of": ""}))) == len(ADVICE.entries)
    assert faults(ADVICE.model_copy(update={"entries": ADVICE.entries * 2})) == [
        f"{entry.code} stands twice" for entry in ADVICE.entries
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [("party", "nobody"), ("next", ["pray"]), ("retry", "perhaps"), ("note", "an unknown field"), ("code", None)],
)
def test_a_file_with_an_unknown_word_cannot_be_read(field: str, value: object) -> None:
    data = json.loads(ADVICE.model_dump_json(exclude_none=True))
    assert Table.from_json(data) == ADVICE
    data["entries"][0][field] = value
    with pytest.raises(ValidationError):
        Table.from_json(data)


def test_each_file_is_the_table_of_its_own_family() -> None:
    assert [held.family for held in TABLES] == list(FAMILIES)
    folder = Path(__file__).parents[2] / "tools" / "codes"
    assert {path.stem for path in folder.glob("*.json")} == set(FAMILIES)


def test_a_code_is_explained_in_every_family_it_stands_in() -> None:
    assert [entry.family for entry in lookup("insufficient_funds")] == [
        "decline",
        "local_decline",
        "payment_error",
        "dispute_reason",
        "refund_failure",
        "refund_pending",
        "payout_failure",
    ]
    assert [entry.family for entry in lookup("insufficient_funds", "payout_failure")] == ["payout_failure"]
    assert lookup("insufficient_funds", "advice") == []


def test_an_entry_stands_alone() -> None:
    assert lookup(" Lost_Card ") == [
        CodeEntry.model_validate(
            {
                "family": "decline",
                "code": "lost_card",
                "meaning": "The card was reported lost.",
                "party": "issuer",
                "retry": "never",
                "next": ["do_not_retry", "ask_for_other_method"],
                "show_customer": False,
                "source": "docs.stripe.com/declines/codes",
                "as_of": "2026-11",
            }
        )
    ]


def test_what_would_help_a_fraudster_is_never_for_the_customer() -> None:
    assert {entry.code for entry in table("decline").entries if not entry.show_customer} == SENSITIVE_DECLINES
    assert not any(entry.show_customer for family in ("risk_level", "fraud_warning") for entry in table(family).entries)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("insuficient_funds", "insufficient_funds"),
        ("do_not_honour", "do_not_honor"),
        ("CARD_VELOCITY_EXCEDED", "card_velocity_exceeded"),
        ("requirements_past_due", "requirements.past_due"),
    ],
)
def test_a_misspelt_code_finds_the_one_that_was_meant(typed: str, meant: str) -> None:
    assert lookup(typed) == []
    assert nearest(typed)[0] == meant


@pytest.mark.parametrize("typed", ["", "xyzzy", "pi_failed123"])
def test_what_resembles_no_code_has_no_neighbour(typed: str) -> None:
    assert lookup(typed) == []
    assert nearest(typed) == []
