"""A payment over a part of its order: what the whole order comes to is no requirement that it breaks."""

import pytest

from agent.playbook import Playbook
from agent.report import ReportDraft
from agent.verification import verify
from agent.verification.causes import Excluded, judge, opened
from tests.playbook.driving import Driven, drive
from tests.playbook.records import BOOKING, PAYMENT, Records, attempt, flow, match, usd
from tools.contract.billing import BookingCheck
from tools.contract.causes import ActionCode, CauseCode, Verdict
from tools.contract.payment import PaymentMatch

UNPAID = match("pi_whole", 0, hours_ago=30, status="requires_payment_method")


async def driven_by(question: str, *others: PaymentMatch, total: str = "45.50") -> Driven:
    check = BookingCheck(id=PAYMENT, key="order_total", rule="equals amount", value=total, expected="22.75")
    half = flow(
        "succeeded", attempt("ch_paid", amount=usd(2275)), amount=usd(2275), received=usd(2275), booking_checks=[check],
        metadata={"booking_id": BOOKING, "order_total": total},
    )  # fmt: skip
    records = Records(flows=[half], others=[match(PAYMENT, 2275, hours_ago=21), *others])
    driven = await drive(Playbook(), question.format(PAYMENT), records.answer)
    assert verify(driven.draft, driven.evidence, driven.question).refusals == []
    return driven


async def reported(question: str, *others: PaymentMatch, total: str = "45.50") -> ReportDraft:
    return (await driven_by(question, *others, total=total)).draft


async def test_a_part_of_an_order_that_has_other_payments_breaks_no_requirement() -> None:
    draft = await reported("does the metadata of {} match the booking?", UNPAID)
    told = " ".join(one.text for one in draft.findings)
    assert "as one of several payments of the booking" in told
    assert "does not meet" not in told
    assert all(one.severity != "critical" for one in draft.findings)


@pytest.mark.parametrize(("others", "total"), [((), "45.50"), ((UNPAID,), "20.00")])
async def test_an_amount_that_is_no_part_of_its_order_is_told_as_such(
    others: tuple[PaymentMatch, ...], total: str
) -> None:
    draft = await reported("what fees did we pay on {}?", *others, total=total)
    [broken] = [one for one in draft.findings if "does not meet the booking's requirement" in one.text]
    assert draft.verdict != Verdict.NO_ISSUE or broken.severity == "warning"
    assert ActionCode.NO_ACTION not in {step.code for step in draft.next_steps}


async def test_a_part_of_an_order_is_no_wrong_amount() -> None:
    assert (await reported("was the right amount charged on {}?", UNPAID)).cause != CauseCode.CAPTURE_AMOUNT_WRONG
    assert (await reported("was the right amount charged on {}?")).cause == CauseCode.CAPTURE_AMOUNT_WRONG


async def test_that_nothing_was_paid_twice_is_shown_by_the_other_payments_amount() -> None:
    driven = await driven_by("what fees did we pay on {}?", UNPAID)
    case = opened(PAYMENT, driven.question, driven.evidence)
    assert case is not None
    ruling = judge(CauseCode.DUPLICATE_CHARGE, case)
    assert isinstance(ruling, Excluded)
    assert any(fact.endswith("].received") for fact in ruling.refs)
    assert all(not fact.endswith(".payments") for fact in ruling.refs)
