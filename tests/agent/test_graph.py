"""The investigation as a whole, with models that follow a script."""

from itertools import pairwise
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from pydantic import JsonValue

from agent.budget import Budget
from agent.investigator import Unfinished
from agent.models import ModelUnavailable
from agent.models.conversation import Text
from agent.report import TrailEntry
from agent.thread.events import CallFinished, CallStarted, PlanProposed, ReportReady, Said
from tests.agent.drafts import findings_of, resting_on, result_of
from tests.agent.stage import PLAN, REPORT, WRONG_FINDING, Table, all_bytes, call, flow, plan, say, stage, submit, turn
from tools.contract.causes import Verdict


async def test_a_question_ends_in_a_report_that_rests_on_evidence(tmp_path: Path):
    async with stage(tmp_path, [plan(), flow(), submit()]) as on:
        report = await on.ask("why did pi_1 fail?")

    assert report.verdict is Verdict.EXPLAINED
    assert [fact.value for fact in report.findings[0].facts] == ["pi_1", "requires_payment_method"]
    assert report.plan is not None and report.plan.to_json()["hypotheses"] == PLAN["hypotheses"]
    assert [exhibit.evidence for exhibit in report.exhibits] == ["E1"]
    assert [part.name for coverage in report.coverage for part in coverage.parts] == ["payment"]
    assert report.trail == snapshot(
        [
            TrailEntry(tool="plan", status="ok"),
            TrailEntry(
                evidence="E1",
                tool="payment_flow",
                arguments={"payment_intent": "pi_1"},
                status="ok",
                request_ids=["req_pi_1"],
            ),
            TrailEntry(tool="submit_report", status="ok"),
        ]
    )


async def test_what_happens_is_told_while_it_happens(tmp_path: Path):
    async with stage(tmp_path, [plan(), turn(Text(text="Reading."), flow().calls[0]), submit()]) as on:
        await on.ask()

    assert [type(event) for event in on.events] == [
        PlanProposed, Said, CallStarted, CallFinished, ReportReady
    ]  # fmt: skip
    assert on.events[3] == CallFinished(evidence="E1", tool="payment_flow", status="ok", digest="payment 1")


async def test_each_request_begins_with_the_one_before_byte_for_byte(tmp_path: Path):
    moves = [
        turn(flow().calls[0], stop="tool_use"),
        plan(),
        say("Let me think", stop="max_tokens"),
        say("about it", stop="pause_turn"),
        turn(
            call("payment_flow", {"payment_intent": "pi_1"}, "a"), call("payment_flow", {"payment_intent": "pi_2"}, "b")
        ),
        say("I am done."),
        submit({**REPORT, "findings": [WRONG_FINDING]}),
        submit({**REPORT, "findings": [*findings_of(REPORT), WRONG_FINDING]}),
    ]
    async with stage(tmp_path, moves) as on:
        await on.ask()

    sent = [request.model_dump_json() for request in on.model.requests]
    assert len(sent) == len(moves)
    for before, after in pairwise(sent):
        assert after.startswith(before.removesuffix("]}"))
        assert len(after) > len(before)


async def test_stripe_is_not_read_before_there_is_a_plan(tmp_path: Path):
    async with stage(tmp_path, [flow(id="early"), plan(), flow(), submit(resting_on("E2"))]) as on:
        report = await on.ask()

    assert on.tools.called == [("payment_flow", {"payment_intent": "pi_1"})]
    assert "plan_missing" in result_of(on.model.requests[1].messages[-1].content, "early")
    assert [entry.status for entry in report.trail if entry.tool == "payment_flow"] == ["error", "ok"]
    assert report.cost.tool_calls == 1


async def test_a_plan_in_the_same_turn_opens_the_gate_only_for_the_calls_behind_it(tmp_path: Path):
    both = turn(flow("pi_1", "before").calls[0], plan().calls[0], flow("pi_2", "behind").calls[0])
    async with stage(tmp_path, [both, submit(resting_on("E2", "pi_2"))]) as on:
        await on.ask()

    assert [arguments["payment_intent"] for _, arguments in on.tools.called] == ["pi_2"]


