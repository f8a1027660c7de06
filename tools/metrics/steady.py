"""Since when an account's traffic is steady: what came before is too thin to be held against it."""

from collections.abc import Sequence
from statistics import median

from tools.metrics.baseline import WEEK, Baseline
from tools.metrics.calendar import DAY, Calendar
from tools.metrics.measures import counted
from tools.metrics.statements import Asked, Cell, Span, sums
from tools.metrics.store import Facts

USUAL = 4
"""From how many of the newest weeks it is told how much is usual: the median of them."""


def steady_since(facts: Facts, calendar: Calendar, since: int, until: int, most: int) -> int | None:
    """The second from which the facts may stand beside a window: their first, or later where it begins with few.

    None where there are no facts. Raises TooManyRows.
    """
    if (since, until, most) in facts.steady:
        return facts.steady[since, until, most]
    whole = Baseline.of(calendar, since, until, facts.earliest, most)
    first = facts.earliest
    if whole.weeks and (skipped := thin(_by_day(facts, calendar, whole))):
        first = calendar.moment(whole.low + skipped * DAY)
    facts.steady[since, until, most] = first
    return first


def thin(days: Sequence[int]) -> int:
    """How many days at the beginning are too thin to compare with, of the payments of each day, the oldest first.

    What is usual is the median of the newest four weeks. Traffic is steady where no two weeks in a row hold less than a
    third of that, and the first week at least half: one slow week, such as of an outage, ends nothing. Else steady
    traffic begins after the last such fortnight's first day, with a day of at least half of a usual one. Where there is
    no such day, none is left out.
    """
    newest = [sum(days[end - WEEK : end]) for end in range(len(days), WEEK - 1, -WEEK)][:USUAL]
    usual = median(newest) if newest else 0
    if not usual or len(days) < 2 * WEEK:
        return 0
    fortnights = [sum(days[at : at + 2 * WEEK]) for at in range(len(days) - 2 * WEEK + 1)]
    if 2 * sum(days[:WEEK]) >= usual and all(3 * held >= 2 * usual for held in fortnights):
        return 0
    after = max((at + 1 for at, held in enumerate(fortnights) if 3 * held < 2 * usual), default=0)
    return next((at for at in range(after, len(fortnights)) if 2 * WEEK * days[at] >= usual), 0)


def _by_day(facts: Facts, calendar: Calendar, baseline: Baseline) -> list[int]:
    """The attempts of each day of the weeks before, days that begin when the window does."""
    table = "attempts" if "attempts" in facts.held else "payments"
    if table not in facts.held:
        return []
    asked = Asked(counted(table))
    piece = f"({{local}} - {baseline.low}) // {DAY}"
    end = baseline.low + baseline.weeks * WEEK * DAY
    span = Span(calendar.moment(baseline.low), calendar.moment(end), piece)
    found = sums(facts, calendar, [asked], span)[asked]
    return [found.get(Cell((), None, day), 0) for day in range(baseline.weeks * WEEK)]
