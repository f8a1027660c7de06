"""Answers by the rules of causes: what a rule proves is claimed, as surely as its near-misses are excluded."""

from agent.playbook.payment.case import Case, Place
from agent.playbook.payment.exclusions import judged, ruled_out
from agent.playbook.writing.actions import steps
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit, DraftStep, Severity
from agent.verification.causes import NO_FAULT, Excluded, Proven, judge, near_misses
from agent.verification.causes import PaymentCase as Judged
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict

_CITED = 6
"""Facts of a proof that a claim names beside those its prose shows."""


def proven(case: Case, cause: CauseCode) -> Judged | None:
    """The case as the rules read it, where the cause's own rule holds on it."""
    read = judged(case)
    return read if read is not None and isinstance(judge(cause, read), Proven) else None


def claim(  # noqa: PLR0913 - each is a part of an answer
    case: Case,
    cause: CauseCode,
    party: Party,
    text: str,
    codes: tuple[ActionCode, ...],
    *,
    severity: Severity = "warning",
    told: tuple[DraftFinding, ...] = (),
    next_steps: tuple[DraftStep, ...] = (),
    limits: tuple[DraftLimit, ...] = (),
) -> Answer | None:
    """The answer that names a cause whose rule holds; `codes` are steps in their usual words."""
    read = judged(case)
    ruling = judge(cause, read) if read else None
    if read is None or not isinstance(ruling, Proven):
        return None
    sure = all(isinstance(judge(miss, read), Excluded) for miss in near_misses(cause, read))
    verdict = Verdict.NO_ISSUE if cause in NO_FAULT else Verdict.EXPLAINED
    about = case.flow.flow.id
    return Answer(
        verdict=verdict if sure else Verdict.LIKELY,
        cause=cause,
        party=party,
        claim=finding("cause", about, text, *_cited(case, cause, ruling), severity=severity),
        findings=told,
        ruled_out=ruled_out(case, cause),
        next_steps=next_steps or steps(codes, about),
        limits=limits,
    )


def _cited(case: Case, cause: CauseCode, ruling: Proven) -> list[str]:
    """Facts of the proof; what is told of another order's payment is for a finding of its own."""
    own = cause is CauseCode.SEPARATE_ORDERS
    refs = [ref for ref in ruling.refs if not own or ref.startswith(f"{case.flow.at}.")]
    return refs[:_CITED]


def at(base: str) -> Place:
    """The place of a record that a rule found: `E2.refunds[0]`."""
    return Place(base)
