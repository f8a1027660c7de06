"""How well detectors find what befell a day: simulated days with known faults, and days with none.

`python -m benchmarks.detectors --days 500 --seed 2026` prints one table. Each account has its own volume,
overdispersion, growth, holidays, a service launched and a provider departed, none of which is a fault. Each day is
drawn anew over the same weeks before: quiet, or with one fault of a known kind, slice and size. Thresholds are those of
the product.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false
# pyarrow carries no types.

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from benchmarks.detector_days import DAY, Case, Shop, day_of
from benchmarks.detector_oracle import foreseen
from tools.contract.changes import Change
from tools.detectors import Looking, detect
from tools.metrics.store import Facts, open_facts

BINS = (0.0, 0.25, 0.5, 1.0, 2.0, 5.0, 100.0)
"""Sizes of faults: how many of a hundred of the day's attempts they cost."""

EACH = 25
"""Days of each account."""


@dataclass(frozen=True)
class Verdict:
    """A day: what was told of it, what of that is right, and whether the place is exact, coarser or wrong.

    `known` is whether one who knows the slice would have told of it, None of faults that move no share; `seconds` is
    how long detectors took.
    """

    case: Case
    told: Sequence[Change]
    right: Sequence[Change]
    place: str
    known: bool | None
    seconds: float

    @property
    def wrong(self) -> list[Change]:
        return [one for one in self.told if one not in self.right]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.detectors", description=__doc__)
    parser.add_argument("--days", type=int, default=500)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--minutes", type=float, default=60.0, help="stop drawing days then, and report those")
    parser.add_argument("--jobs", type=int, default=1, help="accounts at once")
    asked = parser.parse_args()
    ends = time.monotonic() + 60 * asked.minutes
    of = partial(days_of, asked.seed, asked.days, ends)
    with ProcessPoolExecutor(asked.jobs) as pool:
        found = list(pool.map(of, range(-(-asked.days // EACH))))
    report([one for several in found for one in several], asked.seed)


def days_of(seed: int, days: int, ends: float, account: int) -> list[Verdict]:
    """The days of one account, the newest first: each is taken out again, and lies after none of those that were."""
    if time.monotonic() >= ends:
        return []
    shop, found = Shop.drawn([seed, account]), list[Verdict]()
    with open_facts({"attempts": shop.table}) as facts:
        for number in reversed(range(min(EACH, days - account * EACH))):
            if time.monotonic() < ends:
                found.append(judged(shop, facts, number))
    return found


def judged(shop: Shop, facts: Facts, number: int) -> Verdict:
    """A day as it was drawn, beside what the detectors tell of it."""
    case, rows = day_of(shop, number)
    facts.connection.execute("DELETE FROM attempts WHERE created >= ?", [case.since])
    facts.connection.register("drawn", rows)
    facts.connection.execute("INSERT INTO attempts BY NAME SELECT * FROM drawn")
    begun = time.perf_counter()
    told = detect(Looking(facts, "UTC", case.since, case.since + DAY, case.since + DAY), "booking_id")
    seconds = time.perf_counter() - begun
    right = [one for one in told if case.explains(one.detector, one.where)]
    exact = any(case.is_exact(one.where) for one in right)
    place = "exact" if exact else "coarser" if right else "missed"
    return Verdict(case, told, right, place, foreseen(facts, case), seconds)


def report(verdicts: Sequence[Verdict], seed: int) -> None:
    """The table."""
    quiet = [one for one in verdicts if one.case.kind == "quiet"]
    faulty = [one for one in verdicts if one.case.kind != "quiet"]
    right, wrong = sum(len(one.right) for one in faulty), [change for one in verdicts for change in one.wrong]
    false = [change for one in quiet for change in one.wrong]
    seconds = sum(one.seconds for one in verdicts) / len(verdicts)
    print(f"seed {seed}: {len(verdicts)} days, {len(quiet)} of them quiet; detectors took {seconds:.2f} s a day")
    print(f"precision {right}/{right + len(wrong)}: of what was told, what there was")
    print(f"false alarms a quiet month: {len(false) * 30 / max(1, len(quiet)):.2f} ({len(false)})")
    print(f"false ones, by detector: {dict(Counter(one.detector for one in wrong))}")
    print(
        f"\n{'points lost':>14}{'days':>7}{'found':>7}{'exact':>7}{'coarser':>9}{'judged':>9}{'found':>7}{'known':>7}"
    )
    for low, high in pairwise(BINS):
        row(f"{low:g} to {high:g}", [one for one in faulty if low <= one.case.points < high])
    for kind in sorted({one.case.kind for one in faulty}):
        row(kind, [one for one in faulty if one.case.kind == kind])
    row("all", faulty)
    print("\nmissed, those first that one who knows the slice would have found:")
    for one in sorted((one for one in faulty if not one.right), key=lambda one: (not one.known, -one.case.points)):
        print(f"  {'known' if one.known else '     '} {said(one.case)}")
    print("\nfalse:")
    for one in verdicts:
        for change in one.wrong:
            size = f"{change.effect} of {change.now.denominator}, q {change.q_value}"
            print(f"  {change.detector} {change.where} {size}; the day: {said(one.case)}")


def row(name: str, of: Sequence[Verdict]) -> None:
    """How many of these were found, and how exactly; of those that one who knows the slice can judge, how many were
    found, and how many that one finds."""
    counted = Counter(one.place for one in of)
    able = [one for one in of if one.known is not None]
    found, known = sum(bool(one.right) for one in able), sum(bool(one.known) for one in able)
    told = counted["exact"] + counted["coarser"]
    print(
        f"{name:>14}{len(of):>7}{told:>7}{counted['exact']:>7}{counted['coarser']:>9}{len(able):>9}{found:>7}{known:>7}"
    )


def said(case: Case) -> str:
    """A day in a line: what befell it, where, and what it lost."""
    where = ", ".join(f"{name} {value}" for name, value in case.where.items()) or "everything"
    return f"{case.kind} of {where}: {case.lost} of {case.attempts} attempts, {case.points} points, phi {case.phi}"


if __name__ == "__main__":
    main()
