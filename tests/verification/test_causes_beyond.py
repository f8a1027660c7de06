"""Causes beyond a payment's attempts: refunds, disputes, duplicates, debits, invoices, fees, webhooks."""

import pytest
from pydantic import JsonValue

from agent.reports.facts import resolve
from agent.thread.evidence import Evidence
from agent.verification.causes import Excluded, Open, Proven, Ruling, judge, opened, parties
from agent.verification.causes.apart import judge_apart
from agent.verification.causes.payments import NEAR_MISSES
from agent.verification.links import Links
from tests.verification.flows import at, failed_call, flow, found, paid, read, usd
from tests.verification.shown import (
    MINE,
    ORDERED,
    SHOWN,
    TWINS,
    Shown,
    check,
    contested,
    disputes,
    of_order,
    refunds,
    sent,
    settled,
    told,
)
from tools.contract.causes import CauseCode, Party
from tools.contract.history import CustomerHistory, CustomerPayment
from tools.contract.outcome import FailureCode

C = CauseCode


def evidence(shown: Shown) -> list[Evidence]:
    return [read(1, shown.payment), *shown.others]


def ruled(cause: CauseCode, shown: Shown, question: str = "") -> Ruling:
    case = opened(shown.payment.id, question, evidence(shown))
    assert case is not None
    return judge(cause, case)


@pytest.mark.parametrize("cause", list(SHOWN))
def test_a_cause_is_proven_where_it_shows_and_its_near_misses_are_excluded(cause: CauseCode) -> None:
    assert isinstance(ruled(cause, SHOWN[cause]), Proven)
    for miss in NEAR_MISSES[cause]:
        ruling = ruled(miss, SHOWN[cause])
        assert isinstance(ruling, Excluded), (miss, ruling)
        assert ruling.refs


@pytest.mark.parametrize("cause", list(SHOWN))
def test_what_only_looks_like_a_cause_does_not_prove_it(cause: CauseCode) -> None:
    assert not isinstance(ruled(cause, TWINS[cause]), Proven)


@pytest.mark.parametrize("cause", list(SHOWN))
def test_all_refs_of_a_ruling_resolve(cause: CauseCode) -> None:
    for shown in (*SHOWN.values(), *TWINS.values()):
        ruling = ruled(cause, shown)
        for ref in () if isinstance(ruling, Open) else ruling.refs:
            assert resolve(ref, evidence(shown)).ref == ref


@pytest.mark.parametrize("cause", list(SHOWN))
def test_a_cause_lies_with_somebody_who_may_be_named(cause: CauseCode) -> None:
    case = opened("pi_failed123", "", evidence(SHOWN[cause]))
    assert case is not None
    assert Party.RADAR not in parties(cause, case)
    assert parties(cause, case)


def test_the_refund_that_the_question_names_is_judged() -> None:
    both = Shown(settled(), (refunds(sent(id="re_new", created=at(99)), sent(id="re_old", status="failed")),))
    assert isinstance(ruled(C.REFUND_FAILED, both, "what of re_old?"), Proven)
    assert isinstance(ruled(C.REFUND_SENT, both, "what of re_new?"), Proven)


def test_a_refund_of_another_payment_is_not_this_ones() -> None:
    stranger = Shown(settled(), (refunds(sent(payment_intent="pi_other", charge="ch_other")),))
    assert not isinstance(ruled(C.REFUND_SENT, stranger), Proven)


def test_what_was_not_read_whole_is_not_called_refunded_in_part() -> None:
    case = opened("pi_failed123", "", [read(1, settled(), refunds=None), refunds(sent(amount=sent().amount))])
    assert case is not None
    assert not isinstance(judge(C.PARTIALLY_REFUNDED, case), Proven)
    assert isinstance(judge(C.DISPUTED_AFTER_REFUND, case), Excluded)


def test_an_equal_payment_without_an_order_is_neither_a_duplicate_nor_another_order() -> None:
    other = MINE.model_copy(update={"id": "pi_twin", "metadata": {}})
    shown = Shown(ORDERED, (found(2, MINE, other),))
    assert isinstance(ruled(C.DUPLICATE_CHARGE, shown), Open)
    assert isinstance(ruled(C.SEPARATE_ORDERS, shown), Open)


def test_a_payment_of_another_customer_is_no_duplicate() -> None:
    other = of_order("pi_twin", "order_1").model_copy(update={"customer": "cus_bea"})
    assert not isinstance(ruled(C.DUPLICATE_CHARGE, Shown(ORDERED, (found(2, MINE, other),))), Proven)


def test_nothing_is_called_in_order_while_something_is_open() -> None:
    for shown in (
        Shown(settled(booking_checks=[check("provider_id")])),
        Shown(settled(), (disputes(contested("needs_response")),)),
        Shown(settled(), (refunds(sent(status="failed")),)),
        Shown(flow(paid(), status="requires_capture")),
    ):
        assert isinstance(ruled(C.NO_FAULT_FOUND, shown), Excluded)


