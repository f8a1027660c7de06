"""The account's own time in whole numbers, against what `zoneinfo` says."""

from collections import Counter
from datetime import UTC, datetime
from random import Random
from zoneinfo import ZoneInfo

import duckdb
import pytest

from tools.metrics.calendar import TIMES, WEEKDAYS, Calendar

from .shop import asked, at, attempt, attempts, table

ZONES = ("America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "UTC")
SINCE, UNTIL = at("2009-01-01T00:00Z"), at("2026-11-26T00:00Z")


def named(zone: str, second: int) -> dict[str, str]:
    wall = datetime.fromtimestamp(second, UTC).astimezone(ZoneInfo(zone))
    return {
        "weekday": WEEKDAYS[wall.weekday()],
        "hour": f"{wall:%H}",
        "day": f"{wall:%Y-%m-%d}",
        "month": f"{wall:%Y-%m}",
    }


def odd(calendar: Calendar, zone: str, seconds: list[int]) -> list[int]:
    """The seconds that are named otherwise than `zoneinfo` does."""
    with duckdb.connect(":memory:") as connection:
        columns = ", ".join(calendar.sql(name, "s") for name in TIMES)
        rows = connection.execute(f"SELECT s, {columns} FROM (SELECT UNNEST(?) AS s)", [seconds]).fetchall()  # noqa: S608
    told = {
        row[0]: {name: calendar.label(name, number) for name, number in zip(TIMES, row[1:], strict=True)}
        for row in rows
    }
    return [second for second in seconds if told[second] != named(zone, second)]


def moments(calendar: Calendar) -> list[int]:
    """Three thousand moments, and those on either side of each change of the clocks."""
    draw = Random(7)  # noqa: S311
    turns = [turn + step for turn, _ in calendar.changes[1:] for step in (-1, 0, 1)]
    return [*turns, *(draw.randrange(SINCE, UNTIL) for _ in range(3000))]


@pytest.mark.parametrize("zone", ZONES)
def test_the_days_hours_and_months_are_zoneinfo_s(zone: str) -> None:
    calendar = Calendar(ZoneInfo(zone), SINCE, UNTIL)
    assert odd(calendar, zone, moments(calendar)) == []


def test_a_calendar_that_knows_of_no_change_of_the_clocks_is_found_wrong() -> None:
    whole, winter = (Calendar(ZoneInfo("America/New_York"), SINCE, until) for until in (UNTIL, SINCE + 1))
    assert len(odd(Calendar(ZoneInfo("UTC"), SINCE, UNTIL), "America/New_York", moments(whole))) > 1000
    assert winter.local_sql("s") != whole.local_sql("s")


@pytest.mark.parametrize(("day", "hours"), [("2026-03-08", 23), ("2026-03-07", 24), ("2025-11-02", 25)])
def test_a_day_on_which_clocks_change_has_its_own_hours(day: str, hours: int) -> None:
    start = at(f"{day}T00:00-05:00") - 7200
    rows = [attempt(hour, start + hour * 3600) for hour in range(30)]
    counts = {one.slice["day"]: one.count for one in asked({"attempts": table("attempts", rows)}, "attempts",
                                                           by=("day",), zone="America/New_York").figures}  # fmt: skip
    assert counts[day] == hours


def test_half_an_hour_s_zone_begins_its_day_half_an_hour_off() -> None:
    rows = [attempt(number, at("2026-05-31T18:29:59Z") + number) for number in range(2)]
    days = [one.slice["day"] for one in asked({"attempts": table("attempts", rows)}, "attempts", by=("day",),
                                              zone="Asia/Kolkata").figures]  # fmt: skip
    assert days == ["2026-05-31", "2026-06-01"]


def test_weeks_start_on_monday_and_what_is_split_by_time_comes_in_its_order() -> None:
    made = attempts(500)
    told = asked({"attempts": table("attempts", made)}, "attempts", by=("weekday",), zone="Asia/Kolkata")
    assert [one.slice["weekday"] for one in told.figures] == list(WEEKDAYS)
    known = Counter(named("Asia/Kolkata", row["created"])["weekday"] for row in made)
    assert {one.slice["weekday"]: one.count for one in told.figures} == dict(known)


@pytest.mark.parametrize("where", [{"weekday": "Friday"}, {"hour": "09"}, {"day": "2026-05-01"}, {"month": "2026-04"}])
def test_a_time_can_be_asked_for_by_what_people_call_it(where: dict[str, str]) -> None:
    made = attempts(2000)
    (figure,) = asked({"attempts": table("attempts", made)}, "attempts", where=where, zone="America/New_York").figures
    ((name, label),) = where.items()
    assert figure.count == sum(named("America/New_York", row["created"])[name] == label for row in made) > 0


@pytest.mark.parametrize("where", [{"weekday": "Caturday"}, {"hour": "24"}, {"day": "May"}, {"month": "1999-01"}])
def test_a_time_that_there_is_not_holds_nothing(where: dict[str, str]) -> None:
    (figure,) = asked({"attempts": table("attempts", attempts(50))}, "attempts", where=where).figures
    assert figure.count == 0
