"""A model that only talks, declines or is gone: another goes on, or code writes the report."""

from pathlib import Path

import pytest

from agent.models import ModelUnavailable
from agent.models.conversation import AssistantMessage, Text
from agent.thread.events import Noticed
from agent.thread.turns import GO_ON
from tests.agent.stage import flow, plan, say, stage, submit, turn
from tools.contract.causes import Verdict


async def test_a_model_that_only_talks_is_asked_once_for_its_report(tmp_path: Path):
    async with stage(tmp_path, [plan(), flow(), say("It failed."), submit()]) as on:
        report = await on.ask()

    asked = on.model.requests[3].messages[-1].content[-1]
    assert isinstance(asked, Text) and "submit_report" in asked.text
    assert report.verdict is Verdict.EXPLAINED


async def test_a_model_that_goes_on_talking_leaves_the_report_to_code(tmp_path: Path):
    async with stage(tmp_path, [plan(), flow(), say("It failed."), say("As I said.")]) as on:
        report = await on.ask()

    assert len(on.model.requests) == 4
    assert report.verdict is Verdict.INCONCLUSIVE and report.findings != []
    assert [limit.missing for limit in report.limits] == ["The model ended without a report."]


async def test_a_turn_cut_at_its_length_is_gone_on_with_and_a_paused_one_is_sent_as_it_is(tmp_path: Path):
    moves = [plan(), flow(), say("First", stop="max_tokens"), say("second", stop="pause_turn"), submit()]
    async with stage(tmp_path, moves) as on:
        await on.ask()

    told = on.model.requests[3].messages[-1].content
    assert told == [Text(text=GO_ON)]
    assert isinstance(on.model.requests[4].messages[-1], AssistantMessage)


@pytest.mark.parametrize("stop", ["refusal", "context_exceeded"])
async def test_a_model_that_declines_gives_way_and_its_words_are_not_passed_on(tmp_path: Path, stop: str):
    moves = [plan(), flow(), turn(Text(text="I won't."), stop=stop)]  # type: ignore[arg-type]
    async with stage(tmp_path, moves, relief=[submit()]) as on:
        report = await on.ask()

    assert on.relief is not None and "I won't." not in on.relief.requests[0].model_dump_json()
    assert on.relief.requests[0] == on.model.requests[-1]
    assert report.verdict is Verdict.EXPLAINED
    assert report.model == "scripted, relief"
    assert report.cost.steps == 4


async def test_a_model_that_is_gone_gives_way_with_a_line_that_says_so(tmp_path: Path):
    gone = ModelUnavailable("the service is overloaded")
    async with stage(tmp_path, [plan(), gone], relief=[flow(), submit()]) as on:
        report = await on.ask()

    line = "scripted can't go on: the service is overloaded; relief takes over"
    assert Noticed(text=line) in on.events
    assert [entry.note for entry in report.trail if entry.note] == [line]
    assert report.verdict is Verdict.EXPLAINED


async def test_without_anyone_to_take_over_code_writes_the_report(tmp_path: Path):
    async with stage(tmp_path, [ModelUnavailable("no credit")]) as on:
        report = await on.ask()

    assert (report.verdict, report.findings, report.model) == (Verdict.INCONCLUSIVE, [], "scripted")
    assert [limit.missing for limit in report.limits] == ["No model could go on with the question; the trail says why."]
    assert [entry.note for entry in report.trail] == ["scripted can't go on: no credit; nobody takes over"]


async def test_when_both_models_are_gone_the_run_still_ends_in_a_report(tmp_path: Path):
    gone = ModelUnavailable("gone")
    async with stage(tmp_path, [plan(), flow(), gone], relief=[gone]) as on:
        report = await on.ask()

    assert report.verdict is Verdict.INCONCLUSIVE and report.findings != []
