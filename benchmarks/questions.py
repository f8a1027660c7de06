"""How right the playbook is, and what it spends: every planted question, on accounts drawn when this is run.

`python -m benchmarks.questions [--seeds N] [--every]` prints each miss and a table. It exits 1 where fewer than 95 of
100 questions are answered by their truth, or where any report asserts a cause that isn't the truth's. Seeds are drawn
anew each time and printed; `--seed S` repeats one. `--every` asks all phrasings of a question, not the first alone.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import SystemRandom
from typing import cast

from agent.compose import Choice, Setting, World, open_investigation
from agent.report import Report
from agent.thread.history import conversation
from evals.recipes import ABSTAINING, RECIPES, TWINS, WIDER
from evals.truth import Case, Fact
from evals.world.build import build_world
from evals.world.http.serving import Served, serve
from evals.world.shelf import Shelves
from tools.contract.record import compact
from tools.operations.accounts import DemoWorld
from tools.operations.environment import Environment
from tools.operations.keys import Key

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
ENOUGH = 0.95
NAMES = [name for name, _ in (*RECIPES, *WIDER, *TWINS, *ABSTAINING)]


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
class Scored:
    """One question: what was said of it, and what it cost. `tokens` are the last request's bytes over four."""

    seed: int
    recipe: str
    question: str
    report: Report
    truth: tuple[str, str | None, str]
    acceptable: frozenset[str]
    lacking: tuple[str, ...]
    tokens: int

    @property
    def said(self) -> tuple[str, str | None, str]:
        return self.report.verdict, self.report.cause, self.report.party

    @property
    def answered(self) -> bool:
        """Whether verdict, cause and party are the truth's."""
        return self.said == self.truth

    @property
    def right(self) -> bool:
        return self.answered and not self.lacking

    @property
    def wrong_cause(self) -> bool:
        """Whether a cause is asserted that isn't so; to leave it open is no wrong."""
        return self.report.cause is not None and self.report.cause not in {self.truth[1], *self.acceptable}


def _always(world: World) -> Callable[[int, datetime, Path | None], World]:
    return lambda seed, now, log: world


async def ask(case: Case, question: str, seed: int, running: Running, now: datetime = NOW) -> Scored:
    """The question in a thread of its own, through everything that `paysleuth ask` goes through."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        world = replace(running, connected=case.grants.connected)
        found = replace(Setting.find(home), environment=Environment(home=home), world=_always(world))
        async with open_investigation(Choice(model="playbook", now=now, seed=seed), setting=found) as investigation:
            report = await investigation.ask(question, lambda event: None)
            said = conversation(investigation.journal().history)
    truth = case.truth
    return Scored(
        seed=seed,
        recipe=case.recipe,
        question=question,
        report=report,
        truth=(truth.verdict, truth.cause, truth.party),
        acceptable=frozenset(truth.acceptable),
        lacking=tuple(fact.key for fact in truth.facts if fact.critical and not _stated(fact, report)),
        tokens=len(compact(said.to_json()).encode()) // 4,
    )


def _stated(fact: Fact, report: Report) -> bool:
    """Whether a fact of the kinds that one value carries stands behind a finding."""
    if fact.kind not in {"id", "enum", "money", "text"}:
        return True
    values = {str(value) for finding in report.findings for one in finding.facts for value in _values(one.value)}
    return str(fact.value) in values


def _values(value: object) -> Iterator[object]:
    yield value
    if isinstance(value, dict):
        yield cast(dict[str, object], value).get("minor")


async def run(seed: int, every: bool) -> list[Scored]:
    """All questions of one account."""
    world = build_world(NAMES, seed, int(NOW.timestamp()))
    return await answers(world.shelves, world.cases.values(), seed, every=every)


async def answers(
    shelves: Shelves,
    cases: Iterable[Case],
    seed: int,
    *,
    every: bool = False,
    now: datetime = NOW,
    time_zone: str | None = None,
) -> list[Scored]:
    """The questions of cases, each asked with the key that its asker has; those about live keys are left out."""
    mine = [case for case in cases if case.grants.mode == "test"]
    scored: list[Scored] = []
    for denied in sorted({case.grants.denied for case in mine}, key=sorted):
        with serve(shelves, denied=denied) as served:
            running = Running(served, time_zone)
            for case in (case for case in mine if case.grants.denied == denied):
                asked = case.questions if every else case.questions[:1]
                scored += [await ask(case, one.text, seed, running, now) for one in asked]
    return scored


def shown(answer: tuple[str, str | None, str]) -> str:
    """An answer in one line."""
    return " / ".join(str(part or "no cause") for part in answer)


def table(scored: list[Scored]) -> str:
    """The figures, over all questions."""
    right, wrong = [one for one in scored if one.right], [one for one in scored if one.wrong_cause]
    reads, tokens = [one.report.cost.stripe_reads for one in scored], [one.tokens for one in scored]
    return "\n".join(
        [
            f"questions                  {len(scored)}, of {len({one.recipe for one in scored})} recipes",
            f"answered by their truth    {len(right)} ({len(right) / len(scored):.1%}), wanted: {ENOUGH:.0%}",
            f"a wrong cause asserted     {len(wrong)}, wanted: none",
            f"reads of Stripe            median {statistics.median(reads):g}, most {max(reads)}",
            f"tokens (bytes/4, estimate) median {statistics.median(tokens):g}, most {max(tokens)}",
        ]
    )


def main() -> int:
    """Print the misses and the table; the exit code says whether they are good enough."""
    arguments = argparse.ArgumentParser(description="How right the playbook is.")
    arguments.add_argument("--seeds", type=int, default=2, help="how many accounts to draw")
    arguments.add_argument("--seed", type=int, action="append", help="this account instead of drawn ones")
    arguments.add_argument("--every", action="store_true", help="ask every phrasing")
    given = arguments.parse_args()
    seeds = given.seed or [SystemRandom().randrange(1, 10**6) for _ in range(given.seeds)]
    print(f"seeds {', '.join(map(str, seeds))}; the account's clock stands at {NOW:%Y-%m-%d %H:%M} UTC\n")
    scored = [one for seed in seeds for one in asyncio.run(run(seed, given.every))]
    for miss in (one for one in scored if not one.right):
        lacking = f" lacking {', '.join(miss.lacking)}" if miss.lacking else ""
        print(
            f"{miss.seed} {miss.recipe}: {miss.question}\n    said {shown(miss.said)}, is {shown(miss.truth)}{lacking}"
        )
    print(f"\n{table(scored)}")
    good = sum(one.right for one in scored) >= ENOUGH * len(scored) and not any(one.wrong_cause for one in scored)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
