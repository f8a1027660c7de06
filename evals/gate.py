"""The gate: today's scores against those that are committed.

The deterministic suite must score exactly as its baseline says, better included: what changes a score changes the
baseline in the same commit, where a reviewer sees it. Runs of a language model are compared by statistics.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean

from evals.digests import case_set_digest
from evals.running.results import Result
from evals.scoring.card import Scorer
from tools.contract.record import Record

SUITE_VERSION = 8
"""Raised whenever a truth, a recipe or a scorer changes: scores of different versions can't be compared."""

BASELINE = Path(__file__).parent / "baseline.json"

_COUNTED_ONLY = frozenset({Scorer.EFFICIENCY})


class Row(Record):
    """What a case scored. `case`, `world` and `scorers` are digests, the last of how answers made by hand are judged.

    `scores` hold, by scorer, `passed/judged` and the mean value.
    """

    family: str
    case: str
    world: str
    scorers: str = ""
    trials: int
    passed: int
    quality: float
    scores: dict[str, str] = {}

    @property
    def rate(self) -> float:
        return self.passed / self.trials


class Baseline(Record):
    """Scores to compare with: of one version of the suite, one set of cases, one agent."""

    suite_version: int
    agent: str
    case_set: str
    rows: dict[str, Row]

    def write(self, path: Path) -> None:
        """The file, a case a line, so that a change of one is a line in a diff."""
        head = {name: value for name, value in self.to_json().items() if name != "rows"}
        lines = [f"{json.dumps(case)}: {json.dumps(row.to_json())}" for case, row in sorted(self.rows.items())]
        opening = json.dumps(head, indent=2).removesuffix("\n}")
        path.write_text(f'{opening},\n  "rows": {{\n    ' + ",\n    ".join(lines) + "\n  }\n}\n", "utf-8")


def read_baseline(path: Path) -> Baseline:
    """A baseline's file. Raises `OSError`, or `ValueError` where it is none."""
    return Baseline.model_validate_json(path.read_text("utf-8"))


def baseline_of(results: Iterable[Result], version: int, agent: str) -> Baseline:
    """What results score, case by case; trials that the machinery kept from ending are left out."""
    rows = rows_of(results)
    cases = case_set_digest({case: row.case for case, row in rows.items()})
    return Baseline(suite_version=version, agent=agent, case_set=cases, rows=rows)


def rows_of(results: Iterable[Result]) -> dict[str, Row]:
    """A row a case, over its finished trials."""
    trials: dict[str, list[Result]] = {}
    for result in results:
        if result.finished:
            trials.setdefault(result.case, []).append(result)
    return {case: _row(found) for case, found in sorted(trials.items())}


def _row(trials: Sequence[Result]) -> Row:
    first = trials[0]
    return Row(
        family=first.family,
        case=first.case_digest,
        world=first.world_digest,
        scorers=first.scorers,
        trials=len(trials),
        passed=sum(trial.passed for trial in trials),
        quality=round(fmean(trial.quality for trial in trials), 4),
        scores={scorer.value: said for scorer in Scorer if (said := _said(scorer, trials)) is not None},
    )


def _said(scorer: Scorer, trials: Sequence[Result]) -> str | None:
    """`1/1 0.95`: how often a scorer passed of how often it judged, and the mean of its figure."""
    scores = [score for trial in trials for score in trial.card.scores if score.scorer is scorer]
    if scorer in _COUNTED_ONLY or not scores:
        return None
    judged = [score.passed for score in scores if score.passed is not None]
    values = [score.value for score in scores if score.value is not None]
    if not judged and not values:
        return None
    return f"{sum(judged)}/{len(judged)}" + (f" {round(fmean(values), 4):g}" if values else "")


@dataclass(frozen=True)
class Count:
    """How many trials passed, of how many cases."""

    cases: int
    trials: int
    passed: int

    @property
    def rate(self) -> float:
        return self.passed / self.trials if self.trials else 0.0


def count(rows: Iterable[Row]) -> Count:
    found = list(rows)
    return Count(len(found), sum(row.trials for row in found), sum(row.passed for row in found))


