"""Each report once where clocks jump, change with the season, or missed days are caught up."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent.schedule.due import DAY
from benchmarks.schedule_stage import Mood
from tests.schedule.week import DAILY, LATER, START, first, runs, stage


@pytest.mark.parametrize("jump", [timedelta(hours=3), timedelta(days=2), timedelta(days=400)])
@pytest.mark.parametrize("mood", ["well", "busy", "lost", "cut"])
def test_a_clock_that_jumps_ahead_and_back_repeats_nothing_and_loses_no_later_day(
    tmp_path: Path, jump: timedelta, mood: Mood
) -> None:
    on, now = stage(tmp_path, moods=first(mood)), START
    on.work(now)
    on.work(now + jump)
    for _ in range(24 * 6):
        on.work(now)
        now += timedelta(hours=1)
    last = {date(2026, 11, 17) + DAY * number for number in range(6)}
    written = {run.days.last for run in runs(on) if run.state == "written"}
    assert last <= written
    assert all(set(one.arrived().values()) == {1} for one in on.receivers)


def test_a_report_that_a_clock_ahead_planned_is_taken_back(tmp_path: Path) -> None:
    on = stage(tmp_path, replace(DAILY, channels=()))
    on.work(START)
    on.work(START + 30 * DAY)
    assert len(runs(on)) == 9  # the first, what was omitted, and seven days that have not been
    on.work(START)
    assert [str(run.days.last) for run in runs(on)] == ["2026-11-17"]


def test_a_report_that_was_sent_by_a_clock_ahead_says_so(tmp_path: Path) -> None:
    on = stage(tmp_path)
    on.work(START)
    on.work(START + 2 * DAY)
    on.work(START)
    assert [run.note for run in runs(on)][:2] == [
        "written while the clock was ahead, before its last day had ended"
    ] * 2


@pytest.mark.parametrize(
    ("zone", "changes"),
    [
        ("Europe/Berlin", ["2026-03-29", "2026-10-25"]),
        ("America/New_York", ["2026-03-08", "2026-11-01"]),
        ("Australia/Lord_Howe", ["2026-04-05", "2026-10-04"]),
        ("Asia/Kolkata", ["2026-03-29"]),
    ],
)
def test_the_nights_when_clocks_change_send_each_date_once(tmp_path: Path, zone: str, changes: list[str]) -> None:
    on = stage(tmp_path, replace(DAILY, zone=ZoneInfo(zone), at=time(2, 30), channels=("ops",)))
    for change in changes:
        begin = datetime.fromisoformat(change).replace(tzinfo=UTC) - DAY
        for half_hour in range(48 * 3):
            on.work(begin + timedelta(minutes=30) * half_hour)
    spans = [(one.window.since, one.window.until) for one in reversed(runs(on)) if one.state == "written"]
    assert len(set(spans)) == len(spans) >= 3 * len(changes)
    assert all(set(one.arrived().values()) == {1} for one in on.receivers)
    assert all(before[1] <= after[0] for before, after in pairwise(spans) if before[1] and after[0])


def test_missed_days_become_one_report_where_they_are_merged(tmp_path: Path) -> None:
    on = stage(tmp_path, replace(DAILY, catch_up="merge"))
    on.work(START)
    on.work(LATER)
    on.work(LATER)
    assert [(str(run.days.first), str(run.days.last)) for run in runs(on)] == [
        ("2026-11-18", "2026-11-23"),
        ("2026-11-17", "2026-11-17"),
    ]
    assert all(set(one.arrived().values()) == {1} for one in on.receivers)