async def test_a_revised_plan_takes_the_place_of_the_first(tmp_path: Path):
    revised: dict[str, JsonValue] = {**PLAN, "steps": [{"text": "read the payment", "state": "done"}]}
    async with stage(tmp_path, [plan(), flow(), turn(call("plan", revised, "p2")), submit()]) as on:
        report = await on.ask()

    assert report.plan is not None and report.plan.steps[0].state == "done"
    assert [event.revised for event in on.events if isinstance(event, PlanProposed)] == [False, True]


async def test_a_plan_of_the_wrong_form_is_refused_by_field(tmp_path: Path):
    async with stage(tmp_path, [turn(call("plan", {"steps": []}, "bad")), plan(), flow(), submit()]) as on:
        await on.ask()

    refused = result_of(on.model.requests[1].messages[-1].content, "bad")
    assert '"where":"hypotheses"' in refused and '"where":"steps"' in refused


async def test_parallel_calls_are_numbered_by_their_blocks_and_not_by_who_answers_first(tmp_path: Path):
    both = turn(flow("pi_1", "a").calls[0], flow("pi_2", "b").calls[0])
    tools = Table(after={"pi_1": "pi_2"})
    async with stage(tmp_path, [plan(), both, submit()], tools=tools) as on:
        await on.ask()
        numbered = on.history.evidence()

    finished = [event.evidence for event in on.events if isinstance(event, CallFinished)]
    assert finished == ["E2", "E1"]

    assert [(item.label, item.outcome.arguments["payment_intent"]) for item in numbered] == [
        ("E1", "pi_1"), ("E2", "pi_2")
    ]  # fmt: skip


async def test_evidence_can_be_read_again_and_what_is_not_there_is_refused(tmp_path: Path):
    again = turn(
        call("read_evidence", {"ref": "E1.status"}, "one"),
        call("read_evidence", {"ref": "E1"}, "all"),
        call("read_evidence", {"ref": "E7.id"}, "none"),
    )
    async with stage(tmp_path, [plan(), flow(), again, submit()]) as on:
        await on.ask()

    content = on.model.requests[3].messages[-1].content
    assert result_of(content, "one") == '<fact>\n"requires_payment_method"\n</fact>'
    assert '"id":"pi_1"' in result_of(content, "all")
    assert '"where":"ref"' in result_of(content, "none")
    assert len(on.tools.called) == 1


async def test_a_report_that_does_not_hold_goes_back_once_with_the_reasons(tmp_path: Path):
    async with stage(tmp_path, [plan(), flow(), submit({**REPORT, "findings": [WRONG_FINDING]}, "r1"), submit()]) as on:
        report = await on.ask()

    assert '"where":"findings[0]"' in result_of(on.model.requests[3].messages[-1].content, "r1")
    assert report.verdict is Verdict.EXPLAINED and report.dropped == []
    assert [entry.status for entry in report.trail if entry.tool == "submit_report"] == ["refused", "ok"]


async def test_of_a_report_refused_twice_the_claims_that_hold_stand_and_the_others_are_listed(tmp_path: Path):
    half: dict[str, JsonValue] = {**REPORT, "findings": [*findings_of(REPORT), WRONG_FINDING]}
    async with stage(tmp_path, [plan(), flow(), submit(half, "r1"), submit(half, "r2"), say("never asked")]) as on:
        report = await on.ask()

    assert len(on.model.requests) == 4
    assert [finding.subject for finding in report.findings] == ["pi_1"]
    assert [dropped.text for dropped in report.dropped] == ["{E9.id} was stolen."]


