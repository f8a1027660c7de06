"""What an answer reads, against the least that holds its facts, over a run of the suite on accounts drawn anew.

`python -m benchmarks.reads FOLDER` takes what `paysleuth eval --seed N --out FOLDER` left, builds its accounts once
more, and prints a line a family and the questions with the worst ratio. *Reads* are responses of Stripe; *tokens* are
what all tools answered, as a model would be given it: bytes of compact JSON / 4, an estimate.

*Least* follows from the truth alone. Of the objects in which the case's facts can be read, take as few as hold them
all. Each that the question names by its id, or that one already read names, is a read of its own; whatever can't be
reached so takes one search or list a kind of object, which brings all of that kind. So it is a bound from below: that
something is *not* there, and what a sum runs over, is not in it, though an honest answer has to read that too. An
answer may be below it, where one response brings objects expanded within others.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from evals.running.anew import reseeded
from evals.running.ran import Ran
from evals.running.results import RUN, read_identity, read_results, read_trajectories
from evals.scoring.cited import ids_in
from evals.suite.accounts import Objects, Shown
from evals.suite.case import Case, Computed
from evals.suite.families import FAMILIES
from evals.suite.manifest import load_manifest
from evals.suite.telling import Tellings, tell
from evals.suite.worlds import Worlds
from evals.truth import Truth
from tools.contract.outcome import show

BYTES_A_TOKEN = 4
WORST = 12
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Row:
    """What one question took."""

    case: str
    family: str
    question: str
    reads: int
    least: int
    tokens: int

    @property
    def ratio(self) -> float:
        return self.reads / self.least


def least(case: Case, objects: Objects) -> int:
    """The fewest responses that hold the facts of a case; at least one."""
    wanted = {one: objects.find(one) or {} for one in fewest(case.truth)}
    known = set(_WORD.findall(case.question))
    reads = 0
    while wanted:
        named = [one for one in wanted if one in known]
        if named:
            reads += len(named)
        else:
            kinds = Counter(str(held.get("object")) for held in wanted.values())
            kind = kinds.most_common(1)[0][0]
            named = [one for one, held in wanted.items() if str(held.get("object")) == kind]
            reads += 1
        for one in named:
            known |= set(ids_in(dict(wanted.pop(one))))
    return max(1, reads)


def fewest(truth: Truth) -> list[str]:
    """As few objects as hold each fact that stands in any, the one that holds most of what is left first."""
    held = ({one.object_id for one in found.alternatives} for found in truth.evidence)
    left: list[set[str]] = [places for places in held if places]
    chosen: list[str] = []
    while left:
        counted = Counter(one for places in left for one in sorted(places))
        best = min(counted, key=lambda one: (-counted[one], one))
        chosen.append(best)
        left = [places for places in left if best not in places]
    return chosen


def drawn(seed: int | None) -> Iterator[tuple[Case, Objects]]:
    """The suite's cases on accounts of the generator, as `--seed` draws them, each beside its account."""
    manifest, worlds = load_manifest(), Worlds()
    tellings = Tellings(worlds)
    stages = {stage.name: stage for stage in manifest.stages} if seed is None else reseeded(manifest, seed)
    for entry in manifest.cases:
        case = tell(entry, stages[entry.stage], tellings.of(stages[entry.stage]))
        if isinstance(case.source, Computed):
            yield case, Shown([worlds.of(case.source).shelves])


def tokens_of(ran: Ran) -> int:
    """What all outcomes of a trial are to a model."""
    return sum(len(show(item.outcome).encode()) for item in ran.evidence) // BYTES_A_TOKEN


def rows(folder: Path) -> Iterator[Row]:
    """A row for each case of a run that was answered. Raises SystemExit where there is no run."""
    identity = read_identity(folder)
    if identity is None:
        raise SystemExit(f"{folder} holds no {RUN}: name the --out of a run")
    shown = {ran.case: tokens_of(ran) for ran in read_trajectories(folder)}
    reads = {one.case: one.reads for one in read_results(folder) if one.said is not None}
    for case, objects in drawn(identity.seed):
        if case.id in reads:
            found = least(case, objects)
            yield Row(case.id, case.family, case.question, reads[case.id], found, shown[case.id])


def table(found: Iterable[Row]) -> str:
    """A line a family: median and worst of reads, their ratio to the least, and tokens; then all together."""
    families: dict[str, list[Row]] = {family.name: [] for family in FAMILIES}
    for row in found:
        families[row.family].append(row)
    everything = [row for held in families.values() for row in held]
    lines = [
        f"{'':<14}  {'reads':^12}  {'least':>6}  {'reads/least':^12}  {'tokens':^14}",
        f"{'family':<8} {'cases':>5}  {'median worst':>12}  {'median':>6}  {'median worst':>12}  {'median  worst':>14}",
    ]
    return "\n".join([*lines, *(_line(*one) for one in [*families.items(), ("all", everything)] if one[1])])


def _line(name: str, held: Sequence[Row]) -> str:
    reads, ratios, tokens = [[one.reads for one in held], [one.ratio for one in held], [one.tokens for one in held]]
    return (
        f"{name:<8} {len(held):>5}  {median(reads):>6.0f} {max(reads):>5}  {median(one.least for one in held):>6.0f}  "
        f"{median(ratios):>6.1f} {max(ratios):>5.1f}  {median(tokens):>7.0f} {max(tokens):>6}"
    )


def worst(found: Sequence[Row]) -> str:
    """The questions that read most beside the least."""
    ordered = sorted(found, key=lambda one: (-one.ratio, one.case))[:WORST]
    lines = [f"{one.ratio:>6.1f} {one.reads:>6} {one.least:>6} {one.tokens:>7}  {one.case}  {one.question[:90]}"
             for one in ordered]  # fmt: skip
    return "\n".join([f"{'ratio':>6} {'reads':>6} {'least':>6} {'tokens':>7}  question", *lines])


def main() -> int:
    """Print the tables."""
    arguments = argparse.ArgumentParser(description="What answers read, against the least that holds their facts.")
    arguments.add_argument("folder", type=Path, help="the --out of a run of `paysleuth eval --seed N`")
    folder = arguments.parse_args().folder
    found = list(rows(folder))
    print(f"{folder}: {len(found)} questions\n\n{table(found)}\n\n{worst(found)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
