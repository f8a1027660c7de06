"""Which shares changed, of all slices of all measures: one finding a fault, the clearest first.

Everything, and all slices by one dimension and by two, are tested level by level, and those that are told are held to
each level's share of false ones (`tools.metrics.chance.discoveries`). What was traced to a slice is then taken out and
the rest looked at again, so that of two faults at once neither hides the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tools.detectors.attribution import (
    Cells,
    Found,
    Split,
    by_value,
    by_values,
    localised,
    split,
    total,
    within,
    without,
)
from tools.detectors.budget import SHARES, Budget
from tools.detectors.counts import BY_RULE, PAYING, Counted
from tools.detectors.looking import Where
from tools.detectors.mix import mix_shift
from tools.detectors.significance import Pair, chance
from tools.metrics.chance import discoveries

FALSE: Mapping[tuple[bool, int], float] = {
    (True, 0): 0.0015,
    (True, 1): 0.001,
    (True, 2): 0.001,
    (False, 0): 0.001,
    (False, 1): 0.001,
}
"""The share of false ones among what is told: of the share that pays and of the others, by how many values name the
slice. Each level is held to its own, so that hundreds of slices don't hide a fall of everything."""

POINT = 0.01
FEWEST_NOW, FEWEST_THEN = (20, 10, 20), 50
"""The fewest attempts of a window and before: of everything, of a slice by one dimension, of one by two. A small flow
that stops altogether is beyond doubt with fewer than a slice among hundreds."""
EXCESS = 5
"""The fewest payments that must be affected."""

LEAST = 1e-300
"""A chance that is none."""

FAULTS = 6
"""The most that are told of one window."""

MIXED = 0.4
"""The share of a change that may be left once the mix is held still, for it to be a change of mix."""
SURE = 3.0


@dataclass(frozen=True)
class Slice:
    """A slice of a measure, and how likely chance alone makes its change; `q` is that among all looked at."""

    counted: Counted
    where: Where
    pair: Pair
    chance: float
    q: float = 1.0

    @property
    def level(self) -> tuple[bool, int]:
        """Among which it is one: slices by two values of all but the share that pays stand with those by one."""
        paying = self.counted.measure is PAYING
        return paying, len(self.where) if paying else min(1, len(self.where))

    @property
    def clear(self) -> bool:
        """Whether it is to be told."""
        return self.q <= FALSE[self.level] and matters(self.pair, self.counted.measure.bad)

    def by_its_own_days(self) -> "Slice":
        """A slice by two as likely as its own days make it, where they differ more than its values' do."""
        if len(self.where) < 2:
            return self
        own, bad = self.counted.own(self.where), self.counted.measure.bad
        likely = chance(self.pair, own, bad) if own.enough else 0.0
        if likely <= self.chance:
            return self
        return replace(self, chance=likely, q=min(1.0, self.q * likely / max(self.chance, LEAST)))


@dataclass(frozen=True)
class Shift:
    """What changed: a slice of a measure, with the way that led to it; a change of mix has its split and dimension."""

    counted: Counted
    found: Found
    q: float
    split: Split | None = None
    by: str | None = None


def shifts(measures: Sequence[Counted], budget: Budget) -> list[Shift]:
    """What changed for the worse, the least likely first, while there is time."""
    left, told = {one.measure.metric: one for one in measures}, list[Shift]()
    tested = {name: tests(one) for name, one in left.items() if budget.allows(*SHARES)}
    passed: set[tuple[str, Where]] = set()
    paying = left.get(PAYING.metric)
    mixed = mix_shift(paying) if paying and budget.allows("mix_shift") else None
    if paying and mixed:
        passed.add((PAYING.metric, ()))
        if abs(mixed.split.mix) * total(paying.cells).of_now > _blocked(tested):
            found = Found({}, [mixed.step], total(paying.cells))
            told.append(Shift(paying, found, mixed.chance, mixed.split, mixed.step.dimension))
    while len(told) < FAULTS and budget.allows(*SHARES):
        clear = [
            one
            for one in ranked([slice for each in tested.values() for slice in each])
            if one.clear and (one.counted.measure.metric, one.where) not in passed
        ]
        if not clear:
            break
        one = min(clear, key=lambda slice: (slice.chance, -abs(slice.pair.excess)))
        name = one.counted.measure.metric
        passed.add((name, one.where))
        one = one.by_its_own_days()
        still = mixed.step.dimension if mixed and one.counted.measure is PAYING else None
        shift = _traced(one, clear, still) if one.clear else None
        if shift is None or not _concerns(shift):
            continue
        told.append(shift)
        rest = without(one.counted.cells, one.counted.dimensions, shift.found.where)
        left[name] = replace(left[name], cells=rest)
        tested[name] = tests(left[name])
    return told


