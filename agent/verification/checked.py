"""What becomes of a draft: what holds, what was dropped, and what a model is told to mend."""

from dataclasses import dataclass

from agent.report import Dropped, Finding, Limit, NextStep, ReportExhibit, RuledOut
from tools.contract.causes import CauseCode, Party, Verdict
from tools.contract.record import Record

_LONGEST_SPAN = 80


@dataclass(frozen=True)
class Fault:
    """Something that doesn't hold. `span` is the piece of the draft it is about, kept apart from the reason.

    A model is shown both. A report's reader is shown the reason alone, as the span is what could not be proven.
    """

    reason: str
    span: str | None = None

    def told(self) -> str:
        if self.span is None:
            return self.reason
        span = self.span if len(self.span) <= _LONGEST_SPAN else f"{self.span[:_LONGEST_SPAN]}…"
        return f"{span!r}: {self.reason}"


class Refusal(Record):
    """What a model may mend: `where` is a place in the draft (`findings[0].text`)."""

    where: str
    reason: str


class Kept(Record):
    """The parts of a report that hold. Verdict, cause and party are those that the evidence carries."""

    verdict: Verdict
    cause: CauseCode | None = None
    party: Party
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    next_steps: list[NextStep] = []
    limits: list[Limit] = []
    exhibits: list[ReportExhibit] = []


class Checked(Record):
    refusals: list[Refusal]
    kept: Kept
    dropped: list[Dropped] = []

    @property
    def accepted(self) -> bool:
        return not self.refusals
