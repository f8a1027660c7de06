"""Questions about the refunds or disputes of a time: all of them are listed, bounded, with what was not read."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import JsonValue

from agent.playbook import Playbook
from agent.playbook.lists.meant import disputes_meant, refunds_meant
from agent.verification import verify
from tests.playbook.driving import NOW, Driven, drive
from tests.verification.flows import usd
from tests.verification.shown import contested, sent
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.clock import Window
from tools.contract.coverage import Coverage, Part
from tools.contract.history import DisputeFile, DisputeState, RefundState, RefundStatus
from tools.contract.money import Money, totals
from tools.contract.outcome import FieldNote, Outcome
from tools.contract.record import Record
from tools.contract.states import by_state

REFUNDS = ("refund_count", "succeeded_total", "pending_total", "failed_total", "states")
DISPUTES = ("dispute_count", "open_count", "at_stake_total", "states")


def refunds(*rows: RefundState) -> RefundStatus:
    def of(*states: str):
        return totals(one.amount for one in rows if one.status in states)

    return RefundStatus(
        refunds=list(rows), refund_count=len(rows), succeeded_total=of("succeeded"),
        pending_total=of("pending", "requires_action"), failed_total=of("failed", "canceled"),
        states=by_state(one.status for one in rows),
    )  # fmt: skip


def disputes(*rows: DisputeState) -> DisputeFile:
    waiting = [one for one in rows if one.status not in {"won", "lost"}]
    return DisputeFile(
        disputes=list(rows), dispute_count=len(rows), open_count=len(waiting), linked_count=0,
        at_stake_total=totals(one.amount for one in waiting), states=by_state(one.status for one in rows),
    )  # fmt: skip


def refund(number: int, **changes: Any) -> RefundState:
    return sent(id=f"re_{number}one", payment_intent=f"pi_{number}one", charge=f"ch_{number}one", **changes)


def dispute(number: int, status: str, **changes: Any) -> DisputeState:
    due = NOW + timedelta(days=number)
    named = {"id": f"du_{number}one", "payment_intent": f"pi_{number}one", "charge": f"ch_{number}one"}
    return contested(status, **named, due_by=due, **changes)


async def test_a_question_that_goes_on_from_several_rows_is_handed_back_with_the_rows() -> None:
    record = refunds(refund(1, status="pending"), refund(2, status="pending"))
    first = await asked("which refunds are pending this month?", record)
    second = await drive(Playbook(), "and why?", nobody_answers, after=first)
    paragraphs = f"{first.question}\n\n{second.question}"
    assert verify(second.draft, second.evidence, paragraphs).refusals == []
    assert second.draft.verdict is Verdict.INCONCLUSIVE
    assert [one.subject for one in second.draft.findings] == ["demo", "re_1one", "re_2one"]
    assert second.tools == first.tools


async def test_a_list_of_another_time_is_of_the_same_states() -> None:
    rows = refunds(refund(1), refund(2, status="failed"), refund(4, status="failed"), refund(3, status="pending"))
    first = await asked("which refunds failed?", rows)
    second = await asked("same for last week", rows, after=first)
    assert listed(second) == ["re_2one", "re_4one"]
    assert [one.outcome.arguments["until"] for one in second.evidence][-1] != first.evidence[0].outcome.arguments[
        "until"
    ]


async def nobody_answers(tool: str, arguments: dict[str, JsonValue]) -> Outcome:
    raise AssertionError(tool)


async def asked(
    question: str, record: RefundStatus | DisputeFile, *, more: bool = False, after: Driven | None = None
) -> Driven:
    name, counts = ("refund_status", REFUNDS) if isinstance(record, RefundStatus) else ("dispute_file", DISPUTES)
    listed = "refunds" if name == "refund_status" else "disputes"

    async def answer(tool: str, arguments: dict[str, JsonValue]) -> Outcome:
        if tool != name or "payment" in arguments:
            return _outcome(tool, arguments, None, [], [])
        rows = len(record.refunds if isinstance(record, RefundStatus) else record.disputes)
        window = Window.model_validate({end: arguments[end] for end in ("since", "until") if end in arguments})
        part = Part(name=listed, resource=listed, window=window, pages=1, rows=rows, more=more)
        notes = [FieldNote(path=path, part=listed, aggregate=True, grain=listed[:-1]) for path in counts]
        return _outcome(tool, arguments, record, [part], [FieldNote(path=listed, part=listed), *notes])

    driven = await drive(Playbook(), question, answer, after=after)
    told = question if after is None else f"{after.question}\n\n{question}"
    assert verify(driven.draft, driven.evidence, told).refusals == []
    return driven


def _outcome(
    tool: str, arguments: dict[str, JsonValue], record: Record | None, parts: list[Part], notes: list[FieldNote]
) -> Outcome:
    coverage = Coverage(account="demo", livemode=False, as_of=NOW, parts=parts)
    data = record.to_json() if record else {}
    empty = record is not None and not any(isinstance(value, list) and value for value in data.values())
    status = "empty" if empty else "ok" if coverage.complete else "partial"
    return Outcome(status=status, tool=tool, arguments=arguments, coverage=coverage, data=data, fields=notes)


def listed(driven: Driven) -> list[str]:
    return [one.subject for one in driven.draft.findings[1:]]


async def test_the_refunds_of_a_time_are_all_listed_with_their_sums() -> None:
    rows = refunds(refund(1), refund(2, amount=usd(900)), refund(3))
    driven = await asked("which refunds were made last week?", rows)
    assert (driven.draft.verdict, driven.draft.cause) == (Verdict.NO_ISSUE, CauseCode.NO_FAULT_FOUND)
    assert listed(driven) == ["re_1one", "re_2one", "re_3one"]
    assert {"E1.refund_count", "E1.succeeded_total[0]"} <= set(driven.draft.findings[0].facts)
    assert driven.tools == ["refund_status"]


async def test_a_refund_that_failed_stands_first_and_that_some_wait_is_the_answer() -> None:
    rows = refunds(refund(1), refund(2, status="failed", failure_reason="declined"), refund(3, status="pending"))
    driven = await asked("what of the refunds of last week?", rows)
    draft = driven.draft
    assert (draft.verdict, draft.cause, draft.party) == (
        Verdict.EXPLAINED, CauseCode.OPEN_MATTERS_FOUND, Party.PLATFORM,
    )  # fmt: skip
    assert listed(driven) == ["re_2one", "re_3one", "re_1one"]
    assert draft.next_steps[0].code == ActionCode.REFUND_BY_OTHER_MEANS


async def test_a_refund_that_waits_for_money_or_for_the_customer_is_left_to_the_platform_to_move() -> None:
    rows = refunds(
        refund(1, status="pending", pending_reason="insufficient_funds"), refund(2, status="requires_action"),
        refund(3, status="pending", pending_reason="processing"),
    )  # fmt: skip
    draft = (await asked("which refunds are pending?", rows)).draft
    assert draft.party == Party.PLATFORM
    assert [(step.code, step.subject) for step in draft.next_steps[:2]] == [
        (ActionCode.ADD_FUNDS, "re_1one"),
        (ActionCode.CONTACT_CUSTOMER, "re_2one"),
    ]
    patient = (await asked("which refunds are pending?", refunds(refund(3, status="pending")))).draft
    assert [step.code for step in patient.next_steps] == [ActionCode.CHECK_REFERENCE]


async def test_the_disputes_of_a_time_stand_in_the_order_in_which_they_fall_due() -> None:
    rows = disputes(dispute(5, "needs_response"), dispute(2, "needs_response"), dispute(1, "lost"))
    driven = await asked("list the disputes of last week", rows)
    assert listed(driven) == ["du_2one", "du_5one", "du_1one"]
    assert [step.subject for step in driven.draft.next_steps[:2]] == ["du_2one", "du_5one"]
    assert all(step.code == ActionCode.RESPOND_TO_DISPUTE for step in driven.draft.next_steps[:2])


async def test_of_many_the_first_are_shown_and_that_there_are_more_is_said() -> None:
    driven = await asked("list the refunds of last week", refunds(*(refund(number) for number in range(30))))
    assert len(listed(driven)) == 20
    assert any(
        "More of them are in the evidence ({E1.refund_count} in all)" in limit.missing for limit in driven.draft.limits
    )


async def test_of_what_was_not_read_whole_no_sum_is_told() -> None:
    driven = await asked("list the refunds of last week", refunds(refund(1), refund(2)), more=True)
    assert driven.draft.cause is None
    facts = {fact for one in driven.draft.findings for fact in one.facts}
    assert not any("_count" in fact or "_total" in fact for fact in facts)
    assert listed(driven) == ["re_1one", "re_2one"]


async def test_a_time_without_any_is_said_to_have_none() -> None:
    driven = await asked("which refunds were made last week?", refunds())
    assert (driven.draft.verdict, driven.draft.findings[0].kind) == (Verdict.NOT_FOUND, "absence")


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("the refunds of last week", ["re_1one", "re_2one", "re_3one"]),
        ("which refunds failed last week?", ["re_2one"]),
        ("Welche Rückerstattungen sind fehlgeschlagen?", ["re_2one"]),
        ("quels remboursements ont échoué ?", ["re_2one"]),
        ("¿qué reembolsos están pendientes?", ["re_3one"]),
        ("which refunds are pending?", ["re_3one"]),
        ("which refunds are stuck?", ["re_2one", "re_3one"]),
    ],
)
def test_the_refunds_that_are_meant_are_those_of_the_state_that_is_named(question: str, meant: list[str]) -> None:
    rows = [refund(1), refund(2, status="failed"), refund(3, status="pending")]
    assert [one.id for one in refunds_meant(rows, question)] == meant


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("the disputes of last week", ["du_1one", "du_2one", "du_3one"]),
        ("which disputes did we lose, which were lost?", ["du_2one"]),
        ("which were won?", ["du_3one"]),
        ("¿qué disputas están abiertas?", ["du_1one"]),
        ("which have to be answered, by when?", ["du_1one"]),
    ],
)
def test_the_disputes_that_are_meant_are_those_of_the_state_that_is_named(question: str, meant: list[str]) -> None:
    rows = [dispute(1, "needs_response"), dispute(2, "lost"), dispute(3, "won")]
    assert [one.id for one in disputes_meant(rows, question)] == meant


async def test_the_only_one_that_is_meant_is_followed_to_its_payment() -> None:
    driven = await asked("which refund was returned last week?", refunds(refund(1), refund(2, status="failed")))
    asked_of = [one.outcome.arguments for one in driven.evidence if one.outcome.tool == "payment_flow"]
    assert asked_of == [{"payment_intent": "pi_2one"}]


@pytest.mark.parametrize(
    ("question", "days"),
    [("which disputes are open?", 60), ("which refunds failed?", 30), ("which disputes are due this week?", 90)],
)
async def test_a_list_without_a_time_of_its_making_is_of_a_usual_one(question: str, days: int) -> None:
    rows = refunds(refund(1, status="failed")) if "refunds" in question else disputes(dispute(3, "needs_response"))
    driven = await asked(question, rows)
    since = driven.evidence[0].outcome.arguments["since"]
    assert datetime.fromisoformat(str(since)) == NOW - timedelta(days=days)
    assert "E1.coverage.parts[0].window.since" in driven.draft.findings[0].facts


async def test_a_dispute_without_an_id_is_answered_by_all_that_can_be_answered() -> None:
    question = "A customer disputes a payment: what is at stake, by when, and what evidence does its reason call for?"
    open_ones = [dispute(day, "needs_response", asked_for=["shipping_documentation"]) for day in (3, 4)]
    driven = await asked(question, disputes(*open_ones, dispute(1, "lost")))
    assert listed(driven) == ["du_3one", "du_3one", "du_4one"]
    assert any("E1.disputes[0].asked_for[0]" in one.facts for one in driven.draft.findings)
    assert any("Which of the disputes" in one.missing for one in driven.draft.limits)
    after = await drive(Playbook(), "what evidence does it need, and by when?", nobody_answers, after=driven)
    assert after.tools == driven.tools


@pytest.mark.parametrize("fee", [usd(1500), None])
async def test_a_sum_at_stake_that_holds_fees_says_so(fee: Money | None) -> None:
    driven = await asked("which disputes are open?", disputes(dispute(3, "needs_response", fee=fee)))
    assert ("At stake, with the dispute fees: " in driven.draft.findings[0].text) == (fee is not None)


async def test_disputes_that_fall_due_in_a_time_are_those_whose_deadline_does_the_soonest_first() -> None:
    rows = disputes(*(dispute(day, "needs_response") for day in (5, 3, 1, 20)), dispute(2, "under_review"))
    driven = await asked("which disputes are due next week?", rows)
    assert listed(driven) == ["du_1one", "du_3one", "du_5one"]
    assert driven.draft.cause == CauseCode.OPEN_MATTERS_FOUND
    assert "E1.disputes[2].due_by" in driven.draft.findings[0].facts
    outside = await asked("which disputes are due today?", rows)
    assert listed(outside) == ["du_1one", "du_3one", "du_5one", "du_20one"]
    assert outside.draft.findings[0].text.startswith("All deadlines fall outside")


async def test_how_many_of_a_state_there_are_is_told_beside_the_counts_of_every_state() -> None:
    rows = disputes(dispute(1, "lost"), dispute(2, "lost"), dispute(3, "needs_response"), dispute(4, "under_review"))
    driven = await asked("how many disputes did we lose this month?", rows)
    assert listed(driven) == ["du_2one", "du_1one"] or listed(driven) == ["du_1one", "du_2one"]
    counts = [f"E1.states[{at}].count" for at in range(3)]
    assert set(counts) <= set(driven.draft.findings[0].facts)
    assert driven.draft.findings[0].text.startswith("As asked for: {E1.states[0].status} {E1.states[0].count}.")


async def test_refunds_that_only_wait_are_open_matters_of_nobody_and_a_list_in_part_proves_none() -> None:
    rows = refunds(refund(1), refund(2, status="pending"))
    waiting = (await asked("which refunds are pending?", rows)).draft
    assert (waiting.verdict, waiting.party) == (Verdict.EXPLAINED, Party.NONE)
    part = (await asked("which refunds are pending?", rows, more=True)).draft
    assert (part.verdict, part.cause) == (Verdict.INCONCLUSIVE, None)
