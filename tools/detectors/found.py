"""Changes of shares as they are told: how large, since when, which payments to look at."""

from dataclasses import dataclass

from tools.contract.changes import MOST_REPRESENTATIVES, Change, Detector, Severity
from tools.contract.clock import Moment
from tools.contract.money import Money
from tools.detectors.attribution import tally
from tools.detectors.counts import BY_RULE, PAYING, TRIED, UNREACHED, Measure, within_window
from tools.detectors.dating import Stretch, begun_before, stretch
from tools.detectors.looking import Looking, Where, amounts, conditions, whole
from tools.detectors.shares import Shift
from tools.metrics.calendar import DAY

BROKEN_FROM, BROKEN_TO = 0.5, 0.1
"""A flow that mostly worked and of which only so much of what it was is left is broken."""

GRAVE = 0.05
"""The share of all attempts that must be lost for somebody to look at once."""

SINCE_DAYS = 28
"""How many days before the window a change is looked for in."""


@dataclass(frozen=True)
class Sized:
    """How large a change is within its stretch of the window, and what to look at."""

    payments: int
    money: list[Money]
    representatives: list[str]


def change(looking: Looking, shift: Shift) -> Change:
    """What a shift is, told."""
    counted, found = shift.counted, shift.found
    measure, pair, where = counted.measure, found.pair, tuple(found.where.items())
    spread = counted.spread(where, pair)
    low, high = pair.interval(spread.phi)
    lasted = _lasted(looking, measure, where, pair.before, spread.phi)
    since, until = _dated(looking, measure, where, pair.before, pair.rate, lasted)
    sized = _sized(looking, measure, where, max(0, round(measure.bad * pair.excess)), lasted)
    detector, active = _detector(shift), lasted.goes_on
    return Change(
        detector=detector,
        metric=measure.metric,
        where=found.where,
        severity=_severity(detector, active, sized.payments, _attempts(looking)),
        direction="lower" if measure.bad < 0 else "higher",
        before=tally(pair.then, pair.of_then).model_copy(update={"windows": looking.baseline.windows}),
        now=tally(pair.now, pair.of_now),
        effect=round(pair.apart, 4),
        low=round(low, 4),
        high=round(high, 4),
        q_value=round(shift.q, 6),
        payments=sized.payments,
        money=sized.money,
        since=since,
        until=until,
        state="active" if active else "recovered",
        attribution=found.steps,
        rate_part=round(shift.split.rate, 4) if shift.split else None,
        mix_part=round(shift.split.mix, 4) if shift.split else None,
        representatives=sized.representatives,
        part="charges" if measure.table == "attempts" else "payments",
    )


def _detector(shift: Shift) -> Detector:
    pair, measure = shift.found.pair, shift.counted.measure
    if shift.split is not None:
        return "mix_shift"
    if measure is UNREACHED:
        return "issuer_outage"
    if measure is BY_RULE:
        return "rule_effect"
    broken = pair.before >= BROKEN_FROM and pair.rate <= BROKEN_TO * pair.before
    return "broken_flow" if measure is TRIED or (measure is PAYING and broken) else "rate_drop"


def _severity(detector: Detector, active: bool, lost: int, attempts: int) -> Severity:
    if detector == "mix_shift":
        return "notice"
    grave = lost >= GRAVE * max(1, attempts)
    if active:
        return "critical" if grave or detector == "broken_flow" else "warning"
    return "warning" if grave else "notice"


def _attempts(looking: Looking) -> int:
    [[count]] = looking.rows(
        f"SELECT COUNT(*) FROM attempts WHERE created >= {looking.since} AND created < {looking.until}"
    )
    return whole(count)


def _rows_of(looking: Looking, measure: Measure, where: Where) -> tuple[str, tuple[str | int | None, ...]]:
    """What stands after FROM for a slice of a measure; a rule's share is of all that was decided."""
    said, values = conditions(() if measure is BY_RULE else where)
    aside = looking.beside(measure.table)
    return f"{measure.table} WHERE {measure.of} AND {aside} AND {said}", values


def _counted(measure: Measure, where: Where) -> tuple[str, tuple[str | int | None, ...]]:
    if measure is not BY_RULE:
        return measure.counted, ()
    said, values = conditions(where)
    return f"({measure.counted} AND {said})", values


def _lasted(looking: Looking, measure: Measure, where: Where, usual: float, phi: float) -> Stretch:
    """The changed buckets of the window."""
    source, values = _rows_of(looking, measure, where)
    counted, own = _counted(measure, where)
    rows = looking.rows(
        f"SELECT (created - {looking.since}) // {looking.step}, SUM(CASE WHEN {counted} THEN 1 ELSE 0 END), COUNT(*) "
        f"FROM {source} AND {within_window(looking, measure)} GROUP BY 1",
        (*own, *values),
    )
    buckets = [(0, 0)] * -(-(looking.until - looking.since) // looking.step)
    for at, won, of in rows:
        buckets[whole(at)] = whole(won), whole(of)
    return stretch(buckets, usual, measure.bad, phi) or Stretch(0, len(buckets), goes_on=True)


def _dated(
    looking: Looking, measure: Measure, where: Where, usual: float, changed: float, lasted: Stretch
) -> tuple[Moment, Moment | None]:
    until = None if lasted.goes_on else looking.moment(lasted.end)
    if lasted.first:
        return looking.moment(lasted.first), until
    source, values = _rows_of(looking, measure, where)
    counted, own = _counted(measure, where)
    rows = looking.rows(
        f"SELECT ({looking.since} - 1 - created) // {DAY}, SUM(CASE WHEN {counted} THEN 1 ELSE 0 END), COUNT(*) "
        f"FROM {source} AND created < {looking.since} AND created >= {looking.since - SINCE_DAYS * DAY} GROUP BY 1",
        (*own, *values),
    )
    days = [(0, 0)] * SINCE_DAYS
    for back, won, of in rows:
        days[SINCE_DAYS - 1 - whole(back)] = whole(won), whole(of)
    return looking.moment(-(begun_before(days, usual, changed) * DAY // looking.step)), until


def _sized(looking: Looking, measure: Measure, where: Where, excess: int, lasted: Stretch) -> Sized:
    """What was lost beyond what is usual: that share of all that was lost in the stretch, in each currency."""
    source, values = _rows_of(looking, measure, where)
    counted, own = _counted(measure, where)
    lost = f"NOT ({counted})" if measure.bad < 0 else counted
    begin, end = (looking.since + at * looking.step for at in (lasted.first, lasted.end))
    bound = f"{source} AND {within_window(looking, measure)} AND created >= {begin} AND created < {end} AND {lost}"
    bindings = (*values, *own)
    rows = looking.rows(f"SELECT currency, SUM(amount), COUNT(*) FROM {bound} GROUP BY 1", bindings)
    count = sum(whole(row[2]) for row in rows)
    told = min(excess, count)
    money = [Money(currency=one.currency, minor=one.minor * told // count) for one in amounts(rows) if one.minor * told]
    name = "COALESCE(payment, id)" if measure.table == "attempts" else "id"
    largest = looking.rows(
        f"SELECT {name}, MAX(amount) FROM {bound} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_REPRESENTATIVES}", bindings
    )
    return Sized(told, [one for one in money if one.minor], [str(row[0]) for row in largest])
