"""Finding personal data in prose: e-mail addresses, phone numbers, IP addresses, payment card numbers; and keys.

Names and postal addresses have no shape that a pattern could know; fields that hold them are masked whole instead, and
names in a typed question are looked for by what is known of the account and by the words around them (`names.py`).
What the field itself writes in a question stays: Stripe ids, dates, amounts, booking ids, placeholders.
"""

import ipaddress
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from tools.contract.unseen import without_unseen


class Personal(StrEnum):
    """The kinds of personal data, as placeholders name them."""

    EMAIL = "email"
    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"
    IP = "ip"
    URL = "url"
    TEXT = "text"


class Unkept(StrEnum):
    """What is kept nowhere: a card's number, and a secret that somebody typed where it doesn't belong."""

    CARD = "card"
    KEY = "key"


PLACEHOLDER = re.compile(rf"\[({'|'.join(Personal)})-([0-9a-f]{{10}}(?:[0-9a-f]{{10}})?)\]")


@dataclass(frozen=True)
class Span:
    """Where a text holds personal data or a secret."""

    start: int
    end: int
    kind: Personal | Unkept

    def meets_none(self, others: Iterable["Span"]) -> bool:
        """Whether it has no character in common with any of the others."""
        return all(self.end <= other.start or other.end <= self.start for other in others)


def clean(text: str, cap: int = 500) -> str:
    """`text` on one line without control, bidirectional and zero-width characters, at most `cap` characters."""
    kept = without_unseen("".join(" " if c in "\t\n\r\v\f\x85\u2028\u2029" else c for c in text))
    return kept if len(kept) <= cap else kept[: cap - 1] + "…"


_SEPARATOR = r"[ \u00a0.\-\u2010-\u2015]"
_CARD = re.compile(rf"(?<![A-Za-z0-9_])[2-6](?:{_SEPARATOR}?\d){{12,18}}")
_CARD_ANYWHERE = re.compile(rf"(?<!\d)[2-6](?:{_SEPARATOR}?\d){{12,18}}")
_DIGIT = re.compile(r"\d")

# Issuer ranges in use (ISO/IEC 7812): they keep random digits in a booking id from being taken for a card.
_ISSUERS = re.compile(r"4|5[0-8]|2[2-7]|3[0-9]|6[0-9]")


def is_card_number(digits: str) -> bool:
    """Whether 13 to 19 digits pass the Luhn check and start as an issuer's numbers do."""
    if not 13 <= len(digits) <= 19 or not _ISSUERS.match(digits) or len(set(digits)) == 1:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def card_numbers(text: str, glued: bool = False) -> Iterator[Span]:
    """The card numbers in `text`; `glued` finds those that touch letters too, for fields where no id is expected."""
    pattern, position = _CARD_ANYWHERE if glued else _CARD, 0
    while match := pattern.search(text, position):
        end = _card_end(text, match, glued)
        if end is None:
            position = match.start() + 1
        else:
            yield Span(match.start(), end, Unkept.CARD)
            position = end


def _card_end(text: str, match: re.Match[str], glued: bool) -> int | None:
    places = [found.start() for found in _DIGIT.finditer(text, match.start(), match.end())]
    for count in range(len(places), 12, -1):
        end = places[count - 1] + 1
        following = text[end : end + 1]
        if following.isdigit() or (not glued and (following.isalnum() or following == "_")):
            continue
        if is_card_number("".join(str(int(text[place])) for place in places[:count])):
            return end
    return None


_KEY = re.compile(
    r"[rs]k_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{16,}|sk-[A-Za-z0-9][A-Za-z0-9_-]{15,}"
    r"|xox[a-z]-[A-Za-z0-9-]{8,}"
)
"""Keys of Stripe, its webhooks' secrets, keys of a model's provider, tokens of Slack."""


def secrets(text: str) -> Iterator[Span]:
    """The keys in `text`, whatever they touch."""
    for match in _KEY.finditer(text):
        yield Span(match.start(), match.end(), Unkept.KEY)


_SECRET = re.compile(rf"{_KEY.pattern}|{_CARD_ANYWHERE.pattern}")


def may_hold_secrets(text: str) -> bool:
    """Whether a text has to be searched for keys and card numbers: False where none of either can be in it."""
    return _SECRET.search(text) is not None


