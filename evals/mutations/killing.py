"""How many wrong answers the scorers let pass."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import inf

from evals.mutations.good import Good
from evals.mutations.kinds import MUTATIONS, Mutation
from evals.reference import reference
from evals.scoring import Expected, ScoreCard, judged
from evals.suite.accounts import Accounts, Objects, Unservable
from evals.suite.case import Case, Computed

ENOUGH = 0.95

_Kind = tuple[str, bool]
"""A family, and whether nothing waits in the case."""


@dataclass
class Tally:
    """What became of one kind: how many were made, failed the case, or were at least seen; and those that weren't."""

    mutation: Mutation
    made: int = 0
    failed: int = 0
    seen: int = 0
    survivors: list[str] = field(default_factory=list[str])

    @property
    def killed(self) -> int:
        return self.failed if self.mutation.critical else self.seen


def tally(cases: Iterable[tuple[Case, Objects]], most: float = inf) -> list[Tally]:
    """Every kind of mutation on the reference answer of each case, until there are `most` of a kind.

    Raises ValueError where that answer isn't good.
    """
    tallies = [Tally(mutation) for mutation in MUTATIONS]
    for case, objects in cases:
        expected, ran = Expected(case, objects), reference(case, objects)
        card = judged(expected, ran)
        if not card.passed:
            raise ValueError(f"the reference of {case.id} fails: {_problems(card)}")
        good = Good(expected, ran)
        for one in (one for one in tallies if one.made < most):
            for at, bad in enumerate(one.mutation.make(good)):
                _count(one, f"{case.id}, {one.mutation.name} {at + 1}", card, judged(expected, bad))
    return tallies


def of_each_family(cases: Sequence[Case]) -> list[Case]:
    """A case of each family, and one of it in which nothing may be said to wait where it has such a one; on few
    accounts: one is built anew only where those before hold none of the family."""
    on: dict[object, dict[_Kind, Case]] = {}
    for case in reversed(cases):
        on.setdefault(_account(case), {})[_kind(case)] = case
    left, chosen = {_kind(case) for case in cases}, dict[_Kind, Case]()
    while left:
        held = max(reversed(on.values()), key=lambda one: len(left & one.keys()))
        chosen |= {kind: held[kind] for kind in left & held.keys()}
        left -= held.keys()
    return [chosen[kind] for kind in dict.fromkeys(_kind(case) for case in cases)]


def _kind(case: Case) -> _Kind:
    return case.family, case.truth.silent


def _account(case: Case) -> object:
    """What tells the account that a case plays on."""
    source = case.source
    if isinstance(source, Computed):
        return source.seed, source.now, source.livemode, frozenset({source.recipe, *source.beside})
    return source.file


def opened(cases: Sequence[Case], accounts: Accounts, unopened: list[str]) -> Iterator[tuple[Case, Objects]]:
    """Each case with its account's objects; those that can't be opened are added to `unopened`."""
    for case in cases:
        try:
            with accounts.open(case) as account:
                objects = account.objects
        except Unservable:
            unopened.append(case.id)
            continue
        yield case, objects


def table(tallies: Iterable[Tally]) -> str:
    """How each kind fared, and all of them."""
    rows = list(tallies)
    lines = [f"{'mutation':32}{'made':>7}{'failed':>8}{'seen':>7}{'killed':>9}"]
    lines += [_row(one.mutation.name + (" *" if one.mutation.critical else ""), [one]) for one in rows]
    lines += [_row("critical *", [one for one in rows if one.mutation.critical]), _row("all", rows)]
    return "\n".join(
        [*lines, "", "* critical: has to fail the case; any other has to be seen by a scorer or in quality"]
    )


def share(tallies: Iterable[Tally]) -> float:
    rows = list(tallies)
    made = sum(one.made for one in rows)
    return sum(one.killed for one in rows) / made if made else 0.0


def _row(name: str, rows: list[Tally]) -> str:
    made, failed, seen = (sum(getattr(one, what) for one in rows) for what in ("made", "failed", "seen"))
    return f"{name:32}{made:>7}{failed:>8}{seen:>7}{share(rows):>9.1%}"


def _count(one: Tally, name: str, before: ScoreCard, after: ScoreCard) -> None:
    failed, seen = not after.passed, after != before
    one.made += 1
    one.failed += failed
    one.seen += seen
    if not (failed if one.mutation.critical else seen):
        one.survivors.append(name)


def _problems(card: ScoreCard) -> str:
    return "; ".join(problem for one in card.scores if one.passed is False for problem in one.problems)
