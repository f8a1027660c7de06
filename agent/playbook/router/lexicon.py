"""concepts.toml, ready to be looked up: which concepts a word speaks of, and which phrases begin with it."""

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from agent.playbook.router.phrases import NAMED, Phrase, phrases
from tools.contract.record import Record

_LEAST_TYPED = 6
"""Letters of the shortest word in which a slip is forgiven: shorter ones are each a letter away from another word."""


class _Concept(Record):
    of: str = ""
    words: str
    phrases: str
    within: str = ""


class _Beyond(Record):
    says: str
    phrases: str


class _Dismissed(Record):
    from_here: str
    so_far: str
    stated: str


class _Others(Record):
    words: str


class _File(Record):
    groups: dict[str, str]
    concepts: dict[str, _Concept]
    beyond: dict[str, _Beyond]
    dismissed: _Dismissed
    others: _Others


@dataclass(frozen=True)
class Beyond:
    """What no playbook could answer, as a report says it of a question."""

    says: str
    phrases: list[Phrase]


@dataclass(frozen=True)
class Lexicon:
    """The concepts, and what is said of a question besides."""

    of: dict[str, str]
    """The playbook that a concept speaks for as long as nothing was learned."""
    within: list[tuple[str, str]]
    """Pieces of writing, each with its concept."""
    beyond: list[Beyond]
    from_here: list[Phrase]
    so_far: list[Phrase]
    stated: list[Phrase]
    _words: dict[str, list[str]]
    _others: frozenset[str]
    _begun: dict[str, list[tuple[str, Phrase]]]
    _stemmed: list[tuple[str, Phrase]]

    def concepts(self, word: str) -> list[str]:
        """The concepts of a single word."""
        return self._words.get(word, [])

    def beginning(self, word: str) -> list[tuple[str, Phrase]]:
        """The phrases that may begin with a word, each with its concept."""
        known = [word, word[1:], NAMED] if word[:1] == NAMED and word != NAMED else [word]
        return [*(one for said in known for one in self._begun.get(said, [])), *self._stemmed]

    def meant(self, word: str) -> str:
        """The known word that was meant, where this one is a slip of the keyboard away from it; else this one."""
        if len(word) < _LEAST_TYPED - 1 or word in self._words or word in self._others or word in self._begun:
            return word
        near = (one for one in self._words if len(one) >= _LEAST_TYPED and one[0] == word[0])
        return next((one for one in near if abs(len(one) - len(word)) <= 1 and one_slip(word, one)), word)


@cache
def lexicon() -> Lexicon:
    """The lexicon of the product."""
    text = (files("agent.playbook.router") / "concepts.toml").read_text("utf-8")
    file = _File.model_validate(tomllib.loads(text))
    words: dict[str, list[str]] = defaultdict(list)
    begun: dict[str, list[tuple[str, Phrase]]] = defaultdict(list)
    stemmed: list[tuple[str, Phrase]] = []
    for name, concept in file.concepts.items():
        for word in concept.words.split():
            words[word].append(name)
        for one in phrases(concept.phrases, file.groups):
            for first in one.first or ():
                begun[first].append((name, one))
            if one.first is None:
                stemmed.append((name, one))
    return Lexicon(
        of={name: concept.of for name, concept in file.concepts.items() if concept.of},
        within=[(part, name) for name, concept in file.concepts.items() for part in concept.within.split()],
        beyond=[Beyond(one.says, phrases(one.phrases, file.groups)) for one in file.beyond.values()],
        from_here=phrases(file.dismissed.from_here, file.groups),
        so_far=phrases(file.dismissed.so_far, file.groups),
        stated=phrases(file.dismissed.stated, file.groups),
        _words=dict(words),
        _others=frozenset(file.others.words.split()),
        _begun=dict(begun),
        _stemmed=stemmed,
    )


def one_slip(word: str, known: str) -> bool:
    """Whether one letter is missing, added or changed, or two neighbours have changed places."""
    at = next((i for i, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known)))
    rest, other = word[at:], known[at:]
    swapped = rest[:2] == other[1::-1] and rest[2:] == other[2:]
    return rest[1:] == other or rest == other[1:] or rest[1:] == other[1:] or (len(other) > 1 and swapped)
