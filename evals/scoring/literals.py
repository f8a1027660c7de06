"""Figures typed out in prose: ids, dates, percentages, amounts and counts, and whether known values bear them out.

They are found in digits and in words. A share or a crowd that is only hinted at (half of, dozens) is never borne out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from typing import Literal

from pydantic import JsonValue

from evals.scoring.cited import ids_in
from evals.scoring.numerals import NUMERAL, VAGUE, value_of
from tools.contract.money import Money

Kind = Literal["id", "date", "percentage", "amount", "number", "quantity"]

_MONTHS: Sequence[str] = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_CODE = "USD|EUR|CAD|GBP|JPY|AUD|CHF|KWD|MXN|NZD|SEK|NOK|DKK|INR|BRL|SGD|HKD"
_CURRENCY_OF = {"$": "usd", "€": "eur", "£": "gbp", "¥": "jpy", "dollar": "usd", "euro": "eur"}
_SIGN = "[$€£¥]"
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_KINDS = "acct|ch|cus|dp|du|evt|pi|pm|po|prod|re|rf|seti|src|tr|txn"
_NAMES = re.compile(r"\b(?:3-?D Secure(?: 2)?|3DS2?|PSD[23]|last4|24/7|[245]xx)\b", re.IGNORECASE)
"""Names with digits that are no figures."""

# In this order they take their spans: an id holds digits, and a date numbers.
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    ("id", rf"\b(?:[a-z]+(?:_[a-z]+)*_(?=\w*[\dA-Z])|(?:{_KINDS})_)\w+\b"),
    ("date", r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?:[T ](?P<clock>\d{2}:\d{2})(?::\d{2})?Z?)?"),
    ("date", rf"\b(?P<name>{_MONTH})\.? (?P<d>{_DAY})\b(?:,? (?P<y>\d{{4}}))?"),
    ("date", rf"\b(?P<d>{_DAY}) (?:of )?(?P<name>{_MONTH})\b\.?(?:,? (?P<y>\d{{4}}))?"),
    ("percentage", rf"(?P<n>{_NUMBER})\s*(?:%|per ?cent\b)"),
    ("amount", rf"-?(?P<c>{_SIGN}|\b(?:{_CODE})\b)\s*-?(?P<n>{_NUMBER})"),
    ("amount", rf"-?(?P<n>{_NUMBER})\s*(?P<c>{_SIGN}|(?:{_CODE}|dollar|euro)s?\b)"),
    ("number", rf"(?<![\w.])(?P<n>{_NUMBER})(?!\w)"),
    ("percentage", rf"\b(?P<word>{NUMERAL})\s*per ?cent\b"),
    ("amount", rf"\b(?P<word>{NUMERAL})\s+(?P<c>dollar|euro)s?\b"),
    ("number", rf"\b(?P<word>{NUMERAL})\b"),
    ("quantity", rf"\b(?:{VAGUE})\b"),
)
_COMPILED: Sequence[tuple[Kind, re.Pattern[str]]] = [
    (kind, re.compile(pattern, re.IGNORECASE if kind != "id" else 0)) for kind, pattern in _PATTERNS
]
_MAY_HOLD_ONE = re.compile(rf"\d|\b(?:{NUMERAL}|{VAGUE})\b|\b[a-z]+_\w", re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """A figure as it is typed."""

    kind: Kind
    text: str
    parts: dict[str, str]

    @property
    def number(self) -> Decimal:
        if word := self.parts.get("word"):
            return value_of(word)
        return Decimal(self.parts["n"].replace(",", ""))


def figures(text: str) -> Iterator[Figure]:
    """Every figure in a text, each span once."""
    if not _MAY_HOLD_ONE.search(text):
        return
    left = _NAMES.sub(" ", text)
    for kind, pattern in _COMPILED:
        for match in pattern.finditer(left):
            yield Figure(kind, match[0].strip(" ."), {name: part for name, part in match.groupdict().items() if part})
        left = pattern.sub(lambda match: " " * len(match[0]), left)


@dataclass
class Known:
    """What may be said: the values that a report cites, and texts of which any part may be repeated."""

    zone: tzinfo = UTC
    ids: set[str] = field(default_factory=set[str])
    money: set[tuple[Decimal, str]] = field(default_factory=set[tuple[Decimal, str]])
    rates: set[Decimal] = field(default_factory=set[Decimal])
    numbers: set[Decimal] = field(default_factory=set[Decimal])
    words: set[str] = field(default_factory=set[str])
    moments: list[datetime] = field(default_factory=list[datetime])
    texts: list[str] = field(default_factory=list[str])

    def learn(self, values: Iterable[JsonValue]) -> None:
        """Adds values that are cited."""
        for value in values:
            self.ids |= set(ids_in(value))
            self._learn(value)

    def bears_out(self, figure: Figure) -> bool:
        """Whether a figure says what is known, or repeats what was given."""
        typed = re.compile(rf"(?<![\w-]){re.escape(figure.text)}(?![\w-])")
        return figure.text in self.words or any(typed.search(text) for text in self.texts) or self._is_known(figure)

    def _is_known(self, figure: Figure) -> bool:
        match figure.kind:
            case "id":
                return figure.text in self.ids
            case "date":
                return any(_is_of(figure, at.astimezone(zone)) for at in self.moments for zone in (UTC, self.zone))
            case "percentage":
                shown = figure.number
                return any(_rounded(rate * 100, shown) == shown for rate in self.rates)
            case "amount":
                currency = figure.parts["c"].lower().removesuffix("s")
                return (figure.number, _CURRENCY_OF.get(currency, currency)) in self.money
            case "number":
                return figure.number in self.numbers
            case "quantity":
                return False

    def _learn(self, value: JsonValue) -> None:
        if isinstance(value, dict):
            self._learn_record(value)
        elif isinstance(value, str):
            self._learn_text(value)
        elif isinstance(value, int) and not isinstance(value, bool):
            self.numbers.add(Decimal(value))
        elif isinstance(value, list):
            self.numbers.add(Decimal(len(value)))

    def _learn_record(self, value: dict[str, JsonValue]) -> None:
        currency, minor = value.get("currency"), value.get("minor")
        if isinstance(currency, str) and isinstance(minor, int) and set(value) == {"currency", "minor"}:
            major = abs(Decimal(minor).scaleb(-Money.model_construct(currency=currency, minor=minor).decimals))
            self.money.add((major, currency))
            return
        for inner in value.values():
            self._learn(inner)
        rate = value.get("rate")
        if isinstance(rate, str | float) and re.fullmatch(r"\d+(?:\.\d+)?", str(rate)):
            self.rates.add(Decimal(str(rate)))

    def _learn_text(self, value: str) -> None:
        self.words.add(value)
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            return
        if at.tzinfo:
            self.moments.append(at)


def _rounded(value: Decimal, like: Decimal) -> Decimal:
    return value.quantize(Decimal(1).scaleb(int(like.as_tuple().exponent)))


def _is_of(figure: Figure, at: datetime) -> bool:
    """Whether a typed date, with its time if it has one, is that of a moment."""
    parts = figure.parts
    month = _MONTHS.index(parts["name"][:3].lower()) + 1 if "name" in parts else int(parts["m"])
    day = int(re.sub(r"\D", "", parts["d"]))
    year = int(parts["y"]) if "y" in parts else at.year
    clock = parts.get("clock", f"{at:%H:%M}")
    return (year, month, day, clock) == (at.year, at.month, at.day, f"{at:%H:%M}")
