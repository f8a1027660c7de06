"""The span of time that a question means: "yesterday" and its like, from the opening's own moment and zone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tools.contract.clock import Window

_MONTHS: Sequence[str] = "january february march april may june july august september october november december".split()
_DAYS: Sequence[str] = "monday tuesday wednesday thursday friday saturday sunday".split()
_ISO = re.compile(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)")
_NAMED = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({'|'.join(_MONTHS)})\b(?:\s+(20\d\d))?", re.IGNORECASE
)
_NAMED_FIRST = re.compile(rf"\b({'|'.join(_MONTHS)})\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(20\d\d))?", re.IGNORECASE)
_LAST_N = re.compile(r"\b(?:last|past)\s+(\d{1,3})\s+(hour|day|week)s?\b", re.IGNORECASE)
_WORDS = re.compile(
    r"\b(yesterday|today|tomorrow|(?:last|this|next)\s+(?:week|month|year)|last\s+night|"
    rf"(?:last|on|next)\s+(?:{'|'.join(_DAYS)}))\b",
    re.IGNORECASE,
)
_IN_YEAR = re.compile(r"\b(?:in|of|during|year)\s+((?:19|20)\d\d)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Span:
    """A window and the words that gave it; `ahead` where it lies wholly in the future."""

    window: Window
    words: str
    ahead: bool


def span(question: str, now: str, zone: str) -> Span | None:
    """The span that a question names; None where it names none, or the moment is not known."""
    try:
        moment = datetime.fromisoformat(now).astimezone(ZoneInfo(zone))
    except (ValueError, ZoneInfoNotFoundError):
        return None
    found = _hours(question, moment) or _days(question, moment)
    if found is None:
        return None
    since, until, words = found
    return Span(Window(since=since, until=until), words, since > moment)


def _hours(question: str, now: datetime) -> tuple[datetime, datetime, str] | None:
    match = _LAST_N.search(question)
    if match is None:
        return None
    unit = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}[match[2].lower()]
    return now - int(match[1]) * unit, now, match[0]


def _days(question: str, now: datetime) -> tuple[datetime, datetime, str] | None:
    for first, after, words in _dates(question, now.date()):
        zone = now.tzinfo
        return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone), words
    return None


def _dates(question: str, today: date) -> list[tuple[date, date, str]]:
    """Days, from the first to the one after the last."""
    if match := _ISO.search(question):
        return _day(int(match[1]), int(match[2]), int(match[3]), match[0])
    if match := _NAMED.search(question):
        return _day(_year(match[3], today), _MONTHS.index(match[2].lower()) + 1, int(match[1]), match[0])
    if match := _NAMED_FIRST.search(question):
        return _day(_year(match[3], today), _MONTHS.index(match[1].lower()) + 1, int(match[2]), match[0])
    if match := _WORDS.search(question):
        first, after = _spoken(" ".join(match[1].lower().split()), today)
        return [(first, after, match[1])]
    if match := _IN_YEAR.search(question):
        return [(date(int(match[1]), 1, 1), date(int(match[1]) + 1, 1, 1), match[0])]
    return []


def _year(named: str | None, today: date) -> int:
    return int(named) if named else today.year


def _day(year: int, month: int, day: int, words: str) -> list[tuple[date, date, str]]:
    try:
        first = date(year, month, day)
    except ValueError:
        return []
    return [(first, first + timedelta(days=1), words)]


_SHIFTS = {"last": -1, "this": 0, "next": 1}


def _spoken(words: str, today: date) -> tuple[date, date]:
    day = timedelta(days=1)
    single = {"yesterday": -1, "last night": -1, "today": 0, "tomorrow": 1}.get(words)
    if single is not None:
        return today + single * day, today + (single + 1) * day
    kind, unit = words.split()
    shift = _SHIFTS.get(kind, 0)
    match unit:
        case "week":
            first = today + (7 * shift - today.weekday()) * day
            return first, first + 7 * day
        case "month":
            return _month(today.replace(day=1), shift), _month(today.replace(day=1), shift + 1)
        case "year":
            return date(today.year + shift, 1, 1), date(today.year + shift + 1, 1, 1)
        case _:
            return _weekday(words, today)


def _month(first: date, shift: int) -> date:
    month = first.year * 12 + first.month - 1 + shift
    return date(month // 12, month % 12 + 1, 1)


def _weekday(words: str, today: date) -> tuple[date, date]:
    """The latest day of that name before today, or the next after it."""
    kind, name = words.split()
    back = (today.weekday() - _DAYS.index(name) - 1) % 7 + 1
    first = today + timedelta(days=8 - back if kind == "next" else -back)
    return first, first + timedelta(days=1)
