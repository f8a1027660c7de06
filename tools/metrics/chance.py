"""Whether a change is more than chance and the account's own ups and downs would make.

A plain test of two proportions takes every payment for a coin of its own. Payments of one day share that day, so that
at ten thousand a day it cries wolf in one case of twenty where it promises one of two hundred. Each test here is
widened by how much more the days before differ from each other, weekday by weekday, than coins would: `phi`, Pearson's
chi-square by its degrees of freedom (P. McCullagh and J. A. Nelder, Generalized Linear Models, 2nd ed., 4.5 and 6.2.3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from math import ceil, sqrt
from typing import Protocol, cast

LEVEL = 0.01
"""How often a change may be told where there was none."""

FREEDOM = 7
"""The fewest degrees of freedom that the ups and downs are told from: two weeks."""


class _Special(Protocol):
    def stdtr(self, df: float, t: float) -> float: ...
    def stdtrit(self, df: float, p: float) -> float: ...


def _special() -> _Special:
    """Student's distribution and its inverse, which a run without comparisons does without. They are what `scipy.stats`
    calls, which takes half a second and a hundred megabytes more to load."""
    return cast(_Special, import_module("scipy.special"))


@dataclass(frozen=True)
class Day:
    """A day before: its weekday, and what was counted on it, of how many."""

    weekday: int
    numerator: int
    denominator: int = 0


@dataclass(frozen=True)
class Difference:
    """A difference, its standard error and degrees of freedom; `spread` is the variance that one payment brings."""

    difference: float
    error: float
    freedom: int
    spread: float

    @property
    def chance(self) -> float:
        """How often there is such a difference or a larger one where nothing changed."""
        if not self.error:
            return 0.0 if self.difference else 1.0
        return 2 * float(_special().stdtr(self.freedom, -abs(self.difference) / self.error))

    def needed(self, least: float, ratio: float) -> int:
        """How many payments would tell such a difference, or the least that matters, the time before having `1 / ratio`
        times as many."""
        limit = -float(_special().stdtrit(self.freedom, LEVEL / 2))
        apart = max(abs(self.difference), least)
        return ceil(limit * limit * self.spread * (1 + ratio) / (apart * apart)) if apart else 0


def of_shares(now: tuple[int, int], then: tuple[int, int], days: Sequence[Day]) -> Difference | None:
    """Two shares, each successes and trials; None where the days before are too few."""
    used = [day for day in days if day.denominator]
    if freedom(used) < FREEDOM or not now[1] or not then[1]:
        return None
    return shares_apart(now, then, phi_of_shares(used), freedom(used))


def shares_apart(now: tuple[int, int], then: tuple[int, int], phi: float, degrees: int) -> Difference:
    """Two shares of some trials each, whose ups and downs are known. Raises ZeroDivisionError of no trials."""
    pooled = (now[0] + then[0]) / (now[1] + then[1])
    spread = phi * pooled * (1 - pooled)
    return Difference(now[0] / now[1] - then[0] / then[1], sqrt(spread * (1 / now[1] + 1 / then[1])), degrees, spread)


def of_means(now: tuple[int, int], then: tuple[int, int], days: Sequence[Day]) -> Difference | None:
    """Two means, each a sum and of how many; None where the days before are too few."""
    used = [day for day in days if day.denominator > 0]
    degrees = freedom(used)
    if degrees < FREEDOM or now[1] <= 0 or then[1] <= 0:
        return None
    squares = sum(
        day.denominator * (day.numerator / day.denominator - _share(alike)) ** 2
        for alike in _by_weekday(used)
        for day in alike
    )
    spread = squares / degrees
    return Difference(now[0] / now[1] - then[0] / then[1], sqrt(spread * (1 / now[1] + 1 / then[1])), degrees, spread)


def of_sums(now: int, then: int, windows: int, days: Sequence[Day]) -> Difference | None:
    """A count or an amount against the mean of so many windows that sum to `then`; None where the days are too few."""
    degrees = freedom(days)
    if degrees < FREEDOM:
        return None
    expected = max(0.0, (now + then) / (windows + 1))
    spread = phi_of_counts(days)
    return Difference(now - then / windows, sqrt(spread * expected * (1 + 1 / windows)), degrees, spread)


def phi_of_shares(days: Sequence[Day]) -> float:
    """How much more the shares of days of one weekday differ than coins would; 1 at least."""
    square = 0.0
    for alike in _by_weekday(days):
        share = _share(alike)
        if 0 < share < 1:
            square += sum(
                (day.numerator - day.denominator * share) ** 2 / (day.denominator * share * (1 - share))
                for day in alike
                if day.denominator
            )
    return max(1.0, square / max(1, freedom([day for day in days if day.denominator])))


def phi_of_counts(days: Sequence[Day]) -> float:
    """How much more the counts of days of one weekday differ than rare events would; 1 at least."""
    square = 0.0
    for alike in _by_weekday(days):
        mean = sum(day.numerator for day in alike) / len(alike)
        if mean > 0:
            square += sum((day.numerator - mean) ** 2 / mean for day in alike)
    return max(1.0, square / max(1, freedom(days)))


def discoveries(chances: Sequence[float]) -> list[float]:
    """What each chance comes to among so many looked at: the share of false ones among those up to it (Y. Benjamini and
    Y. Hochberg, Journal of the Royal Statistical Society B 57 (1995) 289-300)."""
    adjusted, least = [1.0] * len(chances), 1.0
    for rank, place in sorted(enumerate(sorted(range(len(chances)), key=chances.__getitem__), 1), reverse=True):
        least = min(least, chances[place] * len(chances) / rank)
        adjusted[place] = least
    return adjusted


def _by_weekday(days: Sequence[Day]) -> list[list[Day]]:
    found: dict[int, list[Day]] = {}
    for day in days:
        found.setdefault(day.weekday, []).append(day)
    return list(found.values())


def freedom(days: Sequence[Day]) -> int:
    """How many of so many days are free to differ from the mean of their weekday."""
    return len(days) - len({day.weekday for day in days})


def _share(days: Sequence[Day]) -> float:
    whole = sum(day.denominator for day in days)
    return sum(day.numerator for day in days) / whole if whole else 0.0
