"""Two planted stories of one customer or of one provider, each asked about and scored as the suite scores.

`python -m benchmarks.compositions [--seed S] [--pairs N]` draws pairs of recipes that can befall one customer (a
decline and a dispute, two refunds), and pairs of which one is about a provider's account or a booking's share and the
other about a payment for that provider's work (a failed payout and a share never sent, a negative balance and a
dispute). Each pair is an account of its own, and is asked both questions, the truth of each read off what happened
there. It prints the seed, what was answered wrongly, and a line a kind of pair; it exits 1 if anything was wrong.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random, SystemRandom

from benchmarks.asking import NOW
from evals.output.figures import wrong_causes
from evals.recipes import BY_NAME
from evals.running.committed import scored
from evals.running.job import Driver
from evals.running.results import Result
from evals.running.run import Run, Suite
from evals.running.workers import Worker, some_workers
from evals.suite.accounts import Accounts
from evals.suite.case import Case, Computed
from evals.suite.families import family_of
from evals.suite.worlds import Worlds, at_rest
from evals.truth import Case as Planted
from evals.world.build import World, build_world
from evals.world.sharing import Unlike

ONE_CUSTOMER, ONE_PROVIDER = "one customer", "one provider"
CUSTOMERS = "ABCE"
"""The tables whose recipes are about what befell a customer."""
WORK = "ACD"
"""The tables whose recipes may be about a payment for a provider's work."""
TRIES = 40


@dataclass(frozen=True)
class Pair:
    """Two recipes on an account, the one or the other thing in common."""

    shares: str
    recipes: tuple[str, str]
    world: World

    @property
    def kind(self) -> str:
        return f"{'x'.join(family_of(name).table for name in self.recipes)}, {self.shares}"


class Held(Worlds):
    """One world, in the place of whatever a case is made from."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def of(self, source: Computed) -> World:
        return self._world


def pairs(seed: int, count: int) -> Iterator[Pair]:
    """So many pairs of each sort; those that can't be of one party are drawn again."""
    for shares in (ONE_CUSTOMER, ONE_PROVIDER):
        draw = Random(f"{seed} {shares}")  # noqa: S311 - a sample
        for _ in range(count):
            yield _pair(draw, shares)


def _pair(draw: Random, shares: str) -> Pair:
    for _ in range(TRIES):
        recipes, seed = _names(draw, shares), draw.randrange(10**6)
        try:
            return Pair(shares, recipes, _built(recipes, seed, shares))
        except Unlike:
            continue
    raise RuntimeError(f"{TRIES} pairs in a row can't be of {shares}")


def _built(recipes: tuple[str, str], seed: int, shares: str) -> World:
    now, customer = int(NOW.timestamp()), shares == ONE_CUSTOMER
    return at_rest(lambda: build_world(recipes, seed, now, one_customer=customer, one_provider=not customer))


def _names(draw: Random, shares: str) -> tuple[str, str]:
    if shares == ONE_PROVIDER:
        return draw.choice([name for name in BY_NAME if name[0] == "D"]), draw.choice(_of(WORK))
    first, second = draw.sample(_of(CUSTOMERS), 2)
    return first, second


def _of(tables: str) -> list[str]:
    return [name for name in BY_NAME if family_of(name).table in tables]


def cases(pair: Pair) -> Iterator[Case]:
    """The two questions of a pair; what is asked with a live key is left out."""
    for asked in pair.recipes:
        planted = pair.world.cases[asked]
        if planted.grants.mode == "test":
            yield _case(pair, planted)


def _case(pair: Pair, planted: Planted) -> Case:
    beside = [name for name in pair.recipes if name != planted.recipe]
    family, question = family_of(planted.recipe), planted.questions[0]
    return Case(
        id=f"{planted.recipe}+{beside[0]}",
        family=family.name,
        task=family.task,
        split="dev",
        difficulty=max(1, min(4, planted.truth.difficulty)),
        source=Computed(recipe=planted.recipe, beside=beside, seed=pair.world.shelves.seed, now=NOW),
        question=question.text,
        given=dict(question.given),
        grants=planted.grants,
        truth=planted.truth,
    )


def asked(pair: Pair, worker: Worker) -> list[tuple[Case, Result]]:
    """Both questions of a pair, asked as the suite asks and scored as it scores."""
    held = list(cases(pair))
    with Accounts(Held(pair.world)) as accounts:
        suite = Suite(open=accounts.open, score=scored, digests=lambda case: ("", ""), version=0)
        run = Run(suite, Driver(name="playbook"), [worker])
        run.do((case, 0) for case in held)
    found = {result.case: result for result in run.results}
    return [(case, found[case.id]) for case in held]


def table(found: Mapping[str, Sequence[Result]]) -> str:
    """A line a kind of pair: how many questions were asked, answered rightly, and answered with a wrong cause."""
    lines = [f"{'pair':<20} {'asked':>5} {'right':>5} {'wrong cause':>11}"]
    every = [one for held in found.values() for one in held]
    for name, held in [*sorted(found.items()), ("all", every)]:
        lines.append(f"{name:<20} {len(held):>5} {sum(one.passed for one in held):>5} {wrong_causes(held):>11}")
    return "\n".join(lines)


def told(pair: Pair, case: Case, result: Result) -> str:
    """An answer that isn't right, and what is wrong with it."""
    problems = [problem for score in result.card.scores if score.passed is False for problem in score.problems]
    head = f"{case.id} ({pair.shares}, account {pair.world.shelves.seed}): {case.question}"
    return "\n".join([head, f"    said {result.said}, is {result.truth}", *(f"    {one}" for one in problems[:4])])


def main() -> int:
    """Draw, ask, print what was wrong and the table."""
    arguments = argparse.ArgumentParser(description="Two planted stories of one customer or provider, both asked.")
    arguments.add_argument("--seed", type=int, help="these pairs instead of some drawn now")
    arguments.add_argument("--pairs", type=int, default=20, help="how many pairs of each sort")
    given = arguments.parse_args()
    seed = given.seed or SystemRandom().randrange(1, 10**6)
    print(f"seed {seed}\n", flush=True)
    found: dict[str, list[Result]] = {}
    with some_workers(1) as workers:
        for pair in pairs(seed, given.pairs):
            for case, result in asked(pair, workers[0]):
                found.setdefault(pair.kind, []).append(result)
                if not result.passed:
                    print(told(pair, case, result), flush=True)
    print(f"\n{table(found)}")
    return 0 if all(one.passed for held in found.values() for one in held) else 1


if __name__ == "__main__":
    sys.exit(main())
