"""A year of daily reports in which everything goes wrong: `python -m benchmarks.schedule [DAYS] [SEED]`.

Processes die at any step, one or four at once; clocks jump; machines are off for days; receivers are busy, lose what
they get, or cut the line after they got it. What arrived is counted where it arrived, and held to the calendar.
"""

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from agent.schedule.due import DAY, Schedule, latest_due
from agent.schedule.records import Delivery, Run
from benchmarks.schedule_stage import Killer, Mood, Moods, Receiver, Stage, well

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
FIRST = date(2026, 1, 1)
JUMPS = (timedelta(hours=1), timedelta(hours=-1), timedelta(hours=9), timedelta(hours=-9), timedelta(days=-2))
"""Of a clock that is put right again at the next look. Ahead by a day or more would report a day before it is over."""


def moody(seed: int, share: float, moods: tuple[Mood, ...]) -> Moods:
    """Moods that are the same for the same try, whichever process makes it; `share` of the tries go wrong."""

    def mood(delivery_id: str, attempt: int) -> Mood:
        chance = random.Random(f"{seed} {delivery_id} {attempt}")  # noqa: S311 - chance, no secret
        return chance.choice(moods) if chance.random() < share else "well"

    return mood


@dataclass
class Events:
    """What happened to the processes and the clocks."""

    passes: int = 0
    killed: int = 0
    jumps: int = 0
    days_off: int = 0


@dataclass
class Year:
    """A year of one zone, from its first day on."""

    stage: Stage
    schedule: Schedule
    days: int
    chance: random.Random
    events: Events = field(default_factory=Events)

    def live(self) -> None:
        """Lives through the days; what is left over then is settled without disturbance."""
        now = datetime.combine(FIRST + DAY, time(9), self.schedule.zone).astimezone(UTC)
        end = now + DAY * self.days
        self.stage.at_once(now, [None])
        while now < end:
            now += self._pause()
            shown = now + self._jump()
            dying = [self._step() for _ in range(self.chance.choice((1, 1, 4)))]
            self.events.passes += len(dying)
            self.events.killed += self.stage.at_once(shown, dying)
        for _ in range(24):
            self.stage.at_once(now, [None])
            now += timedelta(minutes=61)

    def _pause(self) -> timedelta:
        if self.chance.random() < 0.01:
            off = self.chance.randint(1, 10)
            self.events.days_off += off
            return DAY * off
        return timedelta(minutes=self.chance.choice((1, 30, 240, 600, 1440)))

    def _jump(self) -> timedelta:
        if self.chance.random() > 0.05:
            return timedelta()
        self.events.jumps += 1
        return self.chance.choice(JUMPS)

    def _step(self) -> Callable[[str], None] | None:
        return Killer(self.chance.randint(1, 9)) if self.chance.random() < 0.5 else None


@dataclass(frozen=True)
class Line:
    """A line of the table: what became of each date at one receiver."""

    zone: str
    receiver: str
    counts: Counter[str]


def judge(year: Year) -> list[Line]:
    """Each date of the calendar at each receiver, by what arrived there and what the ledger says of it."""
    with year.stage.open() as ledger:
        runs = {run.days.last: run for run in ledger.runs(10_000)}
    last = latest_due(year.schedule, datetime.combine(max(runs) + DAY, time(23), year.schedule.zone).astimezone(UTC))
    lines: list[Line] = []
    for receiver in year.stage.receivers:
        counts: Counter[str] = Counter()
        arrived, digests = receiver.arrived(), receiver.digests()
        for number in range((last - FIRST).days + 1):
            counts[_fate(FIRST + DAY * number, runs, receiver.name, arrived)] += 1
        counts["dates"] = counts.total()
        counts["other bytes"] = sum(len(one) > 1 for one in digests.values())
        counts["tries"] = sum(receiver.tries().values())
        lines.append(Line(year.schedule.zone.key, receiver.name, counts))
    return lines


def _fate(day: date, runs: dict[date, Run], receiver: str, arrived: Counter[str]) -> str:
    run = runs.get(day) or next((one for one in runs.values() if day in one.days), None)
    if run is None:
        return "forgotten"
    if run.state == "skipped":
        return "omitted, with a note"
    one = next(one for one in run.deliveries if one.channel == receiver)
    count = arrived[one.delivery_id]
    return "twice" if count > 1 else _ended(one, count)


def _ended(one: Delivery, count: int) -> str:
    match one.state:
        case "sent" if count:
            return "once, found by looking" if one.note.startswith("found") else "once"
        case "sent":
            return "said sent, never arrived"
        case "unknown" if one.next_try is None:
            return "left to a person: it had" if count else "left to a person: it hadn't"
        case "failed" | "skipped" if count == 0 and one.note.startswith("given up"):
            return "given up, with a note"
        case _:
            return f"{one.state}, {count} arrived"


COLUMNS = ("dates", "once", "once, found by looking", "left to a person: it had", "left to a person: it hadn't",
           "omitted, with a note", "given up, with a note", "twice", "forgotten", "other bytes", "tries")  # fmt: skip


WRONG = ("twice", "forgotten", "other bytes", "said sent, never arrived")
"""What must not be."""


def live(zone: str, days: int, seed: int, folder: Path) -> Year:
    """A year of one zone with three receivers: one behaves, one doesn't, one can't be asked either."""
    schedule = Schedule("daily", "main", ZoneInfo(zone), time(2, 30), ("calm", "wild", "deaf"))
    wild: tuple[Mood, ...] = ("busy", "lost", "cut", "dies before", "dies after")
    receivers = [
        Receiver("calm", folder, well),
        Receiver("wild", folder, moody(seed, 0.4, wild)),
        Receiver("deaf", folder, moody(seed, 0.2, wild), searchable=False),
    ]
    stage = Stage(folder, [schedule], receivers)
    year = Year(stage, schedule, days, random.Random(f"{seed} {zone}"))  # noqa: S311
    year.live()
    return year


def main(days: int, seed: int) -> int:
    """Prints the table; 1 where a report came twice, was forgotten, or was sent with other bytes."""
    wrong = 0
    print("| zone: processes, killed, jumps, days off | receiver | " + " | ".join(COLUMNS) + " | anything else |")
    print("|" + " --- |" * (len(COLUMNS) + 3))
    for zone in ZONES:
        with tempfile.TemporaryDirectory() as folder:
            year = live(zone, days, seed, Path(folder))
            lines, one = judge(year), year.events
        head = f"{zone}: {one.passes}, {one.killed}, {one.jumps}, {one.days_off}"
        for line in lines:
            other = ", ".join(f"{name} {count}" for name, count in line.counts.items() if name not in COLUMNS)
            counts = " | ".join(str(line.counts[name]) for name in COLUMNS)
            print(f"| {head} | {line.receiver} | {counts} | {other or '-'} |", flush=True)
            wrong += sum(line.counts[name] for name in WRONG)
    return int(wrong > 0)


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    sys.exit(main(*(given + [365, 7][len(given) :])))
