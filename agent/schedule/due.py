"""Which days a report is due for: local dates of an account's time zone, whatever its clocks do at night.

A report's day is a date, never a moment: a night with two 02:30s has one date, and so has one with none.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tools.contract.clock import Window
from tools.operations.reports import CatchUp

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Schedule:
    """One report of one account. It is due at the local time `at` of the day after the one it is about."""

    report: str
    account: str
    zone: ZoneInfo
    at: time
    channels: tuple[str, ...] = ()
    catch_up: CatchUp = "each"
    days: int = 7


@dataclass(frozen=True)
class Days:
    """The days from `first` to `last`, both included: one day, or several in one report or one omission."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def window(self, zone: ZoneInfo) -> Window:
        """From the first local midnight to the one after the last day, in UTC: a day may have 23, 24, 24.5 or 25 hours.

        Where a midnight comes twice it is the first, and where the clocks leap over it, the moment they do.
        """
        return Window(since=_instant(self.first, time(), zone), until=_instant(self.last + DAY, time(), zone))


@dataclass(frozen=True)
class Decision:
    """What is to be done about days that nothing has been decided on; `omitted` says why there is no report of them."""

    days: Days
    omitted: str | None = None


def due_at(day: date, schedule: Schedule) -> datetime:
    """The moment from which the report of `day` is due.

    A time of day that comes twice is the first one; one that the clocks leap over is as long after their leap as it
    would have been after the moment they leapt at.
    """
    following = day + DAY
    at = _instant(following, schedule.at, schedule.zone)
    return max(at, _instant(following, time(), schedule.zone))


def latest_due(schedule: Schedule, now: datetime) -> date:
    """The last day whose report is due at `now`."""
    day = now.astimezone(schedule.zone).date()
    while due_at(day, schedule) > now or not _exists(day, schedule.zone):
        day -= DAY
    return day


def yesterday(zone: ZoneInfo, now: datetime) -> date:
    """The last day that has ended in `zone`."""
    day = now.astimezone(zone).date() - DAY
    return day if _exists(day, zone) else day - DAY


def decide(schedule: Schedule, now: datetime, start: date, decided: Iterable[Days]) -> list[Decision]:
    """What to do about each day from `start` on that is due and not `decided`, the earliest first."""
    latest = latest_due(schedule, now)
    known = list(decided)
    open_days = [day for day in _days(start, latest, schedule.zone) if not any(day in days for days in known)]
    oldest = latest - DAY * (schedule.days - 1)
    late = [day for day in open_days if day < oldest]
    missed = [day for day in open_days if day >= oldest]
    stale = [Decision(days, f"older than {schedule.days} days when it was noticed") for days in _runs(late)]
    match schedule.catch_up:
        case "each":
            return [*stale, *(Decision(Days(day, day)) for day in missed)]
        case "merge":
            return [*stale, *(Decision(days) for days in _runs(missed))]
        case "skip":
            passed = [Decision(days, "missed, and missed days are skipped") for days in _runs(missed[:-1])]
            return [*stale, *passed, *(Decision(Days(day, day)) for day in missed[-1:])]


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


def _exists(day: date, zone: ZoneInfo) -> bool:
    """Whether the zone has this day at all: Samoa had no 30 December 2011."""
    return _instant(day, time(), zone) < _instant(day + DAY, time(), zone)


def _days(first: date, last: date, zone: ZoneInfo) -> Iterator[date]:
    for number in range((last - first).days + 1):
        day = first + DAY * number
        if _exists(day, zone):
            yield day


def _runs(days: Iterable[date]) -> list[Days]:
    """Days in order, those that follow each other taken together."""
    found: list[Days] = []
    for day in days:
        if found and found[-1].last + DAY == day:
            found[-1] = Days(found[-1].first, day)
        else:
            found.append(Days(day, day))
    return found
