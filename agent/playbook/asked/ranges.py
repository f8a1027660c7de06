"""The span of time between two dates that a question names: "from 2026-11-12 up to 2026-11-19 (UTC)"."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agent.playbook.asked.dates import Days, days
from agent.playbook.asked.windows import Span
from tools.contract.clock import Window

_ISO = r"(20\d\d-\d\d-\d\d)"
_BETWEEN = re.compile(
    rf"\b(?:(?:from|since)\s+{_ISO}\s*(up to|until|till|to|through|-)\s*{_ISO}|between\s+{_ISO}\s+(and)\s+{_ISO})",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"\b(?:from|between)\s+(?P<first>[\w ,.]{1,22}?)\s*(?:\s(?:to|until|till|through|and)\s|[-\u2013])\s*"
    r"(?P<last>[\w ,.]{1,22})",
    re.IGNORECASE,
)
"""Two dates in words, both of them included, as people say them."""
_ANY_DAY = date(2000, 1, 1)
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
        return _in_words(question, moment.astimezone(place))
    first, last = _day(found[1] or found[4]), _day(found[3] or found[6])
    if first is None or last is None or first > last:
        return None
    whole = found[2] is not None and found[2].lower() == "through"
    whole = (whole or _LAST_INCLUDED.search(question) is not None) and not _LAST_LEFT_OUT.search(question)
    until = last + timedelta(days=1) if whole or first == last else last
    window = Window(since=datetime.combine(first, time(), place), until=datetime.combine(until, time(), place))
    return Span(window, found[0], datetime.combine(first, time(), place) > moment)


def _in_words(question: str, now: datetime) -> Span | None:
    """From the first of two days, or months, to the end of the second; a number alone is of the other's month."""
    for match in _WORDS.finditer(question):
        first, last = match["first"].strip(), match["last"].strip()
        ends = _named(last, now.date()) or _named(f"{_month(first)} {last}", now.date())
        begins = _named(first, now.date()) or _named(f"{_month(last)} {first}", now.date())
        if begins is not None and ends is not None and begins[0] < ends[1]:
            since, until = (datetime.combine(day, time(), now.tzinfo) for day in (begins[0], ends[1]))
            return Span(Window(since=since, until=until), match[0], since > now)
    return None


def _named(words: str, today: date) -> Days | None:
    return days(words, today) or days(f"in {words}", today)


def _month(words: str) -> str:
    return next((one for one in re.findall(r"[^\W\d]{3,}", words) if _named(one, _ANY_DAY)), "")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
