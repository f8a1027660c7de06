"""Figures beside those of earlier: what they were, how they changed, and whether that is more than chance."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from tools.contract.figures import Against, Earlier, Figure, FigureTable, Unit
from tools.contract.money import Money
from tools.metrics.baseline import Baseline
from tools.metrics.calendar import Calendar
from tools.metrics.chance import LEVEL, Day, Difference, discoveries, of_means, of_shares, of_sums
from tools.metrics.counting import Counted
from tools.metrics.finish import Parts, iso, mean, median, quantile, rate
from tools.metrics.measures import Metric
from tools.metrics.query import Query
from tools.metrics.statements import Cell, Labels
from tools.metrics.steady import steady_since
from tools.metrics.store import Facts

ENOUGH = 100
"""The fewest payments of which a change is told."""

POINT = 0.01
"""The least change of a rate that matters: a point, or half of what it was where that is less."""

RELATIVE = 0.05
"""The least change of everything else that matters, as a share of what it was."""

FALSE = 0.05
"""The share of false ones among the slices that are said to have changed."""

_UNCOMPARED = frozenset(("day", "month"))
"""What there is only once: no day had the same day before."""


@dataclass(frozen=True)
class Past:
    """What there was before a window: `history` day by day, `windows` each as a whole where days don't add up."""

    baseline: Baseline
    compared: str
    history: Counted | None
    windows: Sequence[Counted]

    @classmethod
    def read(
        cls,
        facts: Facts,
        calendar: Calendar,
        metrics: Sequence[Metric],
        query: Query,
        bounds: tuple[int, int],
        kept: Sequence[Labels],
    ) -> "Past | None":
        """None where nothing can be compared. Raises TooManyRows."""
        if query.compared is None or _UNCOMPARED.intersection((*query.by, *query.where)):
            return None
        baseline = Baseline.of(calendar, *bounds, steady_since(facts, calendar, *bounds, query.weeks), query.weeks)
        only = kept if query.by else None
        added = [metric for metric in metrics if metric.adds_up and not metric.of_values]
        history = None
        if baseline.weeks and added:
            span = baseline.history(calendar, query.by, only)
            history = Counted.over(facts, calendar, added, query, span)
        if query.compared == "window_before":
            span = baseline.just_before(calendar, query.by, only)
            reached = facts.earliest is not None and facts.earliest <= span.since
            whole = [Counted.over(facts, calendar, metrics, query, span)] if reached else []
        else:
            rest = [metric for metric in metrics if metric not in added]
            spans = [baseline.window(calendar, number + 1, query.by, only) for number in range(baseline.windows)]
            whole = [Counted.over(facts, calendar, rest, query, span) for span in spans] if rest else []
        return cls(baseline, query.compared, history, whole)

    @property
    def window_count(self) -> int:
        return len(self.windows) if self.compared == "window_before" else self.baseline.windows

    def then(self, metric: Metric, labels: Labels, currency: str | None, pieces: Mapping[int, Parts]) -> Parts:
        """All windows before together; `pieces` are those of the weeks before."""
        if self.compared == "window_before" or not self._in_pieces(metric):
            return _together([one.parts(metric, Cell(labels, currency)) for one in self.windows])
        return _together([pieces[piece] for piece in self.baseline.before if piece in pieces])

    def pieces(self, metric: Metric, labels: Labels, currency: str | None) -> Mapping[int, Parts]:
        """What each piece of the weeks before holds; none where the metric's days don't add up."""
        if self.history is None or not self._in_pieces(metric):
            return {}
        whole = [piece for piece in self.baseline.pieces if self.baseline.is_whole(piece)]
        return {piece: self.history.parts(metric, Cell(labels, currency, piece)) for piece in whole}

    @staticmethod
    def _in_pieces(metric: Metric) -> bool:
        return metric.adds_up and not metric.of_values

    def beside(self, metric: Metric, figure: Figure, now: Parts) -> Figure:
        """The figure with what it was before; as it is where there is nothing before."""
        if not self.window_count:
            return figure
        labels = tuple(figure.slice.values())
        pieces = self.pieces(metric, labels, figure.currency)
        then = self.then(metric, labels, figure.currency, pieces)
        was = _was(metric, then, self.window_count, figure.currency)
        if figure.immature:
            return figure.model_copy(update={"before": was})
        change = _change(metric.unit, figure, was)
        told: dict[str, object] = {"change": change}
        test = _test(metric, now, then, self.window_count, _days(pieces))
        if test:
            told["chance"] = round(test.chance, 6)
            least = _least(metric.unit, was)
            lacking = _lacking(metric.unit, now.basis, then.basis, self.window_count)
            if lacking:
                told["needed"] = _needed(metric.unit, test, now, then, least)
            else:
                told["against"] = _against(test, change, least)
        return figure.model_copy(update={"before": was.model_copy(update=told)})


