"""Lists of payments in a state, of open invoices and of unanswered events: whole, bounded, and never of strangers."""

import pytest
from pydantic import JsonValue

from agent.playbook import Playbook
from agent.verification import verify
from agent.verification.several import asks_for_several
from tests.playbook.driving import NOW, Driven, drive
from tests.playbook.records import Records, ago, attempt, declined, flow
from tools.contract.billing import BankWait, InvoiceStory
from tools.contract.causes import CauseCode, Party, Verdict
from tools.contract.clock import Window
from tools.contract.coverage import Coverage, Part
from tools.contract.money import Money
from tools.contract.outcome import FieldNote, Outcome
from tools.contract.payment import Method, PaymentFlow

_MADE = "2026-11-20T10:00:00Z"
_COST: JsonValue = {"currency": "usd", "minor": 4550}
PAYMENT: JsonValue = {
    "id": "pi_slow1", "status": "processing", "amount": _COST, "received": _COST, "created": _MADE,
}  # fmt: skip
BILL: dict[str, JsonValue] = {
    "id": "in_open1", "object": "invoice", "status": "open", "attempt_count": 3, "remaining": _COST,
    "parent": {"type": "subscription_details", "subscription_details": {"subscription": "sub_mine1"}},
}  # fmt: skip
EVENT: JsonValue = {
    "id": "evt_owed1", "type": "payment_intent.succeeded", "created": _MADE, "object": "pi_paid1",
    "pending_webhooks": 1, "delivered": False, "livemode": False,
}  # fmt: skip
ROWS: dict[str, tuple[str, dict[str, JsonValue]]] = {
    "find_payments": (
        "payments",
        {"payments": [PAYMENT], "payment_count": 1, "amount_total": [_COST], "searched": ["search"]},
    ),
    "list_objects": ("objects", {"objects": [BILL], "object_count": 1, "has_more": False, "remaining_total": [_COST]}),
    "webhook_deliveries": ("undelivered", {"events": [EVENT], "event_count": 1, "undelivered_count": 1}),
}
SUMS = ("amount_total", "remaining_total")
COUNTS = {"payments": "payment_count", "objects": "object_count", "undelivered": "undelivered_count"}


async def asked(
    question: str, *stories: PaymentFlow, more: bool = False, after: Driven | None = None, **rows: JsonValue
) -> Driven:
    """A question about lists of one row each, `rows` in place of those by the tool; `stories` are of payments."""
    records = Records(flows=[*stories])

    async def answer(tool: str, arguments: dict[str, JsonValue]) -> Outcome:
        if tool not in ROWS:
            return await records.answer(tool, arguments)
        name, data = ROWS[tool]
        if tool in rows:
            data = {**data, next(iter(data)): [rows[tool]]}
        window = Window.model_validate({end: arguments[end] for end in ("since", "until") if end in arguments})
        part = Part(name=name, resource=name, window=window, pages=1, rows=1, more=more)
        coverage = Coverage(account="demo", livemode=False, as_of=NOW, parts=[part])
        notes = [FieldNote(path=next(iter(data)), part=name), FieldNote(path=COUNTS[name], part=name, aggregate=True)]
        notes += [FieldNote(path=sum, part=name, aggregate=True) for sum in SUMS if sum in data]
        return Outcome(status="partial" if more else "ok", tool=tool, arguments=arguments, coverage=coverage,
                       data=data, fields=notes)  # fmt: skip

    driven = await drive(Playbook(), question, answer, after=after)
    told = question if after is None else f"{after.question}\n\n{question}"
    assert verify(driven.draft, driven.evidence, told).refusals == []
    return driven


@pytest.mark.parametrize(
    ("question", "tool", "subject", "verdict"),
    [
        ("which payments are still processing?", "find_payments", "pi_slow1", Verdict.NO_ISSUE),
        ("which bank debits are still pending?", "find_payments", "pi_slow1", Verdict.NO_ISSUE),
        ("which memberships keep failing?", "list_objects", "in_open1", Verdict.EXPLAINED),
        ("which subscriptions have unpaid invoices?", "list_objects", "in_open1", Verdict.EXPLAINED),
        ("which invoices failed this month?", "list_objects", "in_open1", Verdict.EXPLAINED),
        ("which webhooks were not delivered?", "webhook_deliveries", "evt_owed1", Verdict.EXPLAINED),
        ("which webhooks were not delivered this week?", "webhook_deliveries", "evt_owed1", Verdict.EXPLAINED),
    ],
)
async def test_a_list_brings_what_it_is_of_and_says_since_when(
    question: str, tool: str, subject: str, verdict: Verdict
) -> None:
    driven = await asked(question)
    assert (driven.tools, driven.draft.verdict) == ([tool], verdict)
    assert [one.subject for one in driven.draft.findings] == ["demo", subject]
    assert "E1.coverage.parts[0].window.since" in driven.draft.findings[0].facts


@pytest.mark.parametrize(
    ("question", "sum", "row"),
    [
        ("which payments are still processing?", "amount_total[0]", "payments[0].amount"),
        ("which invoices failed this month?", "remaining_total[0]", "objects[0].remaining"),
    ],
)
async def test_a_list_tells_the_sum_and_each_row_its_amount(question: str, sum: str, row: str) -> None:
    first, told = (await asked(question)).draft.findings
    assert f"E1.{sum}" in first.facts
    assert f"E1.{row}" in told.facts


