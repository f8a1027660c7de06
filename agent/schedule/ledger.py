"""The ledger of reports: one SQLite file that any number of processes share, so that each thing is done once.

A row is claimed in a transaction that locks the file, by an owner and until a moment. Who has died is told by a lock
that the system lets go of with its process (`alone`), or, where that isn't shared, by the moment having passed.
"""

import os
import platform
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from agent.schedule.due import DAY, Days, Schedule, decide, latest_due
from agent.schedule.records import Delivery, Run, UnknownReport, delivery_id, parse_id
from agent.storing import Form, Store
from tools.contract.clock import Window, from_unix

LEASE = timedelta(minutes=30)
"""How long a claim holds against a process that can't see whether its owner lives: longer than any investigation."""

LONGEST_WAIT = timedelta(hours=1)
"""The longest time between two tries. A moment further off was set by a clock that has been put back since."""

_SCHEMA = """
create table starts (report text, account text, day text not null, primary key (report, account)) strict;
create table runs (
    report text, account text, day text, first text not null, since integer not null, until integer not null,
    zone text not null, state text not null, owner text, lease integer, attempts integer not null default 0,
    next_try integer, written integer, body blob, sha256 text not null default '', note text not null default '',
    primary key (report, account, day)
) strict;
create table deliveries (
    report text, account text, day text, channel text, delivery_id text not null, state text not null,
    round integer not null default 0, owner text, lease integer, attempts integer not null default 0, tried integer,
    next_try integer, sent integer, ext_id text not null default '', message blob, sha256 text not null default '',
    note text not null default '', primary key (report, account, day, channel)
) strict;
"""
# What was sent must not be forgotten by a power cut.
_FORM = Form(_SCHEMA, 1, "another process writes the same report", synchronous="full", wait=30.0)

_RUN = "report, account, day, first, since, until, zone, state, attempts, next_try, written, sha256, note"
_DELIVERY = "channel, delivery_id, state, round, attempts, tried, next_try, sent, ext_id, sha256, note"
_KEY = "report = ? and account = ? and day = ?"


@dataclass(frozen=True)
class Owner:
    """Who claims: a process, and whether it holds the lock that tells it that no other of this machine works here."""

    name: str
    locked: bool = False

    @classmethod
    def here(cls, token: str) -> Self:
        return cls(f"{platform.node()}/{os.getpid()}/{token}")

    def free(self, now: datetime) -> tuple[str, tuple[Any, ...]]:
        """The condition of a row that this owner may claim, and its values."""
        machine = f"{self.name.split('/', 1)[0]}/" if self.locked else "\0"
        return (
            "(owner is null or owner = ? or lease <= ? or lease > ? or instr(owner, ?) = 1)",
            (self.name, _unix(now), _unix(now + LEASE), machine),
        )


