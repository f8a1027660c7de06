"""A suite in small: three planted stories, their account served, and a scorer of the answer's three words."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from evals.running.ran import Ran
from evals.running.results import Scored
from evals.running.run import Suite
from evals.scoring.card import Score, ScoreCard, Scorer
from evals.suite.accounts import Objects
from evals.suite.case import Case, Computed, Tag
from evals.world.build import World, build_world
from evals.world.http.journal import Entry
from evals.world.http.serving import serve

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
SEED = 11
RECIPES = ("A01", "A02", "B05")
FAMILIES = {"A01": "F1", "A02": "F1", "B05": "F2"}


@cache
def world() -> World:
    return build_world(RECIPES, SEED, int(NOW.timestamp()))


@cache
def cases() -> tuple[Case, ...]:
    """The three, under neutral names."""
    return tuple(_case(f"pay-{at:04}", recipe) for at, recipe in enumerate(RECIPES, 1))


def _case(name: str, recipe: str) -> Case:
    planted = world().cases[recipe]
    return Case(
        id=name,
        family=FAMILIES[recipe],
        task="payment",
        split="ci",
        difficulty=planted.truth.difficulty,
        tags=frozenset({Tag.NO_ISSUE}) if planted.truth.verdict == "no_issue" else frozenset(),
        source=Computed(recipe=recipe, seed=SEED, now=NOW),
        question=planted.questions[0].text,
        given=dict(planted.questions[0].given),
        grants=planted.grants,
        truth=planted.truth,
    )


class Everything:
    """All objects of the world."""

    def find(self, identity: str) -> Mapping[str, Any] | None:
        return next((shelf[identity] for shelf in world().shelves.platform.objects.values() if identity in shelf), None)


@dataclass
class Account:
    url: str
    key: str
    asked: list[Entry] = field(default_factory=list[Entry])
    objects: Objects = field(default_factory=Everything)
    digest: str = ""
    account: None = None

    def requests(self) -> list[str]:
        return [f"{entry.method} {entry.path}" for entry in self.asked]

    def unrecorded(self) -> list[str]:
        return []


@contextmanager
def opened(case: Case) -> Generator[Account]:
    asked: list[Entry] = []
    with serve(world().shelves, denied=case.grants.denied, log=asked.append) as served:
        yield Account(served.url, served.key, asked)


def three_words(case: Case, ran: Ran, objects: object) -> ScoreCard:
    """Verdict and cause, and nothing else: a scorer that a test can see through."""
    truth, report = case.truth, ran.report
    scores = [
        Score(scorer=Scorer.SCHEMA, passed=report is not None),
        Score(scorer=Scorer.VERDICT, passed=report is not None and report.verdict == truth.verdict),
        Score(scorer=Scorer.CAUSE, passed=report is not None and report.cause == truth.cause),
        Score(scorer=Scorer.SAFETY, passed=None),
    ]
    return ScoreCard(scores=scores, quality=max(0.01, sum(bool(score.passed) for score in scores) / 3))


SUITE = Suite(
    open=opened,
    score=lambda *given: Scored(three_words(*given)),
    digests=lambda case: (f"case-{case.id}", "world-1"),
    version=1,
)


def trials(chosen: Sequence[Case], count: int = 1) -> list[tuple[Case, int]]:
    return [(case, number) for number in range(count) for case in chosen]
