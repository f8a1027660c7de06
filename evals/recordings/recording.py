"""Recording what a model says on the suite's cases, with the score that its answer had."""

import asyncio
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from agent.models import Model
from agent.models.choice import PLAYBOOK
from evals.gate import SUITE_VERSION
from evals.recorded.cases import FOLDER as ACCOUNTS
from evals.recorded.cases import account_of
from evals.recorded.faults import NotRecordable
from evals.recordings.file import Head, MadeBy, TurnsRecorded
from evals.recordings.keys import digest
from evals.recordings.recorder import Recorder
from evals.running.asking import ask
from evals.running.job import Driver
from evals.running.ran import Ran, Status
from evals.running.run import job
from evals.scoring import ScoreCard, score
from evals.suite.accounts import Opened
from evals.suite.case import Case, Recorded
from evals.suite.worlds import Worlds
from tools.contract.clock import Clock
from tools.operations.environment import Environment

_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")

PLACES = 4
"""Of a quality, as recordings keep it."""


@dataclass(frozen=True)
class Desk:
    """What recording and replaying work with: how a case's account is opened, and who answers on what machine."""

    open: Callable[[Case], AbstractContextManager[Opened]]
    worlds: Worlds
    environment: Environment
    clock: Clock
    accounts: Path = ACCOUNTS


def record(case: Case, trial: int, driver: Driver, desk: Desk) -> TurnsRecorded:
    """One trial of a case, its turns kept. Raises `NotRecordable` where the model could not see it through."""
    made: list[Recorder] = []
    world = account_digest(case, desk)

    def around(model: Model) -> Model:
        made.append(Recorder(model, case.id, world))
        return made[-1]

    ran, card = trial_of(case, trial, driver, desk, around)
    [recorder] = made
    if ran.status is not Status.ANSWERED or ran.unavailable is not None or recorder.setup is None:
        raise NotRecordable(f"{case.id}: {ran.reason or ran.status}: nothing is recorded of it")
    by = made_by(driver, desk.environment)
    head = Head(
        trial=trial,
        recorded=desk.clock.now(),
        made_by=by,
        model=ran.model,
        sdk=None if by == "playbook" else version("anthropic"),
        setup=recorder.setup,
        suite_version=SUITE_VERSION,
        passed=card.passed,
        quality=round(card.quality, PLACES),
    )
    return TurnsRecorded(head=head, lines=recorder.lines)


def trial_of(
    case: Case, trial: int, driver: Driver, desk: Desk, around: Callable[[Model], Model]
) -> tuple[Ran, ScoreCard]:
    """What came of asking a case, with `around` about the model, and its score."""
    with desk.open(case) as opened, tempfile.TemporaryDirectory() as home:
        ran = asyncio.run(ask(job(case, trial, opened, driver), desk.environment, Path(home), desk.clock, around))
        ran = ran.model_copy(update={"requests": opened.requests(), "unrecorded": opened.unrecorded()})
        return ran, score(case, ran, opened.objects)


def account_digest(case: Case, desk: Desk) -> str:
    """Of the account that a case plays on, and of all that is laid over it."""
    if isinstance(case.source, Recorded):
        account = account_of(case, desk.accounts).digest()
    else:
        account = desk.worlds.of(case.source).shelves.digest
    grants = case.grants
    return digest(
        {
            "account": account,
            "noise": [*case.noise],
            "injection": case.injection,
            "mode": grants.mode,
            "denied": [*sorted(grants.denied)],
            "connected": [*grants.connected],
            "now": case.source.now.isoformat(),
        }
    )


def made_by(driver: Driver, environment: Environment) -> MadeBy:
    """Who speaks: what answers on this very machine in the place of a provider is no model, whatever it is called."""
    if driver.name == PLAYBOOK:
        return "playbook"
    host = urlsplit(environment.anthropic_url or "").hostname
    return "scripted" if host in _THIS_MACHINE else "model"
