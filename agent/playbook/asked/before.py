"""The time before one that was spoken of: "the week before", "the month before last"."""

import re
from datetime import date, timedelta

from agent.playbook.asked.dates import Days, days, months_back

_BEFORE = re.compile(
    r"\b(day|week|month|year)\s+(?:before|earlier)(?:\s+(that|last|yesterday)\b|(?=\W*$))"
    r"|\bthe\s+(?:previous|preceding)\s+(day|week|month|year)\b",
    re.IGNORECASE,
)
_MONTHS_A_YEAR = 12


def before(question: str, today: date, spoken_of: date | None) -> Days | None:
    """The unit of time that ended when the one spoken of began; None where none was.

    "The week before last" is told from last week, whatever was spoken of; from today on, whole units are told.
    """
    match = _BEFORE.search(question)
    if match is None:
        return None
    unit = (match[1] or match[3]).lower()
    if match[2] and match[2].lower() != "that":
        named = days("yesterday" if unit == "day" else f"last {unit}", today)
        spoken_of = named[0] if named else spoken_of
    if spoken_of is None:
        return None
    after = _begun(unit, today) if spoken_of == today else spoken_of
    return _back(unit, after), after, match[0]


def _begun(unit: str, today: date) -> date:
    match unit:
        case "week":
            return today - timedelta(days=today.weekday())
        case "month":
            return today.replace(day=1)
        case "year":
            return today.replace(month=1, day=1)
        case _:
            return today


def _back(unit: str, after: date) -> date:
    match unit:
        case "week":
            return after - timedelta(days=7)
        case "day":
            return after - timedelta(days=1)
        case "year":
            return months_back(after, _MONTHS_A_YEAR)
        case _:
            return months_back(after, 1)
