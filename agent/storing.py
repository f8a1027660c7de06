"""What every store of the agent's has in common: a file of its owner's alone, and faults that say what to do next."""

import os
import sqlite3
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from pydantic import ValidationError

from agent.failures import StoreBusy, StoreUnusable


@dataclass(frozen=True)
class Form:
    """What a store holds: its tables, the number of their form, and what two writers of the same row mean.

    `synchronous` is `full` where what was written must outlive a power cut, and not this process alone. `wait`: seconds
    that a writer waits for another.
    """

    schema: str
    version: int
    clash: str
    synchronous: Literal["normal", "full"] = "normal"
    wait: float = 5.0


class Store:
    """One SQLite file that several processes may use at once. Each method may raise `StoreBusy` or `StoreUnusable`."""

    def __init__(self, path: Path, form: Form) -> None:
        self.path, self._form = path, form
        with self._faults():
            make_private(path)
            self._connection = sqlite3.connect(path, timeout=form.wait, isolation_level=None)
        with self._faults():
            self._prepare()

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def change(self) -> Generator[sqlite3.Connection]:
        """A transaction that no other process's can overlap; what is done in it stands or falls together."""
        with self._faults():
            self._connection.execute("begin immediate")
            try:
                yield self._connection
                self._connection.execute("commit")
            except BaseException:
                self._connection.execute("rollback")
                raise

    def _prepare(self) -> None:
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute(f"pragma synchronous = {self._form.synchronous}")
        self._connection.execute("begin immediate")  # two processes may come upon a new file at once
        (version,) = self._connection.execute("pragma user_version").fetchone()
        if version == 0:
            for statement in self._form.schema.split(";"):
                self._connection.execute(statement)
            self._connection.execute(f"pragma user_version = {self._form.version}")
        self._connection.execute("commit")
        if version not in (0, self._form.version):
            raise StoreUnusable(
                f"The store {str(self.path)!r} has the form {version}, and this paysleuth knows {self._form.version}. "
                "Use the paysleuth that wrote it, or set PAYSLEUTH_HOME to another folder."
            )

    def _faults(self) -> AbstractContextManager[None]:
        return _faults_of(self.path, self._form.clash)


def make_private(path: Path) -> None:
    """Makes a store's folder and file, where they aren't there yet, for their owner alone. Raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


@contextmanager
def _faults_of(path: Path, clash: str) -> Generator[None]:
    """Turns what SQLite, the disk or a stored row says into a failure with a next step.

    `clash` says what two writers of the same row mean here.
    """
    where = f"The store {str(path)!r}"
    advice = "Move it away, or set PAYSLEUTH_HOME to another folder."
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.OperationalError as fault:
        if fault.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise StoreBusy(f"{where} is held by another process. Try again when that has ended.") from fault
        raise StoreUnusable(f"{where} can't be used: {fault}. {advice}") from fault
    except sqlite3.IntegrityError as fault:
        raise StoreBusy(f"{where}: {clash}. Wait until it has ended.") from fault
    except sqlite3.DatabaseError as fault:
        raise StoreUnusable(f"{where} is damaged or no store of paysleuth: {fault}. {advice}") from fault
    except ValidationError as fault:
        raise StoreUnusable(f"{where} holds a {fault.title} that can't be read. {advice}") from fault
    except OSError as fault:
        raise StoreUnusable(f"{where} can't be opened: {fault.strerror}. {advice}") from fault
