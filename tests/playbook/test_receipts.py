"""A question for a receipt is answered by the page that shows it."""

import pytest

from agent.playbook import Playbook
from agent.verification import verify
from tests.playbook.driving import Driven, drive
from tests.playbook.records import BOOKING, PAYMENT, Records, flow, paid, usd
from tests.verification.shown import fee, settled
from tools.contract.billing import PlatformShare
from tools.contract.causes import ActionCode, CauseCode


async def asked(question: str, receipt: str | None = "[url-6a4c690d69]") -> Driven:
    records = Records(flows=[flow("succeeded", paid(receipt=receipt))])
    driven = await drive(Playbook(), question, records.answer)
    assert verify(driven.draft, driven.evidence, question).refusals == []
    return driven


@pytest.mark.parametrize("question", [f"receipt link for {BOOKING} please", f"can you send the receipt of {BOOKING}?"])
async def test_the_receipt_stands_first_and_a_step_opens_the_payments_page(question: str) -> None:
    draft = (await asked(question)).draft
    assert "Its receipt is" in draft.findings[0].text
    assert [(step.code, step.subject) for step in draft.next_steps] == [(ActionCode.CONTACT_CUSTOMER, PAYMENT)]


async def test_where_there_is_no_receipt_or_more_is_asked_the_answer_stays_as_it_is() -> None:
    none = (await asked(f"receipt link for {BOOKING} please", None)).draft
    more = (await asked(f"analyze {BOOKING}: status; charge details and receipt; failed attempts")).draft
    for draft in (none, more):
        assert draft.findings[0].kind == "cause"
        assert {step.code for step in draft.next_steps} == {ActionCode.NO_ACTION}


async def test_a_receipt_is_answered_shortly() -> None:
    draft = (await asked(f"can you send the receipt of {BOOKING}?")).draft
    assert len(draft.findings) <= 3
    assert draft.exhibits == []
    whole = (await asked(f"analyze {BOOKING}: status; charge details and receipt; failed attempts")).draft
    assert len(whole.findings) > 3
    assert whole.exhibits


@pytest.mark.parametrize(
    "question",
    [
        f"Analyze PaymentIntent for booking ID '{BOOKING}':\n- Show payment status, amount, and timeline\n- Display "
        "charge details and receipt URL\n- Check for failed attempts and decline reasons\n- Verify metadata matches "
        "booking requirements",
        f"show me the receipt link, the timeline and the fees of {BOOKING}",
    ],
)
async def test_a_question_that_asks_for_more_besides_the_receipt_is_answered_whole(question: str) -> None:
    draft = (await asked(question)).draft
    assert any("Its receipt is" in one.text for one in draft.findings)
    assert any("Attempts on this payment" in one.text for one in draft.findings)
    assert draft.exhibits
    assert {step.code for step in draft.next_steps} == {ActionCode.NO_ACTION}


@pytest.mark.parametrize(("refunded", "who"), [(None, "sets what the platform keeps"), (10, "keeps the books")])
async def test_a_margin_below_nothing_says_why_and_who_may_look(refunded: int | None, who: str) -> None:
    share = PlatformShare(
        rule="kept", received=usd(4550), refunded=usd(refunded) if refunded else None, passed_on=usd(4550),
        application_fee=usd(3), kept=usd(3), stripe_fee=usd(162), net=usd(-159),
    )  # fmt: skip
    records = Records(flows=[flow("succeeded", paid(), platform=share)])
    draft = (await drive(Playbook(), f"analyze {BOOKING}: payment status and amount", records.answer)).draft
    [told] = [one.text for one in draft.findings if "costs the platform money" in one.text]
    assert who in told


async def test_a_refund_that_never_came_as_none_was_made_leaves_a_promise_to_keep() -> None:
    draft = (await asked(f"the customer says the refund never came for {BOOKING}")).draft
    assert "No refund: " in draft.findings[0].text
    assert [step.code for step in draft.next_steps] == [ActionCode.NO_ACTION]
    assert "promised a refund" in draft.next_steps[0].text


async def test_the_parts_of_a_fee_are_told_once() -> None:
    shown = settled(fee_checks=[fee(0)], metadata={"booking_id": BOOKING, "provider_id": "provider_1"})
    records = Records(flows=[shown])
    driven = await drive(Playbook(), f"is the fee of {shown.id} right?", records.answer)
    assert driven.draft.cause is CauseCode.FEE_AS_AGREED
    assert sum("fee_checks[0].part}" in one.text for one in driven.draft.findings) == 1
    assert any("metadata.provider_id}" in one.text for one in driven.draft.findings)