@dataclass(frozen=True)
class Comparison:
    """Today's rows beside a baseline's. Only a case whose question, truth and world are the same can be compared.

    `moved` scored otherwise without passing more or less often; `redrawn` is another case under the same name.
    """

    versions: tuple[int, int]
    total: tuple[Count, Count]
    comparable: tuple[Count, Count]
    fixed: list[str] = field(default_factory=list[str])
    broken: list[str] = field(default_factory=list[str])
    moved: list[str] = field(default_factory=list[str])
    redrawn: list[str] = field(default_factory=list[str])
    new: list[str] = field(default_factory=list[str])
    removed: list[str] = field(default_factory=list[str])

    @property
    def is_comparable(self) -> bool:
        """Whether both are of one version of the suite."""
        return self.versions[0] == self.versions[1]

    @property
    def is_same(self) -> bool:
        return not any((self.fixed, self.broken, self.moved, self.redrawn, self.new, self.removed))


def compare(baseline: Baseline, rows: Mapping[str, Row], version: int, *, whole: bool = True) -> Comparison:
    """Today's rows beside the baseline's; of a part of the suite, what wasn't run is not called removed."""
    before = baseline.rows if whole else {case: row for case, row in baseline.rows.items() if case in rows}
    both = [case for case in rows if case in before]
    alike = [case for case in both if (before[case].case, before[case].world) == (rows[case].case, rows[case].world)]
    found = Comparison(
        versions=(baseline.suite_version, version),
        total=(count(before.values()), count(rows.values())),
        comparable=(count(before[case] for case in alike), count(rows[case] for case in alike)),
        redrawn=sorted(set(both) - set(alike)),
        new=sorted(rows.keys() - before.keys()),
        removed=sorted(before.keys() - rows.keys()),
    )
    for case in alike:
        then, today = before[case], rows[case]
        if today.rate > then.rate:
            found.fixed.append(case)
        elif today.rate < then.rate:
            found.broken.append(case)
        elif (today.quality, today.scores) != (then.quality, then.scores) and today.trials == then.trials:
            found.moved.append(case)
    return found


def reasons_against(baseline: Baseline, today: Baseline, *, whole: bool = True) -> list[str]:
    """Why the deterministic suite does not score as its baseline says; nothing where it does, exactly."""
    compared = compare(baseline, today.rows, today.suite_version, whole=whole)
    if not compared.is_comparable:
        before, now = compared.versions
        return [f"the baseline is of version {before} of the suite, which is at {now}: its scores aren't comparable"]
    reasons = unversioned(baseline, today, whole=whole)
    for told, cases in (
        ("pass no longer", compared.broken),
        ("pass now, which the baseline doesn't say yet", compared.fixed),
        ("score otherwise", compared.moved),
        ("aren't in the baseline", compared.new),
        ("are in the baseline and not in the suite", compared.removed),
    ):
        if cases:
            reasons.append(f"{len(cases)} {told}: {_listed(cases)}")
    return reasons


def unversioned(baseline: Baseline, today: Baseline, *, whole: bool = True) -> list[str]:
    """What changed without `SUITE_VERSION`, so that scores would be compared that can't be."""
    if baseline.suite_version != today.suite_version:
        return []
    redrawn = compare(baseline, today.rows, today.suite_version, whole=whole).redrawn
    advice = "raise SUITE_VERSION in evals/gate.py"
    reasons = [f"another question, truth or world for {_listed(redrawn)}: {advice}"] if redrawn else []
    judged = [case for case, row in today.rows.items() if case not in redrawn and _judged(baseline.rows.get(case), row)]
    return [*reasons, *([f"the scorers judge {_listed(judged)} otherwise: {advice}"] if judged else [])]


def _judged(before: Row | None, today: Row) -> bool:
    """Whether the scorers have changed for a case; not to be told where they were not put to the test."""
    return before is not None and "" not in (before.scorers, today.scorers) and before.scorers != today.scorers


_SHOWN = 8


def _listed(cases: Sequence[str]) -> str:
    more = f" and {len(cases) - _SHOWN} more" if len(cases) > _SHOWN else ""
    return ", ".join(cases[:_SHOWN]) + more
