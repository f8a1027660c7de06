"""What the playbook concludes where a hasty reader would go wrong, and where it must not conclude at all."""

import pytest

from agent.playbook import Playbook
from agent.verification import verify
from tests.playbook.driving import Driven, drive
from tests.playbook.records import (
    PAYMENT,
    Records,
    ago,
    attempt,
    blocked,
    card,
    declined,
    flow,
    match,
    paid,
    unauthenticated,
)
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.coverage import MissingReason
from tools.contract.outcome import FailureCode
from tools.contract.payment import Decision, Delivery, Dispute, Endpoint, PaymentError, PaymentFlow

QUESTION = f"why did {PAYMENT} fail?"
UNPAID = "requires_payment_method"


async def judged(records: Records, question: str = QUESTION) -> Driven:
    """The run, whose report must hold as it stands."""
    driven = await drive(Playbook(), question, records.answer)
    assert verify(driven.draft, driven.evidence, question).refusals == []
    return driven


def actions(driven: Driven) -> set[ActionCode]:
    return {step.code for step in driven.draft.next_steps}


async def test_the_latest_attempt_decides_and_the_others_are_told() -> None:
    records = Records(flows=[flow(UNPAID, blocked("rule"), unauthenticated(), declined("expired_card"))])
    driven = await judged(records)
    assert driven.draft.cause == CauseCode.CARD_EXPIRED
    subjects = [one.subject for one in driven.draft.findings if one.kind == "observation"]
    assert {"ch_failed1", "evt_failed2", "ch_failed3"} <= set(subjects)


@pytest.mark.parametrize(
    ("advice", "wanted", "unwanted"),
    [
        ("do_not_try_again", ActionCode.DO_NOT_RETRY, ActionCode.RETRY_LATER),
        ("try_again_later", ActionCode.RETRY_LATER, ActionCode.DO_NOT_RETRY),
        (None, ActionCode.RETRY_LATER, ActionCode.DO_NOT_RETRY),
    ],
)
async def test_advice_outranks_the_decline_code(advice: str | None, wanted: ActionCode, unwanted: ActionCode) -> None:
    driven = await judged(Records(flows=[flow(UNPAID, declined("insufficient_funds", advice))]))
    assert wanted in actions(driven)
    assert unwanted not in actions(driven)


async def test_an_elevated_risk_on_a_charge_the_bank_declined_is_no_block() -> None:
    one = declined("do_not_honor")
    assert one.decision is not None
    elevated = one.model_copy(update={"decision": one.decision.model_copy(update={"risk_level": "elevated"})})
    assert (await judged(Records(flows=[flow(UNPAID, elevated)]))).draft.cause == CauseCode.ISSUER_DECLINED


@pytest.mark.parametrize("decision", [Decision(type="authorized", network_status="approved_by_network"), None])
async def test_a_bank_that_returns_a_debit_is_the_party_and_not_a_cards_issuer(
    decision: Decision | None,
) -> None:
    method = card(type="us_bank_account")
    debit = attempt("py_1abc", stage="settlement", failure_code="insufficient_funds", method=method, decision=decision)
    draft = (await judged(Records(flows=[flow(UNPAID, debit)]))).draft
    assert (draft.verdict, draft.cause, draft.party) == (Verdict.EXPLAINED, CauseCode.DEBIT_FAILED, Party.BANK)


async def test_with_the_charges_unread_a_declines_code_alone_names_no_cause() -> None:
    error = PaymentError(type="card_error", code="card_declined", decline_code="generic_decline", charge="ch_1abc")
    records = Records(flows=[flow(UNPAID, error=error)], missing={"charges": MissingReason.PERMISSION})
    draft = (await judged(records)).draft
    assert (draft.verdict, draft.cause) == (Verdict.INCONCLUSIVE, None)
    assert any("attempts" in limit.missing for limit in draft.limits)


async def test_without_attempts_and_with_events_gone_nothing_tells_whether_it_was_ever_confirmed() -> None:
    records = Records(flows=[flow(UNPAID)], missing={"events": MissingReason.OLDER_THAN_30_DAYS})
    draft = (await judged(records)).draft
    assert (draft.verdict, draft.cause) == (Verdict.INCONCLUSIVE, None)
    whole = (await judged(Records(flows=[flow(UNPAID)]))).draft
    assert whole.cause == CauseCode.NEVER_CONFIRMED


DENIED = MissingReason.PERMISSION


async def test_with_the_charges_unread_an_earlier_failed_authentication_is_not_taken_for_the_latest() -> None:
    told = flow(UNPAID, unauthenticated())
    assert (await judged(Records(flows=[told], missing={"charges": DENIED}))).draft.cause is None
    by_error = told.model_copy(update={"error": PaymentError(code="payment_intent_authentication_failure")})
    assert (await judged(Records(flows=[by_error], missing={"charges": DENIED}))).draft.cause is None
    assert (await judged(Records(flows=[by_error]))).draft.cause == CauseCode.AUTHENTICATION_FAILED


async def test_with_the_events_unread_a_charge_is_the_latest_attempt_only_if_the_error_says_so() -> None:
    cleared = flow(UNPAID, declined())
    assert (await judged(Records(flows=[cleared], missing={"events": DENIED}))).draft.verdict == Verdict.LIKELY
    kept = cleared.model_copy(update={"error": PaymentError(code="card_declined", charge="ch_failed1")})
    assert (await judged(Records(flows=[kept], missing={"events": DENIED}))).draft.verdict == Verdict.EXPLAINED


