"""The daily summary of a whole account, over HTTP: the same figures whoever writes it, and none that evidence lacks."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from agent.compose import Choice, Setting, open_investigation
from agent.demo import SEED
from agent.models.conversation import Conversation, ToolCall, Turn
from agent.playbook import Playbook
from agent.render.headline import headline
from agent.render.outline import outline
from agent.report import Report
from agent.reports.daily import daily_dates, daily_question
from agent.summary import write
from agent.summary.images import images
from evals.world.build import build_demo
from evals.world.http.serving import serve
from tests.claude.test_investigation import Running
from tools.operations.homes import Home

NOW = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)


class Speechless(Playbook):
    """A model that reads all there is to read and then can't write."""

    @property
    def name(self) -> str:
        return "speechless"

    async def next(self, conversation: Conversation, say: Callable[[str], None]) -> Turn:
        turn = await super().next(conversation, say)
        calls = [one for one in turn.content if isinstance(one, ToolCall) and one.name != "submit_report"]
        return turn.model_copy(update={"content": calls, "stop_reason": "tool_use" if calls else "end_turn"})


class Boastful(Playbook):
    """A model that writes figures of its own, and leaves out what waits for somebody."""

    @property
    def name(self) -> str:
        return "boastful"

    async def next(self, conversation: Conversation, say: Callable[[str], None]) -> Turn:
        turn = await super().next(conversation, say)
        return turn.model_copy(update={"content": [_boasting(one) if isinstance(one, ToolCall) else one
                                                   for one in turn.content]})  # fmt: skip


def _boasting(call: ToolCall) -> ToolCall:
    if call.name != "submit_report":
        return call
    draft: Any = json.loads(json.dumps(call.input))
    draft["findings"][0]["text"] = "A splendid day: 99.9% of 5,000 attempts succeeded."
    draft["findings"], draft["next_steps"] = draft["findings"][:1], []
    return call.model_copy(update={"input": draft})


MODELS = {"speechless": Speechless, "boastful": Boastful}


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with serve(build_demo(SEED, int(NOW.timestamp())).shelves) as served:
        yield Running(served.url, served.key)


async def written(running: Running, home: Path, model: str = "playbook") -> Report:
    (home / "stores").mkdir(parents=True)
    found = Setting.find(home)
    found = replace(
        found,
        home=Home(home / "stores"),
        world=lambda seed, now, log: running,
        models=MODELS,
        name=lambda: "inv_summary",
    )
    async with open_investigation(Choice(account="demo", now=NOW, model=model), setting=found) as investigation:
        return await write(investigation, DAY)


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYSLEUTH_HOME", str(tmp_path / "stores"))


async def test_the_summary_is_the_same_for_the_same_world_whatever_the_home(running: Running, tmp_path: Path) -> None:
    report = await written(running, tmp_path / "one")
    assert (await written(running, tmp_path / "other")).to_json() == report.to_json()
    assert report.kind == "daily"
    assert report.dropped == []
    assert "told below" not in json.dumps(report.to_json()), "what is quoted alone leads on to nothing"
    assert headline(report).verdict.endswith("need a person today")
    titles = [section.title for section in outline(report).sections]
    assert titles[:4] == ["Needs a person today", "What changed, and why", "Payment health", "Falling due"]
    drawn = images(report)
    assert [one.name for one in drawn] == ["course.png", "declines.png"]
    assert [one.png for one in images(report)] == [one.png for one in drawn]


async def test_what_needs_a_person_stands_there_though_the_model_wrote_nothing(
    running: Running, tmp_path: Path
) -> None:
    mute = await written(running, tmp_path, "speechless")
    assert any("ended without a report" in one.missing for one in mute.limits)
    assert headline(mute).verdict.endswith("need a person today")
    assert [one.title for one in outline(mute).sections][:3] == [
        "Needs a person today", "What changed, and why", "Payment health",
    ]  # fmt: skip
    assert mute.exhibits


async def test_a_model_changes_no_figure_and_hides_no_matter(running: Running, tmp_path: Path) -> None:
    report = await written(running, tmp_path, "boastful")
    assert "99.9" not in json.dumps(report.to_json())
    assert "5,000" not in json.dumps(report.to_json())
    assert headline(report).verdict.endswith("need a person today")
    assert any(one.reason for one in report.dropped)


@pytest.mark.parametrize(
    ("question", "dates"),
    [
        (daily_question(DAY, DAY), (DAY, DAY)),
        (daily_question(date(2026, 11, 22), DAY), (date(2026, 11, 22), DAY)),
        ("daily summary of 2026-02-30", None),
        ("what of the daily summary of 2026-11-24?", None),
    ],
)
def test_the_fixed_question_tells_its_dates(question: str, dates: tuple[date, date] | None) -> None:
    assert daily_dates(question) == dates
