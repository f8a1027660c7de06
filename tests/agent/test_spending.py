"""An investigation that has spent its budget: what it may still do, and that it ends in a report."""

from pathlib import Path

import pytest

from agent.budget import Budget
from agent.models.conversation import Text
from tests.agent.drafts import resting_on, result_of
from tests.agent.stage import Hands, flow, plan, stage, submit, turn
from tools.contract.causes import Verdict


@pytest.mark.parametrize(
    "budget",
    [Budget(tool_calls=1), Budget(stripe_reads=1), Budget(steps=5)],
    ids=["tool calls", "reads", "steps"],
)
async def test_a_spent_budget_ends_the_reading_and_the_report_is_asked_for(tmp_path: Path, budget: Budget):
    async with stage(tmp_path, [plan(), flow(), flow("pi_2", "more"), submit()], budget=budget) as on:
        report = await on.ask()

    assert len(on.tools.called) == 1
    asked = on.model.requests[2].messages[-1].content[-1]
    assert isinstance(asked, Text) and "submit_report" in asked.text
    assert "budget_spent" in result_of(on.model.requests[3].messages[-1].content, "more")
    assert report.verdict is Verdict.EXPLAINED


async def test_a_model_that_never_reports_within_the_budget_leaves_it_to_code(tmp_path: Path):
    more = [flow(f"pi_{n}", f"more-{n}") for n in range(2, 9)]
    async with stage(tmp_path, [plan(), flow(), *more], budget=Budget(tool_calls=1)) as on:
        report = await on.ask()

    assert len(on.tools.called) == 1
    assert len(on.model.requests) == 4
    assert [limit.missing for limit in report.limits] == ["The budget was spent before a report was written."]
    assert [finding.text for finding in report.findings] == ["{E1.id} is {E1.status}."]


async def test_a_long_budget_is_never_cut_short_by_the_graph_itself(tmp_path: Path):
    moves = [plan(), *(flow(f"pi_{n}", f"f{n}") for n in range(1, 120)), submit()]
    async with stage(tmp_path, moves, budget=Budget(steps=150, tool_calls=200)) as on:
        report = await on.ask()

    assert report.cost.tool_calls == 119


async def test_parallel_calls_beyond_the_budget_are_refused_in_the_order_of_their_blocks(tmp_path: Path):
    many = turn(*(flow(f"pi_{n}", f"f{n}").calls[0] for n in range(1, 6)))
    async with stage(tmp_path, [plan(), many, submit()], budget=Budget(tool_calls=3)) as on:
        await on.ask()

    assert [arguments["payment_intent"] for _, arguments in on.tools.called] == ["pi_1", "pi_2", "pi_3"]


async def test_nothing_is_read_with_the_tokens_that_the_report_needs(tmp_path: Path):
    moves = [turn(*plan().content, tokens=400), turn(*flow().content, tokens=550), submit(resting_on("E1"))]
    async with stage(tmp_path, moves, budget=Budget(tokens=1000)) as on:
        report = await on.ask()

    assert on.tools.called == []
    assert report.findings == [] and report.dropped != []


async def test_a_question_that_has_taken_its_time_is_closed(tmp_path: Path):
    clock = Hands()

    def slow(_: object):
        clock.seconds += 54
        return flow()

    async with stage(tmp_path, [plan(), slow, submit()], budget=Budget(seconds=60), clock=clock) as on:
        report = await on.ask()

    assert on.tools.called == []
    assert "the budget of time is spent" in [entry.note for entry in report.trail]


async def test_the_time_of_a_run_that_was_cut_off_counts(tmp_path: Path):
    clock = Hands()

    def slow(_: object):
        clock.seconds += 54
        return plan()

    def fault(_: object):
        raise RuntimeError

    async with stage(tmp_path, [slow, fault], budget=Budget(seconds=60), clock=clock) as on:
        with pytest.raises(RuntimeError):
            await on.ask()
    async with stage(tmp_path, [flow(), submit()], clock=Hands()) as on:
        await on.resume()

    assert on.tools.called == []


async def test_no_turn_is_begun_once_the_dollars_are_spent(tmp_path: Path):
    dear = turn(*plan().content, model="claude-opus-5-5", tokens=250_000)
    async with stage(tmp_path, [dear, flow()], budget=Budget(usd_micros=1_000_000)) as on:
        report = await on.ask()

    assert len(on.model.requests) == 1
    assert report.cost.usd_micros == 1_000_000
    assert "the budget of dollars is spent" in [entry.note for entry in report.trail]
