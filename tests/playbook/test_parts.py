"""A question that asks several things of one payment is answered part by part, each in a sentence of its own."""

from agent.verification import verify
from tests.playbook.records import BOOKING, Records, ago, flow, paid, usd
from tests.playbook.test_judging import judged
from tools.contract.payment import Dispute, Fees, PaymentFlow, Refund

COST = Fees(id="txn_1", charge="ch_paid1", gross=usd(4550), stripe_fee=usd(162), total=usd(162), net=usd(4388))
ALL = f"was {BOOKING} paid, what was the fee, and was it refunded?"


async def leading(question: str, payment: PaymentFlow, most: int) -> list[str]:
    """The subjects and kinds of what the report begins with."""
    driven = await judged(Records(flows=[payment]), question)
    kept = verify(driven.draft, driven.evidence, question).kept
    return [f"{one.kind} {one.subject}" for one in kept.findings[:most]]


async def test_each_part_is_answered_first_and_that_there_is_no_refund_is_one() -> None:
    payment = flow("succeeded", paid(), fees=COST)
    assert await leading(ALL, payment, 3) == [f"observation {payment.id}", "observation txn_1", f"absence {payment.id}"]


async def test_a_refund_that_is_asked_for_beside_is_told_by_itself() -> None:
    refund = Refund(id="re_1", amount=usd(1000), status="succeeded", created=ago(3))
    payment = flow("succeeded", paid(), fees=COST, refunds=[refund])
    assert (await leading(ALL, payment, 3))[2] == "observation re_1"


async def test_a_dispute_that_is_asked_for_beside_is_told_by_itself() -> None:
    dispute = Dispute(id="du_1", amount=usd(4550), status="won", reason="general", created=ago(3))
    payment = flow("succeeded", paid(), disputes=[dispute])
    told = await leading(f"was {BOOKING} paid, was it refunded, and has it been disputed?", payment, 3)
    assert told == [f"observation {payment.id}", f"absence {payment.id}", "observation du_1"]


async def test_a_question_with_one_part_is_answered_by_its_cause() -> None:
    driven = await judged(Records(flows=[flow("succeeded", paid(), fees=COST)]), f"was {BOOKING} paid?")
    assert driven.draft.findings[0].kind == "cause"
