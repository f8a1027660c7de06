"""The engine: a question about metrics answered from facts.

Sums of whole numbers leave DuckDB, by the dimensions asked for; everything else is done once, in `finish` and
`compare`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tools.contract.clock import Window, from_unix
from tools.contract.figures import Figure, FigureTable
from tools.metrics.apart import apart
from tools.metrics.calendar import DAY, TIMES, WEEKDAYS, Calendar
from tools.metrics.catalogue import METRICS
from tools.metrics.compare import Past
from tools.metrics.counting import Counted
from tools.metrics.finish import figure
from tools.metrics.measures import Metric
from tools.metrics.query import NotHeld, Query, TooMany, Unanswerable, UnknownDimension, UnknownMetric, zone_of
from tools.metrics.statements import NONE, Cell, Labels, Span, TooManyRows
from tools.metrics.store import ROWS, Facts, open_facts

__all__ = ["Query", "ask", "dimensions", "held", "open_facts"]

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
        kept, left_out = _largest(counted, query)
        past = Past.read(facts, calendar, metrics, query, (since, until), kept)
        ends = _Ends(calendar, query, until)
        figures = [one for metric in metrics for one in _figures(counted, past, metric, kept, ends)]
        if query.apart:
            figures = apart(facts, calendar, counted, metrics, query, Span(since, until), figures)
    except TooManyRows:
        raise TooMany(query.by, ROWS) from None
    return FigureTable(
        window=Window(since=from_unix(since), until=from_unix(until)),
        time_zone=query.zone,
        as_of=query.now,
        compared=query.compared,
        by=list(query.by),
        where=dict(query.where),
        figures=figures,
        left_out=left_out,
        definitions={metric.name: metric.definition for metric in metrics},
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


@dataclass(frozen=True)
class _Ends:
    """When the slices of a question end: with the window, unless they are days or months of it."""

    calendar: Calendar
    query: Query
    until: int

    def immature(self, metric: Metric, named: Mapping[str, str]) -> bool:
        """Whether what a metric counts may still happen to the newest of a slice."""
        if metric.horizon is None:
            return False
        ends = [self.calendar.ends(name, named[name]) for name in ("day", "month") if name in named]
        end = min((self.until, *(one for one in ends if one is not None)))
        return end > int(self.query.now.timestamp()) - metric.horizon * DAY


def _figures(counted: Counted, past: Past | None, metric: Metric, kept: Iterable[Labels], ends: _Ends) -> list[Figure]:
    query = ends.query
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
            told = figure(metric, named, currency, parts, ends.immature(metric, named))
            found.append(past.beside(metric, told, parts) if past else told)
    return found
