"""The evidence on one payment, as the rules of causes read it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from agent.thread.evidence import Evidence
from agent.verification.causes.beside import NOTHING, Surroundings, surroundings
from agent.verification.causes.case import Case, Ruling, told_by
from tools.contract.payment import Attempt, PaymentFlow, PaymentMatches


@dataclass(frozen=True)
class PaymentCase(Case):
    """A payment's flow, the evidence that holds it, the searches that found the payment, and what is known around it.

    `scope` is the position of the one attempt that is asked about; null for the payment as it stands.
    """

    flow: PaymentFlow
    scope: int | None = None
    searches: tuple[tuple[str, PaymentMatches], ...] = ()
    around: Surroundings = NOTHING

    @property
    def id(self) -> str:
        return self.flow.id

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


def opened(subject: str, question: str, evidence: Iterable[Evidence]) -> PaymentCase | None:
    """The case of the payment that `subject` is or belongs to, by the latest evidence on it.

    A charge stands for its payment, unless the question names that charge and not the payment.
    """
    items = list(evidence)
    for item in reversed(items):
        flow = told_by(item, "payment_flow", PaymentFlow)
        if flow is None or not (subject == flow.id or subject in _contents(flow)):
            continue
        scope = next((at for at, attempt in enumerate(flow.attempts) if attempt.id == subject), None)
        if scope is not None and (subject not in question or flow.id in question):
            scope = None
        belongs = frozenset(_contents(flow) | {flow.id, flow.customer or flow.id})
        around = surroundings(items, belongs)
        return PaymentCase(item, question, flow, scope, tuple(_searches(items, flow.id)), around)
    return None


Rule = Callable[[PaymentCase], Ruling]


def _contents(flow: PaymentFlow) -> set[str]:
    parts = (*flow.attempts, *flow.refunds, *flow.disputes, *flow.reviews, *flow.fraud_warnings, *flow.deliveries)
    return {part.id for part in parts}


def _searches(items: Iterable[Evidence], payment: str) -> Iterable[tuple[str, PaymentMatches]]:
    for item in items:
        matches = told_by(item, "find_payments", PaymentMatches)
        if matches is None or not item.outcome.coverage.complete:
            continue
        if any(match.id == payment for match in matches.payments):
            yield item.label, matches
