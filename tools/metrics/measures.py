"""What a metric is: a title, a question, and integers that add up."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from tools.contract.figures import Definition, Unit
from tools.metrics.facts import TABLES

AMOUNTS = frozenset(
    ("amount", "captured", "refunded", "fee", "gross", "platform_fee", "transferred", "received", "reversed", "net")
)
"""The columns that are amounts of money."""


@dataclass(frozen=True)
class Measure:
    """A whole number summed over the rows of a table that a condition holds of: `1` to count them, or a column.

    `value` and `when` are SQL that every engine reads alike: comparisons, `AND`, `OR`, `IN`, `CASE`, `+`, `-`,
    `COALESCE`. `at` is the column of time that puts a row into a window. `distinct` counts the different values of a
    column instead, which can't be added up over windows or slices.
    """

    table: str
    when: str | None = None
    value: str = "1"
    at: str = "created"
    distinct: str | None = None

    @property
    def sql(self) -> str:
        """The aggregate."""
        if self.distinct:
            return f"COUNT(DISTINCT CASE WHEN {self.when or '1 = 1'} THEN {self.distinct} END)"
        value = self.value if self.value == "1" else f"COALESCE({self.value}, 0)"
        return f"SUM(CASE WHEN {self.when} THEN {value} ELSE 0 END)" if self.when else f"SUM({value})"

    @property
    def rows(self) -> "Measure":
        """How many rows it is summed over."""
        return replace(self, value="1", distinct=None)

    @property
    def columns(self) -> set[str]:
        """The columns of its table that it reads."""
        text = f"{self.value} {self.when or ''} {self.at} {self.distinct or ''}"
        return set(re.findall(r"[a-z_]+", re.sub(r"'[^']*'", "", text))) & TABLES[self.table].columns.keys()

    @property
    def is_money(self) -> bool:
        return bool(set(re.findall(r"[a-z_]+", self.value)) & AMOUNTS)


@dataclass(frozen=True)
class Metric:
    """A metric, defined once.

    A rate, an average and a score are `numerator` / `denominator`; a count and an amount are the numerator alone; a
    duration is the median and the nine-of-ten of the numerator's seconds. Where `currency` names a column, the metric
    is of amounts: it is always split by it and never summed across. The dimensions in `whole` split the numerator
    only, as a decline code does: its share is of all that failed. `horizon` is the days in which what it counts may
    still happen. `untried`: it needs the payments that were never tried, which can't be told from attempts. `median`:
    an amount that is the median of the numerator's. `better` is which way is good; null of what grows with the
    payments, such as a count of failures.
    """

    name: str
    title: str
    question: str
    formula: str
    unit: Unit
    numerator: tuple[Measure, ...]
    denominator: Measure | None = None
    currency: str | None = None
    whole: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    horizon: int | None = None
    untried: bool = False
    median: bool = False
    better: Literal["higher", "lower"] | None = None
    edges: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if any(measure.is_money for measure in self.measures) and not self.currency:
            raise ValueError(f"{self.name!r} sums amounts and names no column of their currency: give it one")

    @property
    def definition(self) -> Definition:
        """What it is called and how it is reckoned, as its figures carry it."""
        return Definition(title=self.title, formula=self.formula, source=self.source, better=self.better)

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (*self.numerator, *([self.denominator] if self.denominator else []))

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables it is counted over, each once."""
        return tuple(dict.fromkeys(measure.table for measure in self.measures))

    @property
    def basis(self) -> Measure:
        """How many payments stand behind it: what tells whether they are few."""
        if self.denominator and self.denominator.distinct:
            return self.denominator
        return (self.denominator or self.numerator[0]).rows

    @property
    def adds_up(self) -> bool:
        """Whether its parts over two windows can be added."""
        return not any(measure.distinct for measure in self.measures)

    @property
    def of_values(self) -> bool:
        """Whether it needs each value and not their sum: medians can't be added up."""
        return self.unit == "duration" or self.median

    @property
    def is_share(self) -> bool:
        """Whether it is a number of payments out of a number of payments, so that an interval can be given."""
        return self.unit == "rate" and self.currency is None and len(self.tables) == 1

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        """What it can be split by: what all of its tables know, but for what makes no sense of it."""
        first, *others = (TABLES[table].dimensions for table in self.tables)
        known = [name for name in first if all(name in other for other in others)]
        return tuple(name for name in known if name not in self.without)


def counted(table: str, when: str | None = None, at: str = "created") -> Measure:
    """How many rows of a table a condition holds of."""
    return Measure(table, when, at=at)


def summed(table: str, value: str, when: str | None = None, at: str = "created") -> Measure:
    """The sum of a column, or of an expression of whole numbers, over the rows that a condition holds of."""
    return Measure(table, when, value, at)


def different(table: str, column: str, when: str | None = None, at: str = "created") -> Measure:
    """How many different values a column has in the rows that a condition holds of."""
    return Measure(table, when, at=at, distinct=column)


def by_name(*metrics: Sequence[Metric]) -> dict[str, Metric]:
    """Metrics by their names; raises ValueError where two share one."""
    named: dict[str, Metric] = {}
    for metric in (one for several in metrics for one in several):
        if metric.name in named:
            raise ValueError(f"two metrics are called {metric.name!r}: rename one")
        named[metric.name] = metric
    return named
