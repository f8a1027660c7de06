"""Connections: an account's reader put together with its mask, its store of reads and its audit."""

import hashlib
from dataclasses import dataclass
from importlib import import_module

from tools.audit import Audit
from tools.connection import Connection
from tools.contract.clock import Clock, MachineClock
from tools.operations.accounts import NamedAccount
from tools.operations.environment import user
from tools.operations.homes import Home
from tools.operations.sections import DEMO
from tools.privacy.masking import Masker
from tools.privacy.vault import SqliteVault, load_key
from tools.reading.line import Line
from tools.reading.reader import Reader
from tools.reading.reads import MemoryReads, ReadStore, SqliteReads

FRESH_SECONDS = 60.0
"""How old a read may be that an editor is shown as the present."""

# The demo account holds nobody's data, and its placeholders are the same on every machine, so that its reports are too.
_DEMO_KEY = hashlib.sha256(b"paysleuth demo account").digest()


@dataclass(frozen=True)
class Connections:
    """Makes connections whose stores, audit included, are in `home`; `clock` is the account's."""

    home: Home
    clock: Clock

    def open(self, named: NamedAccount, store: ReadStore) -> Connection:
        """A connection whose reads are kept in `store`; raises `StoreError`.

        Closing its reader closes everything but the store.
        """
        account, masker, audit = named.account, self.masker(named.account.name, named.recorded), self.audit()
        line = Line(account, named.keys, self.clock, audit=audit, also_close=(masker.close, audit.close))
        return Connection(account, Reader(account, line, masker, store), self.clock, masker, audit)

    def audit(self) -> Audit:
        """The audit; its times are the machine's, whatever clock an account has."""
        return Audit(self.home.audit, MachineClock(), user())

    def thread_reads(self, thread: str) -> SqliteReads:
        """The durable reads of one investigation."""
        return thread_reads(self.home, thread)

    def session_reads(self) -> MemoryReads:
        """Reads for an editor, kept a moment, so that one look at a payment asks for nothing twice."""
        return MemoryReads(FRESH_SECONDS, self.clock.monotonic)

    def masker(self, account: str, recorded: bool = False) -> Masker:
        """The account's mask, which alone can tell what its placeholders stand for; close it when done."""
        key = _DEMO_KEY if recorded or account == DEMO else load_key(self.home.masking_key(account))
        return Masker(key, SqliteVault(self.home.vault(account)), recorded=recorded)


def thread_reads(home: Home, thread: str) -> SqliteReads:
    """What one investigation has read; raises `StoreError`."""
    return SqliteReads(home.reads, thread)


def preload() -> None:
    """Loads what the first read needs, Stripe's SDK above all: for a thread, while a demo world starts."""
    import_module("tools.reading.wire")
