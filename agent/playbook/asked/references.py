"""What a question refers to: ids of Stripe objects, the platform's own references, a card's last digits, an amount."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tools.contract.money import Money

_OBJECT = re.compile(
    r"(?<![A-Za-z0-9_])"
    r"((acct|pi|ch|py|cus|pm|card|seti|evt|re|pyr|dp|du|prv|issfr|txn|tr|cs|in|sub|po)_(?:(?:test|live)_)?([A-Za-z0-9]+))"
)
_ALWAYS_IDS = {"acct", "pi", "ch", "py", "cus", "pm", "evt"}
_SURELY_RANDOM = 14  # the other prefixes also begin plain words: in_progress, re_try

_REFERENCE = re.compile(r"(?<![A-Za-z0-9_])(booking|order|provider)_(?!id\b)([A-Za-z0-9]{1,24})(?![A-Za-z0-9_])")
_SPOKEN = re.compile(
    r"(?<![A-Za-z0-9_])(booking|order|provider)\s*(?:id|number|no\.?|reference)?\s*[#:]?\s*[\"']?"
    r"((?=[A-Za-z0-9]*\d)[A-Za-z0-9]{2,24})(?![A-Za-z0-9_])",
    re.IGNORECASE,
)
_LAST4 = re.compile(
    r"(?:ending|ends|last4|last four|last 4)\D{0,16}(\d{4})(?!\d)"
    r"|\b(?:visa|mastercard|amex|american express|discover|diners|jcb|unionpay|maestro)(?:\s+(?:credit|debit|card))*"
    r"\s+(?:no\.?\s*|number\s+|#)?[*x.\u2022]{0,8}\s?(\d{4})(?![-.,]?\d|\s\d)"
    r"|\bcard\s+(?:no\.?\s*|number\s+|#)?[*x.\u2022]{0,8}\s?((?!(?:19|20)\d\d)\d{4})(?![-.,]?\d|\s\d)"
    r"|(?<![\w*\u2022])[*\u2022]{1,8}\s?(\d{4})(?![-.,]?\d|\s\d)"
    r"|^\s*(\d{4})\s*(?:,|$)",
    re.IGNORECASE | re.MULTILINE,
)
"""A card's last digits, said to be such, straight after the card's brand, or first in an answer when asked for them;
"the card 2026" may mean a year.
"""
_SYMBOLS = {"$": "usd", "€": "eur", "£": "gbp"}
_FIGURE = r"(\d{1,3}(?:,\d{3})+(?:\.\d{1,3})?|\d+(?:\.\d{1,3})?)"
_CODES = "usd|eur|gbp|cad|aud|jpy|chf|mxn|nzd|sek|nok|dkk|pln|brl|inr|sgd|hkd|krw|kwd|bhd"
_AMOUNT = re.compile(rf"([$€£])\s?{_FIGURE}|(?<![\w.,]){_FIGURE}\s?(?:({_CODES})\b|([€£]))", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w.,$€£-])(\d{1,3}(?:,\d{3})+\.\d{2}|\d+\.\d{2})(?![\w]|[.,]\d)")
_MONTH = r"\s*(?:st|nd|rd|th|de|of)?\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_COMMA = re.compile(rf"(?<![\w.,])(\d{{1,3}}(?:\.\d{{3}})+|\d+),(\d{{2}})(?![\w]|[.,]\d|{_MONTH})", re.IGNORECASE)
"""An amount whose decimals stand after a comma: `45,50`, `1.234,56`; "20,21 November" are two days."""
_MINOR = re.compile(
    rf"(?<![\w.,])(\d{{1,3}}(?:,\d{{3}})+|\d+)\s*\(?\s*(?:in\s+)?minor\s+units?\b\W{{0,3}}(?:of\s+|in\s+)?(?:({_CODES})\b)?",
    re.IGNORECASE,
)
"""An amount as Stripe counts it: `4550 (minor units of usd)`, `4550 minor units`."""
_PERSON = re.compile(r"\[(?:email|name|phone)-(?:[0-9a-f]{20}|[0-9a-f]{10})\]")


@dataclass(frozen=True)
class Figure:
    """An amount whose currency the question doesn't give, in major units or in minor ones."""

    value: Decimal
    minor: bool = False

    def fits(self, amount: Money) -> bool:
        """Whether it is that amount, in the amount's own currency."""
        return self.minor_in(amount.currency) == amount.minor

    def minor_in(self, currency: str) -> Decimal:
        """The amount in the minor units of a currency; with a fraction where that currency has no such amount."""
        return self.value if self.minor else self.value.scaleb(Money(currency=currency, minor=0).decimals)


@dataclass(frozen=True)
class References:
    """What a question names, each in the order of its mention and without repetition."""

    payments: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    last4: str | None = None
    amount: Money | None = None
    figure: Figure | None = None
    people: tuple[str, ...] = ()
    """Masked e-mail addresses, names and phone numbers."""

    @property
    def none(self) -> bool:
        return self == References()


def references(question: str) -> References:
    """The references of a question; spoken ones ("booking 17") count where no written one stands."""
    ids = [match[1] for match in _OBJECT.finditer(question) if _is_id(match[2], match[3])]
    written = [(f"{match[1]}_id", match[0]) for match in _REFERENCE.finditer(question)]
    spoken = [(f"{kind.lower()}_id", f"{kind.lower()}_{rest}") for kind, rest in _SPOKEN.findall(question)]
    last4 = _LAST4.search(question)
    pointed = _COMMA.sub(lambda match: f"{match[1].replace('.', '')}.{match[2]}", question)
    return References(
        payments=_unique(one for one in ids if one.startswith("pi_")),
        objects=_unique(one for one in ids if not one.startswith("pi_")),
        metadata=tuple(dict.fromkeys(written or spoken)),
        last4=next(digits for digits in last4.groups() if digits) if last4 else None,
        amount=_amount(pointed),
        figure=_figure(pointed),
        people=_unique(_PERSON.findall(question)),
    )


def _figure(question: str) -> Figure | None:
    if _amount(question):
        return None
    counted = _MINOR.search(question)
    match = counted or _BARE.search(question)
    return Figure(Decimal(match[1].replace(",", "")), minor=counted is not None) if match else None


def _is_id(prefix: str, rest: str) -> bool:
    return prefix in _ALWAYS_IDS or len(rest) >= _SURELY_RANDOM or any(char.isdigit() for char in rest)


def _unique(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


def _amount(question: str) -> Money | None:
    counted = _MINOR.search(question)
    if counted and counted[2]:
        return Money(currency=counted[2].lower(), minor=int(counted[1].replace(",", "")))
    match = None if counted else _AMOUNT.search(question)
    if match is None:
        return None
    sign = match[1] or match[5]
    currency = _SYMBOLS[sign] if sign else match[4].lower()
    major = Decimal((match[2] or match[3]).replace(",", ""))
    minor = major.scaleb(Money(currency=currency, minor=0).decimals)
    return Money(currency=currency, minor=int(minor)) if minor == minor.to_integral_value() else None
