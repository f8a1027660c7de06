"""How far the evidence carries the answer. The rules of causes decide; a model can lower a verdict, never raise it."""

from collections.abc import Iterable

from agent.reports.facts import is_stripe_id
from agent.thread.evidence import Evidence
from agent.verification.asked import lately_named
from agent.verification.causes import NO_FAULT, UNRECORDED
from agent.verification.checked import Fault
from agent.verification.dossier import Dossier
from agent.verification.proof import Established
from tools.contract.causes import Verdict
from tools.contract.outcome import FailureCode

_STRENGTH = {
    Verdict.INCONCLUSIVE: 0,
    Verdict.LIKELY: 1,
    Verdict.EXPLAINED: 2,
    Verdict.NO_ISSUE: 2,
    Verdict.NOT_FOUND: 2,
}
_NOT_THERE = frozenset({FailureCode.NOT_FOUND, FailureCode.WRONG_MODE})


def ceiling(found: Established | None, subjects: Iterable[str], dossier: Dossier) -> Verdict:
    """The strongest verdict that the evidence carries."""
    if found is None:
        return Verdict.NOT_FOUND if _not_found(subjects, dossier) else Verdict.INCONCLUSIVE
    if found.open_misses or found.cause in UNRECORDED:
        return Verdict.LIKELY
    return Verdict.NO_ISSUE if found.cause in NO_FAULT else Verdict.EXPLAINED


def settle(drafted: Verdict, highest: Verdict, found: Established | None) -> tuple[Verdict, Fault | None]:
    """The verdict of the report, and what is wrong with the drafted one."""
    if _STRENGTH[drafted] < _STRENGTH[highest]:
        if drafted is Verdict.LIKELY and found is None:
            return Verdict.INCONCLUSIVE, Fault("a likely cause needs a cause finding whose rule holds", drafted.value)
        return drafted, None
    if drafted is highest or (highest is Verdict.NO_ISSUE and drafted is Verdict.EXPLAINED):
        return highest, None
    return highest, Fault(_why_not(drafted, highest, found), drafted.value)


def _not_found(subjects: Iterable[str], dossier: Dossier) -> bool:
    """Whether Stripe has nothing of what was asked for, and no other outcome brought anything of it.

    Each id that the question names must have been denied; what it doesn't name answers for nothing.
    """
    meant = lately_named(dossier.question)
    denied = {text for item in dossier.evidence if _denies(item, dossier) for text in dossier.asked(item)}
    if not all(one in denied and not dossier.links.known(one) for one in meant):
        return False
    denials = [item for subject in subjects for item in dossier.evidence
               if dossier.about(subject, item) and _denies(item, dossier)]  # fmt: skip
    sought = {text for item in denials for text in dossier.asked(item)}
    stray = any(is_stripe_id(text) and text not in dossier.question for text in sought)
    return bool(denials) and not stray and not any(dossier.links.known(text) for text in sought)


def _denies(item: Evidence, dossier: Dossier) -> bool:
    outcome = item.outcome
    if outcome.error is not None:
        refused = outcome.error.code is FailureCode.BAD_ARGUMENTS and dossier.given(item)
        return refused or outcome.error.code in _NOT_THERE
    return outcome.status == "empty" and outcome.coverage.complete


def _why_not(drafted: Verdict, highest: Verdict, found: Established | None) -> str:
    if drafted is Verdict.NOT_FOUND:
        return "needs an outcome that found nothing of the subject, and no other that did"
    if drafted is Verdict.NO_ISSUE and highest is Verdict.EXPLAINED:
        return "the proven cause is a failure; say explained"
    if found is None:
        return f"needs a proven cause; the evidence carries {highest.value}"
    if found.cause in UNRECORDED:
        return "what stands behind this cause is not recorded by Stripe; say likely"
    misses = "; ".join(f"{miss.value} ({reason})" for miss, reason in found.open_misses)
    return f"the evidence doesn't exclude {misses}; find the fact that does, or say likely"
