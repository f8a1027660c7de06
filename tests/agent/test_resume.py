"""What a run that was cut off goes on with: nothing stored is asked again, and the report's bytes are the same."""

import json
import os
import random
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.budget import Budget
from agent.compose import Choice, Setting, open_investigation
from agent.demo import SEED, start_world
from agent.thread.events import CallFinished, Event, PlanProposed, ReportReady
from tests.agent.killing import NOW, QUESTION, Running
from tests.agent.stage import flow, plan, stage, submit, without_checkpoints
from tests.depth import DEEP
from tools.contract.clock import StandingClock
from tools.operations.accounts import load_accounts
from tools.operations.environment import Environment
from tools.operations.homes import Home
from tools.operations.settings import Settings

ROOT = Path(__file__).parents[2]
MOMENTS = 10 if DEEP else 4
EVERY = 1 if DEEP else 3


def killed(*arguments: str) -> list[dict[str, Any]]:
    """The cases of `tests.agent.killing`."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.agent.killing", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def repeated(case: dict[str, Any]) -> set[str]:
    """What was asked again although it was stored."""
    return set(case["asked"]) & set(case["stored"])


@pytest.mark.slow
def test_killed_at_any_write_a_run_repeats_nothing_that_is_stored_and_ends_in_the_same_bytes(tmp_path: Path):
    cases = killed("writes", str(tmp_path), str(EVERY))

    assert len(cases) > 30 // EVERY
    for case in cases:
        assert case["same"], case
        assert repeated(case) == set(), case
    assert sum(bool(case["stored"]) for case in cases) > 20 // EVERY
    assert {"person" in case["stored"] for case in cases} == {True, False}


@pytest.mark.slow
def test_killed_at_random_moments_a_run_asks_stripe_nothing_again_and_ends_in_the_same_bytes(tmp_path: Path):
    seed = random.SystemRandom().randrange(2**32)
    print(f"the moments are drawn with seed {seed}")  # noqa: T201
    cases = killed("moments", str(tmp_path), str(seed), str(MOMENTS))

    assert len(cases) == MOMENTS
    for case in cases:
        assert case["same"], case
        assert repeated(case) == set(), case
    assert all(case["stored"] and case["asked"] for case in cases[1:])


@pytest.mark.slow
def test_a_run_that_loses_its_journal_is_seen_to_ask_again(tmp_path: Path):
    (case,) = killed("forgetful", str(tmp_path))

    assert {"scripted 0", "tool pi_1"} <= repeated(case)


async def test_a_demo_thread_goes_on_in_the_same_world_on_a_later_day(tmp_path: Path):
    whole, cut = _setting(tmp_path / "whole"), _setting(tmp_path / "cut")
    started = start_world(SEED, NOW)
    try:
        worlds = {(SEED, NOW): Running(await started.ready())}
        for setting, watch in ((whole, _unseen), (cut, _cut_after_the_first_call)):
            today = replace(setting, world=lambda seed, now, log: worlds[seed, now])
            async with open_investigation(Choice(model="playbook"), setting=today) as investigation:
                with nullcontext() if setting is whole else pytest.raises(CutOff):
                    expected = await investigation.ask(QUESTION, watch)
    finally:
        started.end()

    later = replace(cut, clock=StandingClock(NOW + timedelta(days=40)))
    async with open_investigation(thread="inv_1", setting=later) as investigation:
        report = await investigation.resume(_unseen)

    assert report.to_json() == expected.to_json()


async def test_a_question_that_has_its_report_is_not_asked_again(tmp_path: Path):
    async with stage(tmp_path, [plan(), flow(), submit()]) as on:
        report = await on.ask()
        on.events.clear()
        again = await on.resume()

    assert again == report
    assert on.events == [ReportReady(report=report)]
    assert len(on.model.requests) == 3


async def test_whoever_watches_a_resumed_run_sees_its_plan_first(tmp_path: Path):
    def fault(_: object):
        raise CutOff

    async with stage(tmp_path, [plan(), flow(), fault, submit()]) as on:
        with pytest.raises(CutOff):
            await on.ask()
        on.events.clear()
        await on.resume()

    assert [type(event) for event in on.events] == [PlanProposed, ReportReady]


async def test_a_run_goes_on_without_its_checkpoints(tmp_path: Path):
    def fault(_: object):
        raise CutOff

    async with stage(tmp_path, [plan(), flow(), fault, submit()]) as on:
        with pytest.raises(CutOff):
            await on.ask()
    without_checkpoints(tmp_path)
    async with stage(tmp_path, [submit()]) as on:
        report = await on.resume()

    assert on.tools.called == [] and len(on.model.requests) == 1
    assert [entry.tool for entry in report.trail] == ["plan", "payment_flow", "submit_report"]


class CutOff(Exception):
    """What ends a run in these tests as a fault of the machine would."""


def _unseen(event: Event) -> None:
    """Nobody watches."""


def _cut_after_the_first_call(event: Event) -> None:
    if isinstance(event, CallFinished):
        raise CutOff


def _setting(home: Path) -> Setting:
    home.mkdir()
    clock = StandingClock(NOW)
    return Setting(
        Environment(), Home(home), load_accounts(Settings(), None, clock), Budget(), clock, name=lambda: "inv_1"
    )
