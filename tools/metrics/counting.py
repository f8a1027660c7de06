"""The sums that several metrics are made of, over one span of time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tools.metrics.calendar import Calendar
from tools.metrics.finish import Parts
from tools.metrics.measures import Measure, Metric
from tools.metrics.query import Query
from tools.metrics.statements import Asked, Cell, Span, Sums, histogram, sums
from tools.metrics.store import Facts

EXACT = 50_000
"""Up to how many durations each is told to the second."""


@dataclass(frozen=True)
class Counted:
    """The sums of several metrics over one span."""

    by: tuple[str, ...]
    sums: Mapping[Asked, Sums]
    times: Mapping[str, Mapping[Cell, Mapping[int, int]]]
    asked: Mapping[str, "Roles"]

    @classmethod
    def over(cls, facts: Facts, calendar: Calendar, metrics: Iterable[Metric], query: Query, span: Span) -> "Counted":
        """Raises TooManyRows."""
        asked = {metric.name: Roles.of(metric, query) for metric in metrics}
        found = sums(facts, calendar, (one for roles in asked.values() for one in roles.all), span)
        times = {
            metric.name: histogram(
                facts, calendar, asked[metric.name].numerator[0], span, _is_exact(found, asked, metric)
            )
            for metric in metrics
            if metric.of_values and span.piece is None
        }
        return cls(query.by, found, times, asked)

    def cells(self, metric: Metric) -> set[Cell]:
        """What there are figures of."""
        roles = self.asked[metric.name]
        split = roles.numerator if metric.whole else roles.all
        return {cell for one in split if one.by == self.by for cell in self.sums[one]}

    def parts(self, metric: Metric, cell: Cell) -> Parts:
        """What the figure of a cell is made of."""
        roles = self.asked[metric.name]
        return Parts(
            numerator=sum(self._sum(one, cell) for one in roles.numerator),
            denominator=self._sum(roles.denominator, cell) if roles.denominator else None,
            basis=self._sum(roles.basis, cell),
            times=self.times.get(metric.name, {}).get(cell),
        )

    def _sum(self, asked: Asked, cell: Cell) -> int:
        if asked.by == self.by:
            return self.sums[asked].get(cell, 0)
        labels = tuple(label for name, label in zip(self.by, cell.labels, strict=True) if name in asked.by)
        return self.sums[asked].get(Cell(labels, cell.currency, cell.piece), 0)


@dataclass(frozen=True)
class Roles:
    """The measures of a metric, each with what it is split by and of which rows."""

    numerator: tuple[Asked, ...]
    denominator: Asked | None
    basis: Asked

    @classmethod
    def of(cls, metric: Metric, query: Query) -> "Roles":
        """A dimension that splits only the numerator is left out of the rest, as a split and as a condition."""
        where = tuple(sorted(query.where.items()))

        def asked(measure: Measure, whole: tuple[str, ...]) -> Asked:
            by = tuple(name for name in query.by if name not in whole)
            return Asked(measure, by, metric.currency, tuple(one for one in where if one[0] not in whole))

        return cls(
            numerator=tuple(asked(measure, ()) for measure in metric.numerator),
            denominator=asked(metric.denominator, metric.whole) if metric.denominator else None,
            basis=asked(metric.basis, metric.whole),
        )

    @property
    def all(self) -> tuple[Asked, ...]:
        return (*self.numerator, *([self.denominator] if self.denominator else []), self.basis)


def _is_exact(found: Mapping[Asked, Sums], asked: Mapping[str, Roles], metric: Metric) -> bool:
    return sum(found[asked[metric.name].basis].values()) <= EXACT
