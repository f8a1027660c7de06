"""How an account's payments are, once or as they go, without an investigation."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from tools.connection import Connection
from tools.contract.changes import Change
from tools.contract.clock import Window
from tools.contract.coverage import Coverage
from tools.contract.fault import Fault
from tools.contract.figures import Compared, Figure, Health
from tools.contract.outcome import Failure
from tools.metrics.gather import PARTS, Gathered, gather, measured
from tools.metrics.looking import DAY, read_for, told
from tools.metrics.query import Unanswerable
from tools.metrics.standing import country_of, with_programmes
from tools.reading.parts import Reads

OVERLAP = timedelta(minutes=15)
"""How far back each look reads again: what was pending may have ended, and lists lag behind a little."""


class Unreadable(Fault):
    """The payments can't be read, or such a window can't be looked at; the message says why and what to do."""


@dataclass(frozen=True)
class Look:
    """One look: the health, what it covers, and how many requests it took."""

    health: Health
    coverage: Coverage
    requests: int

    @property
    def measured(self) -> bool:
        """Whether all was read that the figures rest on."""
        return measured(self.coverage.parts)


@dataclass(frozen=True)
class New:
    """What a look holds that the one before did not: figures that changed, and what detectors trace that goes on."""

    figures: list[Figure]
    detected: list[Change]


async def look(connection: Connection, window: Window, compared: Compared) -> Look:
    """The health of a window. Raises `Unreadable`."""
    reads = Reads(connection.reader, PARTS)
    gathered = _ready(await read_for(connection, reads, window, compared))
    country = await country_of(reads)
    return _look(connection, reads, gathered, window, compared, country)


async def watch(
    connection: Connection, span: timedelta, compared: Compared, pause: Callable[[], Awaitable[bool]]
) -> AsyncIterator[tuple[Look, New]]:
    """The health of a window that moves on with the clock: one look at once, and one more each time `pause` says so.

    Each but the first reads only what is new, and brings the changes that weren't there before it. Raises
    `Unreadable`.
    """
    reads, now = Reads(connection.reader, PARTS), connection.clock.now()
    gathered = _ready(await read_for(connection, reads, Window(since=now - span, until=now), compared))
    country = await country_of(reads)
    known: set[tuple[str, ...]] = set()
    traced: set[str] = set()
    while True:
        seen = _look(connection, reads, gathered, Window(since=now - span, until=now), compared, country)
        named = {_name(one): one for one in seen.health.changes}
        going = {one.name: one for one in seen.health.detected if one.state == "active" and one.severity != "notice"}
        yield (
            seen,
            New(
                [one for name, one in named.items() if name not in known],
                [one for name, one in going.items() if name not in traced],
            ),
        )
        known, traced = set(named), set(going)
        if not await pause():
            return
        since, now = now - OVERLAP, connection.clock.now()
        reads = Reads(connection.reader, PARTS)
        gathered = gathered.with_newer(_ready(await gather(reads, since, now, accounts=gathered.accounts)))


def _look(
    connection: Connection, reads: Reads, gathered: Gathered, window: Window, compared: Compared, country: str | None
) -> Look:
    account = connection.account
    coverage = Coverage(
        account=account.name,
        livemode=account.mode == "live",
        as_of=connection.clock.now(),
        parts=reads.ordered_parts,
    )
    try:
        health = with_programmes(told(connection, gathered, window, compared), gathered, reads, country)
    except Unanswerable as fault:
        raise Unreadable(str(fault)) from None
    return Look(health, coverage, len(reads.request_ids))


def _ready(read: Gathered | Failure) -> Gathered:
    if isinstance(read, Failure):
        raise Unreadable(" ".join(part for part in (read.message, read.next) if part))
    return read


def _name(figure: Figure) -> tuple[str, ...]:
    against = figure.before.against if figure.before else None
    return figure.metric, figure.currency or "", str(against), *(f"{k}={v}" for k, v in sorted(figure.slice.items()))


__all__ = ["DAY", "Look", "Unreadable", "look", "watch"]
