"""The answer to what changed over a time, and why: each change with its size and its examples, or that none did."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.playbook.changes.asked import premise
from agent.playbook.changes.causes import Caused, cause_of
from agent.playbook.changes.looks import Why, agreed, reasons
from agent.playbook.changes.slices import carried
from agent.playbook.changes.steps import needs_somebody, step_of
from agent.playbook.changes.told import change_told, changes
from agent.playbook.metrics.found import HealthAt, TableAt, account, said, when, whole
from agent.playbook.metrics.health import USUAL, around, health_answer, leading_rate, mixed, quieter, success
from agent.playbook.payment.case import FlowAt
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit, DraftRuledOut, DraftStep
from agent.verification.causes import leading as foremost
from agent.verification.causes.changes import OF_RATES
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.changes import Change, Detector

_WHY = DraftLimit(
    missing="What stands behind it where the payments looked at differ, or Stripe names no reason of its own.",
    would_settle="What was changed at that time in the shop, the rules or the routing would tell.",
)
_APART = DraftLimit(
    missing="Whether what is told as open besides has anything to do with it: it is no change of that rate or time.",
    would_settle="The payments that it names, asked about one by one, would tell.",
)
_SOUGHT = (CauseCode.PROCESSING_ERROR, CauseCode.BLOCKED_BY_RULE, CauseCode.RISK_SIGNS_FOUND)
"""What is looked for in every time, and is none of its causes where no change for the worse is found."""
_STATES: frozenset[Detector] = frozenset({"stuck", "network_threshold"})
"""What has long been so when it is told: a payment is called stuck days after it came to stand where it does."""
_FEW = DraftLimit(
    missing="Whether anything changed: there are too few payments, then or before, to tell a change from chance.",
    would_settle="The same question over a longer time has more of them.",
)


def changed(
    at: HealthAt, flows: Sequence[FlowAt], why: Why, question: str, tables: Sequence[TableAt] = ()
) -> Answer | None:
    """The changes of a time as an answer; null where none answers the question, or not all of the time was read.

    A change leads that bears on what was asked: of a rate, one of how attempts end; of anything else, one that began
    in that time. What goes on leads before what is over, and of several the one of most money; its cause is what most
    of the payments tell that stand for it. The others are told after it, each with its own figures.
    """
    found = changes(at)
    leading = [row for row in found if _leads(at, row[1], question)]
    if not whole(at) or not leading:
        return None
    first = found[lead] if (lead := foremost(at.found.detected)) is not None else leading[0]
    ordered = [first, *(row for row in leading if row != first), *(row for row in found if row not in leading)]
    told = [
        line
        for place, one in ordered
        for line in (change_told(at, place, one), *carried(at, one, tables), *reasons(one, flows, why))
    ]
    place, one = first
    claim = told[0].model_copy(update={"kind": "cause", "facts": [place.at, *told[0].facts]})
    answer = Answer(
        verdict=Verdict.EXPLAINED,
        cause=CauseCode.OPEN_MATTERS_FOUND,
        party=Party.PLATFORM,
        claim=claim,
        findings=(*told[1:], success(at), *around(at)),
        ruled_out=(DraftRuledOut(cause=CauseCode.NO_FAULT_FOUND, facts=[place.at]),),
        next_steps=tuple(_steps(at)) or (_nothing_left(),),
    )
    if one.detector not in OF_RATES:
        return answer if agreed([one for _, one in leading], flows, why) else answer.less_sure(Verdict.LIKELY, _WHY)
    return _caused(answer, cause_of(at, one, flows))


def _caused(answer: Answer, caused: Caused | None) -> Answer:
    """The answer with its cause; without one where the payments that stand for the change don't tell it."""
    if caused is None:
        claim = answer.claim.model_copy(update={"kind": "observation"})
        return replace(answer, verdict=Verdict.INCONCLUSIVE, cause=None, party=Party.UNKNOWN, claim=claim,
                       limits=(_WHY,))  # fmt: skip
    verdict, limits = (Verdict.EXPLAINED, ()) if caused.sure else (Verdict.LIKELY, (_WHY,))
    return replace(answer, verdict=verdict, cause=caused.cause, party=caused.party, limits=limits)


def over(at: HealthAt, answer: Answer, tables: Sequence[TableAt] = ()) -> Answer:
    """An answer with what changed and is no fault: a make-up that is another, or what is over and was small."""
    rows = [(place, one) for place, one in changes(at) if one.severity == "notice"] if whole(at) else []
    told = [line for place, one in rows for line in (change_told(at, place, one), *carried(at, one, tables))]
    return replace(answer, findings=(*told, *answer.findings), ruled_out=(*answer.ruled_out, *_not_so(at, answer)))


