"""To which part of the payments a question narrows its figures: by which dimensions, and what it says besides."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise, product
from math import prod

from agent.playbook.asked.dimensions import DIMENSIONS, JOINED
from agent.playbook.asked.narrowing import leaves_out, names_another_part
from agent.playbook.asked.zones import zone_words

Where = tuple[tuple[str, str], ...]

MOST = 6
"""How many parts are told beside each other."""
_LEAD = re.compile(
    r"(?:\b(?:(?:paid|made|issued)\s+)?(?:of|for|from|with|by|on|via|through|using|in|among)\s+)?"
    r"(?:\b(?:our|the|all|my|any)\s+)*$",
    re.IGNORECASE,
)
_CARDS = frozenset({"brand", "wallet", "funding"})
"""What only payments by card have: beside another method, either is meant, and not both."""
_ALTERNATIVE = re.compile(rf"(?!,\s*(?:the\s+)?$){JOINED}(?:the\s+)?", re.IGNORECASE)
_OF_ALL = re.compile(
    r"\b(?:overall|in\s+total|altogether|everything|all\s+(?:our\s+|the\s+)?(?:brands|cards|countries|customers|payments"
    r"|together))\b",
    re.IGNORECASE,
)
_JOINED = re.compile(rf"{JOINED}(?:the\s+)?", re.IGNORECASE)
_JOINS = re.compile(rf"^{JOINED}", re.IGNORECASE)


@dataclass(frozen=True)
class Parts:
    """What a question narrows to, each dimension with its values, and its other words."""

    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    rest: str = ""

    def changed(self, later: "Parts") -> "Parts":
        """The same where a later question names other values, as "and for Mastercard?" does after Visa; of all where it
        says so, or names what couldn't be read.
        """
        if later.unread:
            return Parts((), f"{self.rest} {later.rest}")
        named = dict(later.values)
        apart = (name for name in ("method", *_CARDS) if _apart({name}, named.keys()))
        gone = {name for name, _ in self.values} if _OF_ALL.search(later.rest) else {*apart}
        kept = {name: one for name, one in self.values if name not in gone}
        return Parts(tuple({**kept, **named}.items()), self.rest)

    @property
    def unread(self) -> bool:
        """Whether the other words name a part still."""
        return names_another_part(self.rest, beside=bool(self.values))

    @property
    def many(self) -> int:
        """How many parts there are, of which no more than `MOST` are told."""
        return prod(len(values) for _, values in self.values)

    @property
    def each(self) -> tuple[Where, ...]:
        """The parts: one, or where a dimension has several values, one for each; a single empty one of all payments."""
        pairs = [[(name, value) for value in values] for name, values in self.values]
        return tuple(tuple(one) for one in product(*pairs))[:MOST]


@dataclass(frozen=True)
class _Found:
    name: str
    value: str
    start: int
    end: int


@lru_cache(maxsize=64)
def parts(question: str) -> Parts:
    """What a question narrows to; the words for it, and for a clock of its own, are left out of `rest`.

    Nothing where it can't be told: where a part is left out rather than meant, where capitals tell no codes from words,
    and where values of several dimensions are named as alternatives.
    """
    question = " ".join(question.split())
    taken = [] if leaves_out(question) or question.isupper() else _found(question)
    if _alternatives(question, taken):
        taken = []
    values: dict[str, tuple[str, ...]] = {}
    for one in taken:
        values[one.name] = tuple(dict.fromkeys((*values.get(one.name, ()), one.value)))
    both = {name for name, held in values.items() if DIMENSIONS[name].pair and len(held) > 1}
    kept = [one for one in taken if one.name not in both]
    clock = zone_words(question)
    spans = [*((one.start, one.end) for one in kept), *([clock] if clock else [])]
    named = tuple((name, held) for name, held in values.items() if name not in both)
    return Parts(named, _without(question, spans))


def _found(question: str) -> list[_Found]:
    """Each value that is named, in the order of the question; words that several want are the one's who has most."""
    clock = zone_words(question)
    taken = [clock] if clock else []
    found: list[_Found] = []
    for one in sorted(_candidates(question), key=lambda one: one.start - one.end):
        if not any(one.start < end and one.end > start for start, end in taken):
            taken.append((one.start, one.end))
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _candidates(question: str) -> Iterator[_Found]:
    """Each value of each dimension whose words are there; one that is joined stands next to one of its dimension."""
    for name, dimension in DIMENSIONS.items():
        last = -1
        for match in dimension.pattern.finditer(question):
            start, end = match.span()
            joins = _JOINS.match(match[0])
            if joins is not None:
                if question[max(last, 0) : start].strip():
                    continue
                start += joins.end()
            value = next(key for key, words in match.groupdict().items() if key.startswith("v_") and words)
            last = end
            yield _Found(name, value.removeprefix("v_"), start, end)


def _alternatives(question: str, found: list[_Found]) -> bool:
    """Whether values of several dimensions are named of which no payment has all, as one or the other, or in turns, as
    "Visa in Germany and Mastercard in France" does.
    """
    values: dict[str, set[str]] = {}
    for one in found:
        values.setdefault(one.name, set()).add(one.value)
    runs = [name for name, _ in groupby(found, key=lambda one: one.name)]
    in_turns = any(runs.count(name) > 1 for name, named in values.items() if len(named) > 1)
    joined = (
        one.name != other.name and _ALTERNATIVE.fullmatch(question[one.end : other.start]) is not None
        for one, other in pairwise(found)
    )
    return in_turns or _apart(values.keys(), values.keys()) or any(joined)


def _apart(some: AbstractSet[str], others: AbstractSet[str]) -> bool:
    """Whether one of the dimensions on each side are of ways to pay that no payment has both of."""
    return bool("method" in some and others & _CARDS) or bool("method" in others and some & _CARDS)


def _without(question: str, spans: list[tuple[int, int]]) -> str:
    """The question without these words, what joins two of them, and what leads to them."""
    kept = ""
    at = 0
    for start, end in sorted(spans):
        between = question[at:start]
        if not (at and _JOINED.fullmatch(between)):
            kept += _LEAD.sub("", between) + (" " if between.strip() else "")
        at = max(at, end)
    return re.sub(r"[ \t]+", " ", kept + question[at:]).strip()
