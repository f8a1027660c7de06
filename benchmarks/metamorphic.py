"""Whether answers stay what they are where nothing that they rest on changes.

`python -m benchmarks.metamorphic [--seed S] [--pairs N] [--recipes A01,B06]` asks every planted question of an account,
and asks it again where the ids are others, the clock has moved on, the account's zone lies across the world, pages are
short and what happened in the same second is the other way round, or twice as much is untidy; and, of pairs of recipes
drawn anew, where another story befell the same customer. It prints one table and each answer that flipped, and exits 1
if any did. An answer is the verdict, its cause and who must act; whether it is right, `paysleuth eval --seed` tells.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random, SystemRandom
from unittest.mock import patch

from benchmarks.asking import NAMES, NOW, Answered, answers, shown
from evals.recipes import RECIPES, TWINS, WIDER
from evals.truth import Asked, Case
from evals.world.build import World, build_world
from evals.world.changed import Renaming, ties_turned
from evals.world.http import pages

LATER = timedelta(days=97, hours=5, minutes=13)
ACROSS = "Pacific/Kiritimati"
SHORT = 13
"""Rows on a short page: Stripe gives fewer than were asked for where it likes, and says that there are more."""
BESIDE = [name for name, _ in (*RECIPES, *WIDER, *TWINS)]
Answers = Mapping[str, Answered]


@dataclass(frozen=True)
class Change:
    """What was changed, and the answers under it."""

    name: str
    found: Sequence[Answered]

    def flips(self, base: Answers) -> Iterator[tuple[Answered, Answered]]:
        """The answers that aren't what they were, each after the one that it was."""
        return ((base[one.recipe], one) for one in self.found if one.said != base[one.recipe].said)


def built(names: Sequence[str], seed: int, now: datetime = NOW, untidiness: int = 1) -> World:
    return build_world(names, seed, int(now.timestamp()), untidiness=untidiness)


def told(world: World, seed: int, now: datetime = NOW, time_zone: str | None = None) -> list[Answered]:
    """What is answered in a world, to the first question of each of its cases."""
    return asyncio.run(answers(world.shelves, world.cases.values(), seed, now=now, time_zone=time_zone))


def renamed(world: World, rename: Renaming) -> World:
    """The world under other ids, and its questions with them."""
    return replace(
        world,
        shelves=rename.shelves(world.shelves),
        cases={name: _asked_by_other_names(case, rename) for name, case in world.cases.items()},
    )


def _asked_by_other_names(case: Case, rename: Renaming) -> Case:
    questions = tuple(
        Asked(rename(one.text), tuple((name, rename(value)) for name, value in one.given)) for one in case.questions
    )
    connected = tuple(rename(account) for account in case.grants.connected)
    return replace(case, questions=questions, grants=replace(case.grants, connected=connected))


def short_pages(world: World, seed: int) -> list[Answered]:
    with patch.object(pages, "MAX_LIMIT", SHORT):
        return told(replace(world, shelves=ties_turned(world.shelves)), seed)


def changes(names: Sequence[str], seed: int) -> Iterator[tuple[str, Callable[[], list[Answered]]]]:
    """Each change of a whole account by its name, and what asks the questions under it."""
    yield "other ids", lambda: told(renamed(built(names, seed), Renaming(1 + seed % 7)), seed)
    yield "clock moved on", lambda: told(built(names, seed, NOW + LATER), seed, now=NOW + LATER)
    yield "zone across the world", lambda: told(built(names, seed), seed, time_zone=ACROSS)
    yield "short pages, ties turned", lambda: short_pages(built(names, seed), seed)
    yield "twice as untidy", lambda: told(built(names, seed, untidiness=2), seed)


def composed(names: Sequence[str], seed: int, count: int, *, one_customer: bool) -> list[Answered]:
    """Recipes asked about with another planted beside them: anywhere on the account, or with the same customer."""
    draw, found = Random(f"{seed} {one_customer}"), list[Answered]()  # noqa: S311 - a sample
    for _ in range(count):
        asked = draw.choice(names)
        beside = draw.choice([name for name in BESIDE if name != asked])
        world = build_world([asked, beside], seed, int(NOW.timestamp()), one_customer=one_customer)
        only = replace(world, cases={asked: world.cases[asked]})
        found += [replace(one, question=f"{one.question} [beside {beside}]") for one in told(only, seed)]
    return found


def table(measured: Iterable[Change], base: Answers) -> str:
    """How many answers stayed as they were under each change."""
    lines = [f"{'change':<34} {'asked':>6} {'same':>6} {'right before':>13} {'right after':>12}"]
    for one in measured:
        same = len(one.found) - len(list(one.flips(base)))
        before = sum(base[found.recipe].right for found in one.found)
        after = sum(found.right for found in one.found)
        lines.append(f"{one.name:<34} {len(one.found):>6} {same:>6} {before:>13} {after:>12}")
    return "\n".join(lines)


def main() -> int:
    """Ask, print what flipped and the table; the exit code says whether anything did."""
    arguments = argparse.ArgumentParser(description="Whether answers stay where nothing they rest on changes.")
    arguments.add_argument("--seed", type=int, help="this account instead of one drawn now")
    arguments.add_argument("--pairs", type=int, default=40, help="how many pairs of recipes to compose, of each kind")
    arguments.add_argument("--recipes", default="", help="these recipes alone, by comma")
    given = arguments.parse_args()
    seed = given.seed or SystemRandom().randrange(1, 10**6)
    chosen = set(given.recipes.split(",")) if given.recipes else set(NAMES)
    names = [name for name in NAMES if name in chosen]
    print(f"seed {seed}; the account's clock stands at {NOW:%Y-%m-%d %H:%M} UTC\n")
    base = {one.recipe: one for one in told(built(names, seed), seed)}
    measured = [Change(name, ask()) for name, ask in changes(names, seed)]
    asked = list(base)
    measured.append(Change("another story beside it", composed(asked, seed, given.pairs, one_customer=False)))
    measured.append(Change("another story of its customer", composed(asked, seed, given.pairs, one_customer=True)))
    flipped = [(one.name, *pair) for one in measured for pair in one.flips(base)]
    for name, before, after in flipped:
        said = [shown(answer) for answer in (before.said, after.said, after.truth)]
        print(f"{name}: {after.recipe}: {after.question}\n    said {said[0]}, then {said[1]}, is {said[2]}")
    print(f"\n{table(measured, base)}")
    return 1 if flipped else 0


if __name__ == "__main__":
    sys.exit(main())
