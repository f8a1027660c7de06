"""Phrases as concepts.toml writes them: rows of words with either-or, gaps and groups, found among a sentence's words.

`take/took ~3 back` is "take" or "took", up to three words of any kind, and "back". `@not` is a group of words, `retr*`
any word that begins so, `^` the beginning of the sentence, `#` anything that is named by an id; `provider` meets a
provider's id as well, and `#account` nothing but an account's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Groups = Mapping[str, str]

_START = "^"
NAMED = "#"
"""A word that stands for an id, alone or before the kind of thing that it names."""


@dataclass(frozen=True)
class _Step:
    """One word of a row, and how many others may stand before it."""

    words: frozenset[str]
    stems: tuple[str, ...]
    gap: int

    def is_met(self, word: str) -> bool:
        if word[:1] == NAMED:
            return bool({NAMED, word, word[1:]} & self.words)
        return word in self.words or (bool(self.stems) and word.startswith(self.stems))


@dataclass(frozen=True)
class Phrase:
    """A row of words; `first` are those that it begins with, None where only their beginning is known."""

    row: tuple[_Step, ...]
    at_start: bool

    @property
    def first(self) -> frozenset[str] | None:
        return None if self.row[0].stems else self.row[0].words

    def end(self, words: Sequence[str], at: int) -> int | None:
        """Where the phrase ends that begins at `at`; None where none does."""
        if (self.at_start and at) or not self.row[0].is_met(words[at]):
            return None
        return _rest(self.row[1:], words, at + 1)


def phrases(text: str, groups: Groups) -> list[Phrase]:
    """The phrases of a text, one a line."""
    return [_phrase(line.split(), groups) for line in text.splitlines() if line.strip()]


def found(words: Sequence[str], sought: Iterable[Phrase]) -> Iterator[tuple[int, int]]:
    """Where any of the phrases stands among the words of a sentence: its first word, and the one after its last."""
    for one in sought:
        for at in range(len(words)):
            end = one.end(words, at)
            if end is not None:
                yield at, end


def _phrase(steps: list[str], groups: Groups) -> Phrase:
    row: list[_Step] = []
    gap = 0
    for step in steps:
        if step.startswith("~"):
            gap = int(step[1:])
        elif step != _START:
            row.append(_step(step, gap, groups))
            gap = 0
    return Phrase(tuple(row), steps[0] == _START)


def _step(step: str, gap: int, groups: Groups) -> _Step:
    options = [word for one in step.split("/") for word in (groups[one[1:]].split() if one[0] == "@" else [one])]
    stems = tuple(one[:-1] for one in options if one.endswith("*"))
    return _Step(frozenset(one for one in options if not one.endswith("*")), stems, gap)


def _rest(row: Sequence[_Step], words: Sequence[str], at: int) -> int | None:
    """Where the rest of a row ends, each word as near as it stands."""
    if not row:
        return at
    for place in range(at, min(at + row[0].gap + 1, len(words))):
        if row[0].is_met(words[place]):
            end = _rest(row[1:], words, place + 1)
            if end is not None:
                return end
    return None
