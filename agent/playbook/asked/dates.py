"""The days that a question names: dates as people write them, weekdays, months, "yesterday" and its like."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TypeVar

from agent.playbook.asked.tongues import ENGLISH_MONTHS

Day = TypeVar("Day", bound=date)

Days = tuple[date, date, str]
"""The first day, the one after the last, and the words that gave them."""

COUNTED = {"a": 1, "an": 1, "one": 1, "couple of": 2, "few": 3, "thirty": 30, "sixty": 60, "ninety": 90} | {
    name: count
    for count, name in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split(),
        2,
    )
}
"""How many days, weeks or months a word counts."""
_MONTHS: Sequence[str] = [name.lower() for name in ENGLISH_MONTHS]
_DAYS: Sequence[str] = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTH = rf"({'|'.join(_MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?"
_FULL = "|".join(one for one in _MONTHS if one not in ("march", "may"))
_WEEKDAY = rf"(?:{'|'.join(_DAYS)})"
_SHORT = r"(?:mon|tues?|wed|thu(?:rs)?|fri|sat|sun)"
_YEAR = r"((?:19|20)\d\d)"
_ENDS = r"(?![\d/-]|[.,]\d)"
"""What follows a day's number: no more of a figure, an amount or a range."""

_ISO = re.compile(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)")
_DAY_FIRST = re.compile(
    rf"(?<![\w.,/-])(\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR}{_ENDS})?", re.IGNORECASE
)
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?\b{_ENDS}(?:,?\s+{_YEAR}{_ENDS})?", re.IGNORECASE)
_SLASHED = re.compile(r"(?<![\w./-])(?!24/7(?!/))(\d{1,2})/(\d{1,2})(?:/(20\d\d))?(?![\w/-]|[.,]\d)")
_DOTTED = re.compile(r"(?<![\w./-])(\d{1,2})\.(\d{1,2})\.(20\d\d)(?![\w/-]|[.,]\d)")
_OF_MONTH = re.compile(rf"\b{_MONTH},?\s+{_YEAR}{_ENDS}", re.IGNORECASE)
_MONTH_ALONE = re.compile(rf"\b(?:in|during|throughout|since)\s+{_MONTH}(?!\s*\d)", re.IGNORECASE)
_MONTH_BARE = re.compile(rf"(?:\b(?:of|for)\s+{_MONTH}(?!\s*\d)|\b({_FULL})\b(?!\s*\d))", re.IGNORECASE)
_AGO = re.compile(rf"\b(\d{{1,3}}|{'|'.join(COUNTED)})\s+(day|week)s?\s+ago\b", re.IGNORECASE)
_NTH = re.compile(r"\bon\s+the\s+(\d{1,2})(?:st|nd|rd|th)\b(?!\s+(?:attempt|try|time|payment|charge))", re.IGNORECASE)
_WORDS = re.compile(
    r"\b(yesterday|today|tomorrow|(?:last|this|next|previous|prior)\s+(?:week(?:end)?|month|quarter|year)|last\s+night|"
    rf"(?:last|on|next)\s+(?:{_WEEKDAY}|{_SHORT})|(?<!every\s)(?<!each\s)(?<!black\s)(?<!cyber\s){_WEEKDAY})\b",
    re.IGNORECASE,
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_PART_OF_YEAR = re.compile(
    rf"\b(?:(Q)([1-4])|(H)([12])|({'|'.join(_ORDINALS)})\s+(quarter|half))"
    rf"(?:\s+(?:of\s+)?(?:the\s+year\s+)?{_YEAR}{_ENDS}|\b)",
    re.IGNORECASE,
)
_TO_DATE = re.compile(r"\b(week|month|quarter|year)[\s-]+to[\s-]+date\b|\b([wmqy])td\b", re.IGNORECASE)
_IN_YEAR = re.compile(rf"\b(?:in|of|during|year)\s+{_YEAR}\b", re.IGNORECASE)
_LIKE_A_DATE = re.compile(
    rf"\b\d{{1,2}}\s?[-\u2013]\s?\d{{1,2}}\s+{_MONTH}|(?<![\w./-])\d{{4}}-\d{{1,2}}-\d{{1,2}}\b|{_SLASHED.pattern}|{_DAY_FIRST.pattern}|{_MONTH_FIRST.pattern}"
    r"|\b(?:on|since|until|before|after|from)\s+the\s+\d{1,2}(?:st|nd|rd|th)\b"
    r"|\b(?:on\s+|over\s+)?the\s+weekend\b|\b(?:\w+|\d+)\s+(?:day|week|fortnight|month|year)s?\s+ago\b"
    rf"|\b(?:since|until|before|after)\s+(?:{_WEEKDAY}|{_MONTH})|\bblack\s+friday\b|\bcyber\s+monday\b",
    re.IGNORECASE,
)
_SHIFTS = {"last": -1, "previous": -1, "prior": -1, "this": 0, "next": 1}
_MONTHS_A_YEAR = 12
_SATURDAY = 5


def days(question: str, today: date) -> Days | None:
    """The days that a question names; of several the one most exactly written. None where it names none."""
    return next(_named(question, today), None)


def not_understood(question: str, today: date) -> str | None:
    """The words that look like a date where no day is understood: "3/4" may be either's month; none was said."""
    looks_so = _LIKE_A_DATE.search(question)
    return looks_so[0].strip() if looks_so and days(question, today) is None else None


def _named(question: str, today: date) -> Iterator[Days]:
    if match := _ISO.search(question):
        yield from _day(int(match[1]), int(match[2]), int(match[3]), match[0])
    if match := _DAY_FIRST.search(question):
        yield from _day(_year(match[3], today), _month_of(match[2]), int(match[1]), match[0])
    if match := _MONTH_FIRST.search(question):
        yield from _day(_year(match[3], today), _month_of(match[1]), int(match[2]), match[0])
    if match := _SLASHED.search(question) or _DOTTED.search(question):
        yield from _numbered(match, today)
    if match := _OF_MONTH.search(question):
        first = date(int(match[2]), _month_of(match[1]), 1)
        yield first, _shifted(first, 1), match[0]
    yield from _spoken_of(question, today)


def _spoken_of(question: str, today: date) -> Iterator[Days]:
    """Days that are told from today."""
    if match := _AGO.search(question):
        first = today - timedelta(days=_count(match[1]) * (7 if match[2].lower() == "week" else 1))
        yield first, first + timedelta(days=1), match[0]
    if match := _NTH.search(question):
        yield from _latest(int(match[1]), today, match[0])
    if match := _TO_DATE.search(question):
        unit = next(
            name for name in ("week", "month", "quarter", "year") if name[0] == (match[1] or match[2])[0].lower()
        )
        yield _spoken(f"this {unit}", today)[0], today + timedelta(days=1), match[0]
    if match := _PART_OF_YEAR.search(question):
        yield _part_of_year(match, today)
    if match := _WORDS.search(question):
        first, after = _spoken(" ".join(match[1].lower().split()), today)
        yield first, after, match[1]
    if match := _MONTH_ALONE.search(question):
        yield _latest_month(match[1], today, match[0])
    if match := _IN_YEAR.search(question):
        yield date(int(match[1]), 1, 1), date(int(match[1]) + 1, 1, 1), match[0]


def _part_of_year(match: re.Match[str], today: date) -> Days:
    """A quarter or a half: of the year that is named, else the latest that has begun."""
    quarter = match[1] or (match[6] or "").lower() == "quarter"
    many = 3 if quarter else 6
    number = int(match[2] or match[4] or _ORDINALS[match[5].lower()])
    first = date(int(match[7]) if match[7] else today.year, (number - 1) * many + 1, 1)
    first = first if match[7] or first <= today else first.replace(year=today.year - 1)
    return first, _shifted(first, many), match[0]


def bare_month(question: str, today: date) -> Days | None:
    """A month that stands without "in", as in "October GMV" or "GMV for October"; the latest that has begun."""
    match = _MONTH_BARE.search(question)
    return _latest_month(match[1] or match[2], today, match[0]) if match else None


def _latest_month(name: str, today: date, words: str) -> Days:
    month = _month_of(name)
    first = date(today.year - (month > today.month), month, 1)
    return first, _shifted(first, 1), words


def _numbered(match: re.Match[str], today: date) -> Iterator[Days]:
    """A date in figures, where only one of the two can be the month, or both are the same; dots put the day first."""
    first, second = int(match[1]), int(match[2])
    months = {(day, month) for day, month in ((first, second), (second, first)) if 0 < month <= _MONTHS_A_YEAR}
    if "." in match[0]:
        months = {(first, second)}
    if len(months) == 1:
        [(day, month)] = months
        yield from _day(_year(match[3], today), month, day, match[0])


def _latest(day: int, today: date, words: str) -> Iterator[Days]:
    """The latest such day of a month that is not ahead."""
    month = today.replace(day=1) if day <= today.day else _shifted(today.replace(day=1), -1)
    yield from _day(month.year, month.month, day, words)


def _day(year: int, month: int, day: int, words: str) -> Iterator[Days]:
    try:
        first = date(year, month, day)
    except ValueError:
        return
    yield first, first + timedelta(days=1), words.strip()


def _year(named: str | None, today: date) -> int:
    return int(named) if named else today.year


def _month_of(name: str) -> int:
    return next(at for at, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3]))


