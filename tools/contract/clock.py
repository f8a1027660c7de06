"""Time: the one module of the product that reads the machine's clock.

Inside, a moment is an aware UTC datetime of whole seconds, as Stripe stamps its objects; an account's zone matters only
at the edges, where a person reads or types a date.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Protocol

from pydantic import AfterValidator, AwareDatetime, PlainSerializer

from tools.contract.record import Record


def _to_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


Moment = Annotated[AwareDatetime, AfterValidator(_to_utc), PlainSerializer(_iso, return_type=str, when_used="json")]
"""A moment in UTC; in JSON `2026-11-22T14:30:22Z`."""


class Clock(Protocol):
    """What tells the time: the machine's for live accounts; simulated ones stand still, so that runs can be rebuilt."""

    def now(self) -> datetime:
        """The present moment: aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from an arbitrary start, never going back: for durations and time limits only."""
        ...


@dataclass(frozen=True)
class MachineClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC).replace(microsecond=0)

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass(frozen=True)
class StandingClock:
    """A clock that stands at one moment, for simulated accounts; durations still run, so that time limits hold."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return time.monotonic()


def from_unix(seconds: int) -> datetime:
    """The moment of a Stripe timestamp."""
    return datetime.fromtimestamp(seconds, UTC)


def duration(span: timedelta) -> str:
    """A non-negative span as an ISO 8601 duration of days, hours, minutes and seconds: `P1DT2H`, `PT9M12S`, `PT0S`."""
    days, rest = divmod(int(span.total_seconds()), 86400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    date = f"{days}D" if days else ""
    clock = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if n)
    if not date and not clock:
        return "PT0S"
    return f"P{date}" + (f"T{clock}" if clock else "")


class Window(Record):
    """A half-open span of time, `since` included and `until` not; an open end is null."""

    since: Moment | None = None
    until: Moment | None = None
