"""The time zone whose days a question means, where it names one: "UTC", "America/Detroit", "Tokyo time"."""

import re
from collections.abc import Sequence
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

_UTC = re.compile(r"(?:\b(?:in|by|at)\s+)?\b(?:UTC|GMT)\b(?:\s+time\b)?")
_NAMED = re.compile(
    r"(?:\b(?:by|in|on|at)\s+(?:the\s+(?:clocks?|time(?:\s*zone)?|days?)\s+(?:of|in)\s+)?)?"
    r"(?<![\w/])(?P<zone>[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_]+)+)(?![\w/])"
)
_AREAS = frozenset("Africa America Antarctica Asia Atlantic Australia Europe Indian Pacific".split())
_OTHERWISE = frozenset("center christmas easter midway".split())
"""Places of the zones whose names mean another time, or none."""
_SPOKEN = {
    "eastern": "America/New_York", "central": "America/Chicago", "mountain": "America/Denver",
    "pacific": "America/Los_Angeles", "central european": "Europe/Brussels",
}  # fmt: skip
_ABBREVIATED = {
    "ET": "America/New_York", "EST": "America/New_York", "EDT": "America/New_York", "PT": "America/Los_Angeles",
    "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "CET": "Europe/Brussels", "CEST": "Europe/Brussels",
    "JST": "Asia/Tokyo",
}  # fmt: skip
"""Abbreviations that mean one zone to nearly all who write them; IST and CST don't."""
_STATES = 2
"""Letters of an abbreviation that may be a country's or a state's as well, unless `time` stands behind it."""


def zone_meant(question: str, own: str, earlier: Sequence[str] = ()) -> str:
    """The zone that a question names, else the one that the questions before it named last, else the account's own."""
    return next((zone for said in (question, *reversed(earlier)) if (zone := _zone(said)) is not None), own)


def zone_words(question: str) -> tuple[int, int] | None:
    """From where to where a question says by which clock; null where it says none."""
    found = _found(question)
    return found[1] if found else None


def _zone(question: str) -> str | None:
    found = _found(question)
    return found[0] if found else None


def _found(question: str) -> tuple[str, tuple[int, int]] | None:
    """The zone that a question names, and where it does."""
    for match in _NAMED.finditer(question):
        if _is_zone(match["zone"]):
            return match["zone"], match.span()
    for pattern, zones in _clocks():
        match = pattern.search(question)
        if match is not None:
            name = next(one for one in match.groups() if one)
            return zones[" ".join(name.lower().split())], match.span()
    match = _UTC.search(question)
    return ("UTC", match.span()) if match else None


@cache
def _clocks() -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
    """How a clock is called by its place, such as "Tokyo time" or "the clock of Tokyo", and by its abbreviation."""
    places = _places() | _SPOKEN
    each = "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in sorted(places, key=len, reverse=True))
    of_place = (
        rf"(?:\b(?:in|by|at|on|as\s+of)\s+)?\b({each})(?:['\u2019]s)?\s+(?:(?:local|standard|daylight)\s+)?"
        rf"(?:time(?:\s*zone)?|clock)\b|\b(?:by|in|on)\s+the\s+(?:clocks?|time(?:\s*zone)?|days?)\s+(?:of|in)\s+({each})\b"
    )
    said = "|".join(one if len(one) > _STATES else rf"{one}(?=\s+time\b)" for one in _ABBREVIATED)
    short = rf"(?:\b(?:in|by|at)\s+)?\b({said})\b(?:\s+time\b)?"
    return (
        (re.compile(of_place, re.IGNORECASE), places),
        (re.compile(short), {name.lower(): zone for name, zone in _ABBREVIATED.items()}),
    )


def _places() -> dict[str, str]:
    """The places after which the zones of the time zone database are called, in small letters."""
    named: dict[str, str] = {}
    for zone in sorted(available_timezones(), reverse=True):
        area, _, place = zone.partition("/")
        if area in _AREAS and "/" not in place:
            named[place.replace("_", " ").lower()] = zone
    return {place: zone for place, zone in named.items() if place not in _OTHERWISE}


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False
    return True
