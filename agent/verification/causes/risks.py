"""Causes that lie in many payments of a time: signs of risk, and the thresholds of the card networks' programmes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agent.thread.evidence import Evidence
from agent.verification.causes.case import Case, Excluded, Open, Proven, Ruling, told_by
from agent.verification.causes.kinds import Kind
from tools.contract.causes import CauseCode
from tools.contract.risk import RiskOverview

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

    def signs(self) -> Iterator[str]:
        """Where the signs stand that somebody should look at; an elevated score or a count of a part is none."""
        yield from (name for name, part in _COUNTED.items() if getattr(self.told, name) and self.complete(part))
        if self.complete("charges"):
            yield from (f"patterns[{at}].kind" for at, _ in enumerate(self.told.patterns))

    def reached(self) -> list[str]:
        """Where the levels stand that are reached."""
        return [f"programmes[{at}].reached" for at, one in enumerate(self.told.programmes) if one.reached]


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
    if not case.told.programmes:
        return Open("the payments or claims of the month were not read whole, so that nothing could be counted")
    if not case.complete(_COUNTRY):
        return Open("the account's country is not known, on which the thresholds depend")
    counted = [f"programmes[{at}].claims" for at, _ in enumerate(case.told.programmes)]
    return Excluded(case.refs(counted), "no programme's threshold is reached")


def _signs(case: RiskCase) -> Ruling:
    signs = list(case.signs())
    if signs:
        return Proven(case.refs(signs))
    if not case.complete(*_READ):
        return Open("not all of that time was read")
    return Excluded(case.refs(_COUNTED), "there are none")


def _nothing(case: RiskCase) -> Ruling:
    signs = [*case.signs(), *case.reached()]
    if signs:
        return Excluded(case.refs(signs), "there are signs of risk")
    if not case.complete(*_READ, _COUNTRY) or not case.told.programmes:
        return Open("not all of that time was read")
    return Proven(case.refs(("attempt_count", *_COUNTED)))


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
