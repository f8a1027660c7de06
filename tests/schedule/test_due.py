"""The calendar of reports: dates and windows when clocks are changed, and what is done about missed days."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.schedule.due import DAY, Days, Decision, Schedule, decide, due_at, latest_due, yesterday
from tools.operations.reports import CatchUp

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Beirut",
         "America/Santiago", "Atlantic/Azores", "Pacific/Chatham", "Africa/Casablanca"]  # fmt: skip


def schedule(zone: str = "Europe/Berlin", at: str = "08:00", catch_up: CatchUp = "each", days: int = 7) -> Schedule:
    return Schedule("daily", "main", ZoneInfo(zone), time.fromisoformat(at), (), catch_up, days)


def hours(zone: str, day: str) -> float:
    window = Days(date.fromisoformat(day), date.fromisoformat(day)).window(ZoneInfo(zone))
    assert window.since and window.until
    return (window.until - window.since) / timedelta(hours=1)


@pytest.mark.parametrize(
    ("zone", "day", "long"),
    [
        ("Europe/Berlin", "2026-03-28", 24),
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("America/New_York", "2026-03-08", 23),
        ("America/New_York", "2026-11-01", 25),
        ("Asia/Kolkata", "2026-03-29", 24),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
        ("Asia/Beirut", "2026-03-29", 23),  # at midnight: the day begins at 01:00
        ("America/Santiago", "2026-04-04", 25),  # at midnight, back into the day that was ending
        ("Atlantic/Azores", "2026-10-25", 25),  # its first hour comes twice
        ("Pacific/Apia", "2011-12-30", 0),
    ],
)
def test_a_day_has_the_hours_that_its_clocks_give_it(zone: str, day: str, long: float) -> None:
    assert hours(zone, day) == long


def test_the_window_of_a_short_day_is_told_in_utc() -> None:
    window = Days(date(2026, 3, 29), date(2026, 3, 29)).window(ZoneInfo("Europe/Berlin"))
    assert (window.since, window.until) == (
        datetime(2026, 3, 28, 23, tzinfo=UTC),
        datetime(2026, 3, 29, 22, tzinfo=UTC),
    )


@pytest.mark.parametrize("zone", ZONES)
def test_the_windows_of_a_year_follow_each_other_without_gap_or_overlap(zone: str) -> None:
    days = [date(2026, 1, 1) + DAY * number for number in range(366)]
    windows = [Days(day, day).window(ZoneInfo(zone)) for day in days]
    assert all(before.until == after.since for before, after in pairwise(windows))
    assert Days(days[0], days[-1]).window(ZoneInfo(zone)).until == windows[-1].until


@pytest.mark.parametrize(
    ("zone", "at", "day", "due"),
    [
        ("Europe/Berlin", "08:00", "2026-03-27", "2026-03-28T07:00Z"),
        ("Europe/Berlin", "08:00", "2026-03-28", "2026-03-29T06:00Z"),
        ("Europe/Berlin", "02:30", "2026-03-28", "2026-03-29T01:30Z"),  # no 02:30 that night: 03:30
        ("Europe/Berlin", "02:30", "2026-10-24", "2026-10-25T00:30Z"),  # two of them: the first
        ("Australia/Lord_Howe", "01:45", "2026-04-04", "2026-04-04T14:45Z"),
        ("Asia/Kolkata", "08:00", "2026-11-24", "2026-11-25T02:30Z"),
        ("Asia/Beirut", "00:00", "2026-03-28", "2026-03-28T22:00Z"),
    ],
)
def test_a_report_is_due_once_on_a_night_when_clocks_change(zone: str, at: str, day: str, due: str) -> None:
    assert due_at(date.fromisoformat(day), schedule(zone, at)) == datetime.fromisoformat(due)


@given(
    st.sampled_from(ZONES),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.integers(0, 366 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
)
def test_the_latest_due_day_has_ended_and_the_next_is_not_due(zone: str, at: time, now: datetime) -> None:
    one = Schedule("daily", "main", ZoneInfo(zone), at)
    latest = latest_due(one, now)
    until = Days(latest, latest).window(one.zone).until
    assert until is not None and until <= due_at(latest, one) <= now < due_at(latest + DAY, one)


@pytest.mark.parametrize("zone", ZONES)
def test_a_year_of_minutes_makes_each_date_due_once_and_in_order(zone: str) -> None:
    one, now = schedule(zone, "02:30"), datetime(2026, 1, 1, 12, tzinfo=UTC)
    seen = [latest_due(one, now + timedelta(minutes=30) * tick) for tick in range(365 * 48)]
    distinct = list(dict.fromkeys(seen))
    assert seen == sorted(seen)
    assert distinct == [distinct[0] + DAY * number for number in range(len(distinct))]
    assert len(distinct) in (365, 366)


def test_a_day_that_a_zone_never_had_is_due_never() -> None:
    one = schedule("Pacific/Apia")
    now = datetime(2012, 1, 2, tzinfo=UTC)
    found = decide(one, now, date(2011, 12, 28), [])
    assert [one.days.first.day for one in found] == [28, 29, 31, 1]
    assert yesterday(one.zone, datetime(2011, 12, 30, 12, tzinfo=UTC)) == date(2011, 12, 29)


NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def told(found: list[Decision]) -> list[str]:
    return [f"{one.days.first.day}-{one.days.last.day}{' omitted' if one.omitted else ''}" for one in found]


@pytest.mark.parametrize(
    ("catch_up", "said"),
    [
        ("each", ["10-17 omitted", "18-18", "19-19", "21-21", "22-22", "23-23", "24-24"]),
        ("merge", ["10-17 omitted", "18-19", "21-24"]),
        ("skip", ["10-17 omitted", "18-19 omitted", "21-23 omitted", "24-24"]),
    ],
)
def test_missed_days_are_caught_up_by_policy(catch_up: CatchUp, said: list[str]) -> None:
    known = [Days(date(2026, 11, 20), date(2026, 11, 20))]
    assert told(decide(schedule(catch_up=catch_up), NOW, date(2026, 11, 10), known)) == said


@pytest.mark.parametrize("catch_up", ["each", "merge", "skip"])
def test_what_is_decided_is_not_decided_again(catch_up: CatchUp) -> None:
    one, start = schedule(catch_up=catch_up), date(2026, 11, 10)
    decided = [decision.days for decision in decide(one, NOW, start, [])]
    assert decide(one, NOW, start, decided) == []
    assert decide(one, NOW - timedelta(days=3), start, decided) == []
    assert told(decide(one, NOW + DAY, start, decided)) == ["25-25"]


def test_what_is_due_later_is_not_due_yet() -> None:
    assert decide(schedule(), datetime(2026, 11, 25, 6, 59, tzinfo=UTC), date(2026, 11, 24), []) == []
    assert told(decide(schedule(), datetime(2026, 11, 25, 7, tzinfo=UTC), date(2026, 11, 24), [])) == ["24-24"]
