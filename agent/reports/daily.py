"""The question whose report is a daily summary, and the local dates that it is about."""

import re
from datetime import date

_DAY = r"(20\d\d-\d\d-\d\d)"
_DAILY = re.compile(rf"^\s*daily\s+summary\s+(?:of|for|from)\s+{_DAY}(?:\s+through\s+{_DAY})?\W*$", re.IGNORECASE)


def daily_question(first: date, last: date) -> str:
    """What is asked for the summary of these local dates, both included."""
    return f"daily summary of {last}" if first == last else f"daily summary from {first} through {last}"


def daily_dates(question: str) -> tuple[date, date] | None:
    """The first and the last date that a question wants summed up; null for any other question."""
    match = _DAILY.match(question)
    if match is None:
        return None
    try:
        first, last = date.fromisoformat(match[1]), date.fromisoformat(match[2] or match[1])
    except ValueError:
        return None
    return (first, last) if first <= last else None
