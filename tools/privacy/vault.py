"""What placeholders stand for: kept on this machine, for the local reader of a report and for arguments.

The file and the key beside it are readable by their owner alone. Deleting the key makes every placeholder of the
account meaningless; values are not encrypted, for the key would have to lie beside them.
"""

import os
import secrets
from pathlib import Path
from typing import Protocol

from tools.storage import StoreError, open_database, reporting, transaction

_SCHEMA = "CREATE TABLE vault (placeholder TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"


class Vault(Protocol):
    """Originals by placeholder. The first value that is kept under a placeholder stays."""

    def find(self, placeholder: str) -> str | None: ...

    def keep(self, placeholder: str, value: str) -> None: ...

    def flush(self) -> None:
        """Makes everything kept so far durable."""
        ...

    def close(self) -> None: ...


class MemoryVault:
    """A vault that ends with the process."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def find(self, placeholder: str) -> str | None:
        return self._values.get(placeholder)

    def keep(self, placeholder: str, value: str) -> None:
        self._values.setdefault(placeholder, value)

    def flush(self) -> None:
        """Nothing outlives the process."""

    def close(self) -> None:
        """Nothing is open."""


class SqliteVault:
    """A vault in a file; raises `StoreError` where the file can't be used."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database = open_database(path, _SCHEMA, version=1, synchronous="NORMAL")
        self._pending: dict[str, str] = {}

    def find(self, placeholder: str) -> str | None:
        if placeholder in self._pending:
            return self._pending[placeholder]
        with reporting(self._path):
            row = self._database.execute("SELECT value FROM vault WHERE placeholder = ?", (placeholder,)).fetchone()
        return None if row is None else str(row[0])

    def keep(self, placeholder: str, value: str) -> None:
        self._pending.setdefault(placeholder, value)

    def flush(self) -> None:
        if self._pending:
            with transaction(self._database, self._path):
                self._database.executemany("INSERT OR IGNORE INTO vault VALUES (?, ?)", self._pending.items())
            self._pending.clear()

    def close(self) -> None:
        try:
            self.flush()
        finally:
            self._database.close()


def load_key(path: Path) -> bytes:
    """The account's masking key, made at first use: 32 random bytes, readable by their owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_key(path)
    with os.fdopen(handle, "wb") as file:
        key = secrets.token_bytes(32)
        file.write(key)
    return key


def _read_key(path: Path) -> bytes:
    key = path.read_bytes()
    if len(key) != 32:
        raise StoreError(path, "holds no masking key of 32 bytes", "restore it, or move it away to start afresh")
    return key
