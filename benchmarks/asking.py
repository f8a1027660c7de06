"""The planted questions of an account, asked of the playbook through everything that `paysleuth ask` goes through."""

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from agent.compose import Choice, Setting, World, open_investigation
from agent.report import Report
from evals.recipes import ABSTAINING, RECIPES, TWINS, WIDER
from evals.truth import Case
from evals.world.http.serving import Served, serve
from evals.world.shelf import Shelves
from tools.operations.accounts import DemoWorld
from tools.operations.environment import Environment
from tools.operations.keys import Key

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
NAMES = [name for name, _ in (*RECIPES, *WIDER, *TWINS, *ABSTAINING)]

Verdict = tuple[str, str | None, str]
"""A verdict, its cause and who must act."""


@dataclass(frozen=True)
class Running:
    """A world served in this process, in the place of one that is started; `connected` accounts may be read."""

    served: Served
    time_zone: str | None = None
    connected: tuple[str, ...] = ()

    async def ready(self) -> DemoWorld:
        world = DemoWorld(url=self.served.url, key=Key(self.served.key), connected=self.connected)
        return replace(world, time_zone=self.time_zone) if self.time_zone else world

    def end(self) -> None: ...


@dataclass(frozen=True)
class Answered:
    """One question, what was said of it, and what is so."""

    recipe: str
    question: str
    report: Report
    truth: Verdict

    @property
    def said(self) -> Verdict:
        return self.report.verdict, self.report.cause, self.report.party

    @property
    def right(self) -> bool:
        return self.said == self.truth


async def answers(
    shelves: Shelves, cases: Iterable[Case], seed: int, *, now: datetime = NOW, time_zone: str | None = None
) -> list[Answered]:
    """The first question of each case, asked with the key that its asker has; those about live keys are left out."""
    mine = [case for case in cases if case.grants.mode == "test"]
    answered: list[Answered] = []
    for denied in sorted({case.grants.denied for case in mine}, key=sorted):
        with serve(shelves, denied=denied) as served:
            running = Running(served, time_zone)
            answered += [await _ask(case, seed, running, now) for case in mine if case.grants.denied == denied]
    return answered


async def _ask(case: Case, seed: int, running: Running, now: datetime) -> Answered:
    question = case.questions[0].text
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        world = replace(running, connected=case.grants.connected)
        found = replace(Setting.find(home), environment=Environment(home=home), world=always(world))
        async with open_investigation(Choice(model="playbook", now=now, seed=seed), setting=found) as investigation:
            report = await investigation.ask(question, lambda event: None)
    return Answered(case.recipe, question, report, (case.truth.verdict, case.truth.cause, case.truth.party))


def always(world: World) -> Callable[[int, datetime, Path | None], World]:
    """What starts a world, where there is but this one."""
    return lambda seed, now, log: world


def shown(answer: Verdict) -> str:
    """An answer in one line."""
    return " / ".join(str(part or "no cause") for part in answer)
