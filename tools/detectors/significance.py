"""Whether a share changed by more than chance, for slices of any size.

A t test of two proportions, widened by how much the days before differ (`tools.metrics.chance`), is too sure of itself
where few failures are expected. So a change counts as no less likely than the binomial tail makes it, of as many
trials as the overdispersion leaves (P. McCullagh and J. A. Nelder, Generalized Linear Models, 2nd ed., 4.5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from math import sqrt
from typing import Protocol, cast

from tools.metrics.chance import FREEDOM, Day, freedom, phi_of_shares, shares_apart

Z = 1.959963984540054
NEAR = 1.5
"""Up to how many standard errors a change is nothing that anybody would be told of."""


class _Special(Protocol):
    def betainc(self, a: float, b: float, x: float) -> float: ...


@dataclass(frozen=True)
class Pair:
    """Successes and trials of now and of all windows before together."""

    now: int = 0
    of_now: int = 0
    then: int = 0
    of_then: int = 0

    def __add__(self, other: "Pair") -> "Pair":
        return Pair(self.now + other.now, self.of_now + other.of_now,
                    self.then + other.then, self.of_then + other.of_then)  # fmt: skip

    def __sub__(self, other: "Pair") -> "Pair":
        return Pair(self.now - other.now, self.of_now - other.of_now,
                    self.then - other.then, self.of_then - other.of_then)  # fmt: skip

    @property
    def rate(self) -> float:
        return self.now / self.of_now if self.of_now else 0.0

    @property
    def before(self) -> float:
        return self.then / self.of_then if self.of_then else 0.0

    @property
    def apart(self) -> float:
        return self.rate - self.before

    @property
    def excess(self) -> float:
        """How many more there are now than there would be at the rate before."""
        return self.now - self.before * self.of_now

    def interval(self, phi: float) -> tuple[float, float]:
        """The 95 % interval of the change."""
        half = Z * sqrt(phi * (variance(self.now, self.of_now) + variance(self.then, self.of_then)))
        return max(-1.0, self.apart - half), min(1.0, self.apart + half)


@dataclass(frozen=True)
class Spread:
    """How much more the days before differ from each other than coins would, and from how many days that is told."""

    phi: float = 1.0
    freedom: int = 0

    @classmethod
    def of(cls, days: Sequence[Day]) -> "Spread":
        used = [day for day in days if day.denominator]
        return cls(phi_of_shares(used), freedom(used))

    @property
    def enough(self) -> bool:
        return self.freedom >= FREEDOM

    def of_part(self, share: float) -> "Spread":
        """What of it a slice has that is such a share of the payments: what a day does to all of them, it does to fewer
        of the slice's."""
        return Spread(1 + (self.phi - 1) * min(1.0, share), self.freedom)

    def wider(self, other: "Spread") -> "Spread":
        """The more careful of both."""
        return Spread(max(self.phi, other.phi), min(self.freedom, other.freedom))


def chance(pair: Pair, spread: Spread, bad: int) -> float:
    """How often a share is as much worse, or more, where nothing changed; 1 of what is near or better.

    `bad` is the worse way, up or down: nobody is told of what became better, so that chance has one way only.
    """
    told = shares_apart((pair.now, pair.of_now), (pair.then, pair.of_then), spread.phi, spread.freedom)
    if bad * told.difference < NEAR * told.error:
        return 1.0
    return max(told.chance / 2, _tail(pair, spread.phi))


def _tail(pair: Pair, phi: float) -> float:
    """The binomial chance of so few, or so many, at the rate before."""
    if not pair.of_now:
        return 1.0
    before = (pair.then + 0.5) / (pair.of_then + 1)
    won, lost = pair.now / phi, (pair.of_now - pair.now) / phi
    special = cast(_Special, import_module("scipy.special"))
    if pair.apart < 0:
        return float(special.betainc(lost, won + 1, 1 - before)) if lost else 1.0
    return float(special.betainc(won, lost + 1, before)) if won else 1.0


def variance(won: int, trials: int) -> float:
    """The variance of a share, never none: half a success and half a failure are added."""
    share = (won + 0.5) / (trials + 1)
    return share * (1 - share) / max(trials, 1)
