"""Where what a question supposes is refuted, another matter of the record is no cause of anything that was asked."""

import pytest

from agent.report import ReportDraft
from agent.thread.evidence import Evidence
from agent.verification import verify
from tests.verification.flows import finding, flow, found, match, paid, read, report, usd
from tests.verification.shown import refunds, sent
from tools.contract.causes import CauseCode, Party, Verdict
from tools.contract.payment import PaymentMatch

PAYMENT = "pi_failed123"
OWN = match(PAYMENT, usd(4550), usd(4550)).model_copy(update={"metadata": {"order_id": "order_1"}})
TWIN = OWN.model_copy(update={"id": "pi_twin"})
ASKED = f"was the customer of {PAYMENT} charged twice?"


def evidence(*others: Evidence) -> list[Evidence]:
    payment = flow(paid(), status="succeeded", metadata={"order_id": "order_1"})
    return [read(1, payment), refunds(sent()), *others]


def sent_back() -> ReportDraft:
    text = "The refund {E2.refunds[0].id} is {E2.refunds[0].status}."
    claim = finding(text, "E2.refunds[0].status", kind="cause")
    return report(claim, cause=CauseCode.REFUND_SENT, party=Party.NONE, verdict=Verdict.NO_ISSUE, findings=[claim])


def test_a_refund_is_no_answer_to_whether_it_was_charged_twice_where_it_was_not() -> None:
    checked = verify(sent_back(), evidence(found(3, OWN)), ASKED)
    assert checked.kept.cause is None
    assert "the question is whether it was charged twice" in checked.refusals[0].reason


@pytest.mark.parametrize(
    ("asked", "others"),
    [
        (f"was the customer of {PAYMENT} charged twice, and was it refunded?", [OWN]),
        (f"{ASKED}\n\nand where is the money of {PAYMENT} now?", [OWN]),
        (ASKED, [OWN, TWIN]),
    ],
    ids=["asked as well", "asked since", "not refuted"],
)
def test_a_refund_may_be_the_answer_where_it_was_asked_about_or_nothing_is_refuted(
    asked: str, others: list[PaymentMatch]
) -> None:
    checked = verify(sent_back(), evidence(found(3, *others)), asked)
    assert checked.kept.cause is CauseCode.REFUND_SENT
