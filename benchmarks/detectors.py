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
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.detector_days import DAY, Case, Shop, day_of
from tools.contract.changes import Change
from tools.detectors import Looking, detect
from tools.metrics.store import open_facts

BINS = (0.0, 0.25, 0.5, 1.0, 2.0, 5.0, 100.0)
"""Sizes of faults: how many of a hundred of the day's attempts they cost."""

EACH = 25
"""Days of each account."""


@dataclass(frozen=True)
class Verdict:
    """A day: what was told of it, what of that is right, and whether the place is exact, coarser or wrong."""

    case: Case
    told: Sequence[Change]
    right: Sequence[Change]
    place: str

    @property
    def wrong(self) -> list[Change]:
        return [one for one in self.told if one not in self.right]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.detectors", description=__doc__)
    parser.add_argument("--days", type=int, default=500)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--minutes", type=float, default=60.0, help="stop drawing days then, and report those")
    asked = parser.parse_args()
    begun, verdicts = time.perf_counter(), list[Verdict]()
    for account in range(-(-asked.days // EACH)):
        shop = Shop.drawn([asked.seed, account])
        for number in range(min(EACH, asked.days - account * EACH)):
            if time.perf_counter() - begun < 60 * asked.minutes:
                verdicts.append(judged(shop, number))
    report(verdicts, asked.seed, time.perf_counter() - begun)


def judged(shop: Shop, number: int) -> Verdict:
    """A day as it was drawn, beside what the detectors tell of it."""
    case, table = day_of(shop, number)
    with open_facts({"attempts": table}) as facts:
        told = detect(Looking(facts, "UTC", case.since, case.since + DAY, case.since + DAY), "booking_id")
    right = [one for one in told if case.explains(one.detector, one.where)]
    exact = any(case.is_exact(one.where) for one in right)
    return Verdict(case, told, right, "exact" if exact else "coarser" if right else "missed")


def report(verdicts: Sequence[Verdict], seed: int, seconds: float) -> None:
    """The table."""
    quiet = [one for one in verdicts if one.case.kind == "quiet"]
    faulty = [one for one in verdicts if one.case.kind != "quiet"]
    right, wrong = sum(len(one.right) for one in faulty), [change for one in verdicts for change in one.wrong]
    false = [change for one in quiet for change in one.wrong]
    print(f"seed {seed}: {len(verdicts)} days, {len(quiet)} of them quiet; {seconds / len(verdicts):.2f} s a day")
    print(f"precision {right}/{right + len(wrong)}: of what was told, what there was")
    print(f"false alarms a quiet month: {len(false) * 30 / max(1, len(quiet)):.2f} ({len(false)})")
    print(f"false ones, by detector: {dict(Counter(one.detector for one in wrong))}")
    print(f"\n{'points lost':>14}{'days':>7}{'found':>7}{'exact':>7}{'coarser':>9}")
    for low, high in pairwise(BINS):
        row(f"{low:g} to {high:g}", [one for one in faulty if low <= one.case.points < high])
    for kind in sorted({one.case.kind for one in faulty}):
        row(kind, [one for one in faulty if one.case.kind == kind])
    row("all", faulty)
    print("\nmissed:")
    for one in faulty:
        if not one.right:
            print(f"  {one.case}")
    print("\nfalse:")
    for one in verdicts:
        for change in one.wrong:
            size = f"{change.effect} of {change.now.denominator}, q {change.q_value}"
            print(f"  {change.detector} {change.where} {size}; the day: {one.case}")


def row(name: str, of: Sequence[Verdict]) -> None:
    """How many of these were found, and how exactly."""
    counted = Counter(one.place for one in of)
    found = counted["exact"] + counted["coarser"]
    print(f"{name:>14}{len(of):>7}{found:>7}{counted['exact']:>7}{counted['coarser']:>9}")


if __name__ == "__main__":
    main()
