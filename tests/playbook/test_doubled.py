"""Of an order that was paid twice, the later payment is the one to refund, whichever of the two is asked about."""

import pytest

from tests.playbook.records import BOOKING, PAYMENT, Records, ago, declined, flow, match, paid, usd
from tests.playbook.test_judging import judged
from tools.contract.causes import ActionCode, CauseCode, Verdict
from tools.contract.payment import PaymentMatch, Refund


@pytest.mark.parametrize(("hours_ago", "later"), [(20.5, "pi_other"), (21.5, PAYMENT)], ids=["later", "earlier"])
async def test_the_later_payment_is_named_and_linked(hours_ago: float, later: str) -> None:
    records = Records(flows=[flow("succeeded", paid())], others=[match("pi_other", 4550, hours_ago)])
    driven = await judged(records, f"was the customer charged twice with {PAYMENT}?")
    assert driven.draft.cause is CauseCode.DUPLICATE_CHARGE
    [step] = [one for one in driven.draft.next_steps if one.code is ActionCode.REFUND_CUSTOMER]
    assert step.subject == later
    shown = step.text[step.text.index("{") + 1 : step.text.index("}")]
    assert (shown == "E1.id") is (later == PAYMENT)


async def test_a_doubled_payment_is_told_so_where_the_question_asks_which_to_refund() -> None:
    records = Records(flows=[flow("succeeded", paid())], others=[match("pi_other", 4550, 20.5)])
    driven = await judged(records, f"is the customer of {PAYMENT} double charged, which one do we refund?")
    assert driven.draft.cause is CauseCode.DUPLICATE_CHARGE
    assert not any("charged only this time" in one.text for one in driven.draft.findings)


TWICE = f"was the customer charged twice with {PAYMENT}?"


async def test_a_booking_that_was_charged_once_is_answered_with_no() -> None:
    records = Records(flows=[flow("requires_payment_method", declined())], others=[match("pi_other", 2275, 20.5)])
    said = (await judged(records, TWICE)).draft.findings[0].text
    assert said.startswith("No: the booking was charged once")
    asked_why = (await judged(records, f"why did {PAYMENT} fail?")).draft.findings[0].text
    assert not asked_why.startswith("No")


async def test_a_booking_with_two_charges_of_other_amounts_is_not_called_charged_once() -> None:
    others = [match("pi_other", 2275, 20.5), match("pi_more", 1000, 20.4)]
    records = Records(flows=[flow("requires_payment_method", declined())], others=others)
    assert not (await judged(records, TWICE)).draft.findings[0].text.startswith("No")


LOST = f"Our server lost the answer for {PAYMENT} and sent it again. Was the customer double charged?"
"""Of disputes as much as of double charges, by its words."""


async def test_a_refund_does_not_answer_whether_it_was_charged_twice() -> None:
    back = Refund(id="re_1", charge="ch_paid1", amount=usd(4550), status="succeeded", created=ago(3))
    driven = await judged(Records(flows=[flow("succeeded", paid(), refunds=[back])]), LOST)
    assert (driven.draft.verdict, driven.draft.cause) == (Verdict.NO_ISSUE, CauseCode.PAID_ONCE)
    assert driven.draft.findings[0].text.startswith("No: ")
    told = f"what became of {PAYMENT}?"
    asked_of_all = await judged(Records(flows=[flow("succeeded", paid(), refunds=[back])]), told)
    assert asked_of_all.draft.cause is CauseCode.REFUND_SENT


async def test_the_other_payments_charge_is_told_where_the_question_is_of_two_kinds() -> None:
    twin = flow("succeeded", paid(), id="pi_other")
    records = Records(flows=[flow("succeeded", paid()), twin], others=[match("pi_other", 4550, 20.5)])
    driven = await judged(records, LOST)
    assert driven.draft.cause is CauseCode.DUPLICATE_CHARGE
    assert any("The other payment's charge" in one.text for one in driven.draft.findings)


OF_CUSTOMER = "was cus_1abc charged twice for the same thing?"


def of_another(received: int, order: str = "booking_another") -> PaymentMatch:
    return match("pi_other", received, 30).model_copy(update={"metadata": {"booking_id": order}})


async def test_a_customer_whose_payments_all_differ_is_told_so_and_asked_nothing_back() -> None:
    driven = await judged(Records(flows=[flow("succeeded", paid())], others=[of_another(2275)]), OF_CUSTOMER)
    assert (driven.draft.verdict, driven.draft.cause) == (Verdict.NO_ISSUE, CauseCode.PAID_ONCE)
    assert driven.draft.findings[0].text.startswith("No: ")
    assert {one.subject for one in driven.draft.findings[1:]} == {PAYMENT, "pi_other"}


@pytest.mark.parametrize("other", [of_another(4550), of_another(2275, BOOKING)], ids=["amount", "order"])
async def test_a_customer_with_payments_alike_is_not_told_no(other: PaymentMatch) -> None:
    driven = await judged(Records(flows=[flow("succeeded", paid())], others=[other]), OF_CUSTOMER)
    assert not driven.draft.findings[0].text.startswith("No: ")
