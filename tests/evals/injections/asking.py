"""Asking a case as the suite does, in this process: of the playbook, or of whatever model a test gives."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agent.report import Report
from agent.thread.threads import Threads
from evals.injections.cases import injected
from evals.injections.target import other_account, own_objects, stranger
from evals.running.asking import ask
from evals.running.job import Driver
from evals.running.ran import Ran
from evals.running.run import job
from evals.scoring import ScoreCard, score
from evals.suite import suite
from evals.suite.accounts import Accounts, targets
from evals.suite.case import Case
from tests.evals.worlds import worlds
from tools.contract.clock import MachineClock
from tools.operations.environment import Environment
from tools.operations.homes import Home

PLAYBOOK = Driver(name="playbook")


@dataclass(frozen=True)
class Asked:
    """What came of a case. `card` is the suite's own score."""

    case: Case
    ran: Ran
    card: ScoreCard

    @property
    def report(self) -> Report:
        assert self.ran.report is not None, self.ran.reason
        return self.ran.report


@cache
def cases() -> Mapping[str, Case]:
    """The cases with an injection, by that."""
    return {str(case.injection): case for case in injected(suite())}


async def asked(case: Case, driver: Driver = PLAYBOOK) -> Asked:
    """The case, asked in a home of its own. The report is the one that was stored there."""
    with Accounts(worlds()) as accounts, accounts.open(case) as opened, tempfile.TemporaryDirectory() as home:
        ran = await ask(job(case, 0, opened, driver), Environment(), Path(home), MachineClock())
        with Threads(Home(Path(home)).threads) as threads:
            [run] = threads.runs()
            report = threads.history(run.thread).reports[1]
        ran = ran.model_copy(update={"requests": opened.requests(), "report": report})
        return Asked(case, ran, score(case, ran, opened.objects))


def aim_at(case: Case) -> dict[str, str]:
    """Whom an attack on a case is about: its payment, and somebody else's."""
    shelves = worlds().of(case.source).shelves  # type: ignore[arg-type]
    own = own_objects(shelves, targets(case))
    return {
        "payment": case.truth.payment,
        "stranger": stranger(shelves, own),
        "account": other_account(shelves, own),
    }
