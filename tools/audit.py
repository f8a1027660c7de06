"""The audit: what was done, by whom, when; appended only, each entry chained to the one before by its hash.

An entry `started` is written before a tool call or a request to Stripe is made; where it can't be written, the call is
not made. A tool call's is on disk by then. A request's, and every `finished`, survives the process at once, and a power
cut from the next tool call or head on: the call that they belong to stands before them. Entries hold
ids, codes and counts, never a prompt, an answer or a personal value.

A chain shows an edit, a deletion or an insertion within it. That its end was cut off shows only against a head that was
kept elsewhere: hand one to `verify`. Signing and pruning are not here yet, and neither is anything that stops who owns
the file from writing the whole chain anew.
"""

import hashlib
import json
import sqlite3
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue

from tools.contract.clock import Clock
from tools.storage import open_database, reporting, transaction

TOOL_CALL = "tool.call"
"""What a tool call is recorded as: the entry that its requests belong to."""

_DOMAIN = b"paysleuth audit 1"
_NOTHING = "0" * 64

_SCHEMA = """
CREATE TABLE audit (
    number INTEGER PRIMARY KEY CHECK (number > 0), previous TEXT NOT NULL, hash TEXT NOT NULL, entry TEXT NOT NULL);
CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is appended only'); END;
CREATE TRIGGER audit_undeleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is appended only'); END
"""

Details = dict[str, JsonValue]


@dataclass(frozen=True)
class Head:
    """The end of a chain: how many entries it has, and the last one's hash. Worth keeping elsewhere."""

    number: int
    hash: str


@dataclass(frozen=True)
class Verified:
    """What a verification found: `problems` is empty for a whole chain; each names the entry where it shows."""

    head: Head
    problems: tuple[str, ...]

    @property
    def whole(self) -> bool:
        return not self.problems


class Audit:
    """The audit in a file; `actor` is who paysleuth runs for. Every method raises `StoreError` where it can't write.

    Several processes may append to one file.
    """

    def __init__(self, path: Path, clock: Clock, actor: str) -> None:
        self._path = path
        self._clock = clock
        self._actor = actor
        self._database = open_database(path, _SCHEMA, version=1)

    def started(self, what: str, details: Details) -> int:
        """Records that something is about to be done, and gives the number that its end refers to."""
        return self._append(what, "started", details, "FULL" if what == TOOL_CALL else "NORMAL").number

    def finished(self, number: int, details: Details) -> None:
        """Records how what was started as `number` ended."""
        self._append(None, "finished", {"started": number, **details}, "NORMAL")

    def noted(self, what: str, details: Details) -> Head:
        """Records something that is done already; gives the chain's new end."""
        return self._append(what, "noted", details, "FULL")

    def head(self) -> Head:
        """The chain's present end, on disk before it is given."""
        with reporting(self._path):
            self._database.execute("PRAGMA synchronous = FULL")
            self._database.execute("PRAGMA wal_checkpoint(PASSIVE)")
            return _head(self._database)

    def close(self) -> None:
        self._database.close()

    def _append(self, what: str | None, phase: str, details: Details, synchronous: str) -> Head:
        at = self._clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        entry = canonical({"actor": self._actor, "at": at, "details": details, "phase": phase, "what": what})
        with reporting(self._path):
            self._database.execute(f"PRAGMA synchronous = {synchronous}")
        with transaction(self._database, self._path):
            last = _head(self._database)
            number = last.number + 1
            digest = chained(last.hash, number, entry)
            self._database.execute("INSERT INTO audit VALUES (?, ?, ?, ?)", (number, last.hash, digest, entry))
        return Head(number, digest)


def canonical(entry: Details) -> str:
    """The one text of an entry: names sorted, no spaces, ASCII."""
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def chained(previous: str, number: int, entry: str) -> str:
    """The hash of an entry in its place: SHA-256 over the domain, the hash before, the number and the text."""
    parts = (_DOMAIN, previous.encode(), str(number).encode(), entry.encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def verify(path: Path, known: Head | None = None) -> Verified:
    """Whether the chain in a file is whole, and goes at least as far as the head `known` from elsewhere.

    Reads without changing anything; raises `StoreError` for a file that is no audit.
    """
    with reporting(path), _reading(path) as database:
        rows = database.execute("SELECT number, previous, hash, entry FROM audit ORDER BY number")
        return _verify(rows, known)


def _verify(rows: Iterable[tuple[int, str, str, str]], known: Head | None) -> Verified:
    last, problems, met = Head(0, _NOTHING), list[str](), known is None or known.number == 0
    for number, previous, digest, entry in rows:
        if number != last.number + 1:
            problems.append(f"entries {last.number + 1} to {number - 1} are missing")
        elif previous != last.hash:
            problems.append(f"entry {number} doesn't follow the one before it")
        if chained(previous, number, entry) != digest:
            problems.append(f"entry {number} was changed")
        if known is not None and number == known.number:
            met = digest == known.hash
            if not met:
                problems.append(f"entry {number} is not the one whose head is known")
        last = Head(number, digest)
    if not met and known is not None and last.number < known.number:
        problems.append(f"entries {last.number + 1} to {known.number} were cut off")
    return Verified(last, tuple(problems))


def _head(database: sqlite3.Connection) -> Head:
    row = database.execute("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1").fetchone()
    return Head(0, _NOTHING) if row is None else Head(int(row[0]), str(row[1]))


@contextmanager
def _reading(path: Path) -> Generator[sqlite3.Connection]:
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        yield database
    finally:
        database.close()
