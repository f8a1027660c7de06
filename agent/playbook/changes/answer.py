"""The answer to what changed over a time, and why: each change with its size and its examples, or that none did."""

from collections.abc import Iterator, Sequence

from agent.playbook.changes.looks import Why, agreed, reasons
from agent.playbook.changes.steps import needs_somebody, step_of
from agent.playbook.changes.told import change_told, changes
from agent.playbook.metrics.found import HealthAt, account, whole
from agent.playbook.metrics.health import around, health_answer, success
from agent.playbook.payment.case import FlowAt
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftLimit, DraftStep
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict

_WHY = DraftLimit(
    missing="What stands behind it where the payments looked at differ, or Stripe names no reason of its own.",
    would_settle="What was changed at that time in the shop, the rules or the routing would tell.",
)
_FEW = DraftLimit(
    missing="Whether anything changed: there are too few payments, then or before, to tell a change from chance.",
    would_settle="The same question over a longer time has more of them.",
)


def changed(at: HealthAt, flows: Sequence[FlowAt], why: Why) -> Answer | None:
    """The changes of a time as an answer; null where none was found, or not all of the time could be read."""
    found = changes(at)
    if not whole(at) or not any(one.severity != "notice" for _, one in found):
        return None
    told = [line for place, one in found for line in (change_told(at, place, one), *reasons(one, flows, why))]
    first = next(number for number, (_, one) in enumerate(found) if one.severity != "notice")
    claim = change_told(at, *found[first])
    lead = claim.model_copy(update={"kind": "cause", "facts": [at.ref(f"detected[{first}]"), *claim.facts]})
    known = agreed([one for _, one in found if one.severity != "notice"], flows, why)
    return Answer(
        verdict=Verdict.EXPLAINED if known else Verdict.LIKELY,
        cause=CauseCode.OPEN_MATTERS_FOUND,
        party=Party.PLATFORM,
        claim=lead,
        findings=(*(one for one in told if one != claim), success(at), *around(at)),
        next_steps=tuple(_steps(at)) or (_nothing_left(),),
        limits=() if known else (_WHY,),
    )


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


def _is_few(at: HealthAt) -> bool:
    rates = [one for one in at.found.figures if one.metric == "attempt_success_rate" and not one.slice]
    return any(one.few or one.before is None or one.before.against is None for one in rates)


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _steps(at: HealthAt) -> Iterator[DraftStep]:
    return (step_of(place, one) for place, one in changes(at) if needs_somebody(one))


def _nothing_left() -> DraftStep:
    return action(ActionCode.NO_ACTION, None, "Nothing is left to be done: what changed is over.")
