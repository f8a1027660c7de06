"""What a window is compared with: which seconds, cut into which pieces."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tools.metrics.calendar import DAY, Calendar
from tools.metrics.statements import Labels, Span

WEEK = 7


@dataclass(frozen=True)
class Baseline:
    """The same weekdays, by the wall clock, of up to so many weeks before a window; a longer window goes back by as
    many whole weeks as it takes for no two to overlap.

    The weeks are cut into days that begin when the window does, so that a window of a night has nights before it.
    `days` and `rest` are the whole days of the window and the seconds beyond them. `low` is the wall clock at which the
    first week begins. A piece is a day, counted from there, and its half: 0 up to `rest` seconds, 1 beyond.
    """

    since: int
    until: int
    weeks: int
    days: int
    rest: int
    low: int

    @classmethod
    def of(cls, calendar: Calendar, since: int, until: int, earliest: int | None, most: int) -> "Baseline":
        """As many weeks as the facts reach back, none maybe."""
        start = calendar.local(since)
        length = calendar.local(until) - start
        days, rest = divmod(length if length > 0 else until - since, DAY)
        reach = 0 if earliest is None else max(0, start - calendar.local(earliest)) // (WEEK * DAY)
        weeks = min(most, reach)
        return cls(since, until, weeks, days, rest, start - weeks * WEEK * DAY)

    @property
    def step(self) -> int:
        """How many weeks from one window to the one before."""
        return max(1, -(-(self.days + bool(self.rest)) // WEEK))

    @property
    def windows(self) -> int:
        return self.weeks // self.step

    @property
    def pieces(self) -> range:
        """Every piece of the weeks before; of a window of whole days no day has a second half."""
        return range(0, self.weeks * WEEK * 2, 1 if self.rest else 2)

    @cached_property
    def before(self) -> list[int]:
        """The pieces that are in one of the windows before."""
        return [piece for piece in self.pieces if self.is_then(piece)]

    def is_then(self, piece: int) -> bool:
        """Whether a piece is in one of the windows before."""
        day, half = divmod(piece, 2)
        cycle = self.step * WEEK
        before = (self.weeks * WEEK - day - 1) % cycle  # how many days later the next window, or this one, begins
        place, window = cycle - 1 - before, (self.weeks * WEEK - day - 1) // cycle
        within = place < self.days or (place == self.days and half == 0 and self.rest > 0)
        return within and window < self.windows

    def is_whole(self, piece: int) -> bool:
        """Whether a piece is told of at all: a window shorter than a day knows only its own hours of each day."""
        return self.days > 0 or piece % 2 == 0

    def history(self, calendar: Calendar, by: tuple[str, ...], only: Sequence[Labels] | None) -> Span:
        """The weeks before, in pieces."""
        into = f"({{local}} - {self.low})"
        half = f" + CASE WHEN {into} % {DAY} >= {self.rest} THEN 1 ELSE 0 END" if self.rest else ""
        end = self.low + self.weeks * WEEK * DAY
        within = f"{{local}} >= {self.low} AND {{local}} < {end}"
        within += f" AND {into} % {DAY} < {self.rest}" if not self.days else ""
        return Span(calendar.moment(self.low), self.since, f"{into} // {DAY} * 2{half}", within, by, only)

    def window(self, calendar: Calendar, number: int, by: tuple[str, ...], only: Sequence[Labels] | None) -> Span:
        """One of the windows before, the last being 1."""
        back = number * self.step * WEEK * DAY
        start = calendar.local(self.since) - back
        return Span(calendar.moment(start), calendar.moment(start + self.days * DAY + self.rest), None, None, by, only)

    def just_before(self, calendar: Calendar, by: tuple[str, ...], only: Sequence[Labels] | None) -> Span:
        """The window of the same length just before: as many days by the wall clock, else as many seconds."""
        if self.rest:
            return Span(2 * self.since - self.until, self.since, None, None, by, only)
        start = calendar.moment(calendar.local(self.since) - self.days * DAY)
        return Span(start, self.since, None, None, by, only)
