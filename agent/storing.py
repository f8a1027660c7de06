"""What every store of the agent's has in common: a file of its owner's alone, and faults that say what to do next."""

import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from agent.failures import StoreBusy, StoreUnusable


def make_private(path: Path) -> None:
    """Makes a store's folder and file, where they aren't there yet, for their owner alone. Raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


@contextmanager
def faults_of(path: Path, clash: str) -> Generator[None]:
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
