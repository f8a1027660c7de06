"""The answer to what changed over a time, and why: each change with its size and its examples, or that none did."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.playbook.changes.asked import premise
from agent.playbook.changes.looks import Why, agreed, reasons
from agent.playbook.changes.steps import needs_somebody, step_of
from agent.playbook.changes.told import change_told, changes
from agent.playbook.metrics.found import HealthAt, account, said, when, whole
from agent.playbook.metrics.health import around, health_answer, leading_rate, success
from agent.playbook.payment.case import FlowAt
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit, DraftStep
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
_OF_RATES: frozenset[Detector] = frozenset(
    {"rate_drop", "mix_shift", "card_testing", "issuer_outage", "rule_effect", "broken_flow"}
)
"""What changes how attempts end; the others are states and events beside it."""
_STATES: frozenset[Detector] = frozenset({"stuck", "network_threshold"})
"""What has long been so when it is told: a payment is called stuck days after it came to stand where it does."""
_FEW = DraftLimit(
    missing="Whether anything changed: there are too few payments, then or before, to tell a change from chance.",
    would_settle="The same question over a longer time has more of them.",
)


def changed(at: HealthAt, flows: Sequence[FlowAt], why: Why, question: str) -> Answer | None:
    """The changes of a time as an answer; null where none answers the question, or not all of the time was read.

    A change leads that bears on what was asked: of a rate, one of how attempts end; of anything else, one that began
    in that time. What stood before it is told after those.
    """
    found = changes(at)
    leading = [row for row in found if _leads(at, row[1], question)]
    if not whole(at) or not leading:
        return None
    others = [row for row in found if row not in leading]
    told = [
        line for place, one in (*leading, *others) for line in (change_told(at, place, one), *reasons(one, flows, why))
    ]
    claim = told[0]
    place, _ = leading[0]
    lead = claim.model_copy(update={"kind": "cause", "facts": [place.at, *claim.facts]})
    known = agreed([one for _, one in leading], flows, why)
    return Answer(
        verdict=Verdict.EXPLAINED if known else Verdict.LIKELY,
        cause=CauseCode.OPEN_MATTERS_FOUND,
        party=Party.PLATFORM,
        claim=lead,
        findings=(*told[1:], success(at), *around(at)),
        next_steps=tuple(_steps(at)) or (_nothing_left(),),
        limits=() if known else (_WHY,),
    )


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
    if not at.found.looked_at or _is_few(at):
        few = "Too few to tell whether anything changed: "
        claim = finding("observation", account(at), few + _small(answer.claim.text), severity="warning")
        step = action(ActionCode.CHECK_REFERENCE, None, "Ask again for a longer time.")
        findings = tuple(one for one in answer.findings if one != claim)
        return Answer(Verdict.INCONCLUSIVE, Party.UNKNOWN, claim, None, findings, (), (step,), (_FEW,))
    text = f"Within what is usual. {answer.claim.text}"
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
        return one.detector in _OF_RATES
    since = at.found.window.since
    began = since is None or one.since >= since
    return one.detector in _OF_RATES or (one.detector not in _STATES and began)


def _is_few(at: HealthAt) -> bool:
    rates = [one for one in at.found.figures if one.metric == "attempt_success_rate" and not one.slice]
    return any(one.few or one.before is None or one.before.against is None for one in rates)


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _steps(at: HealthAt) -> Iterator[DraftStep]:
    return (step_of(place, one) for place, one in changes(at) if needs_somebody(one))


def _nothing_left() -> DraftStep:
    return action(ActionCode.NO_ACTION, None, "Nothing is left to be done: what changed is over.")
