"""Days and times in other languages, said as the English words that mean the same: one way to read all of them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

ENGLISH_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
ENGLISH_MONTHS = "January February March April May June July August September October November December".split()


@dataclass(frozen=True)
class Said:
    """What a question says of a time: in English, and in its own words."""

    english: str
    words: str


@dataclass(frozen=True)
class Tongue:
    """A language's own words for units, weekdays, months and small numbers, and the phrases that they stand in.

    Words and phrases are without accents. In a phrase DAY, MONTH, UNIT and COUNT stand for a word of that kind, YEAR
    for a year or nothing. Of several phrases the first that a question holds is what it says, so the most exact stands
    first.
    """

    units: Mapping[str, str]
    numbers: Mapping[str, str]
    days: Mapping[str, str]
    months: Mapping[str, str]
    phrases: Sequence[tuple[str, str]]

    def said(self, question: str) -> Said | None:
        """What a question says of a time in this language; None where it says nothing that is understood."""
        plain = without_accents(question)
        for pattern, english in self._patterns:
            match = pattern.search(plain)
            if match is not None:
                return Said(self._meant(english, match.groupdict()), question[match.start() : match.end()])
        return None

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        return [(re.compile(rf"\b(?:{self._whole(pattern)})\b"), english) for pattern, english in self.phrases]

    def _whole(self, pattern: str) -> str:
        parts = {"DAY": self.days, "MONTH": self.months, "UNIT": self.units}
        for name, words in parts.items():
            pattern = pattern.replace(name, rf"(?P<{name.lower()}>{'|'.join(sorted(words, key=len, reverse=True))})")
        pattern = pattern.replace("COUNT", rf"(?P<count>\d{{1,3}}|{'|'.join(self.numbers)})")
        return pattern.replace("YEAR", r"(?:\s+(?P<year>(?:19|20)\d\d))?")

    def _meant(self, english: str, held: Mapping[str, str | None]) -> str:
        """The English words, with what a phrase held in their places, each word by what it means."""
        known = {"day": self.days, "month": self.months, "unit": self.units, "count": self.numbers}
        words = {name: word or "" for name, word in held.items()}
        return english.format_map({name: known.get(name, {}).get(word, word) for name, word in words.items()}).strip()


def named(words: str, english: Sequence[str]) -> Mapping[str, str]:
    """Words of a language beside the English ones that they mean, both in order."""
    return dict(zip(words.split(), english, strict=True))


def without_accents(text: str) -> str:
    """The text in small letters without accents, letter for letter."""
    return "".join(unicodedata.normalize("NFKD", one)[0].lower()[:1] for one in text)