class Ledger(Store):
    """The runs and deliveries of one file. Every method may raise `StoreBusy` or `StoreUnusable`."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, _FORM)

    def plan(self, schedule: Schedule, now: datetime) -> None:
        """Writes down what is due, once: the first time the last day alone, then each day that follows."""
        who = (schedule.report, schedule.account)
        with self.change() as store:
            self._take_back(store, schedule, now)
            start = store.execute("select day from starts where report = ? and account = ?", who).fetchone()
            first = date.fromisoformat(start[0]) if start else latest_due(schedule, now)
            if start is None:
                store.execute("insert into starts values (?, ?, ?)", (*who, first.isoformat()))
            rows = store.execute("select first, day from runs where report = ? and account = ?", who).fetchall()
            decided = [Days(date.fromisoformat(one), date.fromisoformat(last)) for one, last in rows]
            for decision in decide(schedule, now, first, decided):
                _insert(store, schedule, decision.days, decision.omitted)
            self._give_up(store, schedule, latest_due(schedule, now) - DAY * (schedule.days - 1))

    def add(self, schedule: Schedule, day: date) -> Run:
        """The run of a day that somebody asks for by hand, with a delivery to each channel, as it stands or new."""
        key = (schedule.report, schedule.account, day.isoformat())
        with self.change() as store:
            store.execute(f"delete from runs where {_KEY} and first = day and state = 'skipped'", key)
            store.execute(
                f"update runs set day = ? where {_KEY} and state = 'skipped'", ((day - DAY).isoformat(), *key)
            )
            store.execute(f"update runs set state = 'new', next_try = 0 where {_KEY} and state = 'failed'", key)
            _insert(store, schedule, Days(day, day), None)
        return self._found(key)

    def run(self, name: str) -> Run:
        """The run of this id; raises `UnknownReport`."""
        return self._found(parse_id(name))

    def again(self, run: Run) -> Run:
        """The run as it stands by now."""
        return self._found(run.key)

    def runs(self, limit: int) -> list[Run]:
        """The latest runs, the last day first."""
        return self._read("1 order by day desc, report, account limit ?", (limit,))

    def pending(self, schedule: Schedule) -> list[Run]:
        """The runs with something left to do, the first day first."""
        left = (
            "report = ? and account = ? and (state in ('new', 'writing', 'failed') and next_try is not null"
            " or state = 'written' and exists (select 1 from deliveries d where d.report = runs.report"
            " and d.account = runs.account and d.day = runs.day and d.state in ('new', 'sending', 'unknown')"
            " and d.next_try is not null)) order by day"
        )
        return self._read(left, (schedule.report, schedule.account))

    def named(self, beginning: str, account: str, since: date) -> list[Run]:
        """The runs whose report's name begins so, of the days from `since` on, the first day first."""
        where = "substr(report, 1, ?) = ? and account = ? and day >= ? order by day, report"
        return self._read(where, (len(beginning), beginning, account, since.isoformat()))

    def body(self, run: Run) -> bytes | None:
        """The report's JSON as it was stored; null where it isn't written yet."""
        with self._faults():
            found = self._connection.execute(f"select body from runs where {_KEY}", run.key).fetchone()
        return None if found is None else found[0]

    def message(self, run: Run, channel: str) -> bytes | None:
        """The message that was made for a channel, kept until it has arrived."""
        select = f"select message from deliveries where {_KEY} and channel = ?"
        with self._faults():
            found = self._connection.execute(select, (*run.key, channel)).fetchone()
        return None if found is None else found[0]

    def _take_back(self, store: sqlite3.Connection, schedule: Schedule, now: datetime) -> None:
        """Undoes what a clock decided that was ahead: days that have not ended, unless something of them was sent."""
        ahead = f"report = ? and account = ? and until > {_unix(now)}"
        who = (schedule.report, schedule.account)
        sent = (
            "exists (select 1 from deliveries d where d.report = runs.report and d.account = runs.account"
            " and d.day = runs.day and d.attempts > 0)"
        )
        told = "written while the clock was ahead, before its last day had ended"
        store.execute(f"update runs set note = ? where {ahead} and {sent} and note = ''", (told, *who))
        store.execute(f"delete from runs where {ahead} and not {sent} and state <> 'writing'", who)
        store.execute(
            "delete from deliveries where report = ? and account = ? and not exists (select 1 from runs r where"
            " r.report = deliveries.report and r.account = deliveries.account and r.day = deliveries.day)",
            who,
        )
        today = now.astimezone(schedule.zone).date().isoformat()
        store.execute("delete from starts where report = ? and account = ? and day >= ?", (*who, today))

    def _give_up(self, store: sqlite3.Connection, schedule: Schedule, oldest: date) -> None:
        """Ends by itself what is older than what is caught up; what may have been sent is left to a person, and what a
        person wants sent once more is sent, however old it is."""
        late = (schedule.report, schedule.account, oldest.isoformat())
        where = "report = ? and account = ? and day < ? and next_try is not null and state "
        said = f"given up after {schedule.days} days"
        store.execute(f"update runs set state = 'failed', next_try = null, note = ? || note where {where}"
                      "in ('new', 'failed')", (f"{said}: ", *late))  # fmt: skip
        store.execute(f"update deliveries set state = iif(attempts > 0, 'failed', 'skipped'), next_try = null,"
                      f" note = ? || note where {where}= 'new' and round = 0", (f"{said}: ", *late))  # fmt: skip

    def _found(self, key: tuple[str, str, str]) -> Run:
        found = self._read(_KEY, key)
        if not found:
            raise UnknownReport("-".join(key))
        return found[0]

    def _read(self, where: str, values: Iterable[Any]) -> list[Run]:
        """Runs with their deliveries, as they stood at one moment."""
        with self._faults():
            self._connection.execute("begin")
            try:
                runs = self._connection.execute(f"select {_RUN} from runs where {where}", tuple(values)).fetchall()
                select = f"select {_DELIVERY} from deliveries where {_KEY} order by rowid"
                return [_run(row, self._connection.execute(select, row[:3]).fetchall()) for row in runs]
            finally:
                self._connection.execute("rollback")


def _insert(store: sqlite3.Connection, schedule: Schedule, days: Days, omitted: str | None) -> None:
    """A run and its deliveries, where they aren't there yet."""
    key = (schedule.report, schedule.account, days.last.isoformat())
    window = days.window(schedule.zone)
    assert window.since and window.until  # noqa: S101
    state, next_try = ("new", 0) if omitted is None else ("skipped", None)
    store.execute(
        "insert or ignore into runs (report, account, day, first, since, until, zone, state, next_try, note)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*key, days.first.isoformat(), _unix(window.since), _unix(window.until), schedule.zone.key, state, next_try,
         omitted or ""),
    )  # fmt: skip
    for channel in schedule.channels if omitted is None else ():
        store.execute(
            "insert or ignore into deliveries (report, account, day, channel, delivery_id, state, next_try)"
            " values (?, ?, ?, ?, ?, 'new', 0)",
            (*key, channel, delivery_id(*key, channel, 0)),
        )


def _run(row: tuple[Any, ...], deliveries: list[tuple[Any, ...]]) -> Run:
    report, account, day, first, since, until, zone, state, attempts, next_try, written, sha256, note = row
    window = Window(since=from_unix(since), until=from_unix(until))
    days = Days(date.fromisoformat(first), date.fromisoformat(day))
    bare = Run(report, account, days, window, zone, state, attempts, _moment(next_try), _moment(written), sha256, note)
    return replace(bare, deliveries=tuple(_delivery(one) for one in deliveries))


def _delivery(row: tuple[Any, ...]) -> Delivery:
    channel, id, state, round, attempts, tried, next_try, sent, ext_id, sha256, note = row
    return Delivery(channel, id, state, round, attempts, _moment(tried), _moment(next_try), _moment(sent),
                    ext_id, sha256, note)  # fmt: skip


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else from_unix(seconds)


def _unix(moment: datetime) -> int:
    return int(moment.timestamp())
