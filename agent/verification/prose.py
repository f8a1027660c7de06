"""The last fence: prose is a template, in which figures, ids, dates, codes and counts stand only as slots.

What may stand as typed: the field's own names, what the question itself gave, figures of the code tables, and
placeholders of masked values that evidence or question hold.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agent.verification.checked import Fault
from agent.verification.quantities import Given, check_quantities
from agent.verification.words import CALENDAR, CURRENCIES, FIELD_NAMES, NUMBER_WORDS, ORDINALS, SPOKEN_CODES
from tools.contract.unseen import is_unseen

_FUNCTION_WORDS = frozenset(
    "a about after all and any are at before by did for from had has have how in into is it last least less more most "
    "next of on only or over past same since some than that the their these this those to under until was were why "
    "with within".split()
)
"""Words that name nothing, so that a number after them is not thereby named."""

LONGEST = 1200
"""Characters of one piece of prose."""

_SLOT = re.compile(r"\{[^{}]*\}")
_PLACEHOLDER = re.compile(r"\[[a-z_]{1,24}-[0-9a-f]{10}\]")
_MARKUP = re.compile(r"[`*|<>~\\{}\[\]]|(?:^|\s)[#>]|__|://|\bwww\.|\S@\S|&#?\w+;", re.IGNORECASE)
_HOST = re.compile(r"\b[\w-]+\.(?:com|net|org|io|dev|co|app|ai)\b", re.IGNORECASE)
_APOSTROPHES = "'\u2019"
_SPAN = re.compile(rf"[\w$€£¥₹₩¢%‰#+./:{_APOSTROPHES}-]+(?:,(?=\d)[\w.%]+)*")
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}]s$")
_SIGNS = frozenset("$€£¥₹₩%‰¢")
_EVENT_TYPE = re.compile(r"^[a-z]{3,}(?:\.[a-z]{3,})+$")
_BARE = re.compile(r"^\d{1,3}$", re.ASCII)
_EDGES = f".,:;/-{_APOSTROPHES}"


@dataclass(frozen=True)
class Word:
    """A span of prose between its neighbours, in lower case."""

    text: str
    before: str
    after: str


@dataclass(frozen=True)
class Allowance:
    """What may be typed: whole spans, and short numbers only beside the same neighbour as where they were given."""

    spans: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    placeholders: frozenset[str]
    given: Given

    def allows(self, word: Word) -> bool:
        plain = word.text.lower()
        if _is_short(plain):
            return (plain, word.after) in self.pairs or (word.before, plain) in self.pairs
        return word.text in self.spans


def allowance(question: str, reference: Iterable[str], placeholders: Iterable[str]) -> Allowance:
    """What the question gave, and the figures of reference texts."""
    reference = list(reference)
    given = list(_words(question))
    tables = [word for text in reference for word in _words(text) if _has_digit(word.text)]
    spans = {word.text for word in (*given, *tables)}
    pairs = {pair for word in (*given, *tables) if _is_short(word.text.lower()) for pair in _pairs(word)}
    held = frozenset((*placeholders, *_PLACEHOLDER.findall(question)))
    return Allowance(frozenset(spans), frozenset(pairs), held, Given(question, "\n".join(reference)))


def placeholders(text: str) -> list[str]:
    """The placeholders of masked values in a text."""
    return _PLACEHOLDER.findall(text)


def check_prose(text: str, allowed: Allowance, shown: Iterable[str], currencies: Iterable[str] = ()) -> list[Fault]:
    """What may not stand in `text`. `shown` are the codes that its facts hold, which it may also say in plain words."""
    if not text.strip():
        return [Fault("there is no text")]
    currencies = frozenset(currencies)
    if len(text) > LONGEST:
        return [Fault(f"longer than {LONGEST} characters")]
    plain = _SLOT.sub(" ", text)
    held = [Fault("no such masked value in evidence", found) for found in _PLACEHOLDER.findall(plain)
            if found not in allowed.placeholders]  # fmt: skip
    plain = _PLACEHOLDER.sub(" ", plain)
    faults = [*held, *_characters(plain), *_markup(plain)]
    plain = FIELD_NAMES.sub(" ", plain)
    faults += [fault for word in _words(plain) if (fault := _check(word, allowed, currencies))]
    faults += _calendar(plain, allowed)
    codes = frozenset(shown)
    faults += check_quantities(plain, allowed.given, codes, currencies)
    return [*faults, *_spoken(plain, codes, allowed)]


def _characters(text: str) -> Iterator[Fault]:
    odd = {char for char in text if is_unseen(char)}
    if odd:
        codes = ", ".join(f"U+{ord(char):04X}" for char in sorted(odd))
        yield Fault("control and invisible characters don't belong in prose; write one plain paragraph", codes)


def _markup(text: str) -> Iterator[Fault]:
    for found in dict.fromkeys(match[0].strip() for match in _MARKUP.finditer(text)):
        if found in ("{", "}"):
            yield Fault("a slot is one reference between braces, as in {E2.amount}", found)
        else:
            yield Fault("prose is plain: no markup, addresses or links", found)
    for match in _HOST.finditer(text):
        yield Fault("prose is plain: no markup, addresses or links", match[0])


def _words(text: str) -> Iterator[Word]:
    found = [_POSSESSIVE.sub("", span.strip(_EDGES)) for span in _SPAN.findall(text)]
    found = [span for span in found if span]
    for at, span in enumerate(found):
        before = found[at - 1].lower() if at else ""
        after = found[at + 1].lower() if at + 1 < len(found) else ""
        yield Word(span, before, after)


def _pairs(word: Word) -> Iterator[tuple[str, str]]:
    plain = word.text.lower()
    if word.after:
        yield plain, word.after
    if word.before and word.before not in _FUNCTION_WORDS:
        yield word.before, plain


def _is_short(plain: str) -> bool:
    return _BARE.match(plain) is not None or plain in NUMBER_WORDS


def _has_digit(text: str) -> bool:
    return any(char.isnumeric() for char in text)


def _check(word: Word, allowed: Allowance, currencies: frozenset[str]) -> Fault | None:
    span = word.text
    if allowed.allows(word):
        return None
    parts = {part.lower() for part in re.split(rf"[-/{_APOSTROPHES}]", span)}
    if _has_digit(span) or parts & NUMBER_WORDS:
        return Fault("a figure, date or id is shown by a slot, as in {E2.amount}; what no fact holds is left out", span)
    if _SIGNS & set(span):
        return Fault("amounts and rates are shown whole by a slot, with their own sign or currency", span)
    if "_" in span or _EVENT_TYPE.match(span):
        return Fault("a code is shown by a slot, as in {E2.attempts[0].decline_code}", span)
    if span in CURRENCIES and span not in currencies:
        return Fault("a currency is shown by the slot of an amount; none of the facts here has this one", span)
    return None


def _calendar(text: str, allowed: Allowance) -> Iterator[Fault]:
    for match in CALENDAR.finditer(text):
        if match[0] not in allowed.spans:
            yield Fault("a date or time is shown by a slot, as in {E2.created}", match[0])
    for match in ORDINALS.finditer(text):
        if match[1] not in allowed.spans:
            yield Fault("attempts are counted by a slot, as in {E2.attempts[1].number}", match[0])


def _spoken(text: str, shown: frozenset[str], allowed: Allowance) -> Iterator[Fault]:
    given = {span.lower() for span in allowed.spans}
    for code, pattern in SPOKEN_CODES.items():
        known = code in shown or code in given or given.issuperset(code.split("_"))
        match = None if known else pattern.search(text)
        if match:
            yield Fault("says a code that none of the facts here holds; cite the fact that holds it", match[0])
