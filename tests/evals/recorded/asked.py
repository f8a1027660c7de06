"""A recorded account to be asked: the suite's demo investigation, with the product's reader and investigator."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from evals.recorded.account import RecordedAccount
from evals.recorded.cases import account_of, case_named
from evals.recorded.serving import serve_recorded
from evals.running.asking import ask
from evals.running.job import Driver
from evals.running.ran import Ran
from evals.running.run import job
from evals.suite.accounts import Opened
from evals.suite.case import Case
from tools.contract.clock import MachineClock
from tools.operations.environment import Environment
from tools.operations.keys import FixedKey, Key
from tools.privacy.masking import Masker
from tools.privacy.vault import MemoryVault
from tools.reading.line import Line
from tools.reading.reader import Reader
from tools.reading.reads import MemoryReads

INCIDENT = "rec-0001"


def incident() -> tuple[Case, RecordedAccount]:
    """The case that was made of an investigation of the demo account, and its account."""
    case = case_named(INCIDENT)
    return case, account_of(case)


def asked(case: Case, account: RecordedAccount, home: Path, question: str | None = None) -> tuple[Ran, Opened]:
    """What the playbook answers on a recorded account."""
    meant = case if question is None else case.model_copy(update={"question": question})
    with serve_recorded(account) as opened:
        given = job(meant, 0, opened, Driver(name="playbook"))
        ran = asyncio.run(ask(given, Environment(home=home), home, MachineClock()))
        return ran.model_copy(update={"requests": opened.requests(), "unrecorded": opened.unrecorded()}), opened


@asynccontextmanager
async def reading(account: RecordedAccount, key: str | None = None) -> AsyncGenerator[tuple[Reader, Opened]]:
    """The product's reader on a recorded account, masking with a key that the recording never saw."""
    with serve_recorded(account) as opened:
        meant = account.account.model_copy(update={"base_url": opened.url})
        line = Line(meant, FixedKey(Key(key or opened.key)), MachineClock())
        reader = Reader(meant, line, Masker(b"r" * 32, MemoryVault(), recorded=True), MemoryReads())
        try:
            yield reader, opened
        finally:
            await reader.close()
