"""A machine that was off for days: what it missed is told once, of the right dates, in the way that was configured."""

import json
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from agent.reports.daily import daily_question
from agent.reports.daily_figures import KIND, DailyFigures
from agent.schedule import wiring
from agent.schedule.records import Run
from evals.world.build import build_live
from evals.world.http.serving import serve
from evals.world.shelf import Shelves
from tests.cli.desk import Desk, run
from tests.render.test_daily import summary
from tools.contract.clock import StandingClock
from tools.contract.record import compact

OFF = datetime(2026, 10, 30, 14, tzinfo=UTC)
BACK = datetime(2026, 11, 3, 15, tzinfo=UTC)
"""Ten in the morning of Detroit before and after the night in which its clocks go back."""
FIRST, LAST = datetime(2026, 10, 30, 4, tzinfo=UTC), datetime(2026, 11, 3, 5, tzinfo=UTC)
"""From midnight to midnight there, 97 hours."""
DUE = ("report", "run", "--due", "--model", "playbook", "--json")

_SETTINGS = """[reports.daily]
accounts = ["main"]
channels = ["archive"]
at = "08:00"
catch_up = "{policy}"
[delivery.archive]
kind = "file"
folder = "reports"
"""


@cache
def shop(at: datetime) -> Shelves:
    """A small account as it is at a moment."""
    return build_live(5, int(at.timestamp())).shelves


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path)


@contextmanager
def at(moment: datetime, desk: Desk, policy: str, monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """The desk at a moment, its account served as it is then."""
    monkeypatch.setattr("agent.compose.MachineClock", lambda: StandingClock(moment))
    with serve(shop(moment)) as served:
        desk.settings[:] = [_SETTINGS.format(policy=policy)]
        desk.account("main", served.url, served.key, mode="live")
        yield


def done() -> list[tuple[str, str, str]]:
    """The runs that a pass worked on: the first day, the last, and what became of it."""
    said = run(*DUE)
    assert said.code == 0, said.err
    return [(one["first"], one["last"], one["state"]) for one in json.loads(said.out)["runs"]]


def kept(desk: Desk) -> list[dict[str, Any]]:
    """The reports that arrived, by their questions."""
    found = (desk.folder / "reports").glob("*/report.json")
    return sorted((json.loads(one.read_text()) for one in found), key=lambda one: one["question"])


def figures(report: dict[str, Any]) -> DailyFigures:
    (held,) = (one["exhibit"]["data"] for one in report["exhibits"] if one["exhibit"]["kind"] == KIND)
    return DailyFigures.from_json(held)


def charged() -> list[dict[str, Any]]:
    """What was charged on the days that were missed, as the account itself holds it."""
    since, until = int(FIRST.timestamp()), int(LAST.timestamp())
    return [one for one in shop(BACK).platform.objects["charge"].values() if since <= one["created"] < until]


def test_days_that_were_missed_are_merged_into_one_report_with_the_figures_of_them_all(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with at(OFF, desk, "merge", monkeypatch):
        assert done() == [("2026-10-29", "2026-10-29", "written")]
    with at(BACK, desk, "merge", monkeypatch):
        assert done() == [("2026-10-30", "2026-11-02", "written")]
        assert done() == []

    merged, before = kept(desk)
    assert before["question"] == "daily summary of 2026-10-29"
    assert merged["question"] == "daily summary from 2026-10-30 through 2026-11-02"
    told, made = figures(merged), charged()
    assert (told.window.since, told.window.until) == (FIRST, LAST)
    assert [one.count for one in told.figures if one.metric == "attempts"] == [len(made)]
    assert len(made) > sum(one.count or 0 for one in figures(before).figures if one.metric == "attempts") > 0
    volume: Counter[str] = Counter()
    for one in made:
        if one["status"] == "succeeded" and one["outcome"]["network_status"] != "reversed_after_approval":
            volume[one["currency"]] += one["amount_captured"]
    amounts = {one.amount.currency: one.amount.minor for one in told.figures if one.metric == "gmv" and one.amount}
    assert {name: minor for name, minor in amounts.items() if minor} == volume


DAYS = [date(2026, 10, 30) + timedelta(days=number) for number in range(4)]


@pytest.mark.parametrize(
    ("policy", "told", "omitted"),
    [("each", [(day, day) for day in DAYS], []), ("skip", [(DAYS[-1], DAYS[-1])], [(DAYS[0], DAYS[2])])],
)
def test_each_missed_day_has_its_own_report_or_the_last_has_and_the_others_are_noted(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    policy: str,
    told: Sequence[tuple[date, date]],
    omitted: Sequence[tuple[date, date]],
) -> None:
    def dated(writer: wiring.Writer, one: Run) -> bytes:
        question = daily_question(one.days.first, one.days.last)
        return compact(summary().model_copy(update={"question": question}).to_json()).encode()

    monkeypatch.setattr(wiring.Writer, "__call__", dated)
    with at(OFF, desk, policy, monkeypatch):
        done()
    with at(BACK, desk, policy, monkeypatch):
        assert done() == [(str(first), str(last), "written") for first, last in told]
        assert done() == []
    assert {one["question"] for one in kept(desk)} == {
        daily_question(DAYS[0] - timedelta(days=1), DAYS[0] - timedelta(days=1)),
        *(daily_question(*days) for days in told),
    }
    noted = [one for one in json.loads(run("report", "list", "--json").out) if one["state"] == "skipped"]
    assert [(one["first"], one["last"], "missed" in one["note"]) for one in noted] == [
        (str(first), str(last), True) for first, last in omitted
    ]
