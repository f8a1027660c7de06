"""What is looked at: a window of facts, beside the same weekdays before it."""

from dataclasses import dataclass
from functools import cached_property

from tools.contract.clock import Moment, from_unix
from tools.contract.money import Money
from tools.metrics.baseline import Baseline
from tools.metrics.calendar import DAY, Calendar
from tools.metrics.query import WEEKS, zone_of
from tools.metrics.statements import NONE
from tools.metrics.steady import steady_since
from tools.metrics.store import Facts, Row, Value

HOUR = 3600
SHORT = 49 * HOUR
"""Windows up to this long are dated by the hour, longer ones by the day."""

_REACH = (WEEKS + 1) * 7 * DAY

Where = tuple[tuple[str, str], ...]
"""Conditions on rows: dimensions and their values, `none` for those without one."""


@dataclass(frozen=True)
class Looking:
    """A window of an account's facts, the moments as whole seconds; `now` is what is known up to.

    `aside` is SQL of the attempts that were not told of yet, by their customers: what was is left out of all else.
    """

    facts: Facts
    zone: str
    since: int
    until: int
    now: int
    aside: str = "1 = 1"

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(zone_of(self.zone), self.since - _REACH, max(self.until, self.since + 1))

    @cached_property
    def baseline(self) -> Baseline:
        """The windows before of steady traffic, as for figures: days of an account's beginning are too few to tell."""
        bounds = self.since, self.until
        earliest = steady_since(self.facts, self.calendar, *bounds, WEEKS) if self.facts.held else None
        return Baseline.of(self.calendar, *bounds, earliest, WEEKS)

    @property
    def step(self) -> int:
        """How long the buckets of the window are."""
        return HOUR if self.until - self.since <= SHORT else DAY

    def holds(self, table: str, *columns: str) -> bool:
        """Whether the facts hold such a table with these columns."""
        return table in self.facts.held and not self.facts.missing(table, columns)

    def beside(self, table: str) -> str:
        """SQL of the rows of a table that were not told of yet."""
        return self.aside if table == "attempts" or self.holds(table, "customer") else "1 = 1"

    def rows(self, statement: str, values: tuple[Value, ...] = ()) -> list[Row]:
        return self.facts.rows(statement, values)

    def moment(self, bucket: int) -> Moment:
        """When a bucket of the window begins; it ends no later than the window does."""
        return from_unix(min(self.since + bucket * self.step, self.until))


def conditions(where: Where) -> tuple[str, tuple[Value, ...]]:
    """SQL of the rows of a slice, and the values bound to it. Dimensions must be checked names."""
    said = [f"{name} IS NULL" if value == NONE else f"{name} = ?" for name, value in where]
    return " AND ".join(["1 = 1", *said]), tuple(value for _, value in where if value != NONE)


def whole(value: Value) -> int:
    """A number of a row; nothing is none."""
    return int(value or 0)


def amounts(rows: list[Row]) -> list[Money]:
    """Rows of a currency and its sum, those of nothing left out."""
    sums = [(str(currency), whole(minor)) for currency, minor, *_ in rows if currency]
    return [Money(currency=currency, minor=minor) for currency, minor in sorted(sums) if minor]
