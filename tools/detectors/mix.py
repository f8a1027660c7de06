"""Whether a whole share fell because there is more of what was always worse: the mix changed, and not its parts.

The change of a share splits exactly into the parts' own changes and the changes of their shares. What the mix does
differs from day to day; a mix of now that no day before comes near is told, even where the whole share, which every
payment's own luck moves too, is not beyond chance.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from tools.contract.changes import Step
from tools.detectors.attribution import Split, by_value, split, tally, total
from tools.detectors.counts import Counted
from tools.detectors.significance import Pair, variance
from tools.metrics.chance import FREEDOM, Difference

RARE = 0.005
"""How rarely the mix is as bad where nothing changed, all dimensions taken together."""

POINT, EXCESS = 0.01, 5
"""The least that the mix must cost: of the share, and in payments."""

REST = 0.5
"""The share of the change that the parts' own changes may be at most."""

CHANCE = 2.0
"""How many standard errors they may be at most."""


@dataclass(frozen=True)
class Mix:
    """A change of mix along a dimension, the value whose share did most of it, and how likely chance makes it."""

    split: Split
    step: Step
    chance: float


def mix_shift(counted: Counted) -> Mix | None:
    """The change of mix that is furthest from chance, where the whole fell by it."""
    whole, bad = total(counted.cells), counted.measure.bad
    if not whole.of_now or not whole.of_then or bad * whole.apart < POINT:
        return None
    found: list[Mix] = []
    for place, name in enumerate(counted.dimensions):
        slices = by_value(counted.cells, place)
        one = split(slices, counted.whole.phi)
        told = _apart(counted, name, slices, one, whole)
        enough = bad * one.mix >= POINT and bad * one.mix * whole.of_now >= EXCESS
        if told is None or not enough or not _rest_is_chance(one, whole, bad):
            continue
        chance = min(1.0, told.chance / 2 * len(counted.dimensions))
        if chance <= RARE:
            found.append(Mix(one, _step(name, one, whole, told), chance))
    return max(found, key=lambda one: (abs(one.step.z), one.step.dimension)) if found else None


def _rest_is_chance(one: Split, whole: Pair, bad: int) -> bool:
    """Whether the parts' own changes are the smaller part of the change, and none to speak of."""
    return bad * one.rate <= REST * bad * whole.apart and bad * one.rate <= CHANCE * one.error


def _apart(counted: Counted, name: str, slices: Mapping[str, Pair], one: Split, whole: Pair) -> Difference | None:
    """What the mix did beside what it does from day to day; None where the days before are too few."""
    days = counted.daily
    worth = {value: (pair.rate + pair.before) / 2 if pair.of_now and pair.of_then else pair.rate or pair.before
             for value, pair in slices.items()}  # fmt: skip
    scores: dict[int, tuple[float, int]] = {}
    for value, rate in worth.items():
        for day, (_, of) in days.get((name, value), {}).items():
            held = scores.get(day, (0.0, 0))
            scores[day] = held[0] + rate * of, held[1] + of
    means = {day: score / of for day, (score, of) in scores.items() if of}
    weekdays: dict[int, list[float]] = {}
    for day, mean in means.items():
        weekdays.setdefault(day % 7, []).append(mean)
    degrees = len(means) - len(weekdays)
    if degrees < FREEDOM:
        return None
    squares = sum((mean - sum(alike) / len(alike)) ** 2 for alike in weekdays.values() for mean in alike)
    windows = max(1.0, len(means) / max(1, 7 * counted.lasting))
    daily = squares / degrees / counted.lasting * (1 + 1 / windows)
    shares = {value: pair.of_now / whole.of_now for value, pair in slices.items()}
    middle = sum(share * worth[value] for value, share in shares.items())
    drawn = sum(share * (worth[value] - middle) ** 2 for value, share in shares.items())
    drawn *= 1 / whole.of_now + 1 / whole.of_then
    spread = max(daily, drawn) + _unsure(counted, name, slices, whole)
    return Difference(one.mix, sqrt(spread), degrees, spread) if spread else None


def _unsure(counted: Counted, name: str, slices: Mapping[str, Pair], whole: Pair) -> float:
    """What isn't known of the rates that the mix is weighed by: of a service launched today there is only today's."""
    unsure = 0.0
    for value, pair in slices.items():
        apart = pair.of_now / whole.of_now - pair.of_then / whole.of_then
        told = [variance(won, of) for won, of in ((pair.now, pair.of_now), (pair.then, pair.of_then)) if of]
        phi = counted.spread(((name, value),), pair).phi
        unsure += apart**2 * phi * sum(told) / max(1, len(told)) ** 2
    return unsure


def _step(name: str, one: Split, whole: Pair, told: Difference) -> Step:
    """The value whose share changed, and that share."""
    return Step(
        dimension=name,
        value=one.mixed,
        before=tally(one.pair.of_then, whole.of_then),
        now=tally(one.pair.of_now, whole.of_now),
        z=round(told.difference / told.error, 2),
    )
