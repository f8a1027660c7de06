"""A payment that nothing is wrong with, and whose dispute must be answered: the answer says so, whatever was asked."""

import pytest

from agent.playbook.payment.case import FlowAt
from agent.playbook.payment.duties import with_duties
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.verification import verify
from tests.playbook.records import PAYMENT, Records, ago, flow, paid, usd
from tests.playbook.test_judging import judged
from tools.contract.causes import ActionCode, Party, Verdict
from tools.contract.payment import Dispute, PaymentFlow

ASKED = f"was the customer charged twice with {PAYMENT}?"


def disputed(status: str) -> Records:
    one = Dispute(id="du_1", amount=usd(4550), status=status, reason="general", due_by=ago(-200), created=ago(2))
    return Records(flows=[flow("succeeded", paid(), disputes=[one])])


async def test_a_dispute_that_must_be_answered_is_the_next_step_with_its_day() -> None:
    driven = await judged(disputed("needs_response"), ASKED)
    report = verify(driven.draft, driven.evidence, ASKED).kept
    assert report.verdict is Verdict.NO_ISSUE
    (step,) = report.next_steps
    assert step.code is ActionCode.RESPOND_TO_DISPUTE
    assert [fact.ref for fact in step.facts] == ["E1.disputes[0].due_by"]


@pytest.mark.parametrize("status", ["under_review", "won", "lost", "warning_closed"])
async def test_a_dispute_that_nobody_can_answer_asks_for_nothing(status: str) -> None:
    driven = await judged(disputed(status), ASKED)
    assert ActionCode.RESPOND_TO_DISPUTE not in [one.code for one in driven.draft.next_steps]


@pytest.mark.parametrize(("verdict", "due"), [(Verdict.NO_ISSUE, True), (Verdict.EXPLAINED, False)])
async def test_an_answer_to_another_question_ends_with_the_dispute_where_it_found_nothing_wrong(
    verdict: Verdict, due: bool
) -> None:
    outcome = await disputed("needs_response").answer("payment_flow", {"payment_intent": PAYMENT})
    told = FlowAt("E1", PaymentFlow.from_json(outcome.data), outcome)
    fine = action(ActionCode.NO_ACTION, None)
    said = Answer(verdict, Party.NONE, finding("observation", PAYMENT, "It is {E1.status}."), next_steps=(fine,))
    assert (with_duties(said, told).next_steps != (fine,)) is due