def changes(tables: Iterable[FigureTable]) -> list[Figure]:
    """The figures that changed by more than chance, given how many were looked at: the largest change first.

    Rates come by the number of payments that the change concerns, then counts, then what is left.
    """
    tested = looked_at(tables)
    values = discoveries([one.before.chance for one in tested if one.before and one.before.chance is not None])
    found = [
        one
        for one, value in zip(tested, values, strict=True)
        if value <= FALSE and one.before and one.before.against in ("lower", "higher")
    ]
    return sorted(found, key=lambda one: (*_weight(one), one.metric, sorted(one.slice.items()), one.currency or ""))


def looked_at(tables: Iterable[FigureTable]) -> list[Figure]:
    """The figures whose change could be tested."""
    figures = (one for table in tables for one in table.figures)
    return [one for one in figures if one.before and one.before.chance is not None and one.before.needed is None]


def _weight(figure: Figure) -> tuple[int, float]:
    change = abs(figure.before.change or 0) if figure.before else 0
    match figure.unit:
        case "rate" if figure.currency is None:
            return 0, -change * (figure.denominator or 0)
        case "count":
            return 1, -abs((figure.count or 0) - ((figure.before.count if figure.before else 0) or 0))
        case _:
            return 2, -change


def _days(pieces: Mapping[int, Parts]) -> list[Day]:
    by_day: dict[int, list[Parts]] = {}
    for piece, parts in pieces.items():
        by_day.setdefault(piece // 2, []).append(parts)
    days = {day: _together(parts) if len(parts) > 1 else parts[0] for day, parts in by_day.items()}
    return [Day(day % 7, parts.numerator, parts.denominator or 0) for day, parts in days.items()]


def _together(parts: Sequence[Parts]) -> Parts:
    times: dict[int, int] = {}
    for one in parts:
        for value, often in (one.times or {}).items():
            times[value] = times.get(value, 0) + often
    return Parts(
        numerator=sum(one.numerator for one in parts),
        denominator=sum(one.denominator or 0 for one in parts),
        basis=sum(one.basis for one in parts),
        times=times,
    )


def _was(metric: Metric, then: Parts, windows: int, currency: str | None) -> Earlier:
    """What it was, of `windows` together; counts and amounts are the mean of them."""
    told: dict[str, object] = {"windows": windows}
    match metric.unit:
        case "count":
            told["count"] = round(then.numerator / windows, 2)
        case "money":
            told["amount"] = Money(currency=currency, minor=mean(then.numerator, windows)) if currency else None
        case "duration":
            told["duration"] = iso(quantile(then.times or {}, 0.5))
        case "average" if metric.median:
            told |= median(then, currency)
        case "rate" | "average" | "score":
            told |= {"numerator": then.numerator, "denominator": then.denominator}
            if then.denominator:
                told |= _divided(metric.unit, then.numerator, then.denominator, currency)
    return Earlier.model_validate(told)


def _divided(unit: Unit, numerator: int, denominator: int, currency: str | None) -> Mapping[str, object]:
    if unit == "average":
        return {"amount": Money(currency=currency, minor=mean(numerator, denominator)) if currency else None}
    return {"rate": rate(numerator, denominator)} if unit == "rate" else {"score": round(numerator / denominator, 1)}


def _change(unit: Unit, now: Figure, was: Earlier) -> float | None:
    if unit == "rate":
        return None if now.rate is None or was.rate is None else round(now.rate - was.rate, 4)
    pairs: list[tuple[float | None, float | None]] = [
        (now.count if unit == "count" else None, was.count),
        (now.amount.minor if now.amount else None, was.amount.minor if was.amount else None),
        (now.score, was.score),
    ]
    return next((round((new - old) / old, 4) for new, old in pairs if new is not None and old), None)


def _test(metric: Metric, now: Parts, then: Parts, windows: int, days: Sequence[Day]) -> Difference | None:
    if metric.unit in ("count", "money"):
        return of_sums(now.numerator, then.numerator, windows, days)
    if metric.median or not now.denominator or not then.denominator:
        return None
    test = of_shares if metric.is_share else of_means
    return test((now.numerator, now.denominator), (then.numerator, then.denominator), days)


def _least(unit: Unit, was: Earlier) -> float:
    """The least change that matters."""
    if unit == "rate":
        return min(POINT, (was.rate or 0) / 2) or POINT
    return RELATIVE


def _lacking(unit: Unit, now: int, then: int, windows: int) -> bool:
    """Whether there are too few payments to tell a change of."""
    if unit in ("count", "money"):
        return max(now, then / windows) < ENOUGH
    return min(now, then) < ENOUGH


def _needed(unit: Unit, test: Difference, now: Parts, then: Parts, least: float) -> int:
    """How many payments would tell; of a rate of money, as many as make up the money that would."""
    if unit != "rate" or not then.denominator or not now.denominator:
        return ENOUGH
    lacking = test.needed(least, now.denominator / then.denominator)
    return max(ENOUGH, ceil(lacking * Fraction(now.basis, now.denominator)))


def _against(test: Difference, change: float | None, least: float) -> Against:
    if test.chance >= LEVEL or (change is not None and abs(change) < least):
        return "alike"
    return "lower" if test.difference < 0 else "higher"
