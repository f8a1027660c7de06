"""Questions about the refunds or disputes of a time: all of them are listed, bounded, with what was not read."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import JsonValue

from agent.playbook import Playbook
from agent.playbook.listed import disputes_meant, refunds_meant
from agent.verification import verify
from tests.playbook.driving import NOW, Driven, drive
from tests.verification.flows import usd
from tests.verification.shown import contested, sent
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.clock import Window
from tools.contract.coverage import Coverage, Part
from tools.contract.history import DisputeFile, DisputeState, RefundState, RefundStatus
from tools.contract.money import totals
from tools.contract.outcome import FieldNote, Outcome
from tools.contract.record import Record

REFUNDS = ("refund_count", "succeeded_total", "pending_total", "failed_total")
DISPUTES = ("dispute_count", "open_count", "at_stake_total")


def refunds(*rows: RefundState) -> RefundStatus:
    def of(*states: str):
        return totals(one.amount for one in rows if one.status in states)

    return RefundStatus(
        refunds=list(rows), refund_count=len(rows), succeeded_total=of("succeeded"),
        pending_total=of("pending", "requires_action"), failed_total=of("failed", "canceled"),
    )  # fmt: skip


def disputes(*rows: DisputeState) -> DisputeFile:
    waiting = [one for one in rows if one.status not in {"won", "lost"}]
    return DisputeFile(
        disputes=list(rows), dispute_count=len(rows), open_count=len(waiting), linked_count=0,
        at_stake_total=totals(one.amount for one in waiting),
    )  # fmt: skip


def refund(number: int, **changes: Any) -> RefundState:
    return sent(id=f"re_{number}one", payment_intent=f"pi_{number}one", charge=f"ch_{number}one", **changes)


def dispute(number: int, status: str) -> DisputeState:
    due = NOW + timedelta(days=number)
    named = {"id": f"du_{number}one", "payment_intent": f"pi_{number}one", "charge": f"ch_{number}one"}
    return contested(status, **named, due_by=due)


async def asked(question: str, record: RefundStatus | DisputeFile, *, more: bool = False) -> Driven:
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

    driven = await drive(Playbook(), question, answer)
    assert verify(driven.draft, driven.evidence, question).refusals == []
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


async def test_a_refund_that_failed_stands_first_and_no_cause_is_claimed_for_all() -> None:
    rows = refunds(refund(1), refund(2, status="failed", failure_reason="declined"), refund(3, status="pending"))
    driven = await asked("what of the refunds of last week?", rows)
    draft = driven.draft
    assert (draft.verdict, draft.cause, draft.party) == (Verdict.INCONCLUSIVE, None, Party.UNKNOWN)
    assert listed(driven)[0] == "re_2one"
    assert set(listed(driven)) == {"re_1one", "re_2one", "re_3one"}
    assert {step.code for step in draft.next_steps} == {ActionCode.REFUND_BY_OTHER_MEANS}


async def test_the_disputes_of_a_time_stand_in_the_order_in_which_they_fall_due() -> None:
    rows = disputes(dispute(5, "needs_response"), dispute(2, "needs_response"), dispute(1, "lost"))
    driven = await asked("list the disputes of last week", rows)
    assert listed(driven) == ["du_2one", "du_5one", "du_1one"]
    assert [step.subject for step in driven.draft.next_steps] == ["du_2one", "du_5one"]
    assert all(step.code == ActionCode.RESPOND_TO_DISPUTE for step in driven.draft.next_steps)


async def test_of_many_the_first_are_shown_and_that_there_are_more_is_said() -> None:
    driven = await asked("list the refunds of last week", refunds(*(refund(number) for number in range(20))))
    assert len(listed(driven)) == 12
    assert any("The rest of them" in limit.missing for limit in driven.draft.limits)


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
        ("which refunds failed last week?", ["re_2one", "re_3one"]),
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
