"""Whether a cause is proven, and by which facts; whether another is ruled out."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.report import DraftRuledOut
from agent.reports.facts import Located, is_stripe_id
from agent.thread.evidence import Evidence
from agent.verification.asked import beside_the_question
from agent.verification.causes import (
    Case,
    Excluded,
    Open,
    PaymentCase,
    Proven,
    Ruling,
    judge,
    judge_apart,
    judges,
    near_misses,
    shares_in_order,
    together,
    wanting,
)
from agent.verification.checked import Fault
from agent.verification.chosen import chosen_in_part
from agent.verification.claims import Claim, Placed
from agent.verification.dossier import Dossier
from agent.verification.language import contradicted
from agent.verification.refuted import another_matter
from tools.contract.causes import CauseCode


@dataclass(frozen=True)
class Established:
    """What the evidence establishes: a proven cause with its cases, and the near-misses that nothing excludes.

    Without a case the cause needed no subject's story.
    """

    cause: CauseCode
    subject: str
    cases: tuple[Case, ...]
    proven: Proven
    open_misses: tuple[tuple[CauseCode, str], ...]


def rule_on(claim: Claim, cause: CauseCode | None, dossier: Dossier) -> Established | Placed:
    """Whether the drafted cause is proven for the finding's subject, by the facts that the finding names."""
    if cause is None:
        return Placed("kind", Fault("the report names no cause; set cause, or make this an observation"))
    subject = claim.draft.subject
    amiss = _amiss(claim, cause, dossier)
    if amiss:
        return amiss
    cases = dossier.cases(subject)
    aside = another_matter(cause, cases, dossier.question)
    if aside:
        return Placed("", aside)
    told = judges(cause, *cases)
    ruling = (
        _judged(cause, subject, cases, dossier) if told else judge_apart(cause, subject, _cited_last(claim, dossier))
    )
    if isinstance(ruling, Open) and not told:
        return Placed("subject", Fault(f"this cause: {ruling.reason}", subject))
    if not isinstance(ruling, Proven):
        return Placed("", _unproven(cause, ruling))
    fault = _misplaced(claim, cases, ruling) or _baseless(claim, cause, ruling, dossier)
    return Placed("facts", fault) if fault else _established(cause, subject, cases if told else (), ruling)


def _judged(cause: CauseCode, subject: str, cases: Sequence[Case], dossier: Dossier) -> Ruling:
    """What the subject's cases say of a cause.

    Nothing is wrong of a provider only where that holds of the account and, where they were read, of the shares.
    """
    ruling = judge(cause, *cases)
    if cause is not CauseCode.NO_FAULT_FOUND or is_stripe_id(subject):
        return ruling
    shares = shares_in_order(subject, list(dossier.evidence))
    return ruling if shares is None else together((shares, ruling))


def _cited_last(claim: Claim, dossier: Dossier) -> list[Evidence]:
    """The evidence, that which the finding rests on taken for the latest: what it tells is what is judged."""
    cited = {located.evidence.number for located in claim.facts}
    return sorted(dossier.evidence, key=lambda item: item.number in cited)


def _amiss(claim: Claim, cause: CauseCode, dossier: Dossier) -> Placed | None:
    """What is wrong with the claim before any rule is asked: it answers another question, or tells another cause."""
    stray = beside_the_question(claim.draft.subject, dossier) or chosen_in_part(claim.draft.subject, dossier)
    if stray:
        return Placed("subject", stray)
    other = contradicted(claim.draft.text, cause)
    return Placed("text", other) if other else None


def _unproven(cause: CauseCode, ruling: Ruling) -> Fault:
    if isinstance(ruling, Excluded):
        return Fault(f"the cause {cause.value} is excluded by {', '.join(ruling.refs[:3])}: {ruling.reason}")
    reason = "" if isinstance(ruling, Proven) else ruling.reason
    return Fault(f"the evidence doesn't prove {cause.value}: {reason}")