async def test_code_writes_the_report_when_nothing_of_the_model_s_holds(tmp_path: Path):
    wrong: dict[str, JsonValue] = {**REPORT, "findings": [WRONG_FINDING]}
    async with stage(tmp_path, [plan(), flow(), submit(wrong, "r1"), submit({"verdict": "explained"}, "r2")]) as on:
        report = await on.ask()

    assert (report.verdict, report.cause) == (Verdict.INCONCLUSIVE, None)
    assert [finding.text for finding in report.findings] == ["{E1.id} is {E1.status}."]
    assert [dropped.text for dropped in report.dropped] == ["{E9.id} was stolen."]
    assert [limit.missing for limit in report.limits] == ["The model's report did not hold against the evidence."]


async def test_only_the_first_of_two_reports_in_a_turn_is_checked(tmp_path: Path):
    two = turn(submit(REPORT, "r1").calls[0], submit({**REPORT, "findings": [WRONG_FINDING]}, "r2").calls[0])
    async with stage(tmp_path, [plan(), flow(), two]) as on:
        report = await on.ask()

    assert report.verdict is Verdict.EXPLAINED
    assert [entry.status for entry in report.trail if entry.tool == "submit_report"] == ["ok", "refused"]


async def test_a_further_question_goes_on_in_the_same_conversation(tmp_path: Path):
    moves = [plan(), flow(), submit(), plan("p2"), flow("pi_2", "f2"), submit(resting_on("E2", "pi_2"), "r2")]
    async with stage(tmp_path, moves) as on:
        first = await on.ask("why did pi_1 fail?")
        second = await on.ask("and pi_2?")

    sent = [request.model_dump_json() for request in on.model.requests]
    assert all(after.startswith(before.removesuffix("]}")) for before, after in pairwise(sent))
    assert "and pi_2?" in sent[3] and "and pi_2?" not in sent[2]
    assert (first.findings[0].subject, second.findings[0].subject) == ("pi_1", "pi_2")
    assert second.cost.stripe_reads == 1


async def test_a_further_question_has_a_budget_and_a_model_of_its_own(tmp_path: Path):
    gone = ModelUnavailable("gone")
    moves = [plan(), gone, plan("p2"), flow("pi_1", "f2"), submit(id="r2")]
    budget = Budget(tool_calls=1)
    async with stage(tmp_path, moves, relief=[flow(), submit()], budget=budget) as on:
        first = await on.ask("why did pi_1 fail?")
        second = await on.ask("is that so?")

    assert first.model == "scripted, relief" and second.model == "scripted"
    assert len(on.tools.called) == 2
    assert [entry.note for entry in second.trail if entry.note] == ["the budget of tool calls is spent"]


async def test_an_answer_says_what_the_evidence_of_an_earlier_question_covers(tmp_path: Path):
    moves = [plan(), flow(), submit(), plan("p2"), submit(id="r2")]
    async with stage(tmp_path, moves) as on:
        await on.ask("why did pi_1 fail?")
        report = await on.ask("is that so?")

    assert [part.filters for coverage in report.coverage for part in coverage.parts] == [{"id": "pi_1"}]
    assert report.cost.tool_calls == 0


async def test_a_further_question_is_refused_while_the_one_before_has_no_report(tmp_path: Path):
    def fault(_: object):
        raise RuntimeError("cut off")

    async with stage(tmp_path, [plan(), fault]) as on:
        with pytest.raises(RuntimeError, match="cut off"):
            await on.ask()
        with pytest.raises(Unfinished, match="paysleuth resume inv_1"):
            await on.ask("and pi_2?")


async def test_only_the_masked_question_is_stored_or_shown(tmp_path: Path):
    def mask(text: str) -> str:
        return text.replace("a@example.com", "[email-1]")

    async with stage(tmp_path, [plan(), flow(), submit()], mask=mask) as on:
        report = await on.ask("what of a@example.com?")

    assert report.question == "what of [email-1]?"
    assert "a@example.com" not in on.model.requests[0].model_dump_json()
    assert b"a@example.com" not in all_bytes(tmp_path)
