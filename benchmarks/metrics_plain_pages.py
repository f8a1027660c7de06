"""What the page of a day's or a week's health shows, asked for plainly: one statement after the other.

For each table of figures that `tools.metrics.health` tells of attempts: its window, and where it is compared the days
of the twelve weeks before. Figures of the same rows are one statement, as whoever writes them by hand would have them.
What a page makes of them (which change is more than chance, the largest slices, the words) is not in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from benchmarks.metrics_plain import PLAIN, Plain, alike, asked, selected, split, wall_clock
from tools.metrics.catalogue import METRICS
from tools.metrics.health import DETAILS, DIMENSIONS, HEADLINE, SHORT, SLICED
from tools.metrics.query import WEEKS

_DAY = 86_400
_COURSE = ("attempts", "attempt_success_rate", "failures", "blocked_rate", "pending_attempts", "gmv")
_HELD = ("held_amount", "held_payments", "gross_take")


@dataclass(frozen=True)
class Table:
    """Figures that a page shows beside each other: metrics by the same dimensions, compared or not.

    `within` are the seconds that they are of.
    """

    metrics: tuple[str, ...]
    within: tuple[int, int]
    by: tuple[str, ...] = ()
    compared: bool = False

    @property
    def told(self) -> dict[str, Plain]:
        """The metrics that attempts tell."""
        return {name: PLAIN[name] for name in self.metrics if name in PLAIN}


def tables(within: tuple[int, int], zone: str, now: int) -> list[Table]:
    """The tables of a page, of a window of whole days."""
    long = timedelta(seconds=within[1] - within[0])
    times = [("hour",), *([("weekday",), ("weekday", "hour")] if long >= timedelta(days=7) else [])]
    course = ("day", "hour") if long <= SHORT else ("day",)
    return [
        Table(HEADLINE, within, compared=True),
        *(Table(SLICED, within, by, compared=True) for by in (*((name,) for name in DIMENSIONS), *times)),
        *(Table(metrics, within, by) for metrics, by in DETAILS),
        Table(("failures",), within, ("code",), compared=True),
        Table(_HELD, (0, now), ("day",)),
        Table(_COURSE, within, course),
        Table(("failures", "declined_amount"), within, ("code", "category")),
        Table(("attempts",), within, ("ending",)),
        *(Table(("gmv",), (since, now)) for since in _beginnings(zone, now)),
    ]


def page(within: tuple[int, int], zone: str, now: int) -> list[str]:
    """The statements of a page."""
    shown = tables(within, zone, now)
    return [one for table in shown for one in (*of_window(table, zone), *(of_weeks_before(table, zone)))]


def of_window(table: Table, zone: str) -> list[str]:
    """The statements of a table's own window."""
    return asked(table.told, table.within, table.by, zone)


def of_weeks_before(table: Table, zone: str) -> list[str]:
    """The statements of the weeks that a table is compared with; none where it isn't.

    What adds up is asked for by the day, `<metric>` and what it is divided by, `<metric>_of`, apart; of a median the
    days of the windows before together.
    """
    if not table.compared:
        return []
    weeks = Weeks(table.within, zone)
    added = {name: one for name, one in table.told.items() if _adds_up(name)}
    by = [weeks.day, *(split(name, zone=zone) for name in table.by)]
    daily = [selected(group, _sums(group), weeks.within, by) for group in alike(added)]
    medians = {name: weeks.only(one) for name, one in table.told.items() if name not in added}
    return [*daily, *asked(medians, weeks.within, table.by, zone)]


@dataclass(frozen=True)
class Weeks:
    """The twelve weeks before a window of whole days, by the wall clock: days that begin when the window does."""

    of: tuple[int, int]
    zone: str

    @property
    def first(self) -> datetime:
        """When they begin."""
        return datetime.fromtimestamp(self.of[0], UTC).astimezone(ZoneInfo(self.zone)) - timedelta(weeks=WEEKS)

    @property
    def within(self) -> tuple[int, int]:
        return int(self.first.timestamp()), self.of[0]

    @property
    def day(self) -> str:
        """The day of an attempt, in SQL: the date on which it began."""
        into = self.first.hour * 3600 + self.first.minute * 60 + self.first.second
        return f"CAST({wall_clock('created', self.zone)} - INTERVAL '{into} seconds' AS DATE)"

    def only(self, one: Plain) -> Plain:
        """The same of the weekdays of the window alone."""
        days = round((self.of[1] - self.of[0]) / _DAY)
        weekdays = f"({self.day} - DATE '{self.first:%Y-%m-%d}') % 7 < {days}"
        return replace(one, when=f"{one.when} AND {weekdays}" if one.when else weekdays)


def _sums(group: Mapping[str, Plain]) -> dict[str, str]:
    values = {name: one.value for name, one in group.items()}
    return values | {f"{name}_of": one.over for name, one in group.items() if one.over}


def _adds_up(name: str) -> bool:
    return METRICS[name].adds_up and not METRICS[name].of_values


def _beginnings(zone: str, now: int) -> list[int]:
    """When today, this week and this month began, each once; what begins now holds nothing yet."""
    today = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0)
    begun = (today, today - timedelta(days=today.weekday()), today.replace(day=1))
    return [since for since in dict.fromkeys(int(one.timestamp()) for one in begun) if since < now]
