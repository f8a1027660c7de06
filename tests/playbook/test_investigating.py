"""How the playbook goes about a question: plan, calls, revisions, the report, and what it does when refused."""

from collections.abc import Sequence

import pytest

from agent.graph import REPORT_DUE
from agent.models.conversation import AssistantMessage, Conversation, Text, ToolCall, ToolResult, UserMessage
from agent.playbook import Playbook
from agent.playbook.planning import DECIDE, RECOMMEND
from agent.report import ReportDraft
from agent.thread.evidence import Evidence
from agent.verification import verify
from tests.playbook.driving import Driven, asked, drive
from tests.playbook.records import PAYMENT, Records, declined, flow, paid
from tools.contract.causes import CauseCode, Party, Verdict
from tools.contract.outcome import FailureCode, show
from tools.contract.record import compact

QUESTION = f"why did {PAYMENT} fail?"
DECLINED = flow("requires_payment_method", declined(advice="try_again_later"))


def say(text: str) -> None:
    """Nobody listens."""


async def test_the_plan_comes_before_the_reads_in_the_same_turn() -> None:
    driven = await drive(Playbook(), QUESTION, Records(flows=[DECLINED]).answer)
    assert [call.name for call in driven.turns[0].calls] == ["plan", "payment_flow"]


async def test_independent_reads_are_made_in_one_turn() -> None:
    driven = await drive(Playbook(), QUESTION, Records(flows=[DECLINED]).answer)
    made = [call.name for call in driven.turns[1].calls]
    assert made == ["plan", "explain_code", "explain_code", "find_payments"]


async def test_the_plan_is_narrowed_as_evidence_arrives_and_done_at_the_end() -> None:
    driven = await drive(Playbook(), QUESTION, Records(flows=[DECLINED]).answer)
    assert len(driven.plans[0].hypotheses) > 1
    assert driven.plans[1].hypotheses == ["The customer's bank declined it"]
    assert {step.state for step in driven.plans[1].steps} == {"done", "open"}
    assert {step.state for step in driven.plans[-1].steps} == {"done"}


def states(driven: Driven) -> dict[str, str]:
    return {step.text.partition(":")[0]: step.state for step in driven.plans[-1].steps}


@pytest.mark.parametrize("failure", [FailureCode.PERMISSION, FailureCode.UNAVAILABLE, FailureCode.AUTHENTICATION])
async def test_a_step_that_could_not_be_read_is_skipped_and_not_done(failure: FailureCode) -> None:
    driven = await drive(Playbook(), QUESTION, Records(flows=[DECLINED], failures={"payment_flow": failure}).answer)
    told = states(driven)
    assert told["Read the payment's whole story, attempt by attempt"] == "skipped"
    assert told[DECIDE] == "skipped"
    assert (told["Playbook failed-payment"], told[RECOMMEND]) == ("done", "done")


async def test_the_plan_for_a_time_to_come_says_that_it_has_not_come_and_decides_nothing() -> None:
    plans = (await drive(Playbook(), "how many payments failed next month?", Records().answer)).plans
    told = [step.text for step in plans[-1].steps]
    assert told[0].startswith("No playbook: the time that the question names, next month, has not come yet")
    assert not {DECIDE, RECOMMEND} & {*told}
    assert {step.state for step in plans[-1].steps} == {"done"}
    past = (await drive(Playbook(), "how many payments failed last month?", Records().answer)).plans
    assert past[0].steps[0].text.startswith("Playbook")


async def test_one_read_that_failed_is_skipped_alone() -> None:
    records = Records(flows=[DECLINED], failures={"find_payments": FailureCode.PERMISSION})
    told = states(await drive(Playbook(), QUESTION, records.answer))
    assert [text for text, state in told.items() if state == "skipped"] == [
        "See whether another payment of the same booking made it good"
    ]


async def test_what_turned_out_not_to_be_there_was_read() -> None:
    driven = await drive(Playbook(), QUESTION, Records().answer)
    assert set(states(driven).values()) == {"done"}


async def test_an_accepted_report_ends_the_turns() -> None:
    driven = await drive(Playbook(), QUESTION, Records(flows=[DECLINED]).answer)
    assert driven.turns[-1].calls == []
    assert driven.turns[-1].stop_reason == "end_turn"


async def test_the_same_conversation_always_gives_the_same_turn_and_new_call_ids() -> None:
    driven = await drive(Playbook(), QUESTION, Records(flows=[DECLINED]).answer)
    for length, turn in zip(range(1, len(driven.conversation.messages), 2), driven.turns, strict=False):
        so_far = driven.conversation.model_copy(update={"messages": driven.conversation.messages[:length]})
        assert await Playbook().next(so_far, say) == turn
    ids = [call.id for turn in driven.turns for call in turn.calls]
    assert len(ids) == len(set(ids))


