"""What a question says: its concepts and the types of its ids, each with the words that say it."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.playbook.router.lexicon import Lexicon, lexicon
from agent.playbook.router.phrases import NAMED, Phrase, found

_TOKEN = re.compile(
    r"(?P<id>(?<![A-Za-z0-9_])[a-z]{2,8}_[A-Za-z0-9]*\d[A-Za-z0-9_]*)"
    r"|(?P<masked>\[[a-z]+-[0-9a-f]{10}\])"
    r"|(?P<figure>[$€£]?\d[\d.,:/-]*\d(?!\w)|[$€£]\d)"
    r"|(?P<word>(?:payment_intent|charge|invoice|checkout|customer|refund|transfer|payout|metadata)\.[a-z_.]*[a-z]|\w+(?:['\u2019]\w+)*)"
    r"|(?P<end>[?!\n]|\.(?=\s|$))"
    r"|(?P<clause>[,;:(]|\s-+\s)",
    re.IGNORECASE,
)
_ELIDED = re.compile(r"^(?:l|d|n|s|j|m|t|c|qu)['\u2019](?=\w{3})")
_APOSTROPHES = "'\u2019"
_PROVIDER = "provider"
_KINDS = {_PROVIDER: _PROVIDER, "acct": "account"}
"""Types of ids that stand among words as what they name; others only as something named."""
A_PERSON = "a person"

TELLING = frozenset("re pyr du dp issfr evt we in sub cus booking txn fee tr trr po ba".split())
"""Types of ids that say by themselves which kind a question is."""

_OWNERS = frozenset({"cus", "booking"})
"""Types of ids that say whose another is."""
_MATTERS = frozenset("refund dispute twice webhook fee subscription bank_rail".split())
_OF_ONE = frozenset({"booking", "order", "pi", "ch", "py"})
"""Types of ids of one thing that is paid for; a provider named beside it says whose it is, and no kind of question."""
_FEW = 5
"""Words of a question that says one thing and no more."""
_MANY = 3
"""So many matters at once are no one playbook's."""


@dataclass(frozen=True)
class _Token:
    """A word as it is compared, and where in the question it stands."""

    word: str
    start: int
    end: int


@dataclass
class _Sentence:
    """Its clauses, and whether it ends with a question mark."""

    clauses: list[list[_Token]]
    asks: bool = False


@dataclass(frozen=True)
class Reading:
    """The signs of a question, each with the words that give it; `beyond` is what no record could answer."""

    signs: dict[str, str]
    beyond: str | None = None


def read(question: str) -> Reading:
    """What a question says, a sentence after the other; what it mentions only to put it aside counts for nothing."""
    known = lexicon()
    sentences = _sentences(question, known)
    every = [[token for clause in one.clauses for token in clause] for one in sentences]
    kept = [words for one in sentences if (words := _kept(one, known))] or every
    signs: dict[str, str] = {}
    for tokens in kept:
        for name, first, last in _concepts(tokens, known):
            signs.setdefault(name, question[first.start : last.end])
    for part, name in known.within:
        if part in question:
            signs.setdefault(name, part)
    beyond = next((one.says for one in known.beyond for tokens in kept if _says(tokens, one.phrases)), None)
    return Reading(signs | _named(question, signs, sum(map(len, every))), beyond)


def _named(question: str, signs: dict[str, str], words: int) -> dict[str, str]:
    """What the ids of a question say, and what it says that nothing else does."""
    matches = list(_TOKEN.finditer(question))
    ids = {match["id"].partition("_")[0]: match["id"] for match in matches if match["id"]}
    whose = {_PROVIDER} if _OF_ONE & set(ids) else set[str]()
    named = {f"id {kind}": id for kind, id in ids.items() if kind not in whose}
    if len(ids) == 1:
        (kind, id), *_ = ids.items()
        named[f"only {kind}"] = id
    if any(match["masked"] for match in matches):
        named[A_PERSON] = next(match["masked"] for match in matches if match["masked"])
    if len(signs) == 1 and words - len(ids) <= _FEW and not TELLING & set(ids):
        named |= {f"just {concept}": said for concept, said in signs.items()}
    if not signs and not TELLING & set(ids):
        named["nothing"] = ""
    if not signs and words - len(ids) <= 1:
        named["bare"] = ""
    if len({*ids} & TELLING - _OWNERS) > 1:
        named["several ids"] = ""
    if len(_MATTERS & set(signs)) >= _MANY:
        named["many"] = ""
    return named


def _sentences(question: str, known: Lexicon) -> list[_Sentence]:
    sentences = [_Sentence([[]])]
    for match in _TOKEN.finditer(question):
        if match["end"]:
            sentences[-1].asks = match["end"] == "?"
            sentences.append(_Sentence([[]]))
        elif match["clause"]:
            sentences[-1].clauses.append([])
        else:
            word = known.meant(_plain(match["word"])) if match["word"] else _named_as(match["id"])
            sentences[-1].clauses[-1].append(_Token(word, match.start(), match.end()))
    return [one for one in sentences if any(one.clauses)]


def _named_as(id: str | None) -> str:
    """What stands for an id among words: that something is named, and of a provider or an account that it is one."""
    return NAMED + _KINDS.get(id.partition("_")[0], "") if id else NAMED


def _plain(word: str) -> str:
    """A word in small letters, without accents, apostrophes, and the article that French writes before it."""
    spread = unicodedata.normalize("NFKD", _ELIDED.sub("", word.lower()))
    return "".join(one for one in spread if one not in _APOSTROPHES and not unicodedata.combining(one))


def _kept(sentence: _Sentence, known: Lexicon) -> list[_Token]:
    """The words of a sentence that it doesn't put aside."""
    aside: set[int] = set()
    so_far = known.so_far if sentence.asks else [*known.so_far, *known.stated]
    for index, clause in enumerate(sentence.clauses):
        if _says(clause, known.from_here):
            aside.add(index)
        if _says(clause, so_far):
            aside |= {*range(index + 1)}
    return [token for index, clause in enumerate(sentence.clauses) if index not in aside for token in clause]


def _says(tokens: Sequence[_Token], phrases: list[Phrase]) -> bool:
    return any(True for _ in found([token.word for token in tokens], phrases))


def _concepts(tokens: Sequence[_Token], known: Lexicon) -> Iterator[tuple[str, _Token, _Token]]:
    """Each concept of a sentence, with the first and last word that say it."""
    words = [token.word for token in tokens]
    for at, token in enumerate(tokens):
        for name in known.concepts(token.word):
            yield name, token, token
        for name, phrase in known.beginning(token.word):
            end = phrase.end(words, at)
            if end is not None:
                yield name, token, tokens[end - 1]
