"""What a question refers to, and how the playbook gets from there to a payment."""

from decimal import Decimal

import pytest
from pydantic import JsonValue

from agent.playbook import Playbook
from agent.playbook.asked.references import Figure, References, references
from agent.verification import verify
from tests.playbook.driving import Driven, drive
from tests.playbook.records import BOOKING, PAYMENT, Records, declined, flow, match, paid
from tools.contract.causes import CauseCode, Verdict
from tools.contract.money import Money
from tools.contract.outcome import Outcome
from tools.contract.payment import PaymentMatch, PaymentStatus


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
        ("why was visa 4208 declined?", References(last4="4208")),
        ("her Mastercard debit card 0007 was charged", References(last4="0007")),
        ("the card **** 4208", References(last4="4208")),
        ("card number 4208 failed", References(last4="4208")),
        ("the card 2026 renewal", References()),
        ("she was charged twice\n4208, 45.50", References(last4="4208", figure=Figure(Decimal("45.50")))),
        ("she was charged on November 24, 2026", References()),
        ("visa 4208 1234 5678 9010", References()),
        ("a visa 1,500.00 payment", References(figure=Figure(Decimal("1500.00")))),
        ("a payment of $1,204.50 bounced", References(amount=Money(currency="usd", minor=120450))),
        ("4550 jpy went missing", References(amount=Money(currency="jpy", minor=4550))),
        ("12.345 kwd", References(amount=Money(currency="kwd", minor=12345))),
        ("charged 13205 (minor units of usd) on it", References(amount=Money(currency="usd", minor=13205))),
        ("the payment of 15,630 minor units kwd", References(amount=Money(currency="kwd", minor=15630))),
        ("paid 1921 (minor units, eur) there", References(amount=Money(currency="eur", minor=1921))),
        ("le cobraron dos veces ayer, 45,50", References(figure=Figure(Decimal("45.50")))),
        ("a charge of €45,50 came twice", References(amount=Money(currency="eur", minor=4550))),
        ("1.234,56 EUR or 45,50€", References(amount=Money(currency="eur", minor=123456))),
        ("sie zahlte 45,50 €.", References(amount=Money(currency="eur", minor=4550))),
        ("on 20,21 November", References()),
        ("rows 3,4 and 12,345", References()),
        ("paid 9999 minor units.", References(figure=Figure(Decimal(9999), minor=True))),
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
    told = [one.outcome.arguments["payment_intent"] for one in driven.evidence if one.outcome.tool == "payment_flow"]
    assert told == [PAYMENT, "pi_later"]


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


def described(id: str, received: int, metro: str) -> PaymentMatch:
    held = {"booking_id": f"booking_{id[3:]}", "metro": metro}
    status: PaymentStatus = "succeeded" if received else "requires_payment_method"
    return match(id, received, status=status).model_copy(update={"metadata": held})


async def asked_of(question: str, *others: PaymentMatch) -> Driven:
    own = flow("succeeded", paid(), metadata={"booking_id": BOOKING, "metro": "detroit"})
    driven = await drive(Playbook(), question, Records(flows=[own], others=[*others]).answer)
    assert verify(driven.draft, driven.evidence, question).refusals == []
    return driven


@pytest.mark.parametrize(
    ("question", "decided"),
    [
        ("what was 4550 (minor units of usd) charged for on 2026-11-21?", True),  # the other one took no money
        ("why did the payment of 45.50 usd on 2026-11-21 fail?", False),  # the other one is meant, and was not read
        ("what of the payment of 45.50 usd on 2026-11-21?", False),  # either may be meant
        ("what of the payment of 45.50 usd on 2026-11-21 in detroit?", True),
    ],
)
async def test_of_several_payments_that_of_which_the_question_says_most_is_meant(question: str, decided: bool) -> None:
    driven = await asked_of(question, described("pi_elsewhere", 0, "austin"))
    assert (driven.draft.cause == CauseCode.PAID_ONCE) is decided


async def test_two_payments_that_both_fit_are_listed_and_none_is_chosen() -> None:
    question = "a customer in detroit was charged 4550 (minor units of usd) around 2026-11-21, what for?"
    driven = await asked_of(question, described("pi_alike", 4550, "detroit"), described("pi_far", 4550, "austin"))
    assert (driven.draft.verdict, driven.draft.cause) == (Verdict.INCONCLUSIVE, None)
    assert {one.subject for one in driven.draft.findings} == {PAYMENT, "pi_alike", "demo"}


async def test_around_a_day_means_a_day_more_on_either_side() -> None:
    near = (await asked_of("4550 usd around 2026-11-21?")).evidence[0].outcome.arguments
    on = (await asked_of("4550 usd on 2026-11-21?")).evidence[0].outcome.arguments
    assert (on["since"], on["until"]) == ("2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z")
    assert (near["since"], near["until"]) == ("2026-11-20T00:00:00Z", "2026-11-23T00:00:00Z")


ARRIVED: dict[str, JsonValue] = {
    "id": "py_1arrived",
    "object": "charge",
    "amount": 3300,
    "amount_refunded": 0,
    "currency": "usd",
    "status": "succeeded",
    "paid": True,
    "captured": True,
    "disputed": False,
    "source_transfer": "tr_1sent",
}


@pytest.mark.parametrize(
    ("changes", "account", "cause"),
    [
        ({}, "acct_1provider", CauseCode.PAID_ONCE),
        ({"disputed": True}, "acct_1provider", None),
        ({"amount_refunded": 100}, "acct_1provider", None),
        ({"status": "pending"}, "acct_1provider", None),
        ({"source_transfer": None}, "acct_1provider", None),  # a payment of that account's own customer
        ({}, None, None),
    ],
)
async def test_a_payment_that_arrived_whole_on_a_connected_account_is_told_as_paid(
    changes: dict[str, JsonValue], account: str | None, cause: CauseCode | None
) -> None:
    body = {name: value for name, value in {**ARRIVED, **changes}.items() if value is not None}
    records = Records(objects={"py_1arrived": body})

    async def answer(name: str, arguments: dict[str, JsonValue]) -> Outcome:
        outcome = await records.answer(name, arguments)
        coverage = outcome.coverage.model_copy(update={"connected_account": account})
        return outcome.model_copy(update={"coverage": coverage})

    driven = await drive(Playbook(), "is py_1arrived paid?", answer)
    checked = verify(driven.draft, driven.evidence, driven.question)
    assert checked.refusals == []
    assert checked.kept.cause == cause
    told = {str(fact.value) for one in checked.kept.findings for fact in one.facts}
    assert ({"acct_1provider", "tr_1sent", "py_1arrived", "succeeded"} <= told) is (cause is not None)
