"""Causes that lie in many payments of a time: signs of risk, and the thresholds of the card networks' programmes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agent.thread.evidence import Evidence
from agent.verification.causes.case import Case, Excluded, Open, Proven, Ruling, told_by
from agent.verification.causes.kinds import Kind
from tools.contract.causes import CauseCode
from tools.contract.risk import Programme, RiskOverview

TOOL = "risk_overview"
_OF_TIME = frozenset({TOOL, "payment_metrics", "refund_status", "dispute_file"})
"""What tells of many payments of a time; the latest of them is what an account's name stands for."""
_READ = ("charges", "disputes", "fraud_warnings", "reviews")
_COUNTRY = "account"
_COUNTED = {"dispute_count": "disputes", "warning_count": "fraud_warnings", "open_review_count": "reviews"}
"""The counts that are signs, and what each rests on."""


@dataclass(frozen=True)
class RiskCase(Case):
    """What `risk_overview` told of an account's payments of a time."""

    told: RiskOverview

    @property
    def id(self) -> str:
        return self.evidence.outcome.coverage.account

    @property
    def named(self) -> bool:
        """Whether the question is how an account stands by a programme that it names, by itself or by its network."""
        return bool(_named(self.question))

    def programmes(self) -> list[tuple[int, Programme]]:
        """The programmes that the question is about, with their places: those that it names, else all."""
        said = _named(self.question)
        held = list(enumerate(self.told.programmes))
        return [row for row in held if {row[1].name.lower(), row[1].network} & said] if said else held

    def signs(self) -> Iterator[str]:
        """Where the signs stand that somebody should look at; an elevated score or a count of a part is none.

        Of a programme that the question names its claims are the only ones.
        """
        if self.named:
            yield from (f"programmes[{at}].claims" for at, one in self.programmes() if one.claims)
            return
        yield from (name for name, part in _COUNTED.items() if getattr(self.told, name) and self.complete(part))
        if self.complete("charges"):
            yield from (f"patterns[{at}].kind" for at, _ in enumerate(self.told.patterns))

    def reached(self) -> list[str]:
        """Where the levels stand that are reached."""
        return [f"programmes[{at}].reached" for at, one in self.programmes() if one.reached]

    def counted(self) -> tuple[str, ...]:
        """What was counted of the programmes that the question is about."""
        return self.refs(f"programmes[{at}].{name}" for at, _ in self.programmes() for name in ("claims", "payments"))


_UNCOUNTED = "the payments or claims of the month were not read whole, so that nothing could be counted"
_NETWORKS = frozenset({"visa", "mastercard"})
_PROGRAMMES = frozenset({"vamp", "ecm", "efm"})
_OF_BOUNDS = re.compile(r"\b(?:thresholds?|programm?es?|programs?|monitor\w*|compliance|excessive)\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+")


def _named(question: str) -> frozenset[str]:
    """The programmes that a question names, else the networks whose programmes or thresholds it asks about."""
    words = frozenset(_WORD.findall(question.lower()))
    return words & _PROGRAMMES or (words & _NETWORKS if _OF_BOUNDS.search(question) else frozenset[str]())


def opened(subject: str, question: str, evidence: Iterable[Evidence]) -> RiskCase | None:
    """The case of an account by its name, where the latest that was told of a time is of its risk."""
    for item in reversed(list(evidence)):
        outcome = item.outcome
        if outcome.tool not in _OF_TIME or outcome.data is None or outcome.coverage.account != subject:
            continue
        told = told_by(item, TOOL, RiskOverview)
        return RiskCase(item, question, told) if told is not None else None
    return None


def _threshold(case: RiskCase) -> Ruling:
    reached = case.reached()
    if reached:
        return Proven(case.refs(reached))
    if not case.programmes():
        return Open("that programme has no thresholds for such an account" if case.told.programmes else _UNCOUNTED)
    if not case.complete(_COUNTRY):
        return Open("the account's country is not known, on which the thresholds depend")
    return Excluded(case.counted(), "no such programme's threshold is reached")


def _signs(case: RiskCase) -> Ruling:
    signs = list(case.signs())
    if signs:
        return Proven(case.refs(signs))
    if case.named:
        return Excluded(case.counted(), "the programme counts no claims") if case.programmes() else Open(_UNCOUNTED)
    if not case.complete(*_READ):
        return Open("not all of that time was read")
    return Excluded(case.refs(_COUNTED), "there are none")


def _nothing(case: RiskCase) -> Ruling:
    signs = [*case.signs(), *case.reached()]
    if signs:
        return Excluded(case.refs(signs), "there are signs of risk")
    read = (_COUNTRY,) if case.named else (*_READ, _COUNTRY)
    if not case.complete(*read) or not case.programmes():
        return Open("not all of that time was read")
    return Proven(case.counted() if case.named else case.refs(("attempt_count", *_COUNTED)))


RISKS = Kind(
    case=RiskCase,
    tool=TOOL,
    wanting="the risk_overview of that time",
    opened=opened,
    rules={
        CauseCode.THRESHOLD_REACHED: _threshold,
        CauseCode.RISK_SIGNS_FOUND: _signs,
        CauseCode.NO_FAULT_FOUND: _nothing,
    },
    near_misses={
        CauseCode.RISK_SIGNS_FOUND: (CauseCode.THRESHOLD_REACHED,),
        CauseCode.NO_FAULT_FOUND: (CauseCode.RISK_SIGNS_FOUND, CauseCode.THRESHOLD_REACHED),
    },
)
