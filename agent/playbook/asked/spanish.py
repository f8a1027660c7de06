"""The days and times that a question names in Spanish, said as the English words that mean the same."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_DAYS: Mapping[str, str] = {
    "lunes": "Monday",
    "martes": "Tuesday",
    "miercoles": "Wednesday",
    "jueves": "Thursday",
    "viernes": "Friday",
    "sabado": "Saturday",
    "domingo": "Sunday",
}
_MONTHS: Mapping[str, str] = {
    "enero": "January",
    "febrero": "February",
    "marzo": "March",
    "abril": "April",
    "mayo": "May",
    "junio": "June",
    "julio": "July",
    "agosto": "August",
    "septiembre": "September",
    "setiembre": "September",
    "octubre": "October",
    "noviembre": "November",
    "diciembre": "December",
}
_UNITS: Mapping[str, str] = {"hora": "hour", "dia": "day", "semana": "week", "mes": "month", "ano": "year"}
_NUMBERS: Mapping[str, str] = {
    "un": "1",
    "una": "1",
    "dos": "2",
    "tres": "3",
    "cuatro": "4",
    "cinco": "5",
    "seis": "6",
    "siete": "7",
    "diez": "10",
    "quince": "15",
    "treinta": "30",
}
_DAY = rf"(?P<day>{'|'.join(_DAYS)})"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_YEAR = r"(?:\s+del?\s+(?P<year>(?:19|20)\d\d))?"
_UNIT = r"(?P<unit>hora|dia|semana|mes|ano)(?:e?s)?"
_LONG = r"(?P<unit>semana|mes|ano)"
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)})"

_MEANT: Sequence[tuple[re.Pattern[str], str]] = [
    (re.compile(rf"\b(?:{pattern})\b"), english)
    for pattern, english in (
        (rf"(?P<count>\d{{1,2}})\s+de\s+{_MONTH}{_YEAR}", "{count} {month} {year}"),
        (rf"(?:l[oa]s\s+)?ultim[oa]s\s+{_COUNT}\s+{_UNIT}", "last {count} {unit}s"),
        (rf"(?:l[oa]s\s+)?{_COUNT}\s+ultim[oa]s\s+{_UNIT}", "last {count} {unit}s"),
        (rf"hace\s+{_COUNT}\s+(?P<unit>dia|semana)s?", "{count} {unit}s ago"),
        (r"anteayer|antes\s+de\s+ayer|antier", "2 days ago"),
        (r"ayer|anoche", "yesterday"),
        (r"hoy|esta\s+(?:manana|tarde|noche)", "today"),
        (rf"(?:la|el)\s+{_LONG}\s+(?:pasad[oa]|anterior)", "last {unit}"),
        (rf"(?:la|el)\s+(?:pasad[oa]|ultim[oa])\s+{_LONG}", "last {unit}"),
        (rf"est[ae]\s+{_LONG}", "this {unit}"),
        (rf"(?:la|el)\s+proxim[oa]\s+{_LONG}", "next {unit}"),
        (rf"(?:la|el)\s+{_LONG}\s+(?:que\s+viene|proxim[oa])", "next {unit}"),
        (rf"(?:el\s+)?proximo\s+{_DAY}", "next {day}"),
        (rf"(?:el\s+)?{_DAY}\s+(?:que\s+viene|proximo)", "next {day}"),
        (rf"(?:(?:el|este)\s+)?{_DAY}\s+pasado", "last {day}"),
        (rf"(?:el|este)\s+(?:pasado\s+)?{_DAY}", "last {day}"),
        (rf"(?:en|durante)\s+{_MONTH}{_YEAR}", "in {month} {year}"),
        (r"(?<!la )(?<!de )manana", "tomorrow"),
    )
]
"""What is said, each with what it means; of several the first that a question holds, the most exact first."""


@dataclass(frozen=True)
class Said:
    """What a question says of a time: in English, and in its own words."""

    english: str
    words: str


def in_spanish(question: str) -> Said | None:
    """What a question says of a time in Spanish; None where it says nothing that is understood."""
    plain = without_accents(question)
    for pattern, english in _MEANT:
        match = pattern.search(plain)
        if match is not None:
            known = {"day": _DAYS, "month": _MONTHS, "unit": _UNITS, "count": _NUMBERS}
            return Said(filled(english, match.groupdict(), known), question[match.start() : match.end()])
    return None


def filled(english: str, held: Mapping[str, str | None], known: Mapping[str, Mapping[str, str]]) -> str:
    """The English words, with what a phrase held in their places, each word by what it is known to mean."""
    words = {name: word or "" for name, word in held.items()}
    told = {name: known.get(name, {}).get(word, word) for name, word in words.items()}
    return english.format_map(told).strip()


def without_accents(text: str) -> str:
    """The text in small letters without accents, letter for letter."""
    return "".join(unicodedata.normalize("NFKD", one)[0].lower()[:1] for one in text)
