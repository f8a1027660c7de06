"""Investigations put together as the command line puts them together, on the demo account."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from langgraph.store.memory import InMemoryStore
from langgraph_sdk.runtime import _ExecutionRuntime, _ReadRuntime  # pyright: ignore[reportPrivateUsage]

from agent import studio
from agent.compose import Choice, Setting, World, open_investigation
from agent.demo import DemoUnavailable, demo_now, start_world
from agent.failures import UnknownThread
from agent.playbook import Playbook
from agent.settings import Settings
from agent.studio import graph
from agent.thread.events import Event, PlanProposed, ReportReady
from agent.thread.threads import Threads
from tools.contract.causes import CauseCode, Verdict
from tools.contract.clock import StandingClock
from tools.operations import Misconfigured
from tools.operations.accounts import DemoWorld
from tools.operations.environment import Environment
from tools.operations.keys import Key

ROOT = Path(__file__).parents[2]
QUESTION = "why did pi_failed123 fail?"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    """The machine as a test finds it: nothing configured, no key, an empty home."""
    return Setting.find(tmp_path, StandingClock(NOON))


async def test_the_demo_question_is_explained_from_evidence_of_the_demo_account(setting: Setting):
    events: list[Event] = []
    async with open_investigation(setting=setting) as investigation:
        report = await investigation.ask(QUESTION, events.append)

    assert (report.account, report.mode, report.model) == ("demo", "test", "playbook")
    assert (report.verdict, report.cause) == (Verdict.EXPLAINED, CauseCode.INSUFFICIENT_FUNDS)
    assert report.dropped == []
    assert isinstance(events[0], PlanProposed) and isinstance(events[-1], ReportReady)
    assert 0 < report.cost.stripe_reads <= 14
    assert report.as_of == demo_now(NOON)


async def test_a_question_typed_into_langgraph_s_own_server_is_answered_by_the_same_graph(setting: Setting):
    config = {"configurable": {"thread_id": "4711"}}
    running = _ExecutionRuntime(
        access_context="threads.create_run",
        store=InMemoryStore(),
        context={"model": "playbook", "now": NOON.isoformat()},
    )
    async with graph(config, running) as compiled:  # type: ignore[arg-type]
        context = Settings(model="playbook", now=NOON)
        await compiled.ainvoke({"question": QUESTION}, config, context=context, version="v2")

    with Threads(Setting.find().home.threads) as threads:
        assert threads.history("4711").reports[1].verdict is Verdict.EXPLAINED


def test_langgraph_s_server_is_pointed_at_the_graph():
    (path,) = (one["path"] for one in json.loads((ROOT / "langgraph.json").read_text())["graphs"].values())
    file, name = path.split(":")
    assert (ROOT / file).resolve() == Path(studio.__file__).resolve()
    assert getattr(studio, name) is graph


async def test_who_only_looks_at_the_graph_starts_nothing(setting: Setting):
    looking: _ReadRuntime[Settings] = _ReadRuntime(access_context="assistants.read", store=InMemoryStore())
    async with graph({}, looking) as compiled:  # type: ignore[arg-type]
        assert "submit" not in compiled.get_graph().draw_mermaid()
        assert set(compiled.get_context_jsonschema()["properties"]) == {"account", "model", "now", "seed", "budget"}
        assert compiled.get_input_jsonschema()["required"] == ["question"]
    assert not setting.home.threads.exists()


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        (Choice(account="main"), "no account 'main'"),
        (Choice(model="gpt"), "no model 'gpt'"),
        (Choice(model="claude"), "Claude needs a key"),
        (Choice(model="claude-opus-5-5"), "Claude needs a key"),
    ],
)
async def test_a_choice_that_can_t_be_had_is_said(setting: Setting, choice: Choice, says: str):
    with pytest.raises(Misconfigured, match=says):
        async with open_investigation(choice, setting=setting):
            pass


async def test_an_unknown_thread_can_t_be_opened(setting: Setting):
    with pytest.raises(UnknownThread):
        async with open_investigation(thread="inv_9", setting=setting):
            pass


class Nowhere:
    """A world that is never asked anything."""

    async def ready(self) -> DemoWorld:
        return DemoWorld(url="http://127.0.0.1:9", key=Key("rk_test_nowhere"))

    def end(self) -> None:
        """Has nothing to end."""


def _nowhere(seed: int, now: datetime, log: Path | None) -> World:
    return Nowhere()


async def test_with_a_key_claude_is_asked_and_the_playbook_stands_by(setting: Setting):
    environment = Environment(anthropic_key="not-a-key", anthropic_url="http://127.0.0.1:9")
    with_key = replace(setting, environment=environment, world=_nowhere)
    async with open_investigation(setting=with_key) as investigation:
        means = investigation.means

    assert means.model.name.startswith("claude-")
    assert means.relief is not None and means.relief.name == "playbook"


async def test_a_model_beside_the_product_s_own_is_asked_by_its_name_and_nobody_takes_over(setting: Setting):
    mine = Playbook()
    found = replace(setting, models={"mine": lambda: mine}, world=_nowhere)
    async with open_investigation(Choice(model="mine"), setting=found) as investigation:
        means = investigation.means

    assert means.model is mine
    assert means.relief is None


async def test_a_world_that_does_not_start_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    world = start_world(7, NOON)
    with pytest.raises(DemoUnavailable, match="did not start"):
        await world.ready()
    world.end()


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(14, NOON + timedelta(hours=2)), (13, NOON - timedelta(hours=22)), (23, NOON + timedelta(hours=2))],
)
def test_the_demo_account_lives_at_the_last_fourteen_o_clock(hours: int, expected: datetime):
    assert demo_now(NOON.replace(hour=hours, minute=30)) == expected


@pytest.mark.slow
def test_the_playbook_needs_no_module_of_claude_s(tmp_path: Path):
    program = (
        "import asyncio, sys\n"
        "from agent.compose import open_investigation\n"
        "async def main():\n"
        "    async with open_investigation() as investigation:\n"
        f"        await investigation.ask({QUESTION!r}, lambda event: None)\n"
        "asyncio.run(main())\n"
        "sys.exit('anthropic' in sys.modules)\n"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
