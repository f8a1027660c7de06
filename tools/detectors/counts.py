"""Shares counted by slice, of a window and of the same weekdays before it, and by day for their ups and downs.

The shares that are looked at are of disjoint attempts, so that one fault is told once: those that a rule blocked, of
the others those blocked for their risk, of the others those that no issuer answered, and of the rest those that paid.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tools.detectors.attribution import Cells
from tools.detectors.looking import Looking, Where, whole
from tools.detectors.significance import Pair, Spread
from tools.metrics.catalogue.conditions import BLOCKED, DECIDED, PAID
from tools.metrics.chance import Day
from tools.metrics.statements import NONE

RULED = f"({BLOCKED} AND rule IS NOT NULL)"
_UNRULED = f"{DECIDED} AND NOT {RULED}"
_UNANSWERED = "(ending = 'failed' AND category = 'processing')"
_ANSWERED = f"{_UNRULED} AND NOT ({BLOCKED}) AND NOT COALESCE({_UNANSWERED}, FALSE)"

MATURE = 3600
"""How long a payment may take to come to an attempt, in seconds."""

SETTLED = 7 * 86_400
"""How long the methods that don't answer at once take."""


@dataclass(frozen=True)
class Measure:
    """A share: of the rows of a table that one condition holds of, those that another does. `bad` is the worse way."""

    metric: str
    table: str
    counted: str
    of: str
    bad: int
    dimensions: tuple[str, ...]


_OF_ATTEMPTS = ("service", "method", "brand", "country", "funding", "metro", "kind", "customer_kind", "currency")
_OF_PAYMENTS = ("service", "metro", "kind", "currency")

PAYING = Measure("answered_success_rate", "attempts", PAID, _ANSWERED, -1, _OF_ATTEMPTS)
UNREACHED = Measure(
    "processing_failure_rate", "attempts", _UNANSWERED, f"{_UNRULED} AND NOT ({BLOCKED})", 1, _OF_ATTEMPTS
)
RISKY = Measure("risk_blocked_rate", "attempts", BLOCKED, _UNRULED, 1, _OF_ATTEMPTS)
BY_RULE = Measure("rule_blocked_rate", "attempts", RULED, DECIDED, 1, ("rule",))
TRIED = Measure("tried_rate", "payments", "(attempts > 0 OR status = 'processing')", "1 = 1", -1, _OF_PAYMENTS)

MEASURES = (PAYING, UNREACHED, RISKY, BY_RULE, TRIED)


@dataclass(frozen=True)
class Counted:
    """What was counted of a measure: the leaves of its dimensions, and the ups and downs of each single value."""

    measure: Measure
    dimensions: tuple[str, ...]
    cells: Cells
    spreads: dict[tuple[str, str], Spread]
    whole: Spread

    def spread(self, where: Where) -> Spread:
        """The ups and downs of a slice: of two values the more careful."""
        if not where:
            return self.whole
        unknown = Spread(1.0, self.whole.freedom)
        first, *others = (self.spreads.get(one, unknown) for one in where)
        for other in others:
            first = first.wider(other)
        return first


def counted(looking: Looking, measure: Measure) -> Counted | None:
    """None where the facts don't hold it, or nothing was before."""
    facts = looking.facts
    held = facts.held.get(measure.table, frozenset[str]())
    dimensions = tuple(name for name in measure.dimensions if name in held)
    untold = measure is TRIED and facts.derived
    if not held or not dimensions or not looking.baseline.windows or untold:
        return None
    rule = measure is BY_RULE
    cells = _rules(looking) if rule else _cells(looking, measure, dimensions)
    days = _days(looking, measure, None)
    spreads = {
        (name, value): Spread.of(found) for name in dimensions for value, found in _days(looking, measure, name).items()
    }
    return Counted(measure, dimensions, cells, spreads, Spread.of(days.get(NONE, [])))


def within_window(looking: Looking, measure: Measure) -> str:
    """SQL of the rows of the window that are old enough to be counted."""
    until = min(looking.until, looking.now - MATURE) if measure is TRIED else looking.until
    return f"created >= {looking.since} AND created < {until}"


def _before(looking: Looking) -> tuple[str, str]:
    """SQL of the days before, and of the number of such a day."""
    span = looking.baseline.history(looking.calendar, (), None)
    local = looking.calendar.local_sql("created")
    within = f"created >= {span.since} AND created < {span.until} AND {(span.within or '1 = 1').format(local=local)}"
    return within, (span.piece or "0").format(local=local)


