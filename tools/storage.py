"""SQLite files as paysleuth keeps them: owner-only, write-ahead logged, durable unless said otherwise."""

import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from tools.contract.fault import Fault


class StoreError(Fault):
    """A file that can't be used: which, why, and what to do next."""

    def __init__(self, path: Path, problem: str, next_step: str) -> None:
        super().__init__(f"{path} {problem}. {next_step[:1].upper()}{next_step[1:]}.")
        self.path = path
        self.problem = problem
        self.next = next_step


@contextmanager
def reporting(path: Path) -> Generator[None]:
    """Turns SQLite's errors on `path` into `StoreError`s."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreError(
            path, f"can't be used: {error}", "check the disk, the permissions and other processes"
        ) from None
    except sqlite3.DatabaseError:
        raise StoreError(path, "is damaged or no store of paysleuth", "move it away to start afresh") from None


@contextmanager
def transaction(database: sqlite3.Connection, path: Path) -> Generator[None]:
    """One write: whole when the block ends, or not made at all."""
    with reporting(path):
        database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            database.execute("ROLLBACK")
            raise
        database.execute("COMMIT")


def open_database(
    path: Path, schema: str, version: int, synchronous: Literal["FULL", "NORMAL"] = "FULL"
) -> sqlite3.Connection:
    """The database at `path`, made by `schema` (statements separated by `;` and a new line) where it isn't there yet.

    `NORMAL` is for what may be lost in a power cut, though never by the end of a process.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreError(
            path, f"can't be opened: {error.strerror}", "choose another folder in PAYSLEUTH_HOME"
        ) from None
    with reporting(path):
        database = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute(f"PRAGMA synchronous = {synchronous}")
            _prepare(database, path, schema, version)
        except BaseException:
            database.close()
            raise
    return database


def _prepare(database: sqlite3.Connection, path: Path, schema: str, version: int) -> None:
    database.execute("BEGIN IMMEDIATE")
    found = int(database.execute("PRAGMA user_version").fetchone()[0])
    if found == 0:
        for statement in schema.split(";\n"):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {version:d}")
    database.execute("COMMIT")
    if found not in (0, version):
        raise StoreError(
            path, f"is of version {found}, not {version}", "move it away, or use the paysleuth that made it"
        )
