"""Slices beside each other: whether one's rate lies apart from that of all the others, further than chance makes.

The days of the window tell how much more payments of one day share than coins would, as in `chance`; of several slices
looked at, one false one in twenty is accepted. An average that is split in two says by how much the one exceeds the
other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tools.contract.figures import Against, Figure
from tools.contract.metrics import FEWEST
from tools.contract.money import Money
from tools.metrics.calendar import DAY, Calendar
from tools.metrics.chance import FREEDOM, Day, discoveries, freedom, phi_of_shares, shares_apart
from tools.metrics.counting import Counted
from tools.metrics.finish import Parts
from tools.metrics.measures import Metric
from tools.metrics.query import Query
from tools.metrics.statements import Span
from tools.metrics.store import Facts

FALSE = 0.05
"""The share of false ones among the slices that are said to lie apart."""

_TWO = 2


def apart(
    facts: Facts,
    calendar: Calendar,
    counted: Counted,
    metrics: Sequence[Metric],
    query: Query,
    span: Span,
    figures: Sequence[Figure],
) -> list[Figure]:
    """The figures, each with how it stands to the other slices. Raises TooManyRows."""
    if not query.by:
        return list(figures)
    shares = [one for one in metrics if one.is_share and one.adds_up and not set(query.by) & set(one.whole)]
    days = _days(facts, calendar, shares, query, span)
    judged: dict[tuple[str, tuple[str, ...]], Against] = {}
    for metric in shares:
        found = _judged(counted, metric, days[metric.name])
        judged |= {(metric.name, labels): against for labels, against in found.items()}
    told = [
        one.model_copy(update={"others": judged.get((one.metric, tuple(one.slice.values())))})
        if one.unit == "rate"
        else one
        for one in figures
    ]
    return _beside_the_other(told)


def _days(facts: Facts, calendar: Calendar, shares: Sequence[Metric], query: Query, span: Span) -> dict[str, list[Day]]:
    """Each metric's days of the window, all slices together."""
    whole = replace(query, by=())
    daily = Counted.over(facts, calendar, shares, whole, Span(span.since, span.until, f"{{local}} // {DAY}"))
    return {
        metric.name: [
            Day((cell.piece + 3) % 7, parts.numerator, parts.denominator or 0)
            for cell in sorted(daily.cells(metric), key=lambda cell: cell.piece)
            for parts in (daily.parts(metric, cell),)
        ]
        for metric in shares
    }


def _judged(counted: Counted, metric: Metric, days: Sequence[Day]) -> dict[tuple[str, ...], Against]:
    """How each slice that is not of few stands to all the others together; none where the days are too few to tell."""
    used = [day for day in days if day.denominator]
    parts = {cell.labels: counted.parts(metric, cell) for cell in counted.cells(metric)}
    whole = (sum(one.numerator for one in parts.values()), sum(one.denominator or 0 for one in parts.values()))
    if freedom(used) < FREEDOM:
        return {}
    phi = phi_of_shares(used)
    enough = {labels: one for labels, one in parts.items() if _is_enough(one, whole[1])}
    tests = {
        labels: shares_apart(
            (one.numerator, one.denominator or 0),
            (whole[0] - one.numerator, whole[1] - (one.denominator or 0)),
            phi,
            freedom(used),
        )
        for labels, one in enough.items()
    }
    values = discoveries([test.chance for test in tests.values()])
    return {
        labels: "alike" if value > FALSE else "lower" if test.difference < 0 else "higher"
        for (labels, test), value in zip(tests.items(), values, strict=True)
    }


def _is_enough(parts: Parts, whole: int) -> bool:
    return (parts.denominator or 0) >= FEWEST and whole - (parts.denominator or 0) >= FEWEST


def _beside_the_other(figures: Sequence[Figure]) -> list[Figure]:
    """Of an average that is split in two, the larger with how much more it is."""
    pairs: dict[tuple[str, str | None], list[Figure]] = {}
    for one in figures:
        if one.unit == "average":
            pairs.setdefault((one.metric, one.currency), []).append(one)
    return [_exceeding(one, pairs.get((one.metric, one.currency), ())) for one in figures]


def _exceeding(one: Figure, both: Iterable[Figure]) -> Figure:
    amounts = [each.amount for each in both if each.amount]
    least = min(amounts, key=lambda amount: amount.minor, default=None)
    if len(amounts) != _TWO or least is None or one.amount is None or one.amount.minor <= least.minor:
        return one
    more = Money(currency=one.amount.currency, minor=one.amount.minor - least.minor)
    return one.model_copy(update={"ahead": more})
