"""What can be said of a score: how reliable it is, how far chance may have moved it, whether it fell.

Cases of one family are alike, so families, not cases, are what is drawn again: a cluster bootstrap. Draws come from a
fixed seed, so that the same results always get the same interval.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb, fsum
from random import Random

RESAMPLES = 10_000
SEED = 20_261_120
LEVEL = 0.95

Clusters = Mapping[str, Sequence[float]]
"""Values by the family they belong to."""


@dataclass(frozen=True)
class Interval:
    """A mean, and the bounds that a resampled mean stays within at the given level."""

    mean: float
    low: float
    high: float

    @property
    def half_width(self) -> float:
        return (self.high - self.low) / 2


def pass_at_one(passed: int, trials: int) -> float:
    """The chance that one trial passes: the share that did. Raises ValueError where there is no trial."""
    return pass_hat(passed, trials, 1)


def pass_hat(passed: int, trials: int, k: int) -> float:
    """pass^k: the chance that k trials drawn from those made all pass, C(passed, k) / C(trials, k).

    Raises ValueError where fewer than k trials were made.
    """
    if not 0 <= passed <= trials or k < 1 or trials < k:
        raise ValueError(f"pass^{k} can't be told from {passed} of {trials} trials")
    return comb(passed, k) / comb(trials, k)


def mean(clusters: Clusters) -> float:
    """The mean over all values. Raises ValueError where there is none."""
    values = [value for values in clusters.values() for value in values]
    if not values:
        raise ValueError("there is no mean of nothing")
    return fsum(values) / len(values)


def interval(clusters: Clusters, *, level: float = LEVEL, resamples: int = RESAMPLES, seed: int = SEED) -> Interval:
    """The mean with its two-sided percentile interval, families drawn with replacement."""
    means = _resampled(clusters, resamples, seed)
    tail = (1 - level) / 2
    return Interval(mean(clusters), quantile(means, tail), quantile(means, 1 - tail))


def upper_bound(clusters: Clusters, *, level: float = LEVEL, resamples: int = RESAMPLES, seed: int = SEED) -> float:
    """The one-sided upper bound of the mean: of paired differences, one below zero means that the score fell."""
    return quantile(_resampled(clusters, resamples, seed), level)


def paired(before: Mapping[str, float], after: Mapping[str, float], family: Mapping[str, str]) -> Clusters:
    """`after` less `before` of each case that both have, by the family of the case."""
    differences: dict[str, list[float]] = {}
    for case in after:
        if case in before:
            differences.setdefault(family[case], []).append(after[case] - before[case])
    return differences


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` of ordered values lie, linear between the two nearest."""
    if not ordered:
        raise ValueError("there is no quantile of nothing")
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _resampled(clusters: Clusters, resamples: int, seed: int) -> list[float]:
    """The means of resampled families, in ascending order."""
    drawn = Random(seed)  # noqa: S311 - statistics, no secret
    families = [(fsum(clusters[name]), len(clusters[name])) for name in sorted(clusters) if clusters[name]]
    if not families:
        raise ValueError("there is no interval of nothing")
    means: list[float] = []
    for _ in range(resamples):
        sample = drawn.choices(families, k=len(families))
        means.append(fsum(total for total, _ in sample) / sum(count for _, count in sample))
    return sorted(means)
