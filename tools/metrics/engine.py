"""The engine: a question about metrics answered from facts.

Sums of whole numbers leave DuckDB, by the dimensions asked for; everything else is done once, in `finish` and
`compare`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tools.contract.clock import Window, from_unix
from tools.contract.figures import Figure, FigureTable
from tools.metrics.calendar import DAY, TIMES, WEEKDAYS, Calendar
from tools.metrics.catalogue import METRICS
from tools.metrics.finish import Parts, figure
from tools.metrics.measures import Measure, Metric
from tools.metrics.query import NotHeld, Query, TooMany, Unanswerable, UnknownDimension, UnknownMetric, zone_of
from tools.metrics.statements import NONE, Asked, Cell, Labels, Span, Sums, TooManyRows, histogram, sums
from tools.metrics.store import ROWS, Facts, open_facts

__all__ = ["Query", "ask", "dimensions", "held", "open_facts"]

EXACT = 50_000
"""Up to how many durations each is told to the second."""

_LONG = 15 * 7 * DAY
"""How far before a window the zone's changes are looked up: fifteen weeks."""


def ask(facts: Facts, query: Query) -> FigureTable:
    """The figures that a question asks for. Raises Unanswerable where it can't be answered."""
    metrics = [_known(name) for name in query.metrics]
    for metric in metrics:
        _check(facts, metric, query)
    since, until = _bounds(facts, query)
    calendar = Calendar(zone_of(query.zone), since - _LONG, max(until, since + 1))
    try:
        counted = Counted.over(facts, calendar, metrics, query, Span(since, until))
    except TooManyRows:
        raise TooMany(query.by, ROWS) from None
    kept, left_out = _largest(counted, query)
    figures = [one for metric in metrics for one in _figures(counted, metric, kept, query, until)]
    return FigureTable(
        window=Window(since=from_unix(since), until=from_unix(until)),
        time_zone=query.zone,
        as_of=query.now,
        compared=query.compared,
        by=list(query.by),
        where=dict(query.where),
        figures=figures,
        left_out=left_out,
        unsplit=[name for place, name in enumerate(query.by) if _never(kept, place)],
    )


def held(facts: Facts) -> list[str]:
    """The metrics that these facts can answer."""
    return [name for name, metric in METRICS.items() if not _lacking(facts, metric)]


def dimensions(facts: Facts, metric: Metric) -> list[str]:
    """What a metric can be split by: its own dimensions and the metadata that all of its tables carry."""
    first, *others = (facts.held.get(table, frozenset[str]()) for table in metric.tables)
    shared = sorted(name for name in first.intersection(*others) if name.startswith("metadata_"))
    told = facts.held["payments"].union(TIMES) if facts.derived and "payments" in metric.tables else metric.dimensions
    return [*(name for name in metric.dimensions if name in told), *shared]


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
            if metric.unit == "duration" and span.piece is None
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


def _known(name: str) -> Metric:
    if name not in METRICS:
        raise UnknownMetric(name, METRICS)
    return METRICS[name]


def _check(facts: Facts, metric: Metric, query: Query) -> None:
    if lacking := _lacking(facts, metric):
        raise NotHeld(metric.name, lacking)
    known = dimensions(facts, metric)
    for field, names in (("by", query.by), ("where", query.where)):
        for name in names:
            if name not in known:
                raise UnknownDimension(field, name, metric.name, known)


def _lacking(facts: Facts, metric: Metric) -> str | None:
    """What the facts lack for a metric, in words."""
    if metric.untried and facts.derived:
        return "payments that were never tried"
    for measure in metric.measures:
        if measure.table not in facts.held:
            return measure.table
        if missing := facts.missing(measure.table, measure.columns):
            return f"{measure.table} with their {', '.join(sorted(missing))}"
    return None


def _bounds(facts: Facts, query: Query) -> tuple[int, int]:
    now = int(query.now.timestamp())
    since = int(query.window.since.timestamp()) if query.window.since else facts.earliest
    until = min(int(query.window.until.timestamp()), now) if query.window.until else now
    since = until - DAY if since is None else since
    if since >= until:
        raise Unanswerable("window", str(query.window.since), "The window ends before it begins.", "Give a later end.")
    return since, until


def _is_exact(found: Mapping[Asked, Sums], asked: Mapping[str, Roles], metric: Metric) -> bool:
    return sum(found[asked[metric.name].basis].values()) <= EXACT


def _largest(counted: Counted, query: Query) -> tuple[list[Labels], int]:
    """The slices that are told, and how many are not: in the order of time, else the largest first."""
    sizes: dict[Labels, tuple[int, ...]] = {}
    metrics = [METRICS[name] for name in query.metrics]
    for place, metric in enumerate(metrics):
        for cell in counted.cells(metric):
            size = counted.parts(metric, cell)
            before = sizes.get(cell.labels, (0,) * len(metrics))
            own = before[place] + abs(size.numerator if metric.whole else size.basis)
            sizes[cell.labels] = (*before[:place], own, *before[place + 1 :])
    if not query.by:
        return [()], 0
    told = [labels for labels, size in sizes.items() if any(size)]
    if set(query.by) <= set(TIMES):
        return sorted(told, key=lambda labels: _in_time(query.by, labels)), 0
    ranked = sorted(told, key=lambda labels: ([-size for size in sizes[labels]], labels))
    return ranked[: query.limit], max(0, len(ranked) - query.limit)


def _in_time(by: tuple[str, ...], labels: Labels) -> list[tuple[int, str]]:
    named = zip(by, labels, strict=True)
    return [(WEEKDAYS.index(label) if name == "weekday" else 0, label) for name, label in named]


def _never(kept: list[Labels], place: int) -> bool:
    return bool(kept) and all(labels[place] == NONE for labels in kept)


def _figures(counted: Counted, metric: Metric, kept: Iterable[Labels], query: Query, until: int) -> list[Figure]:
    immature = metric.horizon is not None and until > int(query.now.timestamp()) - metric.horizon * DAY
    currencies: dict[Labels, list[str | None]] = {}
    for cell in counted.cells(metric):
        currencies.setdefault(cell.labels, []).append(cell.currency)
    found: list[Figure] = []
    for labels in kept:
        of_slice = sorted(currencies.get(labels, []), key=str) or (
            [None] if not query.by and not metric.currency else []
        )
        for currency in of_slice:
            if metric.currency and currency is None:
                continue
            parts = counted.parts(metric, Cell(labels, currency))
            named = dict(zip(query.by, labels, strict=True))
            found.append(figure(metric, named, currency, parts, immature))
    return found
