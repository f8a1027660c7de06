"""The playbook's report: the answer of the branch that holds, with everything that stands around it."""

from agent.playbook import unexplained
from agent.playbook.branches import Branch
from agent.playbook.case import Case, FlowAt, Place
from agent.playbook.drafting import Answer
from agent.playbook.limits import limits
from agent.playbook.located import Located, locate
from agent.playbook.notebook import Notebook
from agent.playbook.story import story
from agent.report import DraftFinding, DraftLimit, ReportDraft
from tools.contract.causes import CauseCode, Verdict
from tools.contract.outcome import FailureCode

_TELLING = {code for code in FailureCode if code.value not in {"bad_arguments", "plan_missing", "budget_spent"}}
"""Failures that say something of Stripe's records or their reading; the others are about the call itself."""

_FINE = {CauseCode.PAID_ONCE, CauseCode.RECOVERED_BY_RETRY}


def report(book: Notebook, branches: tuple[Branch, ...]) -> ReportDraft | None:
    """The report that the evidence carries; None where there is no evidence at all to cite."""
    located = locate(book)
    if located.subject is not None:
        draft = _on_payment(located.case(located.subject), branches)
        return draft.model_copy(update={"limits": [*_others(located, located.subject), *draft.limits]})
    answer = _without_payment(book, located)
    if answer is None:
        return None
    outcomes = [one.outcome for one in book.shown if one.outcome.data is not None]
    return _draft(answer, (), limits(outcomes), [])


def decide(case: Case, branches: tuple[Branch, ...]) -> tuple[Answer, Branch | None]:
    """The answer of the first branch that holds, and that branch."""
    for branch in branches:
        answer = branch.decide(case)
        if answer is not None:
            return _as_sure_as_seen(case, answer), branch
    return unexplained.not_decided(case), None


def _as_sure_as_seen(case: Case, answer: Answer) -> Answer:
    """The answer, less sure where something that would change it could not be read."""
    if answer.verdict == Verdict.EXPLAINED and case.stopped is not None and case.unseen_after:
        return answer.less_sure(
            Verdict.LIKELY,
            DraftLimit(
                missing="Whether an attempt came later that left no charge, such as a failed authentication.",
                would_settle="The payment's events would tell, or its page in the Dashboard.",
            ),
        )
    if answer.cause in _FINE and case.flow.withheld("deliveries"):
        return answer.less_sure(
            Verdict.LIKELY,
            DraftLimit(
                missing="Whether the platform was told that the payment succeeded.",
                would_settle="The payment's events would tell, or the webhooks' page in the Dashboard.",
            ),
        )
    return answer


def supposed(book: Notebook, branches: tuple[Branch, ...]) -> str | None:
    """The hypothesis that the evidence so far bears out; None while there is none."""
    located = locate(book)
    if located.subject is None:
        return None
    branch = decide(located.case(located.subject), branches)[1]
    return branch.supposes if branch else None


def _others(located: Located, subject: FlowAt) -> list[DraftLimit]:
    """What the question names besides the payment that the report is about."""
    led = [lead for lead in located.leads if lead.startswith("pi_")]
    if not {*located.named.payments, *led} - {subject.flow.id}:
        return []
    missing = f"The question names more than a single payment; this answers for {subject.slot('id')} alone."
    return [DraftLimit(missing=missing, would_settle="Ask about each in a question of its own.")]


def _on_payment(case: Case, branches: tuple[Branch, ...]) -> ReportDraft:
    answer, _ = decide(case, branches)
    outcomes = [case.flow.outcome, *(search.outcome for search in case.together)]
    return _draft(answer, story(case), limits(outcomes), [case.flow.at])


def _draft(
    answer: Answer, around: tuple[DraftFinding, ...], unseen: tuple[DraftLimit, ...], exhibits: list[str]
) -> ReportDraft:
    return ReportDraft(
        verdict=answer.verdict,
        cause=answer.cause,
        party=answer.party,
        findings=[answer.claim, *answer.findings, *around],
        ruled_out=list(answer.ruled_out),
        next_steps=list(answer.next_steps),
        limits=[*answer.limits, *unseen],
        exhibits=exhibits,
    )


def _without_payment(book: Notebook, located: Located) -> Answer | None:
    """The answer where the evidence shows no payment to speak of."""
    if located.asked is not None:
        found = located.asked.matches
        return unexplained.several_found(located.asked) if found else unexplained.nothing_found(located.asked)
    failed = [one for one in book.shown if one.label and one.outcome.error and one.outcome.error.code in _TELLING]
    if failed:
        return unexplained.unreadable(Place(failed[-1].label or ""), failed[-1].outcome)
    if located.objects:
        return unexplained.no_payment(Place(located.objects[-1].label or ""), located.objects[-1].outcome)
    listed = book.of("list_objects")
    return unexplained.which_payment(Place(listed[-1].label or ""), listed[-1].outcome) if listed else None
