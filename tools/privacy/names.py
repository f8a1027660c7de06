"""Names of persons in a typed question: those that the account knows, and those that stand where only a name can.

A name has no shape of its own. So a name is taken for one where it is a customer's that has been read of this account
before, however it is written, or where the words around it leave no doubt: after "customer" or a title, before "says"
and the like, between "did" and "pay", as the owner of a card or a refund, beside an e-mail address or a telephone
number. Such a name begins with capitals.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tools.privacy.personal import Personal, Span

_MARKS = "\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094d"
_LETTERS = rf"(?:[^\W\d_]|[{_MARKS}])+"
_WORD = re.compile(rf"{_LETTERS}(?:['\u2019.\-\u2010\u05be\u00b7]{_LETTERS})*")
_POSSESSIVE = re.compile(r"['\u2019]s$")
_HONORIFIC = re.compile(r"(?:さん|さま|様|씨|님)$")
_LONGEST = 4
_BETWEEN = re.compile(r"[ \u00a0]{1,2}")
_BESIDE = re.compile(r"[ \u00a0]?[,(<:][ \u00a0<]?|[ \u00a0]")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ROLES = _words(
    "customer client cardholder buyer payer guest shopper user member kunde kundin karteninhaber cliente clienta "
    "titulaire"
)
_TITLES = _words("mr mrs ms miss dr prof herr frau madame monsieur señor señora")
_NAMED = _words("named called")
_SPEAKS = _words(
    "says said claims claimed writes wrote calls called asks asked complains complained insists insisted emailed "
    "phoned rang texted reports reported thinks believes wants swears disputes disputed paid booked sagt schreibt dit "
    "dice"
)
_ASKED_OF = _words("did does has had have is was were can could should will would didn't doesn't hasn't wasn't isn't")
_DOES = _words(
    "pay paid paying book booked booking get got receive received cancel canceled cancelled owe buy bought charged "
    "refunded debited billed order ordered complain dispute ever really still already actually"
)
_THINGS = _words(
    "card payment payments refund refunds booking bookings charge charges dispute order orders subscription money bank "
    "account email phone invoice membership complaint"
)
_PARTICLES = _words("de da di do dos das del della der den van von zu la le al el bin ibn abu ben y e")
_NOT_NAMES = (
    _words(
        "stripe radar visa mastercard amex american express discover paypal apple google klarna sepa ach iban connect "
        "dashboard api paymentintent charge refund dispute payout payment booking order provider invoice subscription "
        "support finance team bank credit union federal trust inc llc ltd gmbh the a an our my their his her this that "
        "why what when where who how which is was are were did does do has have had can could should would please "
        "and or but if so also then for from to of in on at by with as about show tell check find list hello hi thanks "
        "monday tuesday wednesday thursday friday saturday sunday january february march july september october "
        "november december usd eur gbp cad jpy kwd utc i we you he she they it pay code id"
    )
    | _ROLES
    | _TITLES
)


@dataclass(frozen=True)
class _Token:
    start: int
    end: int
    word: str

    @property
    def plain(self) -> str:
        return _POSSESSIVE.sub("", self.word)

    @property
    def low(self) -> str:
        return self.plain.casefold().rstrip(".")

    @property
    def named(self) -> bool:
        """Whether it can be a part of a name by the way it is written."""
        return self.word[0].isupper() and self.low not in _NOT_NAMES


def names(text: str, known: Callable[[str], bool], found: Sequence[Span] = ()) -> Iterator[Span]:
    """The names in `text`; `known` tells a customer's of this account, `found` is the other personal data in it."""
    tokens = [_Token(match.start(), match.end(), match[0]) for match in _WORD.finditer(text)]
    at = 0
    while at < len(tokens):
        end = _known(text, tokens, at, known) or _spoken(text, tokens, at, found)
        if end is None:
            at += 1
            continue
        yield Span(tokens[at].start, end, Personal.NAME)
        while at < len(tokens) and tokens[at].start < end:
            at += 1


def _known(text: str, tokens: Sequence[_Token], at: int, known: Callable[[str], bool]) -> int | None:
    """Where a known name that begins here ends. A single word counts in a script without capitals alone."""
    run = [tokens[at]]
    while len(run) < _LONGEST and at + len(run) < len(tokens) and _adjoin(text, run[-1], tokens[at + len(run)]):
        run.append(tokens[at + len(run)])
    for length in range(len(run), 0, -1):
        whole = text[tokens[at].start : run[length - 1].end]
        if length == 1 and any(letter.isascii() for letter in whole):
            return None
        for name in dict.fromkeys((whole, _POSSESSIVE.sub("", whole), _HONORIFIC.sub("", whole))):
            if known(name):
                return tokens[at].start + len(name)
    return None


def _spoken(text: str, tokens: Sequence[_Token], at: int, found: Sequence[Span]) -> int | None:
    """Where a name that begins here ends, if the words around it leave no doubt that it is one."""
    if not tokens[at].named:
        return None
    before = tokens[at - 1] if at and _leads(text, tokens[at - 1], tokens[at]) else None
    run = _run(text, tokens, at)
    last = run[-1]
    end = last.start + len(last.plain)
    capitals = sum(token.named for token in run)
    introduced = before is not None and before.low in _TITLES | _NAMED
    if introduced or (capitals > 1 and before is not None and before.low in _ROLES):
        return end
    follows = tokens[at + len(run)] if at + len(run) < len(tokens) else None
    if capitals < 2:
        return None
    if follows is not None and _adjoin(text, last, follows):
        owns = last.plain != last.word and follows.low in _THINGS
        whole = last.plain == last.word
        does = before is not None and before.low in _ASKED_OF and follows.word in _DOES
        if owns or (whole and (does or follows.word in _SPEAKS)):
            return end
    beside = any(_BESIDE.fullmatch(text[last.end : span.start]) for span in found if span.start >= last.end)
    return end if beside else None


def _run(text: str, tokens: Sequence[_Token], at: int) -> list[_Token]:
    """The words from here on that are written as a name's, particles between them included."""
    run = [tokens[at]]
    for token in tokens[at + 1 : at + _LONGEST + 1]:
        owned = run[-1].plain != run[-1].word
        if owned or not _adjoin(text, run[-1], token) or not (token.named or token.low in _PARTICLES):
            break
        run.append(token)
    while not run[-1].named:
        run.pop()
    return run


def _adjoin(text: str, one: _Token, other: _Token) -> bool:
    """Whether nothing but a space stands between two words, after an initial its dot."""
    between = text[one.end : other.start]
    return _BETWEEN.fullmatch(between.removeprefix(".") if len(one.word) == 1 else between) is not None


def _leads(text: str, one: _Token, other: _Token) -> bool:
    """Whether a word stands right before another, an abbreviation's dot or a colon between them allowed."""
    return re.fullmatch(r"[.:]?[ \u00a0]{1,2}|, ", text[one.end : other.start]) is not None
