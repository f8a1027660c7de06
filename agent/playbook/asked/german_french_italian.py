"""The days and times that a question names in German, French or Italian, as the English words that mean the same."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.playbook.asked.spanish import Said, filled, without_accents

_ENGLISH_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_ENGLISH_MONTHS = "January February March April May June July August September October November December".split()
_GERMAN_ONLY = re.compile(r"\b(?:der|das|dem|den|ist|wurden?|warum|wieso|und|nicht|kein\w*|was|zahlung\w*|kunde\w*)\b")
"""Words of a German question, in which "hier" means here."""


@dataclass(frozen=True)
class _Tongue:
    """A language's own words for units, weekdays, months and small numbers, and the phrases that they stand in."""

    units: Mapping[str, str]
    numbers: Mapping[str, str]
    days: Mapping[str, str]
    months: Mapping[str, str]
    phrases: Sequence[tuple[str, str]]

    def said(self, plain: str) -> tuple[re.Match[str], str] | None:
        """The first of the phrases that a text holds, and what it means."""
        for pattern, english in self.phrases:
            match = re.search(rf"\b(?:{self._whole(pattern)})\b", plain)
            if match is not None:
                known = {"day": self.days, "month": self.months, "unit": self.units, "count": self.numbers}
                return match, filled(english, match.groupdict(), known)
        return None

    def _whole(self, pattern: str) -> str:
        parts = {"DAY": self.days, "MONTH": self.months, "UNIT": self.units}
        for name, words in parts.items():
            pattern = pattern.replace(name, rf"(?P<{name.lower()}>{'|'.join(sorted(words, key=len, reverse=True))})")
        pattern = pattern.replace("COUNT", rf"(?P<count>\d{{1,3}}|{'|'.join(self.numbers)})")
        return pattern.replace("YEAR", r"(?:\s+(?P<year>(?:19|20)\d\d))?")


def _named(words: str, english: Sequence[str]) -> Mapping[str, str]:
    return dict(zip(words.split(), english, strict=True))


_GERMAN = _Tongue(
    units={"tagen": "day", "tage": "day", "tag": "day", "stunden": "hour", "stunde": "hour", "wochen": "week",
           "woche": "week", "monaten": "month", "monate": "month", "monat": "month", "jahr": "year"},
    numbers={"einem": "1", "einer": "1", "zwei": "2", "drei": "3", "vier": "4", "sieben": "7", "zehn": "10"},
    days=_named("montag dienstag mittwoch donnerstag freitag samstag sonntag", _ENGLISH_DAYS),
    months=_named(
        "januar februar marz april mai juni juli august september oktober november dezember", _ENGLISH_MONTHS
    ),
    phrases=(
        (r"(?P<count>\d{1,2})\.\s*MONTHYEAR", "{count} {month} {year}"),
        (r"(?:letzten|vergangenen)\s+COUNT\s+UNIT", "last {count} {unit}s"),
        (r"vor\s+COUNT\s+UNIT", "{count} {unit}s ago"),
        (r"vorgestern", "2 days ago"),
        (r"gestern", "yesterday"),
        (r"heute", "today"),
        (r"(?:letzte[nrs]?|vergangene[nrs]?|vorige[nrs]?)\s+UNIT", "last {unit}"),
        (r"diese[nmrs]?\s+UNIT", "this {unit}"),
        (r"(?:nachste[nrs]?|kommende[nrs]?)\s+UNIT", "next {unit}"),
        (r"(?:am|letzten|vergangenen)\s+DAY", "last {day}"),
        (r"im\s+MONTHYEAR", "in {month} {year}"),
    ),
)  # fmt: skip
_FRENCH = _Tongue(
    units={"jours": "day", "jour": "day", "heures": "hour", "heure": "hour", "semaines": "week", "semaine": "week",
           "mois": "month", "annee": "year", "an": "year"},
    numbers={"un": "1", "une": "1", "deux": "2", "trois": "3", "quatre": "4", "sept": "7", "dix": "10", "trente": "30"},
    days=_named("lundi mardi mercredi jeudi vendredi samedi dimanche", _ENGLISH_DAYS),
    months=_named(
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre", _ENGLISH_MONTHS
    ),
    phrases=(
        (r"(?P<count>\d{1,2})(?:er)?\s+MONTHYEAR", "{count} {month} {year}"),
        (r"COUNT\s+derni(?:er|ere)s\s+UNIT", "last {count} {unit}s"),
        (r"il\s+y\s+a\s+COUNT\s+UNIT", "{count} {unit}s ago"),
        (r"avant[- ]hier", "2 days ago"),
        (r"hier", "yesterday"),
        (r"aujourd.?hui|ce\s+(?:matin|soir)", "today"),
        (r"(?:la\s+|le\s+|l.)UNIT\s+(?:dernier|derniere|passee?)", "last {unit}"),
        (r"(?:cette|cet|ce)\s+UNIT", "this {unit}"),
        (r"(?:la\s+|le\s+|l.)UNIT\s+prochaine?", "next {unit}"),
        (r"DAY\s+prochain", "next {day}"),
        (r"(?:le\s+)?DAY\s+(?:dernier|passe)", "last {day}"),
        (r"(?:en|au\s+mois\s+de)\s+MONTHYEAR", "in {month} {year}"),
    ),
)  # fmt: skip
_ITALIAN = _Tongue(
    units={"giorni": "day", "giorno": "day", "ore": "hour", "settimane": "week", "settimana": "week", "mesi": "month",
           "mese": "month", "anno": "year"},
    numbers={"un": "1", "una": "1", "due": "2", "tre": "3", "quattro": "4", "sette": "7", "dieci": "10"},
    days=_named("lunedi martedi mercoledi giovedi venerdi sabato domenica", _ENGLISH_DAYS),
    months=_named(
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre", _ENGLISH_MONTHS
    ),
    phrases=(
        (r"(?P<count>\d{1,2})\s+MONTHYEAR", "{count} {month} {year}"),
        (r"ultim[ie]\s+COUNT\s+UNIT", "last {count} {unit}s"),
        (r"COUNT\s+UNIT\s+fa", "{count} {unit}s ago"),
        (r"l.altro\s*ieri|avantieri", "2 days ago"),
        (r"ieri", "yesterday"),
        (r"oggi", "today"),
        (r"(?:della|la|il|lo)\s+scors[oa]\s+UNIT", "last {unit}"),
        (r"(?:la\s+|il\s+|l.)UNIT\s+scors[oa]", "last {unit}"),
        (r"quest[oa]\s+UNIT", "this {unit}"),
        (r"DAY\s+scors[oa]", "last {day}"),
        (r"(?:in|a)\s+MONTHYEAR", "in {month} {year}"),
    ),
)  # fmt: skip


def in_another_tongue(question: str) -> Said | None:
    """What a question says of a time in German, French or Italian; None where it says nothing that is understood."""
    plain = without_accents(question)
    tongues = [_GERMAN, _ITALIAN] if _GERMAN_ONLY.search(plain) else [_GERMAN, _FRENCH, _ITALIAN]
    for tongue in tongues:
        found = tongue.said(plain)
        if found is not None:
            match, english = found
            return Said(english, question[match.start() : match.end()])
    return None
