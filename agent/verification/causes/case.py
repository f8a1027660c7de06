"""The evidence on one payment, as the rules of causes read it, and what a rule may answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from pydantic import ValidationError

from agent.thread.evidence import Evidence
from agent.verification.causes.beside import NOTHING, Surroundings, surroundings
from tools.contract.coverage import MissingReason
from tools.contract.payment import Attempt, PaymentFlow, PaymentMatches


@dataclass(frozen=True)
class Proven:
    """The rule holds, by these facts. `attempt` is the position of the attempt that decided, where one did."""

    refs: tuple[str, ...]
    attempt: int | None = None


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
    """A payment's flow, the evidence that holds it, the searches that found the payment, and what is known around it.

    `scope` is the position of the one attempt that is asked about; null for the payment as it stands.
    """

    evidence: Evidence
    flow: PaymentFlow
    scope: int | None = None
    searches: tuple[tuple[str, PaymentMatches], ...] = ()
    question: str = ""
    around: Surroundings = NOTHING

    def ref(self, path: str) -> str:
        return f"{self.evidence.label}.{path}"

    def refs(self, paths: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.ref(path) for path in paths)

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

    @cached_property
    def last(self) -> tuple[int, Attempt] | None:
        """The attempt that decides: the one asked about, else the last.

        Null where the charges were not read from the newest on: a later one may have decided.
        """
        attempts = self.flow.attempts
        if self.scope is not None:
            return self.scope, attempts[self.scope]
        if self.withheld("charges"):
            return None
        return (len(attempts) - 1, attempts[-1]) if attempts else None


def opened(subject: str, question: str, evidence: Iterable[Evidence]) -> Case | None:
    """The case of the payment that `subject` is or belongs to, by the latest evidence on it.

    A charge stands for its payment, unless the question names that charge and not the payment.
    """
    items = list(evidence)
    for item in reversed(items):
        flow = _flow(item)
        if flow is None or not (subject == flow.id or subject in _contents(flow)):
            continue
        scope = next((at for at, attempt in enumerate(flow.attempts) if attempt.id == subject), None)
        if scope is not None and (subject not in question or flow.id in question):
            scope = None
        belongs = frozenset(_contents(flow) | {flow.id, flow.customer or flow.id})
        return Case(item, flow, scope, tuple(_searches(items, flow.id)), question, surroundings(items, belongs))
    return None


def excluding(case: Case, tests: Iterable[tuple[bool, Iterable[str], str]]) -> Excluded | None:
    """The tests that are met, as one exclusion by all their paths, for the first one's reason."""
    met = [(paths, reason) for holds, paths, reason in tests if holds]
    if not met:
        return None
    return Excluded(case.refs(dict.fromkeys(path for paths, _ in met for path in paths)), met[0][1])


Rule = Callable[[Case], Ruling]


def _flow(item: Evidence) -> PaymentFlow | None:
    outcome = item.outcome
    if outcome.tool != "payment_flow" or outcome.data is None:
        return None
    try:
        return PaymentFlow.from_json(outcome.data)
    except ValidationError:
        return None


def _contents(flow: PaymentFlow) -> set[str]:
    parts = (*flow.attempts, *flow.refunds, *flow.disputes, *flow.reviews, *flow.fraud_warnings, *flow.deliveries)
    return {part.id for part in parts}


def _searches(items: Iterable[Evidence], payment: str) -> Iterable[tuple[str, PaymentMatches]]:
    for item in items:
        outcome = item.outcome
        if outcome.tool != "find_payments" or outcome.data is None or not outcome.coverage.complete:
            continue
        try:
            matches = PaymentMatches.from_json(outcome.data)
        except ValidationError:
            continue
        if any(match.id == payment for match in matches.payments):
            yield item.label, matches