def _concerns(shift: Shift) -> bool:
    """Whether it is of so many payments, and not of a few that were tried again and again."""
    counted, found = shift.counted, shift.found
    share = counted.apiece(tuple(found.where.items()))
    return counted.measure.bad * found.pair.excess * share >= EXCESS


def _blocked(tested: Mapping[str, Sequence[Slice]]) -> float:
    """How many more attempts rules block than they did, of those that tell: what is left is mixed otherwise by that."""
    slices = ranked(tested.get(BY_RULE.metric, []))
    return sum(one.pair.excess for one in slices if one.clear)


def ranked(slices: Sequence[Slice]) -> list[Slice]:
    """Slices with the share of false ones up to each, among those of its level."""
    told: list[Slice] = []
    for level in FALSE:
        several = [one for one in slices if one.level == level]
        values = discoveries([one.chance for one in several])
        told += [replace(one, q=value) for one, value in zip(several, values, strict=True)]
    return told


def tests(counted: Counted) -> list[Slice]:
    """Every slice that is large enough to be tested; of two that hold the same attempts only the first."""
    found: dict[Pair, Slice] = {}
    for where, pair in _slices(counted):
        if pair.of_now < FEWEST_NOW[len(where)] or pair.of_then < FEWEST_THEN or pair in found:
            continue
        spread = counted.spread(where, pair)
        if spread.enough:
            found[pair] = Slice(counted, where, pair, chance(pair, spread, counted.measure.bad))
    return list(found.values())


def matters(pair: Pair, bad: int) -> bool:
    """Whether a change is for the worse, and large enough for anybody to look at."""
    return bad * pair.apart >= min(POINT, pair.before / 2 or POINT) and bad * pair.excess >= EXCESS


def _slices(counted: Counted) -> Iterator[tuple[Where, Pair]]:
    cells, names = counted.cells, counted.dimensions
    if counted.measure is not BY_RULE:
        yield (), total(cells)
    for place, name in enumerate(names):
        for value, pair in by_value(cells, place).items():
            yield ((name, value),), pair
    for one, value, other, second, pair in by_values(cells, len(names)):
        yield ((names[one], value), (names[other], second)), pair


def _traced(one: Slice, clear: Sequence[Slice], mixed: str | None) -> Shift | None:
    """The slice that a change is traced to; None where it is one of mix, such as along a dimension that is `mixed`."""
    counted, names = one.counted, one.counted.dimensions
    if counted.measure is BY_RULE:
        return Shift(counted, Found(dict(one.where), [], one.pair), one.q)
    phi = counted.spread(one.where, one.pair).phi
    if _mixed(_inside(counted.cells, names, one.where), names, phi, mixed):
        return None
    found = localised(counted.cells, names, counted.measure.bad, phi)
    overall = any(not other.where and other.counted is counted for other in clear)
    if not found.where and not overall:
        found = Found(dict(one.where), [], one.pair)
    cells = _inside(counted.cells, names, tuple(found.where.items()))
    if not matters(found.pair, counted.measure.bad) or _mixed(cells, names, phi, mixed):
        return None
    return Shift(counted, found, one.q)


def _inside(cells: Cells, names: Sequence[str], where: Where) -> Cells:
    for name, value in where:
        cells = within(cells, names.index(name), value)
    return cells


def _mixed(cells: Cells, names: Sequence[str], phi: float, mixed: str | None) -> bool:
    """Whether a change is one of mix along a dimension: held still, that leaves next to nothing of it.

    Along one whose mix did change it is enough that what is left may be chance.
    """
    apart = total(cells).apart
    splits = ((name, split(by_value(cells, place), phi)) for place, name in enumerate(names))
    return any(
        abs(one.rate) <= SURE * one.error and (name == mixed or abs(one.rate) <= MIXED * abs(apart))
        for name, one in splits
    )
