"""What a subject of an answer is to the rules of causes: the evidence on it, and what a rule may answer.

A case is of one kind: a payment's, an account's. Each kind is opened from the outcome of its own tool and has rules
of its own (see `kinds`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pydantic import ValidationError

from agent.reports.facts import UnknownFact, locate
from agent.thread.evidence import Evidence
from tools.contract.causes import CauseCode
from tools.contract.coverage import MissingReason
from tools.contract.record import Record

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Proven:
    """The rule holds, by these facts.

    `attempt` is the position of the attempt that decided, where one did; `change` the place of the change of a time
    that did. `rivals` are causes that these facts leave open, each with why.
    """

    refs: tuple[str, ...]
    attempt: int | None = None
    change: str | None = None
    rivals: tuple[tuple[CauseCode, str], ...] = ()


@dataclass(frozen=True)
class Excluded:
    """The rule can't hold: these facts are against it."""

    refs: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Open:
    """The evidence doesn't tell."""

    reason: str


Ruling = Proven | Excluded | Open


@dataclass(frozen=True)
class Case:
    """One outcome that tells a subject's story, and the question that is asked of it."""

    evidence: Evidence
    question: str

    @property
    def id(self) -> str:
        """The object that the story is of."""
        raise NotImplementedError

    def ref(self, path: str) -> str:
        return f"{self.evidence.label}.{path}"

    def refs(self, paths: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.ref(path) for path in paths)

    def given(self, *paths: str) -> tuple[str, ...]:
        """The references of those of these fields that the outcome holds."""
        return tuple(self.ref(path) for path in dict.fromkeys(paths) if self._holds(path))

    def _holds(self, path: str) -> bool:
        try:
            return locate(self.ref(path), [self.evidence]).fact.value is not None
        except UnknownFact:
            return False

    def complete(self, *parts: str) -> bool:
        """Whether all these parts were read whole."""
        coverage = self.evidence.outcome.coverage
        found = [coverage.part(name) for name in parts]
        return all(part is not None and part.complete for part in found)

    def withheld(self, name: str) -> bool:
        """Whether a part could not be read at all, or not from its newest on."""
        part = self.evidence.outcome.coverage.part(name)
        return part is not None and part.missing is not None and part.missing.reason is not MissingReason.LIMIT

    @property
    def as_of(self) -> datetime:
        return self.evidence.outcome.coverage.as_of


def excluding(case: Case, tests: Iterable[tuple[bool, Iterable[str], str]]) -> Excluded | None:
    """The tests that are met, as one exclusion by all their paths, for the first one's reason."""
    met = [(paths, reason) for holds, paths, reason in tests if holds]
    if not met:
        return None
    return Excluded(case.refs(dict.fromkeys(path for paths, _ in met for path in paths)), met[0][1])


def told_by(item: Evidence, tool: str, record: type[R]) -> R | None:
    """What an outcome of `tool` told; None where it is another's, or told nothing that can be read."""
    outcome = item.outcome
    if outcome.tool != tool or outcome.data is None:
        return None
    try:
        return record.from_json(outcome.data)
    except ValidationError:
        return None
