"""The evidence of an investigation as the checks read it: located facts, links, allowances, cases."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from pydantic import JsonValue

from agent.evidence import Evidence
from agent.facts import Located, UnknownFact, is_stripe_id, locate, own_id
from agent.verification.causes import Case, opened
from agent.verification.checked import Fault
from agent.verification.links import Links
from agent.verification.prose import Allowance, allowance, placeholders


class Dossier:
    """All evidence and the question, indexed once for the checks of one draft."""

    def __init__(self, evidence: Sequence[Evidence], question: str) -> None:
        self.evidence = evidence
        self.question = question
        self.links = Links(evidence)
        self.allowed: Allowance = allowance(question, _reference_texts(evidence), _held(evidence))
        self._cases: dict[str, Case | None] = {}

    def locate(self, ref: str) -> Located | Fault:
        """The fact at a reference, or why there is none."""
        try:
            return locate(ref, self.evidence)
        except UnknownFact as unknown:
            return Fault(unknown.reason, ref)

    def case(self, subject: str) -> Case | None:
        """The evidence on the payment that `subject` is or belongs to."""
        if subject not in self._cases:
            self._cases[subject] = opened(subject, self.question, self.evidence)
        return self._cases[subject]

    def cases(self) -> list[Case]:
        """The cases of all payments whose flow was read."""
        found = (item.outcome.data for item in self.evidence if item.outcome.tool == "payment_flow")
        subjects = dict.fromkeys(data["id"] for data in found if data and isinstance(data.get("id"), str))
        return [case for subject in subjects if (case := self.case(str(subject)))]

    def about(self, subject: str, item: Evidence) -> bool:
        """Whether a fact without an owner of its own, in this outcome, is about `subject`.

        It is when the call asked for the subject, when the subject is the account, or when it is the outcome itself:
        named by its label, which is for searches, listings and calls that failed, never for an object.
        """
        outcome = item.outcome
        if subject == item.label:
            return outcome.data is None or own_id(outcome.data) is None
        return own_id(outcome.data) is None and (self._is_account(subject, item) or subject in asked(item))

    def given(self, item: Evidence) -> bool:
        """Whether the question itself gave what a call asked for, and it has not the form of an id."""
        sought = asked(item)
        return bool(sought) and all(text in self.question and not is_stripe_id(text) for text in sought)

    def knows(self, subject: str) -> bool:
        """Whether evidence holds anything of `subject`, or a call asked for it."""
        return self.links.known(subject) or any(self.about(subject, item) for item in self.evidence)

    def holds(self, subject: str, item: Evidence) -> bool:
        """Whether an outcome's data speaks of `subject`."""
        return not item.outcome.reference and subject in _texts(item.outcome.data)

    @cached_property
    def codes(self) -> frozenset[str]:
        """Every text that stands in evidence, for what may be said without facts beside it."""
        return frozenset(text for item in self.evidence for text in _texts(item.outcome.data))

    def _is_account(self, subject: str, item: Evidence) -> bool:
        return subject in (item.outcome.coverage.account, item.outcome.coverage.connected_account)


def asked(item: Evidence) -> frozenset[str]:
    """The texts among a call's arguments."""
    return frozenset(_texts(item.outcome.arguments))


def texts(value: JsonValue) -> Iterator[str]:
    """All texts in a value."""
    yield from _texts(value)


def _texts(value: JsonValue) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for child in value.values():
            yield from _texts(child)
    elif isinstance(value, list):
        for child in value:
            yield from _texts(child)


def _reference_texts(evidence: Sequence[Evidence]) -> Iterator[str]:
    for item in evidence:
        if item.outcome.reference:
            yield from _texts(item.outcome.data)


def _held(evidence: Sequence[Evidence]) -> Iterator[str]:
    for item in evidence:
        for text in (*_texts(item.outcome.data), *_texts(item.outcome.arguments)):
            yield from placeholders(text)
