"""The store of reads: what was asked of Stripe and what came back, projected and masked.

It is the one source of every analysis, of the cache, of resuming, and of turning a run into a case. A read is kept
before anyone sees its body. Requests that Stripe refused for good are kept too, so that none is made twice.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import orjson
from pydantic import JsonValue

from tools.contract.outcome import Failure
from tools.contract.record import compact
from tools.storage import StoreError, open_database, reporting, transaction

JsonObject = dict[str, JsonValue]

_SCHEMA = """
CREATE TABLE reads (
    number INTEGER PRIMARY KEY, thread TEXT NOT NULL, path TEXT NOT NULL, query TEXT NOT NULL, scope TEXT NOT NULL,
    version TEXT NOT NULL, request_id TEXT, body TEXT, failure TEXT, UNIQUE (thread, path, query, scope, version))
"""


@dataclass(frozen=True)
class ReadKey:
    """What makes two reads the same; `query` is canonical, with placeholders for personal data."""

    path: str
    query: str
    scope: str | None
    version: str


@dataclass(frozen=True)
class StoredRead:
    """A response: its masked body, or why Stripe refused it."""

    body: JsonObject | None
    request_id: str | None
    failure: Failure | None = None


class ReadStore(Protocol):
    """The reads of one investigation."""

    def find(self, key: ReadKey) -> StoredRead | None: ...

    def queries(self, path: str, scope: str | None, version: str) -> list[str]:
        """The queries of a path that are kept, in the order in which they were."""
        ...

    def append(self, key: ReadKey, read: StoredRead) -> None:
        """Keeps a read; durable, where the store is, when the call returns. The first read under a key stays."""
        ...

    def count(self) -> int: ...


class MemoryReads:
    """Reads that end with the process; `seconds` is how long one stays fresh, for ever by default."""

    def __init__(self, seconds: float | None = None, monotonic: Callable[[], float] | None = None) -> None:
        self._reads: dict[ReadKey, tuple[float, StoredRead]] = {}
        self._seconds = seconds
        self._monotonic = monotonic or (lambda: 0.0)

    def find(self, key: ReadKey) -> StoredRead | None:
        at, read = self._reads.get(key, (0.0, None))
        stale = self._seconds is not None and self._monotonic() - at > self._seconds
        return None if stale else read

    def queries(self, path: str, scope: str | None, version: str) -> list[str]:
        where = (path, scope, version)
        kept = [key for key in self._reads if (key.path, key.scope, key.version) == where]
        return [key.query for key in kept if self.find(key) is not None]

    def append(self, key: ReadKey, read: StoredRead) -> None:
        if self.find(key) is None:
            self._reads[key] = (self._monotonic(), read)

    def count(self) -> int:
        return len(self._reads)


class SqliteReads:
    """The reads of one thread in a file; raises `StoreError` where the file can't be used.

    A read outlives the process that made it. A power cut may take the last ones, which are then made again.
    """

    def __init__(self, path: Path, thread: str) -> None:
        self._path = path
        self._thread = thread
        self._database = open_database(path, _SCHEMA, version=1, synchronous="NORMAL")

    def find(self, key: ReadKey) -> StoredRead | None:
        with reporting(self._path):
            row = self._database.execute(
                "SELECT body, request_id, failure FROM reads"
                " WHERE thread = ? AND path = ? AND query = ? AND scope = ? AND version = ?",
                self._row(key),
            ).fetchone()
        return None if row is None else self._parse(*row)

    def queries(self, path: str, scope: str | None, version: str) -> list[str]:
        with reporting(self._path):
            rows = self._database.execute(
                "SELECT query FROM reads WHERE thread = ? AND path = ? AND scope = ? AND version = ? ORDER BY number",
                (self._thread, path, scope or "", version),
            ).fetchall()
        return [query for (query,) in rows]

    def append(self, key: ReadKey, read: StoredRead) -> None:
        body = None if read.body is None else _written(read.body)
        failure = None if read.failure is None else compact(read.failure.to_json())
        with transaction(self._database, self._path):
            self._database.execute(
                "INSERT OR IGNORE INTO reads (thread, path, query, scope, version, request_id, body, failure)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*self._row(key), read.request_id, body, failure),
            )

    def entries(self) -> list[tuple[ReadKey, StoredRead]]:
        """Every read of the thread, in the order in which they were kept."""
        with reporting(self._path):
            rows = self._database.execute(
                "SELECT path, query, scope, version, body, request_id, failure FROM reads"
                " WHERE thread = ? ORDER BY number",
                (self._thread,),
            ).fetchall()
        return [
            (ReadKey(path, query, scope or None, version), self._parse(*stored))
            for path, query, scope, version, *stored in rows
        ]

    def count(self) -> int:
        with reporting(self._path):
            row = self._database.execute("SELECT count(*) FROM reads WHERE thread = ?", (self._thread,)).fetchone()
        return int(row[0])

    def close(self) -> None:
        self._database.close()

    def _row(self, key: ReadKey) -> tuple[str, str, str, str, str]:
        return (self._thread, key.path, key.query, key.scope or "", key.version)

    def _parse(self, body: str | None, request_id: str | None, failure: str | None) -> StoredRead:
        try:
            return StoredRead(
                body=None if body is None else orjson.loads(body),
                request_id=request_id,
                failure=None if failure is None else Failure.from_json(orjson.loads(failure)),
            )
        except ValueError:
            raise StoreError(self._path, "holds a damaged read", "move it away to start afresh") from None


def _written(body: JsonObject) -> str:
    """A body as it is kept; one with half a character in it, which orjson refuses, is written with that escaped."""
    try:
        return orjson.dumps(body).decode()
    except TypeError:
        return json.dumps(body, separators=(",", ":"))
