"""What a question refers to, and how the playbook gets from there to a payment."""

import pytest

from agent.playbook import Playbook
from agent.playbook.references import References, references
from agent.verification import verify
from tests.playbook.driving import drive
from tests.playbook.records import BOOKING, PAYMENT, Records, declined, flow, match
from tools.contract.causes import CauseCode, Verdict
from tools.contract.money import Money


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("why did pi_failed123 fail?", References(payments=("pi_failed123",))),
        ("PI_X? no: (pi_3abc), and pi_3abc again", References(payments=("pi_3abc",))),
        ("pi_3abc_secret_zzz leaked", References(payments=("pi_3abc",))),
        ("ch_9x was refunded as re_1abc", References(objects=("ch_9x", "re_1abc"))),
        ("Is booking_17 paid?", References(metadata=(("booking_id", "booking_17"),))),
        ("booking #17, please", References(metadata=(("booking_id", "booking_17"),))),
        ("Order number: A77 fails", References(metadata=(("order_id", "order_A77"),))),
        ("what of provider_9?", References(metadata=(("provider_id", "provider_9"),))),
        ("the card ending in 4242", References(last4="4242")),
        ("a payment of $1,204.50 bounced", References(amount=Money(currency="usd", minor=120450))),
        ("4550 jpy went missing", References(amount=Money(currency="jpy", minor=4550))),
        ("12.345 kwd", References(amount=Money(currency="kwd", minor=12345))),
    ],
)
def test_references_are_read_out_of_a_question(question: str, named: References) -> None:
    assert references(question) == named


@pytest.mark.parametrize(
    "question",
    ["", "why?", "it is in_progress, sub_total wrong, re_try", "the booking_id is lost", "api_key", "45.505 usd", "$"],
)
def test_words_that_only_look_like_references_are_none(question: str) -> None:
    assert references(question).none


OBJECTS = {
    "ch_1abc": {"id": "ch_1abc", "object": "charge", "payment_intent": PAYMENT},
    "re_1abc": {"id": "re_1abc", "object": "refund", "charge": "ch_1abc"},
    "evt_1abc": {"id": "evt_1abc", "object": "event", "data": {"object": {"id": PAYMENT, "object": "payment_intent"}}},
    "pm_1abc": {"id": "pm_1abc", "object": "payment_method"},
}


@pytest.mark.parametrize("question", ["why did ch_1abc fail", "re_1abc?", "what is evt_1abc", "booking 17 went wrong"])
async def test_another_objects_reference_leads_to_its_payment(question: str) -> None:
    records = Records(flows=[flow("requires_payment_method", declined())], objects=dict(OBJECTS))
    driven = await drive(Playbook(), question, records.answer)
    assert driven.draft.cause == CauseCode.INSUFFICIENT_FUNDS
    assert verify(driven.draft, driven.evidence, question).refusals == []


async def test_of_several_payments_of_a_booking_the_unpaid_one_is_explained() -> None:
    records = Records(flows=[flow("requires_payment_method", declined())], others=[match("pi_later", 2000)])
    driven = await drive(Playbook(), f"why did {BOOKING} fail?", records.answer)
    assert driven.draft.cause == CauseCode.INSUFFICIENT_FUNDS
    assert driven.tools.count("payment_flow") == 1


@pytest.mark.parametrize(
    ("question", "records", "verdict"),
    [
        ("", Records(flows=[flow()]), Verdict.INCONCLUSIVE),
        ("pm_1abc", Records(objects=dict(OBJECTS)), Verdict.INCONCLUSIVE),
        ("booking 17", Records(), Verdict.NOT_FOUND),
        ("provider_9", Records(others=[match("pi_a", 5), match("pi_b", 7)]), Verdict.INCONCLUSIVE),
        ("ch_9x", Records(), Verdict.NOT_FOUND),
    ],
    ids=["nothing named", "no payment behind it", "nothing found", "several found", "no such object"],
)
async def test_without_a_payment_to_speak_of_the_report_says_what_is_needed(
    question: str, records: Records, verdict: Verdict
) -> None:
    if question == "provider_9":
        records.others = [one.model_copy(update={"metadata": {"provider_id": "provider_9"}}) for one in records.others]
    driven = await drive(Playbook(), question, records.answer)
    checked = verify(driven.draft, driven.evidence, question)
    assert checked.refusals == []
    assert (checked.kept.verdict, checked.kept.cause) == (verdict, None)
    assert checked.kept.limits != []
    assert checked.kept.next_steps != []