def test_less_than_a_total_that_met_its_requirement_is_a_wrong_capture() -> None:
    total = {"metadata": {"order_total": "45.50"}, "booking_kept": ["order_total"]}
    assert isinstance(ruled(C.CAPTURE_AMOUNT_WRONG, Shown(settled(received=usd(4000), **total))), Proven)
    assert isinstance(ruled(C.CAPTURE_AMOUNT_WRONG, Shown(settled(**total))), Excluded)
    unruled = Shown(settled(received=usd(4000), metadata={"order_total": "45.50"}))
    assert isinstance(ruled(C.CAPTURE_AMOUNT_WRONG, unruled), Open)  # a total that no rule demands is not trusted


def test_two_payments_of_one_booking_may_be_told_of_beside_each_other_and_nothing_more() -> None:
    links = Links([read(1, ORDERED), found(2, MINE, of_order("pi_twin", "order_1"), of_order("pi_far", "order_2"))])
    assert links.linked("pi_failed123", "pi_twin")
    assert links.linked("pi_twin", "pi_failed123")
    assert not links.linked("pi_failed123", "pi_far")
    assert not links.linked("pi_twin", "ch_try1")


def test_an_object_of_the_other_mode_needs_no_payments_story() -> None:
    asked = failed_call(1, FailureCode.WRONG_MODE, {"payment_intent": "pi_live"})
    assert isinstance(judge_apart(C.OTHER_MODE, "pi_live", [asked]), Proven)
    missing = failed_call(1, FailureCode.NOT_FOUND, {"payment_intent": "pi_live"})
    assert isinstance(judge_apart(C.OTHER_MODE, "pi_live", [missing]), Open)


def history(disputed: int) -> CustomerHistory:
    return CustomerHistory(
        id="cus_ana", payment_count=2, paid_count=1, attempt_count=3, failed_count=1, recovered_count=1, refund_count=0,
        dispute_count=disputed,
    )  # fmt: skip


def test_a_customers_history_is_in_order_only_when_it_was_read_whole_and_nothing_is_disputed() -> None:
    def judged(disputed: int, more: bool = False) -> Ruling:
        read_ = told(1, "customer_history", history(disputed), "payments", more=more)
        return judge_apart(C.NO_FAULT_FOUND, "cus_ana", [read_])

    assert isinstance(judged(0), Proven)
    assert isinstance(judged(1), Excluded)
    assert isinstance(judged(0, more=True), Open)


UNPAID = CustomerPayment(
    id="pi_waits", status="requires_payment_method", amount=usd(4550), received=usd(0), created=at(0), attempts=1,
    failed=1, unpaid=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "bill", "kind"),
    [
        ({}, None, Proven),
        ({"payments": [UNPAID]}, None, Excluded),
        ({"payments": [UNPAID.model_copy(update={"unpaid": False})]}, None, Proven),
        ({}, ("invoice", "open", "cus_ana"), Excluded),
        ({}, ("subscription", "past_due", "cus_ana"), Excluded),
        ({}, ("invoice", "paid", "cus_ana"), Proven),
        ({}, ("invoice", "open", "cus_other"), Proven),
    ],
)
def test_nothing_is_in_order_with_an_unpaid_payment_or_an_open_bill(
    changes: dict[str, object], bill: tuple[str, str, str] | None, kind: type
) -> None:
    items = [told(1, "customer_history", history(0).model_copy(update=changes), "payments")]
    if bill is not None:
        kind_of, status, customer = bill
        row: dict[str, JsonValue] = {"id": "in_one", "object": kind_of, "status": status, "customer": customer}
        outcome = items[0].outcome.model_copy(update={"tool": "list_objects", "data": {"objects": [row]}})
        items.append(Evidence(number=2, call_id="call_2", outcome=outcome))
    assert isinstance(judge_apart(C.NO_FAULT_FOUND, "cus_ana", items), kind)


def on(account: str | None, evidence_: Evidence) -> Evidence:
    """The same outcome, read on a connected account."""
    coverage = evidence_.outcome.coverage.model_copy(update={"connected_account": account})
    return evidence_.model_copy(update={"outcome": evidence_.outcome.model_copy(update={"coverage": coverage})})


@pytest.mark.parametrize(("account", "kind"), [("acct_pro", Proven), (None, Excluded)])
def test_a_payment_is_on_a_connected_account_only_where_it_was_read_there(account: str | None, kind: type) -> None:
    held = on(account, read(1, settled()))
    case = opened("pi_failed123", "", [held])
    assert case is not None
    ruling = judge(C.ON_CONNECTED_ACCOUNT, case)
    assert isinstance(ruling, kind)
    assert isinstance(judge(C.OTHER_MODE, case), Excluded)
    for ref in () if isinstance(ruling, Open) else ruling.refs:
        assert resolve(ref, [held]).ref == ref


@pytest.mark.parametrize(("account", "kind"), [("acct_pro", Proven), (None, Excluded)])
def test_so_is_any_other_object(account: str | None, kind: type) -> None:
    held = on(account, told(1, "get_object", sent(id="po_one")))
    assert isinstance(judge_apart(C.ON_CONNECTED_ACCOUNT, "po_one", [held]), kind)
    assert isinstance(judge_apart(C.ON_CONNECTED_ACCOUNT, "po_two", [held]), Open)