def _then(looking: Looking) -> str:
    """SQL of the windows compared with."""
    baseline = looking.baseline
    within, piece = _before(looking)
    pieces = ", ".join(str(one) for one in baseline.pieces if baseline.is_then(one))
    return f"({within} AND {piece} IN ({pieces or '-1'}))"


def _source(looking: Looking, measure: Measure) -> str:
    aside = looking.aside if measure.table == "attempts" else "1 = 1"
    return f"{measure.table} WHERE {measure.of} AND {aside}"


def _cells(looking: Looking, measure: Measure, dimensions: Sequence[str]) -> Cells:
    names = ", ".join(dimensions)
    now, then = within_window(looking, measure), _then(looking)
    rows = looking.rows(
        f"SELECT {names}, SUM(CASE WHEN {now} AND {measure.counted} THEN 1 ELSE 0 END), "
        f"SUM(CASE WHEN {now} THEN 1 ELSE 0 END), SUM(CASE WHEN NOT ({now}) AND {measure.counted} THEN 1 ELSE 0 END), "
        f"SUM(CASE WHEN NOT ({now}) THEN 1 ELSE 0 END) "
        f"FROM {_source(looking, measure)} AND (({now}) OR {then}) GROUP BY {names}"
    )
    width, unsettled = len(dimensions), _unsettled(looking) if measure is PAYING else frozenset[str]()
    place = dimensions.index("method") if "method" in dimensions else 0
    found: dict[tuple[str, ...], Pair] = {}
    for row in rows:
        labels = tuple(NONE if value is None else str(value) for value in row[:width])
        if labels[place] not in unsettled:
            found[labels] = Pair(*(whole(value) for value in row[width:]))
    return found


def _unsettled(looking: Looking) -> Collection[str]:
    """The methods that were not all answered yet: what is known of them so far is known of the quickest."""
    if looking.until <= looking.now - SETTLED or not looking.holds("attempts", "method"):
        return ()
    rows = looking.rows(
        f"SELECT DISTINCT method FROM attempts WHERE ending = 'pending' AND created >= {looking.since} "
        f"AND created < {looking.until}"
    )
    return frozenset(str(row[0]) for row in rows)


def _rules(looking: Looking) -> Cells:
    """Each rule's hits, of all attempts that were decided."""
    now, then, source = within_window(looking, BY_RULE), _then(looking), _source(looking, BY_RULE)
    one = looking.rows(f"SELECT SUM(CASE WHEN {now} THEN 1 ELSE 0 END), COUNT(*) FROM {source} AND (({now}) OR {then})")
    of_now, of_all = (whole(value) for value in one[0])
    rows = looking.rows(
        f"SELECT rule, SUM(CASE WHEN {now} THEN 1 ELSE 0 END), COUNT(*) FROM {source} AND {RULED} "
        f"AND (({now}) OR {then}) GROUP BY rule"
    )
    return {
        (str(rule),): Pair(whole(hits), of_now, whole(every) - whole(hits), of_all - of_now)
        for rule, hits, every in rows
    }


def _days(looking: Looking, measure: Measure, dimension: str | None) -> dict[str, list[Day]]:
    """Each day before, of each value of a dimension; of all as `none` where there is no dimension."""
    within, piece = _before(looking)
    baseline, rule = looking.baseline, measure is BY_RULE
    name = dimension or "CAST(NULL AS VARCHAR)"
    rows = looking.rows(
        f"SELECT {name}, {piece}, SUM(CASE WHEN {measure.counted} THEN 1 ELSE 0 END), COUNT(*) "
        f"FROM {_source(looking, measure)} AND {within} GROUP BY 1, 2"
    )
    found: dict[str, dict[int, tuple[int, int]]] = {}
    every: dict[int, int] = {}
    for value, at, won, of in rows:
        if not baseline.is_whole(whole(at)):
            continue
        day = whole(at) // 2
        every[day] = every.get(day, 0) + whole(of)
        days = found.setdefault(NONE if value is None else str(value), {})
        held = days.get(day, (0, 0))
        days[day] = held[0] + whole(won), held[1] + whole(of)
    if rule and dimension:
        return {
            value: [Day(day % 7, days.get(day, (0, 0))[0], every[day]) for day in every]
            for value, days in found.items()
            if value != NONE
        }
    return {value: [Day(day % 7, won, of) for day, (won, of) in days.items()] for value, days in found.items()}
