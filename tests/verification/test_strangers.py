"""Other people's payments have no place in an answer, however truly they are told."""

import pytest

from agent.report import DraftLimit
from agent.thread.evidence import Evidence
from agent.verification import verify
from tests.verification.flows import QUESTION, declined, finding, flow, found, match, paid, read, report, step, usd
from tools.contract.causes import ActionCode

MINE = read(1, flow(declined(), customer="cus_ada"))
THEIRS = read(
    2, flow(paid(2, method=None, payment_intent="pi_other"), id="pi_other", status="succeeded", customer="cus_bea")
)
STRAY = "nothing ties it to pi_failed123, which the question is about; leave it out"


def refusals(draft: object, *evidence: Evidence, question: str = QUESTION) -> list[str]:
    checked = verify(draft, [MINE, *evidence], question)  # type: ignore[arg-type]
    return [f"{one.where}: {one.reason}" for one in checked.refusals]


def of_hers(**changes: str) -> Evidence:
    one = match("pi_other", usd(900), usd(900)).model_copy(update={"customer": "cus_ada", **changes})
    return found(2, one)


def test_a_payment_that_nothing_ties_to_the_question_is_no_finding() -> None:
    told = report(finding("It was paid: {E2.status}.", "E2.id", subject="pi_other"))
    assert f"findings[1].subject: 'pi_other': {STRAY}" in refusals(told, THEIRS)


@pytest.mark.parametrize("question", ["why do payments fail?", "why did pi_gone99 fail?", f"{QUESTION} and pi_other?"])
def test_it_is_one_where_the_question_names_it_or_nothing_that_there_is(question: str) -> None:
    told = finding("It was paid: {E2.status}.", "E2.id", subject="pi_other")
    checked = verify(report(told), [MINE, THEIRS], question)
    assert [one for one in checked.refusals if "nothing ties" in one.reason] == []


def test_another_payment_of_the_same_customer_or_booking_is_no_strangers() -> None:
    told = report(finding("It was paid: {E2.payments[0].status}.", "E2.payments[0].id", subject="pi_other"))
    assert refusals(told, of_hers()) == []
    booked = read(1, flow(declined(), customer="cus_ada", metadata={"order_id": "order_1"}))
    other = match("pi_other", usd(900)).model_copy(update={"customer": "cus_bea", "metadata": {"order_id": "order_1"}})
    checked = verify(told, [booked, found(2, other)], QUESTION)
    assert [one for one in checked.refusals if "nothing ties" in one.reason] == []
    assert [one for one in refusals(told, of_hers(customer="cus_bea")) if STRAY in one]


def test_a_list_that_nobody_asked_for_lends_no_facts_either() -> None:
    told = report(finding("One of them: {E2.payments[0].amount}.", "E2.payment_count", subject="E2"))
    assert [one for one in refusals(told, of_hers(customer="cus_bea")) if STRAY in one]
    counted = report(finding("It was looked for.", "E2.payment_count", subject="E2"))
    assert refusals(counted, of_hers(customer="cus_bea")) == []


def test_no_limit_and_no_step_is_about_them() -> None:
    limit = DraftLimit(missing="Why {E2.customer} paid.", would_settle="Asking them.")
    assert [one for one in refusals(report(limits=[limit]), THEIRS) if STRAY in one]
    asked = report(next_steps=[step(ActionCode.CONTACT_CUSTOMER, subject="pi_other")])
    assert refusals(asked, THEIRS) == [f"next_steps[0].subject: 'pi_other': {STRAY}"]


def of_last_week(**beside: object) -> Evidence:
    listed = found(2, match("pi_other", usd(900)).model_copy(update={"customer": "cus_bea"}))
    arguments = {"since": "2026-11-16T00:00:00Z", **beside}
    return listed.model_copy(update={"outcome": listed.outcome.model_copy(update={"arguments": arguments})})


@pytest.mark.parametrize(
    "further",
    [
        "was it refunded last week?",
        "what did its fee come to yesterday?",
        "did her bank answer today?",
        "was that payment on 2026-11-17?",
        "was booking_12345 paid last week?",
        "is order_9 another payment of last week?",
        "what did [email-109447762c] pay last week?",
    ],
)
def test_a_further_question_of_the_same_or_of_a_reference_lets_no_row_of_a_time_in(further: str) -> None:
    asked = f"{QUESTION}\n\n{further}"
    told = finding("It was paid: {E2.payments[0].status}.", "E2.payments[0].id", subject="pi_other")
    assert [one for one in refusals(report(told), of_last_week(), question=asked) if STRAY in one]


def test_a_booking_asked_about_with_a_time_lets_no_row_of_that_time_in() -> None:
    mine = found(3, match("pi_failed123", usd(900)))
    told = report(finding("It was paid: {E2.payments[0].status}.", "E2.payments[0].id", subject="pi_other"))
    asked = "Was booking_17 paid yesterday?"
    assert [one for one in refusals(told, of_last_week(), mine, question=asked) if STRAY in one]
    assert [one for one in refusals(told, of_last_week(), mine, question="And yesterday?") if STRAY in one] == []


@pytest.mark.parametrize("further", ["same for last week", "and the second one?"])
def test_a_further_question_may_be_about_what_a_read_of_a_time_listed_and_nothing_else(further: str) -> None:
    told = report(finding("It was paid: {E2.payments[0].status}.", "E2.payments[0].id", subject="pi_other"))
    asked = f"{QUESTION}\n\n{further}"
    assert [one for one in refusals(told, of_last_week(), question=asked) if STRAY in one] == []
    assert [one for one in refusals(told, of_last_week(), question=f"{QUESTION}\n\nand the fee?") if STRAY in one]
    assert [one for one in refusals(told, of_last_week(customer="cus_bea"), question=asked) if STRAY in one]
    read_alone = report(finding("It was paid: {E2.status}.", "E2.id", subject="pi_other"))
    assert [one for one in refusals(read_alone, THEIRS, question=asked) if STRAY in one]