async def test_it_goes_on_where_another_model_left_off() -> None:
    records = Records(flows=[DECLINED])
    read = ToolCall(id="toolu_2", name="payment_flow", input={"payment_intent": PAYMENT})
    planned = ToolCall(
        id="toolu_1", name="plan", input={"hypotheses": ["declined"], "steps": [{"text": "read the payment"}]}
    )
    shown = show(await records.answer(read.name, read.input), "E1")
    conversation = (
        asked(QUESTION)
        .with_message(AssistantMessage(content=[planned, read]))
        .with_message(
            UserMessage(
                content=[
                    ToolResult(tool_use_id="toolu_1", content=compact({"accepted": True})),
                    ToolResult(tool_use_id="toolu_2", content=shown),
                ]
            )
        )
    )
    turn = await Playbook().next(Conversation.from_json(conversation.to_json()), say)
    assert [call.name for call in turn.calls] == ["explain_code", "explain_code", "find_payments"]


async def test_a_spent_budget_is_met_with_a_report_on_what_is_known() -> None:
    records = Records(flows=[DECLINED], failures={"explain_code": FailureCode.BUDGET_SPENT})
    driven = await drive(Playbook(), QUESTION, records.answer)
    assert [call.name for call in driven.turns[2].calls] == ["plan", "submit_report"]
    assert driven.draft.cause == CauseCode.INSUFFICIENT_FUNDS


async def test_told_to_report_it_reads_no_more() -> None:
    driven = await drive(Playbook(), QUESTION, Records(flows=[DECLINED]).answer)
    read = driven.conversation.messages[:3]
    due = UserMessage(content=[*read[2].content, Text(text=REPORT_DUE)])  # pyright: ignore[reportArgumentType]
    told = driven.conversation.model_copy(update={"messages": [*read[:2], due]})
    assert [call.name for call in (await Playbook().next(told, say)).calls] == ["plan", "submit_report"]


async def test_with_nothing_read_there_is_nothing_to_report() -> None:
    records = Records(failures={"payment_flow": FailureCode.BUDGET_SPENT})
    driven = await drive(Playbook(), QUESTION, records.answer)
    assert driven.drafts == []
    assert driven.turns[-1].stop_reason == "end_turn"


async def test_a_call_refused_for_want_of_a_plan_is_made_again() -> None:
    read = ToolCall(id="toolu_1", name="payment_flow", input={"payment_intent": PAYMENT})
    records = Records(failures={"payment_flow": FailureCode.PLAN_MISSING})
    shown = show(await records.answer(read.name, read.input), "E1")
    conversation = (
        asked(QUESTION)
        .with_message(AssistantMessage(content=[read]))
        .with_message(UserMessage(content=[ToolResult(tool_use_id=read.id, content=shown)]))
    )
    turn = await Playbook().next(conversation, say)
    assert [call.name for call in turn.calls] == ["plan", "payment_flow"]


@pytest.mark.parametrize(
    ("failure", "times"), [(FailureCode.UNAVAILABLE, 2), (FailureCode.RATE_LIMITED, 2), (FailureCode.PERMISSION, 1)]
)
async def test_only_what_may_pass_is_asked_once_more(failure: FailureCode, times: int) -> None:
    records = Records(failures={"payment_flow": failure})
    await drive(Playbook(), QUESTION, records.answer)
    assert [name for name, _ in records.calls] == ["payment_flow"] * times


async def test_a_refused_finding_is_left_out_of_the_next_report() -> None:
    def refuses_totals(draft: ReportDraft, evidence: Sequence[Evidence], question: str) -> list[tuple[str, str]]:
        return [(f"findings[{i}].facts", "no") for i, one in enumerate(draft.findings) if one.kind == "total"]

    driven = await drive(Playbook(), QUESTION, Records(flows=[DECLINED]).answer, refuses_totals)
    first, mended = driven.drafts
    assert "total" in {one.kind for one in first.findings}
    assert mended == first.model_copy(update={"findings": [one for one in first.findings if one.kind != "total"]})


async def test_without_its_cause_a_report_claims_no_more_than_what_is_established() -> None:
    def refuses_causes(draft: ReportDraft, evidence: Sequence[Evidence], question: str) -> list[tuple[str, str]]:
        return [(f"findings[{i}]", "not proven") for i, one in enumerate(draft.findings) if one.kind == "cause"]

    draft = (await drive(Playbook(), QUESTION, Records(flows=[DECLINED]).answer, refuses_causes)).draft
    assert (draft.verdict, draft.cause, draft.party) == (Verdict.INCONCLUSIVE, None, Party.UNKNOWN)
    assert draft.findings != []


async def test_a_report_that_is_refused_for_no_part_of_it_is_not_handed_in_for_ever() -> None:
    driven = await drive(Playbook(), QUESTION, Records(flows=[DECLINED]).answer, lambda *_: [("arguments", "no")])
    assert len(driven.drafts) == 1
    assert driven.turns[-1].calls == []


async def test_a_follow_up_without_a_reference_is_about_the_payment_before() -> None:
    records = Records(flows=[flow("succeeded", paid())])
    driven = await drive(Playbook(), QUESTION, records.answer)
    again = asked("and was it refunded?").messages[0]
    conversation = driven.conversation.model_copy(update={"messages": [*driven.conversation.messages, again]})
    turn = await Playbook().next(conversation, say)
    assert [call.name for call in turn.calls] == ["plan", "submit_report"]
    draft = ReportDraft.from_json(turn.calls[-1].input)
    assert verify(draft, driven.evidence, "and was it refunded?").refusals == []
    assert any("no refund" in one.text for one in draft.findings)
