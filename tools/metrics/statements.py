"""The SQL that metrics are counted with: sums of whole numbers by dimensions, in what every engine reads alike.

Only text of the catalogue, names that were checked and whole numbers are written into it; what a person asked for is
bound to it as a value.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tools.metrics.calendar import TIMES, Calendar
from tools.metrics.measures import Measure
from tools.metrics.store import ROWS, Facts, Row, Value

NONE = "none"
"""The slice of the payments that don't have what they are split by."""

Labels = tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """What a sum is of: the labels of its dimensions, its currency, and the piece of the time before."""

    labels: Labels
    currency: str | None = None
    piece: int = 0


Sums = dict[Cell, int]


@dataclass(frozen=True)
class Asked:
    """A measure to be summed: by these dimensions and this column of currency, over the rows of these."""

    measure: Measure
    by: tuple[str, ...] = ()
    currency: str | None = None
    where: tuple[tuple[str, str], ...] = ()

    @property
    def group(self) -> tuple[object, ...]:
        """What it shares with those that are summed by the same statement."""
        return (self.measure.table, self.measure.at, self.by, self.currency, self.where)


@dataclass(frozen=True)
class Span:
    """The seconds that are counted, and the SQL that cuts them into pieces, `{local}` being the wall clock.

    `only` are the slices that are counted, all where it is None; `by` are the dimensions that these are of.
    """

    since: int
    until: int
    piece: str | None = None
    within: str | None = None
    by: tuple[str, ...] = ()
    only: Sequence[Labels] | None = None


class TooManyRows(Exception):
    """A statement would have brought more rows than one may."""


def sums(facts: Facts, calendar: Calendar, asked: Iterable[Asked], span: Span) -> dict[Asked, Sums]:
    """Each measure's sums over the span, a statement for those that share one. Raises TooManyRows."""
    groups: dict[tuple[object, ...], list[Asked]] = {}
    for one in dict.fromkeys(asked):
        groups.setdefault(one.group, []).append(one)
    found: dict[Asked, Sums] = {}
    for several in groups.values():
        measures = [one.measure.sql for one in several]
        for row in _run(facts, calendar, several, measures, span):
            cell, numbers = _cell(several[0], row, calendar)
            for one, number in zip(several, numbers, strict=True):
                found.setdefault(one, {})[cell] = int(number or 0)
    return {one: found.get(one, {}) for several in groups.values() for one in several}


def histogram(facts: Facts, calendar: Calendar, asked: Asked, span: Span, exact: bool) -> dict[Cell, dict[int, int]]:
    """How often each value of a measure occurs; of very many, values are joined to within a hundred and twenty-eighth
    of them. Raises TooManyRows."""
    value = asked.measure.value if exact else _coarse(asked.measure.value)
    found: dict[Cell, dict[int, int]] = {}
    for row in _run(facts, calendar, [asked], ["COUNT(*)"], span, value):
        cell, (number, times) = _cell(asked, row, calendar)
        found.setdefault(cell, {})[int(number or 0)] = int(times or 0)
    return found


def _run(
    facts: Facts, calendar: Calendar, asked: Sequence[Asked], aggregates: Sequence[str], span: Span, value: str = ""
) -> list[Row]:
    one = asked[0]
    table, at = one.measure.table, one.measure.at
    groups = [_expression(name, at, calendar) for name in one.by]
    groups += [one.currency or "CAST(NULL AS VARCHAR)"]
    groups += [(span.piece or "0").format(local=calendar.local_sql(at)), *([value] if value else [])]
    conditions, values = _conditions(one, calendar, span)
    if value:
        conditions += [one.measure.when or "1 = 1", f"{one.measure.value} IS NOT NULL"]
    columns = {*(name for name in one.by if name not in TIMES), *(name for name, _ in one.where if name not in TIMES)}
    columns |= {one.currency} if one.currency else set()
    columns = columns.union(*(each.measure.columns for each in asked))
    source = facts.source(table, sorted(columns), span.since, span.until)
    numbers = ", ".join(str(place) for place in range(1, len(groups) + 1))
    statement = (
        f"SELECT {', '.join([*groups, *aggregates])} FROM {source} WHERE {' AND '.join(conditions)} GROUP BY {numbers}"
    )
    rows = facts.rows(statement, values)
    if len(rows) > ROWS:
        raise TooManyRows
    return rows


def _conditions(asked: Asked, calendar: Calendar, span: Span) -> tuple[list[str], list[Value]]:
    """What must hold of a row, and the values bound to it."""
    at = asked.measure.at
    conditions, values = [f"{at} >= {int(span.since)}", f"{at} < {int(span.until)}"], list[Value]()
    if span.within:
        conditions.append(span.within.format(local=calendar.local_sql(at)))
    for name, label in asked.where:
        conditions.append(_equal(name, label, at, calendar, values))
    shared = [name for name in span.by if name in asked.by]
    if span.only is not None and shared:
        places = [span.by.index(name) for name in shared]
        kept = dict.fromkeys(tuple(labels[place] for place in places) for labels in span.only)
        each = [
            " AND ".join(_equal(name, label, at, calendar, values) for name, label in zip(shared, labels, strict=True))
            for labels in kept
        ]
        conditions.append(f"({' OR '.join(f'({one})' for one in each) or '1 = 0'})")
    return conditions, values


def _equal(name: str, label: str, at: str, calendar: Calendar, values: list[Value]) -> str:
    expression = _expression(name, at, calendar)
    if name in TIMES:
        values.append(calendar.number(name, label))
    elif label == NONE:
        return f"{expression} IS NULL"
    else:
        values.append(label)
    return f"{expression} = ?"


def _expression(dimension: str, at: str, calendar: Calendar) -> str:
    return calendar.sql(dimension, at) if dimension in TIMES else dimension


def _cell(asked: Asked, row: Row, calendar: Calendar) -> tuple[Cell, Row]:
    """What a row is of, and its numbers."""
    width = len(asked.by)
    labels = tuple(
        calendar.label(name, int(value or 0)) if name in TIMES else NONE if value is None else str(value)
        for name, value in zip(asked.by, row, strict=False)
    )
    currency, piece = row[width], row[width + 1]
    return Cell(labels, None if currency is None else str(currency), int(piece or 0)), row[width + 2 :]


def _coarse(value: str) -> str:
    """A whole number down to within a hundred and twenty-eighth of itself."""
    steps = [f"WHEN {value} < {256 * 2**step} THEN ({value}) // {2**step} * {2**step}" for step in range(24)]
    return f"CASE {' '.join(steps)} ELSE ({value}) // {2**24} * {2**24} END"
