"""Shares counted by slice, of a window and of the same weekdays before it, and by day for their ups and downs.

The shares that are looked at are of disjoint attempts, so that one fault is told once: those that a rule blocked, of
the others those blocked for their risk, of the others those that no issuer answered, and of the rest those that paid.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from tools.detectors.attribution import Cells, by_value, total
from tools.detectors.budget import SHARES, Budget
from tools.detectors.looking import Looking, Where, conditions, whole
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

ALL = ("", "")
"""What stands for no dimension and no value: all attempts."""

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
    """What was counted of a measure: the leaves of its dimensions, and the ups and downs of each single value.

    `daily` is what they come from: each day before, by its number, of each value. `lasting` is the window's days.
    `own` reads the ups and downs of any slice from the facts, `apiece` how many payments there are to each of its
    attempts that went wrong in the window: one that is tried four times is one.
    """

    measure: Measure
    dimensions: tuple[str, ...]
    cells: Cells
    spreads: dict[tuple[str, str], Spread]
    whole: Spread
    daily: Mapping[tuple[str, str], Mapping[int, tuple[int, int]]]
    own: Callable[[Where], Spread]
    apiece: Callable[[Where], float]
    lasting: int = 1

    @cached_property
    def sizes(self) -> Mapping[tuple[str, str], int]:
        """How many there were of each single value, and of all."""
        places = enumerate(self.dimensions)
        values = {
            (name, value): pair.of_then for at, name in places for value, pair in by_value(self.cells, at).items()
        }
        return {**values, ALL: total(self.cells).of_then}

    def spread(self, where: Where, pair: Pair) -> Spread:
        """The ups and downs of a slice: of its values the more careful, each as far as the slice is all there is of it.

        What the days do to a value they do to its parts alike; `own` knows where they don't.
        """
        if not where:
            return self.whole
        first, *others = (self._single(one).of_part(pair.of_then / max(1, self.sizes.get(one, 0))) for one in where)
        for other in others:
            first = first.wider(other)
        return first

    def _single(self, one: tuple[str, str]) -> Spread:
        """The ups and downs of one value; of one with too few days, its part of those of all."""
        own = self.spreads.get(one, Spread(1.0, self.whole.freedom))
        return own if own.enough else self.whole.of_part(self.sizes.get(one, 0) / max(1, self.sizes[ALL]))


def counted(looking: Looking, budget: Budget) -> list[Counted]:
    """Every measure that the facts hold, while there is time; none where nothing was before."""
    if not looking.baseline.windows:
        return []
    found: list[Counted] = []
    for table in ("attempts", "payments"):
        found += _of_table(looking, table) if budget.allows(*SHARES) else []
    ruled = looking.holds("attempts", "rule") and budget.allows("rule_effect")
    return [*found, *([_by_rule(looking)] if ruled else [])]


def _of_table(looking: Looking, table: str) -> list[Counted]:
    facts = looking.facts
    held = facts.held.get(table, frozenset[str]())
    measures = [one for one in MEASURES if one.table == table and one is not BY_RULE]
    dimensions = tuple(name for name in measures[0].dimensions if name in held)
    if not dimensions or (table == "payments" and facts.derived):
        return []
    days, cells = _days(looking, measures, dimensions), _cells(looking, measures, dimensions)
    found: list[Counted] = []
    for measure in measures:
        daily = {key: held for (metric, key), held in days.items() if metric == measure.metric}
        told = {key: Spread.of(_as_days(held)) for key, held in daily.items()}
        whole_of, lasting = told.pop(ALL, Spread()), max(1, looking.baseline.days)
        read = partial(_own, looking, measure), partial(_apiece, looking, measure)
        found.append(Counted(measure, dimensions, cells[measure.metric], told, whole_of, daily, *read, lasting))
    return found


def _as_days(held: Mapping[int, tuple[int, int]]) -> list[Day]:
    return [Day(day % 7, won, of) for day, (won, of) in held.items()]


def _by_rule(looking: Looking) -> Counted:
    found = _rule_days(looking)
    every = Spread.of(next(iter(found.values()), list[Day]()))
    spreads = {("rule", rule): Spread.of(days) for rule, days in found.items() if rule != NONE}
    read = partial(_own, looking, BY_RULE), partial(_apiece, looking, BY_RULE)
    return Counted(BY_RULE, ("rule",), _rules(looking), spreads, Spread(1.0, every.freedom), {}, *read)


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
    return f"{measure.table} WHERE {measure.of} AND {looking.beside(measure.table)}"


def _cells(looking: Looking, measures: Sequence[Measure], dimensions: Sequence[str]) -> Mapping[str, Cells]:
    """The leaves of each measure of one table, in one reading of it."""
    names, table = ", ".join(dimensions), measures[0].table
    now, then = within_window(looking, measures[0]), _then(looking)
    sums = ", ".join(
        f"SUM(CASE WHEN {when} AND {one.of} AND {what} THEN 1 ELSE 0 END)"
        for one in measures
        for when in (now, f"NOT ({now})")
        for what in (one.counted, "1 = 1")
    )
    rows = looking.rows(
        f"SELECT {names}, {sums} FROM {table} WHERE {looking.beside(table)} AND (({now}) OR {then}) GROUP BY {names}"
    )
    width, unsettled = len(dimensions), _unsettled(looking) if PAYING in measures else frozenset[str]()
    place = dimensions.index("method") if "method" in dimensions else 0
    found: dict[str, dict[tuple[str, ...], Pair]] = {one.metric: {} for one in measures}
    for row in rows:
        labels = tuple(NONE if value is None else str(value) for value in row[:width])
        for number, one in enumerate(measures):
            pair = Pair(*(whole(value) for value in row[width + 4 * number : width + 4 * number + 4]))
            if (pair.of_now or pair.of_then) and (one is not PAYING or labels[place] not in unsettled):
                found[one.metric][labels] = pair
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


def _days(
    looking: Looking, measures: Sequence[Measure], dimensions: Sequence[str]
) -> dict[tuple[str, tuple[str, str]], dict[int, tuple[int, int]]]:
    """Each day before, of each measure and each value of a dimension, and of all."""
    within, piece = _before(looking)
    table = measures[0].table
    aside = looking.beside(table)
    names = ", ".join(dimensions)
    sets = ", ".join(["(piece)", *(f"({name}, piece)" for name in dimensions)])
    sums = ", ".join(
        f"SUM(CASE WHEN {one.of} AND {one.counted} THEN 1 ELSE 0 END), SUM(CASE WHEN {one.of} THEN 1 ELSE 0 END)"
        for one in measures
    )
    rows = looking.rows(
        f"SELECT GROUPING({names}), piece, {names}, {sums} FROM (SELECT *, {piece} AS piece FROM {table} "
        f"WHERE {aside} AND {within}) GROUP BY GROUPING SETS ({sets})"
    )
    width, told = len(dimensions), dict[tuple[str, tuple[str, str]], dict[int, tuple[int, int]]]()
    for mask, at, *rest in rows:
        if not looking.baseline.is_whole(whole(at)):
            continue
        place = next((one for one in range(width) if not whole(mask) >> (width - 1 - one) & 1), None)
        value = None if place is None else rest[place]
        key = ALL if place is None else (dimensions[place], NONE if value is None else str(value))
        for number, measure in enumerate(measures):
            won, of = (whole(one) for one in rest[width + 2 * number : width + 2 * number + 2])
            days = told.setdefault((measure.metric, key), {})
            held = days.get(whole(at) // 2, (0, 0))
            days[whole(at) // 2] = held[0] + won, held[1] + of
    return told


def _own(looking: Looking, measure: Measure, where: Where) -> Spread:
    """The ups and downs of a slice, from its own days before."""
    within, piece = _before(looking)
    said, values = conditions(where)
    days: dict[int, tuple[int, int]] = {}
    for at, won, of in looking.rows(
        f"SELECT {piece}, SUM(CASE WHEN {measure.counted} THEN 1 ELSE 0 END), COUNT(*) "
        f"FROM {_source(looking, measure)} AND {within} AND {said} GROUP BY 1",
        values,
    ):
        if looking.baseline.is_whole(whole(at)):
            held = days.get(whole(at) // 2, (0, 0))
            days[whole(at) // 2] = held[0] + whole(won), held[1] + whole(of)
    return Spread.of(_as_days(days))


def _apiece(looking: Looking, measure: Measure, where: Where) -> float:
    """How many payments there are to each attempt that went wrong in a slice of the window; 1 where none did."""
    said, values = conditions(where)
    name = "COALESCE(payment, id)" if measure.table == "attempts" else "id"
    lost = f"NOT ({measure.counted})" if measure.bad < 0 else measure.counted
    [[payments, every]] = looking.rows(
        f"SELECT COUNT(DISTINCT {name}), COUNT(*) FROM {_source(looking, measure)} "
        f"AND {within_window(looking, measure)} AND {said} AND {lost}",
        values,
    )
    return whole(payments) / whole(every) if every else 1.0


def _rule_days(looking: Looking) -> dict[str, list[Day]]:
    """Each day before, of each rule: its hits, of all attempts of that day."""
    within, piece = _before(looking)
    rows = looking.rows(
        f"SELECT rule, {piece}, SUM(CASE WHEN {RULED} THEN 1 ELSE 0 END), COUNT(*) "
        f"FROM {_source(looking, BY_RULE)} AND {within} GROUP BY 1, 2"
    )
    hits: dict[str, Counter[int]] = {}
    every = Counter[int]()
    for rule, at, won, of in rows:
        if looking.baseline.is_whole(whole(at)):
            every[whole(at) // 2] += whole(of)
            hits.setdefault(NONE if rule is None else str(rule), Counter())[whole(at) // 2] += whole(won)
    return {rule: [Day(day % 7, counts[day], every[day]) for day in every] for rule, counts in hits.items()}
