"""The account's own time in whole-number arithmetic: the same days, hours and months on every engine.

Engines disagree on time zones, some of them silently. So a moment stays whole seconds since 1970, and what a zone adds
to it is written into the SQL as a `CASE` of the changes that `zoneinfo` knows of. Weeks start on Monday.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

DAY = 86_400
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TIMES = ("weekday", "hour", "day", "month")
"""The dimensions of time, each in the account's zone."""

_EPOCH = date(1970, 1, 1)
_STEP = 12 * 3600
"""No zone changed its offset twice within so short a time."""


@dataclass(frozen=True)
class Calendar:
    """A zone's days over the seconds from `since` to `until`: beyond them its changes are not looked up."""

    zone: ZoneInfo
    since: int
    until: int

    def offset(self, second: int) -> int:
        """What the zone adds to a moment, in seconds."""
        added = datetime.fromtimestamp(second, UTC).astimezone(self.zone).utcoffset()
        return int(added.total_seconds()) if added else 0

    def local(self, second: int) -> int:
        """The wall clock of a moment, as seconds since 1970 on that clock."""
        return second + self.offset(second)

    def moment(self, local: int) -> int:
        """The moment at which the wall clock shows this; the first of two, and past the gap where it never does."""
        wall = datetime.fromtimestamp(local, UTC).replace(tzinfo=self.zone)
        return int(wall.timestamp())

    @cached_property
    def changes(self) -> list[tuple[int, int]]:
        """From when on which offset holds, oldest first; the first from `since`."""
        marks = [*range(self.since, self.until, _STEP), self.until]
        found = [(self.since, self.offset(self.since))]
        for early, late in pairwise(marks):
            if (new := self.offset(late)) != found[-1][1]:
                found.append((self._turn(early, late), new))
        return found

    def _turn(self, early: int, late: int) -> int:
        """The first second of the offset that holds at `late`."""
        old = self.offset(early)
        while late - early > 1:
            middle = (early + late) // 2
            early, late = (middle, late) if self.offset(middle) == old else (early, middle)
        return late

    def local_sql(self, column: str) -> str:
        """The wall clock of a column of seconds, in SQL."""
        first, *later = self.changes
        if not later:
            return f"({column} + {first[1]})"
        branches = " ".join(
            f"WHEN {column} < {end} THEN {offset}" for (_, offset), (end, _) in pairwise([first, *later])
        )
        return f"({column} + CASE {branches} ELSE {later[-1][1]} END)"

    @cached_property
    def months(self) -> list[tuple[int, str]]:
        """From when on it is which month, oldest first."""
        day = datetime.fromtimestamp(self.since, UTC).astimezone(self.zone).date().replace(day=1)
        found: list[tuple[int, str]] = []
        while (start := self._midnight(day)) < self.until or not found:
            found.append((start, f"{day:%Y-%m}"))
            day = (day + timedelta(days=31)).replace(day=1)
        return found

    def _midnight(self, day: date) -> int:
        return self.moment((day - _EPOCH).days * DAY)

    def sql(self, dimension: str, column: str) -> str:
        """A dimension of time as a whole number, in SQL; `label` tells what the number means."""
        local = self.local_sql(column)
        match dimension:
            case "day":
                return f"{local} // {DAY}"
            case "weekday":
                return f"({local} // {DAY} + 3) % 7"
            case "hour":
                return f"({local} // 3600) % 24"
            case "month":
                starts = [start for start, _ in self.months]
                branches = " ".join(f"WHEN {column} < {end} THEN {at}" for at, end in enumerate(starts[1:]))
                return f"CASE {branches} ELSE {len(starts) - 1} END" if branches else "0"
            case _:
                raise ValueError(f"not a dimension of time: {dimension!r}; those are {', '.join(TIMES)}")

    def label(self, dimension: str, number: int) -> str:
        """What people call it: `Monday`, `09`, `2026-11-03`, `2026-11`."""
        match dimension:
            case "day":
                return (_EPOCH + timedelta(days=number)).isoformat()
            case "weekday":
                return WEEKDAYS[number]
            case "hour":
                return f"{number:02d}"
            case _:
                return self.months[number][1]

    def ends(self, dimension: str, label: str) -> int | None:
        """The first second after a day or a month; None where there is no such, or it is the last of these times."""
        number = self.number(dimension, label)
        if number is None:
            return None
        if dimension == "day":
            return self.moment((number + 1) * DAY)
        return self.months[number + 1][0] if number + 1 < len(self.months) else None

    def number(self, dimension: str, label: str) -> int | None:
        """The number of what people call so; None where there is no such thing in these times."""
        match dimension:
            case "day":
                return _day_number(label)
            case "weekday":
                return WEEKDAYS.index(label) if label in WEEKDAYS else None
            case "hour":
                return int(label) if label.isdecimal() and int(label) < 24 else None
            case _:
                return next((at for at, (_, name) in enumerate(self.months) if name == label), None)


def _day_number(label: str) -> int | None:
    try:
        return (date.fromisoformat(label) - _EPOCH).days
    except ValueError:
        return None