def _not_so(at: HealthAt, answer: Answer) -> tuple[DraftRuledOut, ...]:
    """What could have been behind a change, where none for the worse was found."""
    if answer.verdict is not Verdict.NO_ISSUE or not whole(at) or foremost(at.found.detected) is not None:
        return ()
    if not at.found.looked_at or at.found.hurried:
        return ()
    return tuple(DraftRuledOut(cause=cause, facts=[at.ref("detected")]) for cause in _SOUGHT)


def beside(at: HealthAt, answer: Answer, flows: Sequence[FlowAt], why: Why) -> Answer:
    """An answer that no change gives, with what stands open besides: told apart, and never as what was asked."""
    rows = [(place, one) for place, one in changes(at) if one.severity != "notice"]
    if not whole(at) or not rows:
        return answer
    told: list[DraftFinding] = []
    for place, one in rows:
        line = change_told(at, place, one)
        told += [line.model_copy(update={"text": f"Also: {line.text}"}), *reasons(one, flows, why)]
    claim = answer.claim.model_copy(update={"kind": "observation", "severity": "warning"})
    kept = [one for one in answer.next_steps if one.code is not ActionCode.NO_ACTION]
    return Answer(
        Verdict.INCONCLUSIVE, Party.UNKNOWN, claim, None, (*told, *answer.findings), (),
        (*_steps(at), *kept) or (_nothing_left(),), (*answer.limits, _APART),
    )  # fmt: skip


def denied(at: HealthAt, question: str) -> Answer | None:
    """That what a question takes for granted is not so; null where the rate did go that way, or nothing tells."""
    taken, rate = premise(question), leading_rate(at)
    if taken is None or taken.success is None or not whole(at) or rate is None:
        return None
    place, one = rate
    if one.rate is None or one.before is None or one.before.rate is None:
        return None
    if one.rate < one.before.rate if taken.success == "lower" else one.rate > one.before.rate:
        return None
    answer = unchanged(at)
    was = f"{place.slot('before.rate')} ({place.slot('before.numerator')} of {place.slot('before.denominator')}) before"
    few = ", which is too few to tell a change from chance" if _is_few(at) else ""
    text = f"{taken.denied}: {said(at, place, one)}, against {was}{few}. {when(at)}."
    claim = finding(answer.claim.kind, account(at), text, *answer.claim.facts, severity=answer.claim.severity)
    return replace(answer, claim=claim)


def unchanged(at: HealthAt) -> Answer:
    """What is said of a time of which nothing was found: the figures, or that they are too few to tell by."""
    answer = health_answer(at)
    if answer.verdict is not Verdict.NO_ISSUE:
        return answer
    if not at.found.looked_at or (_is_few(at) and not quieter(at)):
        few = "Too few to tell whether anything changed: "
        claim = finding("observation", account(at), few + _small(answer.claim.text), severity="warning")
        step = action(ActionCode.CHECK_REFERENCE, None, "Ask again for a longer time.")
        findings = tuple(one for one in answer.findings if one != claim)
        return Answer(Verdict.INCONCLUSIVE, Party.UNKNOWN, claim, None, findings, (), (step,), (_FEW,))
    text = answer.claim.text if mixed(at) or quieter(at) else f"{USUAL} {answer.claim.text.removeprefix(f'{USUAL} ')}"
    claim = answer.claim.model_copy(update={"text": text})
    return Answer(
        answer.verdict, answer.party, claim, answer.cause, answer.findings, (),
        (action(ActionCode.NO_ACTION, None, "Nothing needs to be done: nothing changed further than chance makes."),),
        answer.limits,
    )  # fmt: skip


def _leads(at: HealthAt, one: Change, question: str) -> bool:
    """Whether a change may answer a question: whether it bears on what was asked, and on the time."""
    if one.severity == "notice":
        return False
    if premise(question) is not None:
        return one.detector in OF_RATES
    since = at.found.window.since
    began = since is None or one.since >= since
    return one.detector in OF_RATES or (one.detector not in _STATES and began)


def _is_few(at: HealthAt) -> bool:
    rates = [one for one in at.found.figures if one.metric == "attempt_success_rate" and not one.slice]
    return any(one.few or one.before is None or one.before.against is None for one in rates)


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _steps(at: HealthAt) -> Iterator[DraftStep]:
    return (step_of(place, one) for place, one in changes(at) if needs_somebody(one))


def _nothing_left() -> DraftStep:
    return action(ActionCode.NO_ACTION, None, "Nothing is left to be done: what changed is over.")
