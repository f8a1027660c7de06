"""Where a change is: the slice that changed most unlike the rest, and how much of a change is a change of mix.

The way down is greedy: into the slice whose change differs most from the change of the rest of its parent, by the
standard error of that difference, one dimension deeper while it is far enough from chance. Contributions to the change
are no guide: a large slice contributes to every change.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

from tools.contract.changes import Step, Tally
from tools.detectors.significance import Pair, variance

FAR = 4.0
"""How many standard errors a slice's change must be from that of the rest."""

DEEPEST = 4
FEWEST_NOW, FEWEST_THEN = 10, 30

Cells = Mapping[tuple[str, ...], Pair]
"""The leaves: the values of all dimensions, and what was counted of them."""


@dataclass(frozen=True)
class Found:
    """A slice, and the steps that led to it; no steps where all of it changed alike."""

    where: dict[str, str]
    steps: list[Step]
    pair: Pair


def total(cells: Cells) -> Pair:
    """What was counted of all."""
    return _sum(cells.values())


def by_value(cells: Cells, place: int) -> dict[str, Pair]:
    """What was counted of each value of a dimension."""
    sums: dict[str, list[int]] = {}
    for labels, pair in cells.items():
        held = sums.get(labels[place])
        if held is None:
            sums[labels[place]] = [pair.now, pair.of_now, pair.then, pair.of_then]
        else:
            held[0] += pair.now
            held[1] += pair.of_now
            held[2] += pair.then
            held[3] += pair.of_then
    return {value: Pair(*held) for value, held in sums.items()}


def by_values(cells: Cells, dimensions: int) -> Iterator[tuple[int, str, int, str, Pair]]:
    """What was counted of each two values of two dimensions: their places and the values."""
    import numpy as np  # noqa: PLC0415 - not needed until slices are compared

    values = [list(dict.fromkeys(labels[at] for labels in cells)) for at in range(dimensions)]
    number = [{value: count for count, value in enumerate(several)} for several in values]
    codes = [np.array([number[at][labels[at]] for labels in cells], np.int64) for at in range(dimensions)]
    counts = [
        np.array([getattr(pair, name) for pair in cells.values()], np.int64)
        for name in ("now", "of_now", "then", "of_then")
    ]
    for one, other in combinations(range(dimensions), 2):
        both = codes[one] * len(values[other]) + codes[other]
        sums = [np.bincount(both, each).astype(np.int64).tolist() for each in counts]
        for at in np.unique(both).tolist():
            first, second = divmod(at, len(values[other]))
            yield one, values[one][first], other, values[other][second], Pair(*(each[at] for each in sums))


def within(cells: Cells, place: int, value: str) -> Cells:
    """The leaves of a slice."""
    return {labels: pair for labels, pair in cells.items() if labels[place] == value}


def without(cells: Cells, dimensions: Sequence[str], where: Mapping[str, str]) -> Cells:
    """The leaves of all but a slice."""
    places = [(dimensions.index(name), value) for name, value in where.items()]
    return {labels: pair for labels, pair in cells.items() if any(labels[at] != value for at, value in places)}


def localised(cells: Cells, dimensions: Sequence[str], sign: int, phi: float) -> Found:
    """The slice that a change of this sign is traced to."""
    inside, left, steps = cells, list(range(len(dimensions))), list[Step]()
    while len(steps) < DEEPEST:
        best = _best(inside, dimensions, left, sign, phi)
        if best is None:
            break
        place, step = best
        steps.append(step)
        left.remove(place)
        inside = within(inside, place, step.value)
    return Found({step.dimension: step.value for step in steps}, steps, total(inside))


def _best(
    cells: Cells, dimensions: Sequence[str], left: Iterable[int], sign: int, phi: float
) -> tuple[int, Step] | None:
    """The slice whose change differs most from that of the rest, where any does."""
    parent, found = total(cells), list[tuple[float, int, str, Pair]]()
    for place in left:
        for value, pair in by_value(cells, place).items():
            z = sign * unlike(pair, parent - pair, phi)
            if z >= FAR and sign * pair.apart > 0:
                found.append((z, place, value, pair))
    if not found:
        return None
    z, place, value, pair = max(found, key=lambda one: (one[0], -one[1], one[2]))
    now = tally(pair.now, pair.of_now)
    return place, Step(
        dimension=dimensions[place], value=value, before=tally(pair.then, pair.of_then), now=now, z=round(sign * z, 2)
    )


def unlike(one: Pair, rest: Pair, phi: float) -> float:
    """How far two changes are from each other, in standard errors; 0 where either is of too few.

    The error of now is the mean of two: of shares as they are, and as if they were one. The first is too wide where
    what failed is nearly all in the slice, the second too narrow where next to nothing fails.
    """
    if min(one.of_now, rest.of_now) < FEWEST_NOW or min(one.of_then, rest.of_then) < FEWEST_THEN:
        return 0.0
    own = variance(one.now, one.of_now) + variance(rest.now, rest.of_now)
    alike = variance(one.now + rest.now, one.of_now + rest.of_now)
    alike *= (one.of_now + rest.of_now) * (1 / one.of_now + 1 / rest.of_now)
    before = variance(one.then, one.of_then) + variance(rest.then, rest.of_then)
    return (one.apart - rest.apart) / sqrt(phi * ((own + alike) / 2 + before))


@dataclass(frozen=True)
class Split:
    """A change of the whole as the sum of what came of slices' own rates and of their shares.

    `error` is the standard error of the first; `mixed` the value whose share did most of the second.
    """

    rate: float
    mix: float
    error: float
    mixed: str
    pair: Pair


def split(slices: Mapping[str, Pair], phi: float) -> Split:
    """The exact split: mean shares times changes of rates, and mean rates, from their mean, times changes of shares.

    A slice that wasn't there before, or isn't now, has no change of rate: all that it does is mix.
    """
    whole = _sum(slices.values())
    middle = (whole.rate + whole.before) / 2
    rate = spread = 0.0
    mix: dict[str, float] = {}
    for value, pair in slices.items():
        shares = (pair.of_now / max(1, whole.of_now), pair.of_then / max(1, whole.of_then))
        rates = (pair.rate if pair.of_now else pair.before, pair.before if pair.of_then else pair.rate)
        weight = (shares[0] + shares[1]) / 2
        rate += weight * (rates[0] - rates[1])
        if pair.of_now and pair.of_then:
            spread += weight**2 * (variance(pair.now, pair.of_now) + variance(pair.then, pair.of_then))
        mix[value] = ((rates[0] + rates[1]) / 2 - middle) * (shares[0] - shares[1])
    told = sum(mix.values())
    mixed = max(mix, key=lambda value: mix[value] if told > 0 else -mix[value]) if mix else ""
    return Split(rate, told, sqrt(phi * spread), mixed, slices.get(mixed, Pair()))


def tally(count: int, of: int) -> Tally:
    """A share as it is told."""
    return Tally(numerator=count, denominator=of, rate=round(count / of, 4) if of else None)


def _sum(pairs: Iterable[Pair]) -> Pair:
    now = of_now = then = of_then = 0
    for one in pairs:
        now, of_now, then, of_then = now + one.now, of_now + one.of_now, then + one.then, of_then + one.of_then
    return Pair(now, of_now, then, of_then)
