"""Causes that lie in many payments of a time: signs of risk, and the thresholds of the card networks' programmes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agent.thread.evidence import Evidence
from agent.verification.causes.case import Case, Excluded, Open, Proven, Ruling, told_by
from agent.verification.causes.kinds import Kind
from agent.verification.causes.risk_asked import RiskAsked
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
    def asked(self) -> RiskAsked:
        """What the question wants to know."""
        return RiskAsked(self.question)

    @property
    def of_bounds(self) -> bool:
        """Whether the question is first of all how an account stands by the networks' programmes."""
        return self.asked.leads_with_bounds

    def programmes(self) -> list[tuple[int, Programme]]:
        """The programmes that the question is about, with their places: those that it names, else all."""
        said = self.asked.named
        held = list(enumerate(self.told.programmes))
        return [row for row in held if {row[1].name.lower(), row[1].network} & said] if said else held

    def signs(self) -> Iterator[str]:
        """Where the signs stand that somebody should look at; an elevated score or a count of a part is none.

        Of a question that leads with the programmes the claims that they count are the only ones.
        """
        if self.of_bounds:
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
        beside = case.asked.signs_alone or (case.asked.leads_with_signs and any(case.signs()))
        return Open("the question leads with what needs a look") if beside else Proven(case.refs(reached))
    if not case.programmes():
        return Open("that programme has no thresholds for such an account" if case.told.programmes else _UNCOUNTED)
    if not case.complete(_COUNTRY):
        return Open("the account's country is not known, on which the thresholds depend")
    return Excluded(case.counted(), "no such programme's threshold is reached")


def _signs(case: RiskCase) -> Ruling:
    signs = list(case.signs())
    if signs:
        return Proven(case.refs(signs))
    if case.of_bounds:
        return Excluded(case.counted(), "the programme counts no claims") if case.programmes() else Open(_UNCOUNTED)
    if not case.complete(*_READ):
        return Open("not all of that time was read")
    return Excluded(case.refs(_COUNTED), "there are none")


def _nothing(case: RiskCase) -> Ruling:
    signs = [*case.signs(), *([] if case.asked.signs_alone else case.reached())]
    if signs:
        return Excluded(case.refs(signs), "there are signs of risk")
    read = (_COUNTRY,) if case.of_bounds else (*_READ, _COUNTRY)
    if not case.complete(*read) or not case.programmes():
        return Open("not all of that time was read")
    return Proven(case.counted() if case.of_bounds else case.refs(("attempt_count", *_COUNTED)))


def _beside(case: RiskCase) -> frozenset[CauseCode]:
    """A threshold that is reached holds beside what needs a look: the question's own lead tells which is the cause."""
    apart = case.asked.signs_alone or (case.asked.leads_with_signs and bool(case.reached()))
    return frozenset({CauseCode.THRESHOLD_REACHED}) if apart else frozenset()


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
    beside=_beside,
)
