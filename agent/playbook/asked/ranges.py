"""The span of time between two dates that a question names: "from 2026-11-12 up to 2026-11-19 (UTC)"."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agent.playbook.asked.windows import Span
from tools.contract.clock import Window

_ISO = r"(20\d\d-\d\d-\d\d)"
_BETWEEN = re.compile(
    rf"\b(?:(?:from|since)\s+{_ISO}\s*(up to|until|till|to|through|-)\s*{_ISO}|between\s+{_ISO}\s+(and)\s+{_ISO})",
    re.IGNORECASE,
)
_LAST_INCLUDED = re.compile(r"\binclu(?:ding|sive|ded)\b", re.IGNORECASE)
_LAST_LEFT_OUT = re.compile(r"\bnot included\b|\bexclu(?:ding|sive|ded)\b", re.IGNORECASE)


def between(question: str, now: str, zone: str) -> Span | None:
    """The span between two dates, the last left out unless it is said to belong to it; None where there are not two.

    The days are those of the zone.
    """
    found = _BETWEEN.search(question)
    try:
        moment = datetime.fromisoformat(now)
        place = ZoneInfo(zone)
    except (ValueError, ZoneInfoNotFoundError):
        return None
    if found is None:
        return None
    first, last = _day(found[1] or found[4]), _day(found[3] or found[6])
    if first is None or last is None or first > last:
        return None
    whole = found[2] is not None and found[2].lower() == "through"
    whole = (whole or _LAST_INCLUDED.search(question) is not None) and not _LAST_LEFT_OUT.search(question)
    until = last + timedelta(days=1) if whole or first == last else last
    window = Window(since=datetime.combine(first, time(), place), until=datetime.combine(until, time(), place))
    return Span(window, found[0], datetime.combine(first, time(), place) > moment)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