_EMAIL = re.compile(r"\w[\w.!#$%&'*+/=?^`{|}~-]{0,127}@(?:[\w-]+\.)+\w{2,}")
_KEPT = re.compile(
    r"\[[a-z]+-[^\[\]\s]{1,40}\]"  # a placeholder
    r"|\b[A-Za-z]+(?:_[A-Za-z0-9]+)+\b"  # a Stripe id, a booking id, a code
    r"|(?<!\d)\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?(?!\d)"  # a date
    r"|(?<!\d)\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d{2}(?!\d)"
)
_IP = re.compile(
    r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)|(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:])"
)
_GAP = r"[ \u00a0().\-/]"
_CUE = r"(?i:\b(?:tele)?phone|\btel|\bmobile|\bcell|\bcall(?:ed|ing)?|\bsms|\btexted)"
_PHONES = (
    re.compile(rf"(?<![\w+])(?:\+|00)[1-9](?:{_GAP}{{0,2}}\d){{6,13}}(?!\w)"),
    re.compile(
        r"(?<![\w+.$€£¥-])(?:1[ .-])?(?:\([2-9]\d{2}\)[ .-]?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}(?!\w|[.,-]\d)"
    ),
    re.compile(rf"(?<![\w+.,$€£¥-])\(?0[1-9](?:{_GAP}{{0,2}}\d){{7,10}}(?!\w)"),
    re.compile(rf"{_CUE}(?:\W{{0,3}}(?:is|at|on|no|number))?\W{{0,3}}(?P<number>\d(?:{_GAP}{{0,2}}\d){{5,14}})(?!\w)"),
)
_BARE_PHONE = re.compile(r"(?<![\w+.,$€£¥-])[2-9]\d{2}[2-9]\d{6}(?!\w|[.,]\d)")
_NOT_PHONE_BEFORE = re.compile(r"(?i)(?:order|booking|ref|reference|invoice|amount|id|ticket|number|no|#)\W{0,3}$")
_NOT_PHONE_AFTER = re.compile(r"(?i)\s*(?:cents?|usd|eur|gbp|jpy|[a-z]{3}\b minor)\b")


def _emails(text: str) -> Iterator[Span]:
    for match in _EMAIL.finditer(text):
        yield Span(match.start(), match.end(), Personal.EMAIL)


def _addresses_of_hosts(text: str) -> Iterator[Span]:
    for match in _IP.finditer(text):
        try:
            ipaddress.ip_address(match[0])
        except ValueError:
            continue
        if len(re.findall(r"\w+", match[0])) > 1:
            yield Span(match.start(), match.end(), Personal.IP)


def _phones(text: str) -> Iterator[Span]:
    for pattern in _PHONES:
        group = "number" if "number" in pattern.groupindex else 0
        for match in pattern.finditer(text):
            yield Span(match.start(group), match.end(group), Personal.PHONE)
    for match in _BARE_PHONE.finditer(text):
        if not _NOT_PHONE_BEFORE.search(text[: match.start()]) and not _NOT_PHONE_AFTER.match(text, match.end()):
            yield Span(match.start(), match.end(), Personal.PHONE)


_FINDERS: tuple[Callable[[str], Iterator[Span]], ...] = (card_numbers, _addresses_of_hosts, _phones)


_TELLING = re.compile(r"[\d@:]")
"""What is in every e-mail, host's address, phone and card number."""


def find(text: str) -> list[Span]:
    """The personal data and the keys in `text`, in order, without overlaps."""
    if not _TELLING.search(text) and not may_hold_secrets(text):
        return []
    found = list(secrets(text))
    found += [span for span in _emails(text) if not _overlaps(span.start, span.end, _places(found))]
    kept = [match.span() for match in _KEPT.finditer(text)]
    taken = _places(found)
    taken += [(start, end) for start, end in kept if not _overlaps(start, end, taken)]
    for finder in _FINDERS:
        for span in finder(text):
            if not _overlaps(span.start, span.end, taken):
                found.append(span)
                taken.append((span.start, span.end))
    return sorted(found, key=lambda span: span.start)


def _places(spans: list[Span]) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in spans]


def _overlaps(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in taken)


def normal(text: str, kind: Personal) -> str:
    """What makes two values the same: an e-mail's letters, a phone's digits, a name's words, an IP's number."""
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    match kind:
        case Personal.PHONE:
            digits = "".join(_DIGIT.findall(folded)).removeprefix("00")
            return "1" + digits if len(digits) == 10 and digits[0] not in "01" else digits
        case Personal.IP:
            try:
                return str(ipaddress.ip_address(folded))
            except ValueError:
                return folded
        case Personal.EMAIL | Personal.NAME | Personal.ADDRESS | Personal.URL | Personal.TEXT:
            return folded
