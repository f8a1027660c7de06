"""What all facts of a finding are together: fields, and of its subject."""

import pytest

from agent.reports.facts import UnknownFact, resolve
from agent.verification import verify
from tests.verification.flows import QUESTION, declined, failed_call, finding, flow, found, read, report
from tools.contract.outcome import FailureCode

TOGETHER = {"booking_id": "booking_17"}
MINE = read(1, flow(declined(), metadata=TOGETHER))
OTHER = read(2, flow(declined(2, payment_intent="pi_other"), id="pi_other", metadata=TOGETHER))
HELD = [MINE, OTHER]


def refusals(
    *facts: str, kind: str = "observation", text: str = "It stands so.", relation: str | None = None
) -> list[str]:
    checked = verify(report(finding(text, *facts, kind=kind, relation=relation)), HELD, QUESTION)
    return [f"{refusal.where}: {refusal.reason}" for refusal in checked.refusals]


def test_an_outcome_as_a_whole_shows_nothing_of_what_it_holds() -> None:
    assert refusals("E1.status") == refusals("E1", "E1.status") == []
    assert refusals("E1") == ["findings[1].facts: 'E1': names no fact of it; cite a field, as in E2.status"]


def test_an_outcome_as_a_whole_is_what_a_search_that_found_nothing_tells() -> None:
    searched = report(finding("The search found nothing.", "E2", subject="E2"))
    assert verify(searched, [MINE, found(2)], QUESTION).refusals == []
    failed = [MINE, failed_call(2, FailureCode.NOT_FOUND, {"payment_intent": "pi_gone"})]
    told = report(finding("Stripe does not know it.", "E2", subject="pi_gone"))
    assert verify(told, failed, f"{QUESTION} And pi_gone?").refusals == []
    assert [one.where for one in verify(told, failed, QUESTION).refusals] == ["findings[1].subject"]


@pytest.mark.parametrize("ref", ["E1.status\n", "E1\n", "E1.status ", "E1.status\r"])
def test_a_reference_ends_where_it_ends(ref: str) -> None:
    assert resolve(ref.strip(), HELD).ref == ref.strip()
    with pytest.raises(UnknownFact):
        resolve(ref, HELD)
    assert refusals(ref)


def test_one_payments_status_is_not_that_of_another_of_its_booking() -> None:
    assert refusals("E1.status", "E2.status") == []
    for facts in (["E2.status"], ["E2.status", "E2.amount"]):
        assert refusals(*facts)[0].startswith("findings[1].facts: 'E2.status': all its facts belong to pi_other")


def test_two_payments_of_one_booking_may_be_compared() -> None:
    assert refusals("E2.amount", "E1.amount", kind="comparison", relation="same_as") == []
    assert refusals("E2.amount", "E2.received", kind="comparison", relation="more_than") == []
