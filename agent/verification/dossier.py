"""The evidence of an investigation as the checks read it: located facts, links, allowances, cases."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from pydantic import JsonValue

from agent.reports.facts import Located, UnknownFact, is_stripe_id, locate, own_id, texts
from agent.thread.evidence import Evidence
from agent.verification.causes import KINDS, Case, PaymentCase, cases_of
from agent.verification.checked import Fault
from agent.verification.links import Links
from agent.verification.prose import Allowance, allowance, placeholders

_WORD = re.compile(r"[^\W_]+")


class Dossier:
    """All evidence and the question, indexed once for the checks of one draft."""

    def __init__(self, evidence: Sequence[Evidence], question: str) -> None:
        self.evidence = evidence
        self.question = question
        self.links = Links(evidence)
        self._held = {item.number: frozenset(texts(_told(item))) for item in evidence}
        self._asked = {item.number: frozenset(texts(item.outcome.arguments)) for item in evidence}
        self.allowed: Allowance = allowance(question, self._reference_texts(), self._placeholders())
        self._cases: dict[str, tuple[Case, ...]] = {}
        self._near: dict[frozenset[str], frozenset[str]] = {}

    def locate(self, ref: str) -> Located | Fault:
        """The fact at a reference, or why there is none."""
        try:
            return locate(ref, self.evidence)
        except UnknownFact as unknown:
            return Fault(unknown.reason, ref)

    def cases(self, subject: str) -> tuple[Case, ...]:
        """The evidence on what `subject` is or belongs to: a payment, an account."""
        if subject not in self._cases:
            self._cases[subject] = cases_of(subject, self.question, self.evidence)
        return self._cases[subject]

    def payment(self, subject: str) -> PaymentCase | None:
        """The evidence on the payment that `subject` is or belongs to."""
        return next((case for case in self.cases(subject) if isinstance(case, PaymentCase)), None)

    def stories(self) -> list[tuple[Case, ...]]:
        """The cases of every subject whose story was read; those that another subject has all of stand with it."""
        subjects = dict.fromkeys(subject for kind in KINDS for subject in kind.subjects(self.evidence))
        told = {self._told_by(cases): cases for subject in subjects if (cases := self.cases(subject))}
        return [cases for stories, cases in told.items() if not any(stories < other for other in told)]

    def _told_by(self, cases: Sequence[Case]) -> frozenset[int]:
        return frozenset(case.evidence.number for case in cases)

    def grounded(self, value: JsonValue) -> bool:
        """Whether the question gave each text of a value, or Stripe answered with it.

        A model fills in the arguments of its calls itself: what stands only there is its own word, and no fact. It may
        write what was given in Stripe's way: "booking 17" as booking_17.
        """
        return all(text in self._answered or self._given.issuperset(_words(text)) for text in texts(value))

    def said(self, text: str) -> bool:
        """Whether the question itself gave a text, as "booking 17" gives booking_17."""
        return text in self.question or self._given.issuperset(_words(text))

    def near(self, meant: frozenset[str]) -> frozenset[str]:
        """All that hangs together with what was asked about."""
        if meant not in self._near:
            self._near[meant] = self.links.near(meant)
        return self._near[meant]

    def about(self, subject: str, item: Evidence) -> bool:
        """Whether a fact without an owner of its own, in this outcome, is about `subject`.

        It is when the call asked for the subject, when the subject is the account, or when it is the outcome itself:
        named by its label, which is for searches, listings and calls that failed, never for an object.
        """
        outcome = item.outcome
        if subject == item.label:
            return outcome.data is None or own_id(outcome.data) is None
        if own_id(outcome.data) is not None:
            return False
        return self._is_account(subject, item) or (subject in self.asked(item) and self.grounded(subject))

    def asked(self, item: Evidence) -> frozenset[str]:
        """The texts among a call's arguments."""
        return self._asked[item.number]

    def given(self, item: Evidence) -> bool:
        """Whether the question itself gave what a call asked for, and it has not the form of an id."""
        sought = self.asked(item)
        return bool(sought) and all(text in self.question and not is_stripe_id(text) for text in sought)

    def knows(self, subject: str) -> bool:
        """Whether evidence holds anything of `subject`, or a call asked for it."""
        return self.links.known(subject) or any(self.about(subject, item) for item in self.evidence)

    def holds(self, subject: str, item: Evidence) -> bool:
        """Whether an outcome's data speaks of `subject`."""
        return not item.outcome.reference and subject in self._held[item.number]

    @cached_property
    def codes(self) -> frozenset[str]:
        """Every text that stands in evidence, for what may be said without facts beside it."""
        return frozenset[str]().union(*self._held.values())

    @cached_property
    def _given(self) -> frozenset[str]:
        return _words(self.question)

    @cached_property
    def _answered(self) -> frozenset[str]:
        """Every text with which Stripe answered."""
        held = (self._held[item.number] for item in self.evidence if not item.outcome.reference)
        accounts = (item.outcome.coverage.account for item in self.evidence)
        return frozenset(accounts).union(*held)

    def _is_account(self, subject: str, item: Evidence) -> bool:
        return subject in (item.outcome.coverage.account, item.outcome.coverage.connected_account)

    def _reference_texts(self) -> Iterator[str]:
        for item in self.evidence:
            if item.outcome.reference:
                yield from self._held[item.number]

    def _placeholders(self) -> Iterator[str]:
        for text in frozenset[str]().union(*self._held.values(), *self._asked.values()):
            if "[" in text:
                yield from placeholders(text)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _told(item: Evidence) -> JsonValue:
    """What an outcome tells; an answer of the code tables also repeats the code that was asked for, whatever it was."""
    data = item.outcome.data
    return data.get("entries") if data is not None and item.outcome.reference else data
