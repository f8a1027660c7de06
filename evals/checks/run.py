"""All checks over the whole suite, account by account: what each has to complain of, and how long it took."""

import asyncio
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ParamSpec

from evals.checks import balance, footprint, isolation, leaks, order, places, reach, sameness, uniqueness, wording
from evals.checks.staged import Staged
from evals.recorded import recorded_cases
from evals.suite import suite
from evals.suite.accounts import Accounts
from evals.suite.case import Case
from evals.suite.manifest import Manifest, Stage, load_manifest
from evals.suite.regenerate import drift, regenerate
from evals.suite.telling import Tellings, source_of
from evals.suite.worlds import Worlds, shared
from evals.suite.written import FILE, canary_of
from evals.world.build import World
from tools.contract.causes import CauseCode
from tools.contract.clock import MachineClock

P = ParamSpec("P")

OF_A_STAGE: Mapping[str, Callable[[Staged], list[str]]] = {
    "evidence stands where truths say": places.misplaced,
    "planting moves nothing else": footprint.spilled,
    "a stage tells each recipe once": footprint.one_case_a_recipe,
    "what is planted is as Stripe types it": order.unlike_stripe,
    "references and money add up": order.broken_books,
    "times are in order and told of": order.out_of_time,
    "no word of ours in an account": leaks.telling_words,
}
"""Checks of one account and its cases."""

OF_THE_SUITE: Mapping[str, Callable[[Sequence[Case]], list[str]]] = {
    "no question gives its answer away": wording.given_away,
    "ids of cases say nothing": wording.telling_names,
    "difficult cases mislead": balance.undistracted,
    "every case has something to state": balance.undemanding,
    "every recipe is asked about": balance.left_out,
    "every fault has a near miss": balance.without_twin,
}
"""Checks of all cases together."""

PROPORTION = "the suite is in proportion"
"""Of all cases that count, those on recorded accounts among them."""

REACH, UNIQUE, FLIP = "what is critical can be read", "one answer is right", "a twin turns the answer"
DEEP, MARKED = "targets lie beyond the first page", "no target is marked"
SAME, FILES, ALONE, CANARY, QUOTED = (
    "accounts are the same elsewhere",
    "the files are what the recipes tell",
    "the agent knows nothing of the suite",
    "no canary is out",
    "no prompt quotes a case",
)
NAMES = (*OF_A_STAGE, *OF_THE_SUITE, PROPORTION, REACH, UNIQUE, FLIP, DEEP, MARKED, SAME, FILES, ALONE, CANARY, QUOTED)

ELSEWHERE = 2
"""How many accounts are built again by another process; the files of truths hold the digests of all."""

ROOT = Path(__file__).parents[2]
PUBLIC = ("docs", "prompts", "evals/recordings", "evals/recorded")
TEXTS = frozenset({".md", ".json", ".jsonl", ".txt"})


@dataclass
class Outcome:
    """What one check found, and the seconds that it took."""

    complaints: list[str] = field(default_factory=list[str])
    seconds: float = 0.0


class Checks:
    """One run of all checks. `outcomes` are by the check's name; `building` are the seconds that accounts took."""

    def __init__(self) -> None:
        self.outcomes = {name: Outcome() for name in NAMES}
        self.building = 0.0
        self._clock = MachineClock()
        self._worlds = Worlds(folder=shared())
        self._tellings = Tellings(self._worlds)

    def run(self) -> dict[str, Outcome]:
        """Every check's outcome."""
        manifest, cases = load_manifest(), suite()
        holds: dict[str, frozenset[CauseCode]] = {}
        depths, marks = dict[str, int](), leaks.Marks()
        with Accounts(self._worlds) as accounts:
            for stage in reversed(manifest.stages):  # a run beside this begins with the first, and builds those
                staged = self._stage(stage, manifest, cases)
                holds |= uniqueness.holding(staged)
                depths |= places.depths(staged)
                marks.take(staged)
                for name, check in OF_A_STAGE.items():
                    self._note(name, check, staged)
                self._note(REACH, _unreachable, staged.cases, accounts)
        for name, check in OF_THE_SUITE.items():
            self._note(name, check, cases)
        self._note(PROPORTION, balance.unbalanced, counted(cases))
        self._note(UNIQUE, uniqueness.ambiguous, cases, holds)
        self._note(FLIP, uniqueness.unflipped, cases, holds)
        self._note(DEEP, balance.shallow, depths)
        self._note(MARKED, leaks.marked_targets, marks)
        self._outside(manifest, cases)
        return self.outcomes

    def _stage(self, stage: Stage, manifest: Manifest, cases: Sequence[Case]) -> Staged:
        with self._timed() as seconds:
            self._tellings.of(stage)
            world = self._worlds.of(source_of(stage, stage.recipes[0]))
            clean = _clean(stage, self._worlds)
        self.building += seconds()
        told = {entry.id for entry in manifest.cases if entry.stage == stage.name}
        return Staged(stage, world, clean, [case for case in cases if case.id in told])

    def _outside(self, manifest: Manifest, cases: Sequence[Case]) -> None:
        """Checks of files, sources and other processes."""
        few = manifest.stages[:ELSEWHERE]
        here = {stage.name: self._tellings.of(stage).digest for stage in few}
        self._note(SAME, _elsewhere, here)
        self._note(FILES, _outdated, self._tellings)
        sources = isolation.sources()
        prompts = {name: text for name, text in sources.items() if name.startswith("prompts")}
        self._note(ALONE, isolation.knowing, sources)
        self._note(CANARY, leaks.canaries_out, {FILE.name: canary_of(FILE.name)}, public())
        self._note(QUOTED, leaks.quoted_cases, cases, prompts)

    def _note(self, name: str, check: Callable[P, list[str]], *given: P.args, **named: P.kwargs) -> None:
        with self._timed() as seconds:
            self.outcomes[name].complaints += check(*given, **named)
        self.outcomes[name].seconds += seconds()

    @contextmanager
    def _timed(self) -> Generator[Callable[[], float]]:
        began = self._clock.monotonic()
        yield lambda: self._clock.monotonic() - began


def _clean(stage: Stage, worlds: Worlds) -> World:
    """The stage's account without what is planted on it."""
    now = int(stage.now.timestamp())
    return worlds.busy((), stage.seed, now) if stage.is_busy else worlds.planted((), stage.seed, now, stage.livemode)


def _unreachable(cases: Sequence[Case], accounts: Accounts) -> list[str]:
    return asyncio.run(reach.unreachable(cases, accounts))


def _elsewhere(here: Mapping[str, str]) -> list[str]:
    return sameness.differing(here, sameness.digests_elsewhere([*here]))


def _outdated(tellings: Tellings) -> list[str]:
    return drift(regenerate(tellings))


def counted(cases: Sequence[Case]) -> list[Case]:
    """The cases that stand in the figures of a run: those of the manifest, and those on recorded accounts."""
    return [*cases, *recorded_cases()]


def public(root: Path = ROOT) -> dict[str, str]:
    """Every text that an agent or a reader of the documents may see, recordings included, by its path."""
    pages = [*sorted(root.glob("*.md")), *sorted(root.glob("evals/*.md"))]
    found = (path for folder in PUBLIC for path in sorted((root / folder).rglob("*")))
    texts = [path for path in (*pages, *found) if path.suffix in TEXTS]
    return {str(path.relative_to(root)): path.read_text("utf-8") for path in texts}