def _count(word: str) -> int:
    return int(word) if word.isdigit() else COUNTED[word.lower()]


def _spoken(words: str, today: date) -> tuple[date, date]:
    day = timedelta(days=1)
    single = {"yesterday": -1, "last night": -1, "today": 0, "tomorrow": 1}.get(words)
    if single is not None:
        return today + single * day, today + (single + 1) * day
    kind, _, unit = words.rpartition(" ")
    shift = _SHIFTS.get(kind, 0)
    match unit:
        case "week":
            first = today + (7 * shift - today.weekday()) * day
            return first, first + 7 * day
        case "weekend":
            first = today + (7 * shift - today.weekday() + _SATURDAY) * day
            return first, first + 2 * day
        case "month" | "quarter" | "year":
            many = {"month": 1, "quarter": 3, "year": _MONTHS_A_YEAR}[unit]
            first = today.replace(month=(today.month - 1) // many * many + 1, day=1)
            return _shifted(first, many * shift), _shifted(first, many * shift + many)
        case _:
            return _weekday(kind, unit, today)


def _shifted(first: date, months: int) -> date:
    month = first.year * _MONTHS_A_YEAR + first.month - 1 + months
    return date(month // _MONTHS_A_YEAR, month % _MONTHS_A_YEAR + 1, 1)


def _weekday(kind: str, name: str, today: date) -> tuple[date, date]:
    """The latest day of that name before today, or the next after it."""
    named = next(at for at, day in enumerate(_DAYS) if day.startswith(name[:3]))
    back = (today.weekday() - named - 1) % 7 + 1
    first = today + timedelta(days=8 - back if kind == "next" else -back)
    return first, first + timedelta(days=1)


def months_back(day: Day, count: int) -> Day:
    """The same day so many months earlier; of one that such a month lacks, its last."""
    years, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return day.replace(year=years, month=month + 1, day=min(day.day, monthrange(years, month + 1)[1]))
