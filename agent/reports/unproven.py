"""A model's own words that nothing proves: its plan, what it asked of tools, the claims that did not hold.

A report shows them so that a reader can follow what was tried. What could lead a reader somewhere, or be taken for a
record of Stripe's, is left out of them: addresses, hosts, ids that nobody gave, blobs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from pydantic import JsonValue

from agent.report import Dropped, Plan
from agent.reports.facts import is_stripe_id, texts
from agent.thread.evidence import Evidence
from tools.contract.coverage import Coverage
from tools.contract.unseen import without_unseen

LEFT_OUT = "…"
LONGEST = 300
"""Characters of one text."""

_LONGEST_WORD = 80
_WORD = re.compile(r"\S+")
_PIECE = re.compile(r"[\w.@:/-]*\w")
_ADDRESS = re.compile(r"://|\bwww\.|\w@\w", re.IGNORECASE)
_HOST = re.compile(r"[^\W\d_]{2,}\.[^\W\d_]{2,}")
_DOMAIN = re.compile(r"\w\.(?:com|net|org|info|io|co|app|dev|xyz|site|shop|ru|cn)\b", re.IGNORECASE)
_PATH = re.compile(
    r"\{?(?:E\d+|v[12]|account|application_fee|balance|charge|checkout|customer|dispute|invoice|mandate|payment_intent"
    r"|payment_method|payout|price|product|radar|refund|review|setup_intent|subscription|transfer|decision|metadata)"
    r"(?:\[\d+\])?\.[\w.\[\]]+\}?"
)
"""A fact's path, a field's, or a type of event: dots that are no host's."""


@dataclass(frozen=True)
class Unproven:
    """What may be repeated of a model's words. `given` are the ids and addresses of the question and of evidence."""

    given: frozenset[str]

    @classmethod
    def of(cls, question: str, evidence: Sequence[Evidence]) -> Self:
        """By what was asked and what came back."""
        told = (text for item in evidence if not item.outcome.reference for text in texts(item.outcome.data))
        return cls(frozenset(piece for text in (question, *told) for piece in _PIECE.findall(text)))

    def shown(self, text: str) -> str:
        """`text` as it may be repeated; what is left out leaves a mark."""
        kept = _WORD.sub(lambda word: word[0] if self._may_stand(word[0]) else LEFT_OUT, without_unseen(text))
        return kept if len(kept) <= LONGEST else f"{kept[: LONGEST - 1]}{LEFT_OUT}"

    def arguments(self, arguments: dict[str, JsonValue]) -> dict[str, JsonValue]:
        """What a call was given, as it may be repeated."""
        return {self.shown(name): self._argument(value) for name, value in arguments.items()}

    def plan(self, plan: Plan | None) -> Plan | None:
        """A plan as it may be repeated."""
        if plan is None:
            return None
        steps = [step.model_copy(update={"text": self.shown(step.text)}) for step in plan.steps]
        return Plan(hypotheses=[self.shown(text) for text in plan.hypotheses], steps=steps)

    def coverage(self, coverage: Coverage) -> Coverage:
        """What was read, told by filters that a model asked for."""
        parts = [part.model_copy(update={"filters": self.arguments(part.filters)}) for part in coverage.parts]
        return coverage.model_copy(update={"parts": parts})

    def dropped(self, dropped: Sequence[Dropped]) -> list[Dropped]:
        """Claims that did not hold, as they may be repeated with the reasons."""
        return [Dropped(text=self.shown(one.text), reason=self.shown(one.reason)) for one in dropped]

    def _argument(self, value: JsonValue) -> JsonValue:
        match value:
            case str():
                return self.shown(value)
            case list():
                return [self._argument(item) for item in value]
            case dict():
                return self.arguments(value)
            case _:
                return value

    def _may_stand(self, word: str) -> bool:
        pieces = _PIECE.findall(word)
        if all(piece in self.given for piece in pieces):
            return True
        if len(word) > _LONGEST_WORD or _ADDRESS.search(word) or _DOMAIN.search(word):
            return False
        return not any(is_stripe_id(piece) and piece not in self.given for piece in pieces) and self._no_host(word)

    def _no_host(self, word: str) -> bool:
        return not _HOST.search(word) or all(
            _PATH.fullmatch(piece) or not _HOST.search(piece) for piece in _split(word)
        )


def _split(word: str) -> Iterator[str]:
    """A word's pieces with the brackets of their paths."""
    yield from re.findall(r"[\w.\[\]{}-]+", word.rstrip(".,;:!?)"))
