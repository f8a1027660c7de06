"""How a figure is written for a person: its value, what it is of, how sure it is, and what it was before.

Nothing is reckoned here: a share, an interval and a change stand in the figure or aren't shown.
"""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from agent.render import spoken
from agent.render.shapes import Tone
from agent.render.words import plain, span
from tools.contract.figures import Against, Definition, Earlier, Figure, Health, Unit
from tools.contract.money import Money

_AGAINST: dict[Against, str] = {"lower": "lower than usual", "higher": "higher than usual", "alike": "as usual"}
_MISSING = "-"
LOWEST = 0.8
"""Where a drawing of rates begins at the highest: a small change is not to look like a large one."""
SMALL = 0.01
"""Below it a rate is told to a hundredth of a percent."""
_LONGEST = 60  # characters of a code or a name


def name(text: str) -> str:
    """A stranger's code or name as it is shown: only what can be seen, and no longer than a line."""
    seen = plain(text)
    return seen if len(seen) <= _LONGEST else f"{seen[: _LONGEST - 1]}…"


def title(health: Health, metric: str) -> str:
    """What a metric is called; one that isn't defined is called by its own name."""
    known = health.definitions.get(metric)
    return name(known.title if known else metric.replace("_", " ").capitalize())


def percent(rate: float | None) -> str:
    """A rate of four decimals as a person reads it; a dash where there is none."""
    return _MISSING if rate is None else spoken.percent(rate)


def share(rate: float | None, numerator: int | None, denominator: int | None) -> str:
    """A rate with the counts that it is made of, rounded once, from them; a dash where there is none."""
    return _MISSING if rate is None else spoken.percent_of(rate, numerator, denominator)


def shown(figure: Figure) -> str:
    """The figure's value: `91.2%`, `1,284`, `45.50 USD`, `2 min 10 s`; a dash where there is none."""
    match figure.unit:
        case "rate":
            return share(figure.rate, figure.numerator, figure.denominator)
        case "count":
            return _MISSING if figure.count is None else f"{figure.count:,}"
        case "money" | "average":
            return _MISSING if figure.amount is None else str(figure.amount)
        case "score":
            return _MISSING if figure.score is None else f"{figure.score:g}"
        case "duration":
            return _MISSING if figure.duration is None else span(figure.duration)


def counts(figure: Figure) -> str:
    """What the figure is made of: `1,171 of 1,284`, `2,645.03 USD of 22`; what nine of ten times don't exceed."""
    if figure.late is not None:
        return f"9 of 10 in {span(figure.late)}"
    if figure.numerator is not None and figure.denominator is not None:
        if figure.unit == "rate" and figure.currency is not None:
            over, under = (Money(currency=figure.currency, minor=n) for n in (figure.numerator, figure.denominator))
            return f"{str(over).partition(' ')[0]} of {under}"
        if figure.unit == "average" and figure.currency is not None:
            return f"{Money(currency=figure.currency, minor=figure.numerator)} of {figure.denominator:,}"
        return f"{figure.numerator:,} of {figure.denominator:,}"
    return f"of {figure.denominator:,}" if figure.denominator is not None and figure.unit != "money" else ""


def interval(figure: Figure) -> str:
    """The 95 % interval of a rate: `89.5% to 92.7%`."""
    return "" if figure.low is None or figure.high is None else f"{percent(figure.low)} to {percent(figure.high)}"


def earlier(figure: Figure) -> str:
    """What it was before, in the figure's own unit; empty where nothing was before."""
    before = figure.before
    if before is None:
        return ""
    match figure.unit:
        case "rate" | "score":
            known = before.rate is not None
            return share(before.rate, before.numerator, before.denominator) if known else ""
        case "count":
            return usual(before.count)
        case "money" | "average":
            return str(before.amount) if before.amount is not None else ""
        case "duration":
            return span(before.duration) if before.duration is not None else ""


def usual(count: float | None) -> str:
    """A count that is the mean of several windows: to a tenth where it is small, or a few would look like none."""
    if count is None:
        return ""
    return f"{count:,.0f}" if count >= 10 or count.is_integer() else f"{count:,.1f}"


def changed(before: Earlier | None, unit: Unit) -> str:
    """By how much it changed: `-3.1 points` of a rate, `+12%` of all else; from thrice on, `14.2 times`."""
    if before is None or before.change is None:
        return ""
    if unit == "rate":
        return f"{_points(before.rate, before.change)} points"
    return f"{1 + before.change:,.1f} times" if before.change >= 2 else f"{before.change:+.0%}"


def _points(was: float | None, change: float) -> str:
    """A change of a rate in points, as finely as the two rates are told: small ones to a hundredth."""
    rates = [abs(rate) for rate in (was, None if was is None else was + change) if rate]
    told = f"{change * 100:+.2f}" if rates and max(rates) < SMALL else f"{change * 100:+.1f}"
    return told if any(digit in told for digit in "123456789") else told[1:]


def judged(before: Earlier | None) -> str:
    """Whether the change is more than chance, in words: `lower than usual`; why that can't be said, where it can't."""
    if before is None:
        return "nothing before to compare with"
    if before.against is not None:
        return _AGAINST[before.against]
    return f"too few to tell: it takes {before.needed:,}" if before.needed else "whether by chance can't be told"


def tone(against: Against | None, definition: Definition | None) -> Tone:
    """Whether a change is good or bad; plain where it is as usual, or where neither way is better."""
    if against not in ("lower", "higher") or definition is None or definition.better is None:
        return "plain"
    return "good" if against == definition.better else "critical"


def marks(figure: Figure) -> list[str]:
    """What the reader must know before believing it: `few`, `still maturing`."""
    return [*(["few"] if figure.few else []), *(["still maturing"] if figure.immature else [])]


def slice_name(figure: Figure) -> str:
    """The slice: `brand amex, country US`; of everything, `all`."""
    return ", ".join(f"{name(key.replace('_', ' '))} {name(value)}" for key, value in figure.slice.items()) or "all"


def headline(health: Health, metric: str) -> Figure | None:
    """The first headline figure of a metric."""
    return next((figure for figure in health.figures if figure.metric == metric), None)


def currencies(health: Health) -> list[str]:
    """The currencies that there are figures of, that of the most payments first, else in the order of the figures."""
    paid = {one.currency: one.denominator or 0 for one in health.figures if one.metric == "average_value"}
    held = dict.fromkeys(figure.currency for figure in health.figures if figure.currency is not None)
    return sorted(held, key=lambda currency: -paid.get(currency, 0))


def when(at: datetime | None, health: Health) -> str:
    """A moment in the account's zone, to the minute; an open end is `the beginning` or `now` to its reader."""
    return "open" if at is None else at.astimezone(ZoneInfo(health.time_zone)).strftime("%Y-%m-%d %H:%M")


def spoken_window(health: Health) -> str:
    """The window in the account's zone: `2026-11-21 15:00 to 2026-11-22 15:00 (America/Detroit)`."""
    return f"{when(health.window.since, health)} to {when(health.window.until, health)} ({name(health.time_zone)})"


def compared_with(health: Health) -> str:
    """What the figures are compared with, in words."""
    if health.compared == "window_before":
        return "the window before"
    weeks = f"{health.weeks} week{'' if health.weeks == 1 else 's'}"
    return f"the same weekdays of the {weeks} before" if health.weeks else "nothing, for nothing came before"


def anchor(metric: str) -> str:
    """A metric's name as it may stand in an id."""
    return re.sub(r"[^a-z0-9]+", "-", metric.lower()).strip("-") or "metric"
