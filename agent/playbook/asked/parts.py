"""To which part of the payments a question narrows its figures: by which dimensions, and what it says besides."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod

from agent.playbook.asked.dimensions import DIMENSIONS, JOINED
from agent.playbook.asked.narrowing import leaves_out
from agent.playbook.asked.zones import zone_words

Where = tuple[tuple[str, str], ...]

MOST = 6
"""How many parts are told beside each other."""
_LEAD = re.compile(
    r"(?:\b(?:(?:paid|made|issued)\s+)?(?:of|for|from|with|by|on|via|through|using|in|among)\s+)?"
    r"(?:\b(?:our|the|all|my|any)\s+)*$",
    re.IGNORECASE,
)
_APART = ({"brand", "method"}, {"wallet", "method"})
"""Dimensions whose values are ways to pay beside each other: what names one of each means either, and not both."""
_JOINED = re.compile(rf"{JOINED}(?:the\s+)?", re.IGNORECASE)
_JOINS = re.compile(rf"^{JOINED}", re.IGNORECASE)


@dataclass(frozen=True)
class Parts:
    """What a question narrows to, each dimension with its values, and its other words."""

    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    rest: str = ""

    def changed(self, later: "Parts") -> "Parts":
        """The same where a later question names other values, as "and for Mastercard?" does after Visa."""
        return Parts(tuple({**dict(self.values), **dict(later.values)}.items()), self.rest)

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
    and where ways to pay of several dimensions are named, of which no payment has two.
    """
    question = " ".join(question.split())
    taken = [] if leaves_out(question) or question.isupper() else list(_found(question))
    if any(one <= {each.name for each in taken} for one in _APART):
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


def _found(question: str) -> Iterator[_Found]:
    """Each value that is named, dimension by dimension; words that belong to one are no other's."""
    clock = zone_words(question)
    taken = [clock] if clock else []
    for name, dimension in DIMENSIONS.items():
        last = -1
        for match in dimension.pattern.finditer(question):
            start, end = match.span()
            joins = _JOINS.match(match[0])
            if joins is not None:
                if question[max(last, 0) : start].strip():
                    continue
                start += joins.end()
            if any(start < other and end > begun for begun, other in taken):
                continue
            value = next(key for key, words in match.groupdict().items() if key.startswith("v_") and words)
            taken.append((start, end))
            last = end
            yield _Found(name, value.removeprefix("v_"), start, end)


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
