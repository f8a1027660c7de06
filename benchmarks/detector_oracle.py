"""What can be found at all: a fault is held against the odds by one who knows what befell which slice.

It needs not look for it, and knows how much the account's days differ. By its odds it is wrong once in a hundred quiet
days; days that differ more to the bad side make that oftener. It knows no hours. What it misses is lost in the ups and
downs of the day.
"""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false
# scipy carries no types.

from scipy import stats

from benchmarks.detector_days import DAY, WEEKS, Case
from tools.detectors.counts import PAYING, UNREACHED, Measure
from tools.detectors.looking import conditions, whole
from tools.metrics.store import Facts

ALARMS = 0.01
"""How often a quiet day may be told as a faulty one."""

JUDGED = {"drop": PAYING, "drop of two": PAYING, "drop of all": PAYING, "broken flow": PAYING, "outage": UNREACHED}
"""The share that a fault moves; the other faults move none, or are signatures."""


def foreseen(facts: Facts, case: Case) -> bool | None:
    """Whether one who knows the slice would tell of the day; None where a fault is no change of a share."""
    measure = JUDGED.get(case.kind)
    if measure is None:
        return None
    won, of = _counted(facts, measure, case, case.since, case.since + DAY)
    before, of_before = _counted(facts, measure, case, case.since - WEEKS * 7 * DAY, case.since)
    usual = (before + 0.5) / (of_before + 1)
    if not of:
        return False
    phi = 1 + (case.phi - 1) * of / case.attempts if measure is PAYING else 1.0
    return _tail(won, of, usual, phi, measure.bad) <= ALARMS


def _counted(facts: Facts, measure: Measure, case: Case, since: int, until: int) -> tuple[int, int]:
    said, values = conditions(tuple(case.where.items()))
    [[won, of]] = facts.rows(
        f"SELECT SUM(CASE WHEN {measure.counted} THEN 1 ELSE 0 END), COUNT(*) FROM {measure.table} "
        f"WHERE {measure.of} AND {said} AND created >= {since} AND created < {until}",
        values,
    )
    return whole(won), whole(of)


def _tail(won: int, of: int, usual: float, phi: float, bad: int) -> float:
    """How often chance makes as few, or as many, of trials whose days differ by `phi`."""
    alike = (phi - 1) / max(1, of - 1)
    shape = (1 - alike) / alike if alike > 0 else 0.0
    odds = stats.betabinom(of, usual * shape, (1 - usual) * shape) if shape else stats.binom(of, usual)
    return float(odds.cdf(won) if bad < 0 else odds.sf(won - 1))