@pytest.mark.parametrize(
    ("question", "left_out"),
    [("list the bank debits of this week", True), ("which bank debits are still processing?", False)],
)
async def test_debits_that_the_bank_has_answered_are_said_to_be_left_out_where_all_are_asked_for(
    question: str, left_out: bool
) -> None:
    limits = (await asked(question)).draft.limits
    assert any("answered already" in one.missing for one in limits) is left_out


async def test_a_list_of_bills_says_neither_why_they_are_unpaid_nor_that_the_customer_must_act() -> None:
    draft = (await asked("which subscriptions are past due?")).draft
    assert {one.who for one in draft.next_steps} == {Party.PLATFORM}
    assert any("whether its subscription is past due" in one.missing for one in draft.limits)


async def test_no_sum_is_told_of_a_list_that_was_read_in_part() -> None:
    draft = (await asked("which payments are still processing?", more=True)).draft
    assert not [fact for one in draft.findings for fact in one.facts if "total" in fact]


async def test_a_list_that_was_read_in_part_proves_nothing() -> None:
    draft = (await asked("which bank debits are pending?", more=True)).draft
    assert (draft.verdict, draft.cause, draft.party) == (Verdict.INCONCLUSIVE, None, Party.UNKNOWN)
    assert [one.subject for one in draft.findings] == ["demo", "pi_slow1"]


async def test_a_list_in_a_thread_is_no_follow_up_and_each_is_told_by_its_own_read() -> None:
    first = await asked("which memberships keep failing?")
    further = await asked("which payments are still processing?", after=first)
    assert further.draft.cause == CauseCode.NO_FAULT_FOUND
    assert [one.subject for one in further.draft.findings] == ["demo", "pi_slow1"]


def waiting(overdue: bool | None) -> PaymentFlow:
    usual = {} if overdue is None else {"rule": "a rule", "usual_until": ago(1), "overdue": overdue}
    debit = attempt("ch_1", result="pending", method=Method(type="sepa_debit"))
    return flow("processing", debit, id="pi_slow1", bank_wait=BankWait.model_validate({"since": ago(99), **usual}))


@pytest.mark.parametrize(
    ("overdue", "verdict", "limits"),
    [(False, Verdict.NO_ISSUE, 0), (True, Verdict.INCONCLUSIVE, 0), (None, Verdict.INCONCLUSIVE, 1)],
)
async def test_debits_that_may_be_stuck_are_held_against_their_own_usual_time(
    overdue: bool | None, verdict: Verdict, limits: int
) -> None:
    driven = await asked("which bank debits are stuck?", waiting(overdue))
    told = driven.draft.findings[1]

    assert (driven.refused, driven.draft.verdict) == ([], verdict)
    assert ("E2.bank_wait.usual_until" in told.facts) is (overdue is not None)
    assert ("not late" in told.text) is (overdue is False)
    assert sum("waits longer" in one.missing for one in driven.draft.limits) == limits


@pytest.mark.parametrize("method", ["us_bank_account", "sepa_debit", "card"])
async def test_of_the_payments_that_failed_every_bank_debit_is_told_with_its_code(method: str) -> None:
    failed = attempt("ch_1", failure_code="insufficient_funds", method=Method(type=method))
    flows = [flow("requires_payment_method", failed, id=f"pi_slow{number}") for number in range(7)]
    question = "did any bank debit fail this month?"
    driven = await drive(Playbook(), question, Records(flows=flows).answer)
    told = [one for one in driven.draft.findings if one.subject.startswith("pi_slow")]

    assert verify(driven.draft, driven.evidence, question).refusals == []
    assert len(told) == (7 if method != "card" else 0)
    assert all(".attempts[0].failure_code" in "".join(one.facts) for one in told)
    assert ("None of them was a bank debit" in driven.draft.findings[0].text) is (method == "card")


@pytest.mark.parametrize("tried", [True, False])
async def test_why_an_invoice_failed_is_told_by_the_payment_that_was_made_for_it(tried: bool) -> None:
    bill = InvoiceStory(id="in_open1", amount_due=Money(currency="usd", minor=4550), created=ago(99),
                        next_attempt=ago(-9), subscription_status="past_due")  # fmt: skip
    story = flow("requires_payment_method", *([declined("insufficient_funds")] if tried else []), id="pi_slow1",
                 invoice=bill)  # fmt: skip
    row: JsonValue = {**BILL, "customer": "cus_1abc", "amount_due": 4550, "currency": "usd"}
    driven = await asked("which invoices failed last week and why?", story, list_objects=row)
    told = next(one for one in driven.draft.findings if one.subject == "pi_slow1")

    assert driven.refused == []
    assert ("E3.attempts[0].decline_code" in told.facts) is tried
    assert {"E3.invoice.next_attempt", "E3.invoice.subscription_status"} <= {*told.facts}
    assert not any("Why each of them" in one.missing for one in driven.draft.limits)


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("which disputes are open?", True),
        ("show me every dispute that still needs an answer and its deadline", True),
        ("any chargebacks we have to answer this week?", True),
        ("how much did we refund last week?", True),
        ("what refunds are on it?", False),
        ("are there any refunds?", False),
        ("how many attempts were there?", False),
        ("was it disputed?", False),
        ("and the refund?", False),
        ("¿qué disputas están abiertas?", True),
        ("Welche Zahlungen sind gestern fehlgeschlagen?", True),
        ("quels remboursements ont échoué hier ?", True),
        ("¿qué pasó con el pago?", False),
    ],
)
def test_a_list_is_told_from_a_question_about_what_was_spoken_of(question: str, several: bool) -> None:
    assert asks_for_several(question) is several