async def test_with_the_charges_unread_a_hold_that_may_have_run_out_is_not_called_canceled() -> None:
    told = flow("canceled", capture_method="manual", cancellation_reason="automatic", canceled_at=ago(2))
    assert (await judged(Records(flows=[told], missing={"charges": DENIED}))).draft.cause is None
    asked_for = told.model_copy(update={"cancellation_reason": "requested_by_customer"})
    draft = (await judged(Records(flows=[asked_for], missing={"charges": DENIED}))).draft
    assert draft.cause == CauseCode.CANCELED


async def test_a_paid_payment_is_not_said_to_have_no_issue_while_its_delivery_is_withheld() -> None:
    told = flow("succeeded", paid())
    assert (await judged(Records(flows=[told], missing={"deliveries": DENIED}))).draft.verdict == Verdict.LIKELY
    aged = Records(flows=[told], missing={"events": MissingReason.OLDER_THAN_30_DAYS})
    assert (await judged(aged)).draft.verdict == Verdict.NO_ISSUE


async def test_totals_and_absences_are_left_unsaid_where_the_reading_was_partial() -> None:
    lacking = {"charges": MissingReason.LIMIT, "disputes": MissingReason.PERMISSION}
    partial = (await judged(Records(flows=[flow(UNPAID, declined())], missing=lacking))).draft
    assert "total" not in {one.kind for one in partial.findings}
    assert not any("no dispute" in one.text for one in partial.findings)
    whole = (await judged(Records(flows=[flow(UNPAID, declined())]))).draft
    assert {"total", "absence"} <= {one.kind for one in whole.findings}


async def test_a_later_payment_of_part_of_the_booking_leaves_the_rest_to_be_collected() -> None:
    driven = await judged(Records(flows=[flow(UNPAID, declined())], others=[match("pi_later", 2000)]))
    assert ActionCode.COLLECT_REMAINDER in actions(driven)
    assert "comparison" in {one.kind for one in driven.draft.findings}
    assert driven.draft.cause == CauseCode.INSUFFICIENT_FUNDS


async def test_a_later_payment_of_the_whole_booking_leaves_nothing_to_collect() -> None:
    driven = await judged(Records(flows=[flow(UNPAID, declined())], others=[match("pi_later", 4550)]))
    assert actions(driven) == {ActionCode.CHECK_EXISTING_PAYMENT}


async def test_an_earlier_payment_of_the_booking_made_nothing_good() -> None:
    records = Records(flows=[flow(UNPAID, declined())], others=[match("pi_deposit", 4550, hours_ago=90)])
    driven = await judged(records)
    assert actions(driven) == {ActionCode.ASK_FOR_OTHER_METHOD, ActionCode.RETRY_LATER}


async def test_two_equal_payments_of_one_booking_are_not_called_paid_once() -> None:
    records = Records(flows=[flow("succeeded", paid())], others=[match("pi_twin", 4550)])
    driven = await judged(records, f"was {PAYMENT} charged twice?")
    assert (driven.draft.verdict, driven.draft.cause) == (Verdict.INCONCLUSIVE, None)
    assert "pi_twin" in {one.subject for one in driven.draft.findings}


def heard(pending: int, hours_ago: float, status: str) -> PaymentFlow:
    final = Delivery(id="evt_1abc", type="payment_intent.succeeded", created=ago(hours_ago), pending_webhooks=pending)
    return flow(
        "succeeded", paid(), deliveries=[final], endpoints=[Endpoint(id="we_1abc", status=status, receives=True)]
    )


@pytest.mark.parametrize(
    ("told", "cause"),
    [
        (heard(1, 3, "enabled"), CauseCode.WEBHOOK_NOT_DELIVERED),
        (heard(1, 0.05, "enabled"), CauseCode.PAID_ONCE),
        (heard(0, 3, "enabled"), CauseCode.PAID_ONCE),
    ],
    ids=["owed for hours", "just sent", "answered"],
)
async def test_an_event_is_undelivered_only_once_an_answer_is_long_owed(told: PaymentFlow, cause: CauseCode) -> None:
    assert (await judged(Records(flows=[told]))).draft.cause == cause


async def test_a_paid_payment_in_dispute_is_not_said_to_need_nothing() -> None:
    dispute = Dispute(
        id="du_1abc",
        charge="ch_paid1",
        amount=paid().amount,
        status="needs_response",
        reason="fraudulent",
        created=ago(2),
    )
    driven = await judged(Records(flows=[flow("succeeded", paid(), disputes=[dispute])]))
    assert actions(driven) == {ActionCode.RESPOND_TO_DISPUTE}


@pytest.mark.parametrize(
    ("failure", "verdict", "action"),
    [
        (FailureCode.NOT_FOUND, Verdict.NOT_FOUND, ActionCode.CHECK_REFERENCE),
        (FailureCode.WRONG_MODE, Verdict.EXPLAINED, ActionCode.CHECK_REFERENCE),
        (FailureCode.PERMISSION, Verdict.INCONCLUSIVE, ActionCode.GRANT_PERMISSION),
        (FailureCode.UNAVAILABLE, Verdict.INCONCLUSIVE, ActionCode.WAIT),
    ],
)
async def test_a_payment_that_cant_be_read_is_said_to_be_so(
    failure: FailureCode, verdict: Verdict, action: ActionCode
) -> None:
    driven = await judged(Records(failures={"payment_flow": failure}))
    assert (driven.draft.verdict, actions(driven)) == (verdict, {action})
