"""Figures and values in words: fractions, multiples, numerals, currencies, brands of cards, countries.

What the question gave may be said again; a currency, a brand or a country also where a cited fact holds it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agent.verification.checked import Fault

_NUMBERS = "two|three|four|five|six|seven|eight|nine|ten|twenty|fifty|hundred|many|several"
_QUANTITIES = re.compile(
    rf"\b(?:half|halves|quarters?\b(?!-hour)|(?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)s?(?=\s+of\b)"
    rf"|thirds|doubl(?:e|es|ed|ing)|tripl(?:e|es|ed|ing)|quadrupl(?:e|es|ed|ing)|(?:{_NUMBERS})-?\s?fold|pairs?|couples?"
    r"|handfuls?|nought|nil|umpteen|(?:a score|scores)(?= of [a-z]))\b",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"(?<![\w.-])(?=[IVX]{2})X{0,3}(?:IX|IV|V?I{0,3})(?![\w-])")
_CURRENCIES: dict[str, frozenset[str]] = {
    "euro": frozenset({"EUR"}),
    "dollar": frozenset({"AUD", "CAD", "HKD", "NZD", "SGD", "TWD", "USD"}),
    "pound": frozenset({"GBP"}),
    "sterling": frozenset({"GBP"}),
    "yen": frozenset({"JPY"}),
    "franc": frozenset({"CHF"}),
    "peso": frozenset({"CLP", "MXN", "PHP"}),
    "rupee": frozenset({"INR"}),
    "zloty": frozenset({"PLN"}),
    "krone": frozenset({"DKK", "NOK"}),
    "krona": frozenset({"ISK", "SEK"}),
}
_NAMED_CURRENCY = re.compile(rf"\b({'|'.join(_CURRENCIES)})s?\b", re.IGNORECASE)
_BRANDS = {
    "american express": "amex",
    "amex": "amex",
    "visa": "visa",
    "mastercard": "mastercard",
    "discover": "discover",
    "diners": "diners",
    "diners club": "diners",
    "jcb": "jcb",
    "unionpay": "unionpay",
    "maestro": "maestro",
}
_NAMED_BRAND = re.compile(
    r"\b(American\s+Express|[Aa]mex|AMEX|[Vv]isa|VISA|[Mm]aster[Cc]ard|MASTERCARD|Discover(?!\s+(?:how|what|why|the|which))"
    r"|Diners(?:\s+Club)?|JCB|[Uu]nion[Pp]ay|Maestro)\b"
)
_COUNTRIES = {
    "AT": "Austria Austrian",
    "AU": "Australia Australian",
    "BE": "Belgium Belgian",
    "BR": "Brazil Brazilian",
    "CA": "Canada Canadian",
    "CH": "Switzerland Swiss",
    "CN": "China Chinese",
    "DE": "Germany German",
    "ES": "Spain Spanish",
    "FR": "France French",
    "GB": "Britain British England",
    "IE": "Ireland Irish",
    "IN": "India Indian",
    "IT": "Italy Italian",
    "JP": "Japan Japanese",
    "MX": "Mexico Mexican",
    "NL": "Netherlands Dutch",
    "PL": "Poland Polish",
    "PT": "Portugal Portuguese",
    "US": "America American",
}
_COUNTRY_OF = {word: code for code, words in _COUNTRIES.items() for word in words.split()} | {
    "United Kingdom": "GB",
    "United States": "US",
}
_NAMED_COUNTRY = re.compile(rf"\b({'|'.join(_COUNTRY_OF)})\b(?!\s+Express)")


@dataclass(frozen=True)
class Given:
    """What the question says, which may be said again, and the code tables, whose words stand only as they do there."""

    question: str
    tables: str

    def allows(self, match: re.Match[str]) -> bool:
        words = re.escape(match[0].lower())
        if re.search(rf"\b{words}\b", self.question.lower()):
            return True
        after = re.match(r"\s+\w+", match.string[match.end() :])
        return after is not None and re.search(words + re.escape(after[0].lower()), self.tables.lower()) is not None


def check_quantities(text: str, given: Given, shown: Iterable[str], currencies: Iterable[str]) -> Iterator[Fault]:
    """What stands in a text for figures and values in words, beside the values and currencies of its facts."""
    held = frozenset(one.lower() for one in shown)
    known = frozenset(currencies)
    for reason, match in _found(text, held, known):
        if not given.allows(match):
            yield Fault(reason, match[0])


def _found(text: str, held: frozenset[str], currencies: frozenset[str]) -> Iterator[tuple[str, re.Match[str]]]:
    for match in (*_QUANTITIES.finditer(text), *_ROMAN.finditer(text)):
        yield "a count or share is shown by a slot, as in {E2.attempt_count}; what no fact holds is left out", match
    for match in _NAMED_CURRENCY.finditer(text):
        if not _CURRENCIES[match[1].lower()] & currencies:
            yield "a currency is shown by the slot of an amount; none of the facts here has this one", match
    for match in _NAMED_BRAND.finditer(text):
        brand = " ".join(match[0].lower().split())
        if not {brand, brand.replace(" ", "_"), _BRANDS[brand]} & held:
            yield "a card's brand is shown by a slot; none of the facts here holds this one", match
    for match in _NAMED_COUNTRY.finditer(text):
        if _COUNTRY_OF[match[0]].lower() not in held:
            yield "a country is shown by a slot; none of the facts here holds this one", match
