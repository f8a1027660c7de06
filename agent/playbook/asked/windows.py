"""The span of time that a question means: "yesterday", "ayer", from the opening's own moment and zone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agent.playbook.asked.before import before
from agent.playbook.asked.dates import COUNTED, bare_month, days, months_back, not_understood
from agent.playbook.asked.times_abroad import in_another_tongue
from tools.contract.clock import Window

_LAST_N = re.compile(
    rf"\b(?:last|past|previous|trailing)\s+(\d{{1,3}}|{'|'.join(COUNTED)})\s+(hour|day|week|month|quarter|year)s?\b"
    r"|\b(?:past|in\s+the\s+last|over\s+the\s+last)\s+(hour|day|week|month|quarter|year)\b|\blast\s+(hour)\b",
    re.IGNORECASE,
)
_OF_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_SINCE_THEN = re.compile(
    r"\bsince\s+(?:about\s+|around\s+)?(?:this|the\s+same)\s+time\s+(yesterday|last\s+week|a\s+week\s+ago)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Span:
    """A window and the words that gave it; `ahead` where it lies wholly in the future."""

    window: Window
    words: str
    ahead: bool


def span(question: str, now: str, zone: str, earlier: Sequence[str] = ()) -> Span | None:
    """The span that a question names; None where it names none, or the moment is not known.

    "The week before" is told from the time of the `earlier` questions, the last of them that names one.
    """
    moment = _moment(now, zone)
    if moment is None:
        return None
    spoken_of: date | None = None
    for said in earlier:
        told = _told(said, moment, spoken_of)
        spoken_of = told[0].date() if told else spoken_of or moment.date()
    found = _told(question, moment, spoken_of)
    if found is None:
        return None
    since, until, words = found
    return Span(Window(since=since, until=until), words, since > moment)


def _told(question: str, now: datetime, spoken_of: date | None) -> tuple[datetime, datetime, str] | None:
    """The time that a question tells, in English or else in another language, and in which words."""
    found = _hours(question, now) or _days(question, now, spoken_of)
    said = in_another_tongue(question) if found is None else None
    if said is None:
        return found
    told = _hours(said.english, now) or _days(said.english, now, spoken_of)
    return (told[0], told[1], said.words) if told else None


def month_alone(question: str, now: str, zone: str) -> Span | None:
    """The month that is named without a word before it, as "October GMV" does."""
    moment = _moment(now, zone)
    found = bare_month(question, moment.date()) if moment else None
    if moment is None or found is None:
        return None
    since, until = (datetime.combine(day, time(), moment.tzinfo) for day in found[:2])
    return Span(Window(since=since, until=until), found[2], since > moment)


def unread_date(question: str, now: str, zone: str) -> str | None:
    """The words that look like a date where no span of time is understood of a question."""
    moment = _moment(now, zone)
    if moment is None or _hours(question, moment) or in_another_tongue(question):
        return None
    return not_understood(question, moment.date())


def _moment(now: str, zone: str) -> datetime | None:
    try:
        return datetime.fromisoformat(now).astimezone(ZoneInfo(zone))
    except (ValueError, ZoneInfoNotFoundError):
        return None


def _hours(question: str, now: datetime) -> tuple[datetime, datetime, str] | None:
    since = _SINCE_THEN.search(question)
    if since is not None:
        return now - (timedelta(days=1) if since[1].lower() == "yesterday" else timedelta(weeks=1)), now, since[0]
    match = _LAST_N.search(question)
    if match is None:
        return None
    said, name = (match[1] or "1").lower(), (match[2] or match[3] or match[4]).lower()
    count = int(said) if said.isdigit() else COUNTED[said]
    if name in _OF_MONTHS:
        return months_back(now, count * _OF_MONTHS[name]), now, match[0]
    unit = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}[name]
    return now - count * unit, now, match[0]


def _days(question: str, now: datetime, spoken_of: date | None) -> tuple[datetime, datetime, str] | None:
    found = before(question, now.date(), spoken_of) or days(question, now.date())
    if found is None:
        return None
    first, after, words = found
    begun, ended = (datetime.combine(day, time(), now.tzinfo) for day in (first, after))
    until_now = begun < now and re.search(rf"\bsince\s+(?:the\s+)?{re.escape(words)}", question, re.IGNORECASE)
    return begun, now if until_now else ended, f"since {words}" if until_now else words
