"""The judge of a year of reports: it sees what must not be, one planted wrong at a time."""

import random
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent.schedule.due import DAY, Schedule
from benchmarks.schedule import FIRST, WRONG, Year, judge
from benchmarks.schedule_stage import Receiver, Stage

DAYS = 3


def lived(folder: Path) -> Year:
    schedule = Schedule("daily", "main", ZoneInfo("Europe/Berlin"), time(2, 30), ("calm",))
    year = Year(Stage(folder, [schedule], [Receiver("calm", folder)]), schedule, DAYS, random.Random(1))  # noqa: S311
    morning = datetime.combine(FIRST + DAY, time(9), schedule.zone).astimezone(UTC)
    for number in range(DAYS):
        year.stage.work(morning + timedelta(days=number))
    return year


def arrives_again(folder: Path) -> None:
    file = folder / "calm.arrived"
    file.write_text(file.read_text() + file.read_text().splitlines()[1] + "\n")


def never_arrived(folder: Path) -> None:
    file = folder / "calm.arrived"
    file.write_text("\n".join(file.read_text().splitlines()[1:]) + "\n")


def tried_with_other_bytes(folder: Path) -> None:
    file = folder / "calm.tries"
    file.write_text(file.read_text() + file.read_text().split()[0] + " 0123\n")


def forgets_a_day(folder: Path) -> None:
    store = sqlite3.connect(folder / "reports.sqlite")
    with store:
        store.execute("delete from runs where day = ?", ((FIRST + DAY).isoformat(),))
    store.close()


def test_a_year_in_which_all_went_well_is_told_as_such(tmp_path: Path) -> None:
    (line,) = judge(lived(tmp_path))
    assert (line.counts["dates"], line.counts["once"]) == (DAYS, DAYS)
    assert not any(line.counts[name] for name in WRONG)


@pytest.mark.parametrize(
    ("plant", "told"),
    [
        (arrives_again, "twice"),
        (never_arrived, "said sent, never arrived"),
        (tried_with_other_bytes, "other bytes"),
        (forgets_a_day, "forgotten"),
    ],
)
def test_one_wrong_that_is_planted_is_the_one_that_is_told(
    tmp_path: Path, plant: Callable[[Path], None], told: str
) -> None:
    year = lived(tmp_path)
    plant(tmp_path)
    (line,) = judge(year)
    assert {name: line.counts[name] for name in WRONG if line.counts[name]} == {told: 1}
