"""A week of daily reports on a stage, and what must be so of it however it went: each to each channel once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from agent.schedule.due import DAY, Schedule
from agent.schedule.records import Delivery, Run
from benchmarks.schedule_stage import Mood, Moods, Receiver, Stage, well

DAILY = Schedule("daily", "main", ZoneInfo("Europe/Berlin"), time(8), ("ops", "mail"))
START = datetime(2026, 11, 18, 9, tzinfo=UTC)
LATER = START + 6 * DAY
STEPS = ["planned", "writing", "wrote", "kept", "composed", "sending", "sent", "settled"]


def stage(folder: Path, schedule: Schedule = DAILY, *, moods: Moods = well, searchable: bool = True) -> Stage:
    receivers = [Receiver(name, folder, moods, searchable) for name in schedule.channels]
    return Stage(folder, [schedule], receivers)


def seven_days_due(folder: Path, **given: object) -> Stage:
    """A stage whose first report went out, and on which six more became due since."""
    made = stage(folder)
    made.work(START)
    return replace(made, receivers=[replace(one, **given) for one in made.receivers])


def runs(on: Stage) -> list[Run]:
    with on.open() as ledger:
        return ledger.runs(100)


def deliveries(on: Stage) -> list[Delivery]:
    return [one for run in runs(on) for one in run.deliveries]


def assert_once_each(on: Stage, days: int) -> None:
    assert [(run.state, run.days.last) for run in reversed(runs(on))] == [
        ("written", date(2026, 11, 17) + DAY * number) for number in range(days)
    ]
    assert {(one.state, one.ext_id == f"ext-{one.delivery_id}") for one in deliveries(on)} == {("sent", True)}
    for receiver in on.receivers:
        expected = {one.delivery_id for one in deliveries(on) if one.channel == receiver.name}
        assert receiver.arrived() == dict.fromkeys(expected, 1)
        assert len(expected) == days
        assert all(len(digests) == 1 for digests in receiver.digests().values()), "a retry sends the same bytes"
        assert {one.sha256 for one in deliveries(on) if one.channel == receiver.name} == {
            digest for digests in receiver.digests().values() for digest in digests
        }


def first(mood: Mood) -> Callable[[str, int], Mood]:
    return lambda delivery_id, attempt: mood if attempt == 0 else "well"