def _misplaced(claim: Claim, cases: Sequence[Case], proven: Proven) -> Fault | None:
    """A fact of an attempt that doesn't decide, or of a change that doesn't."""
    if proven.change is not None:
        other = next((one.fact.ref for one in claim.facts if _of_another(one.fact.ref, proven.change)), None)
        told = f"it is of another change than {proven.change}, which leads; make it an observation"
        return Fault(told, other) if other else None
    case = next((case for case in cases if isinstance(case, PaymentCase)), None)
    if proven.attempt is None or case is None:
        return None
    others = {attempt.id for at, attempt in enumerate(case.flow.attempts) if at != proven.attempt}
    stray = next((located.fact.ref for located in claim.facts if located.fact.owner in others), None)
    told = f"it is of another attempt than attempts[{proven.attempt}], which decides; make it an observation"
    return Fault(told, stray) if stray else None


def _of_another(ref: str, change: str) -> bool:
    """Whether a fact is of a change of the same health that is not this one."""
    held = change.partition("[")[0]
    return ref.startswith(f"{held}[") and not (ref == change or ref.startswith(f"{change}."))


def _baseless(claim: Claim, cause: CauseCode, proven: Proven, dossier: Dossier) -> Fault | None:
    """Unless the finding names one of the facts that prove the cause, wherever in evidence it stands."""
    proof = [located for ref in proven.refs if isinstance(located := dossier.locate(ref), Located)]
    if any(_same(fact, other) or _same(other, fact) for fact in claim.facts for other in proof):
        return None
    return Fault(f"none of these shows {cause.value}; cite {', '.join(proven.refs[:3])}")


def _established(cause: CauseCode, subject: str, cases: tuple[Case, ...], proven: Proven) -> Established:
    """The proven cause, each of its near-misses held against the same evidence."""
    misses = ((miss, judge(miss, *cases)) for miss in near_misses(cause, *cases))
    still = ((miss, ruling.reason if not isinstance(ruling, Proven) else "its own rule holds too")
             for miss, ruling in misses if not isinstance(ruling, Excluded))  # fmt: skip
    return Established(cause, subject, cases, proven, (*still, *proven.rivals))


def check_ruled_out(
    draft: DraftRuledOut, facts: Sequence[Located], cases: Sequence[Case], dossier: Dossier
) -> list[Fault]:
    """Why facts don't exclude a cause; empty when at least one of them does."""
    ruling = _of_a_time(draft.cause, facts, dossier)
    if ruling is None and judges(draft.cause, *cases):
        ruling = judge(draft.cause, *cases)
    if ruling is None:
        return [Fault(f"nothing read in question tells; {wanting(draft.cause)}", draft.cause.value)]
    if isinstance(ruling, Proven):
        return [Fault("its own rule holds on the evidence", draft.cause.value)]
    if not isinstance(ruling, Excluded):
        return [Fault(f"nothing excludes it: {ruling.reason}", draft.cause.value)]
    against = [located for ref in ruling.refs if isinstance(located := dossier.locate(ref), Located)]
    if any(_same(fact, other) for fact in facts for other in against):
        return []
    return [
        Fault(f"these facts don't exclude it; {', '.join(ruling.refs[:3])} would: {ruling.reason}", draft.cause.value)
    ]


def _of_a_time(cause: CauseCode, facts: Sequence[Located], dossier: Dossier) -> Ruling | None:
    """What the figures of a time say of a cause, where facts are of such; null where none is."""
    told = [located.evidence for located in facts if located.evidence.outcome.tool == "payment_health"]
    if not told:
        return None
    items = sorted(dossier.evidence, key=lambda item: item.number == told[-1].number)
    return judge_apart(cause, told[-1].outcome.coverage.account, items)


def _same(fact: Located, other: Located) -> bool:
    """Whether two places hold the same fact: one path within the other, or one owner's equal value."""
    if fact.origin != "data":
        return fact.origin == other.origin == "error" and fact.fact.ref == other.fact.ref
    if fact.evidence.number == other.evidence.number:
        return fact.path == other.path or other.path.startswith((f"{fact.path}.", f"{fact.path}["))
    return fact.fact.owner == other.fact.owner and fact.fact.value == other.fact.value
