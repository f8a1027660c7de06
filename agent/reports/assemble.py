"""The report: what the check let stand, and what code alone may write beside it.

Everything comes from what is stored, so that a run that was killed and resumed writes the same bytes.
"""

from collections.abc import Iterator, Sequence

from agent.budget import Spent, cost, tokens
from agent.models.conversation import Turn
from agent.report import Cost, Report, ReportDraft, ReportExhibit, TrailEntry
from agent.reports.continued import coverages
from agent.reports.daily import daily_dates
from agent.reports.daily_draft import SumUp, completed
from agent.reports.daily_figures import daily_figures
from agent.reports.fallback import established, why_unfinished
from agent.reports.submission import Verify, last_draft
from agent.reports.unproven import Unproven
from agent.thread.clarification import ASK_PERSON, parse_answer, shown
from agent.thread.history import History, StoredCall
from agent.thread.ledger import latest_plan
from agent.thread.own_tools import parse_clarification
from agent.verification.checked import Checked, Kept
from tools.contract.causes import Party, Verdict
from tools.contract.coverage import Coverage


def assemble(history: History, verify: Verify, sum_up: SumUp, reads: int) -> Report:
    """The report of the question: the model's last one as far as it holds, else what is established without it.

    Of a day that is `sum_up`'s, and a model's summary has all that is in it. `reads` counts the thread's stored reads.
    """
    evidence, question = history.evidence(), history.asked
    draft = last_draft(history)
    if draft is not None and (own := _daily(history, sum_up)) is not None:
        draft = completed(draft, own)
    checked = None if draft is None else verify(draft, evidence, question)
    if checked is not None and checked.kept.findings:
        return _report(history, checked, reads)
    dropped = [] if checked is None else checked.dropped
    own = _daily(history, sum_up) or established(history)
    report = _bare(history, reads) if own is None else _report(history, verify(own, evidence, question), reads)
    limits = [*report.limits, why_unfinished(history)]
    also = _unproven(history).dropped(dropped)
    return report.model_copy(update={"limits": limits, "dropped": [*report.dropped, *also]})


def _report(history: History, checked: Checked, reads: int) -> Report:
    kept = checked.kept
    return _bare(history, reads).model_copy(
        update={
            "verdict": kept.verdict,
            "cause": kept.cause,
            "party": kept.party,
            "findings": kept.findings,
            "ruled_out": kept.ruled_out,
            "next_steps": kept.next_steps,
            "limits": kept.limits,
            "exhibits": [*kept.exhibits, *_figures(history)],
            "dropped": _unproven(history).dropped(checked.dropped),
            "coverage": _coverage(history, _cited(kept)),
        }
    )


def _daily(history: History, sum_up: SumUp) -> ReportDraft | None:
    """The summary that the evidence itself carries, where one is asked for."""
    if daily_dates(history.inquiry.question) is None:
        return None
    return sum_up([item for item in history.evidence() if item.label in _own(history)])


def _own(history: History) -> set[str]:
    return {stored.label for stored in history.calls_of_inquiry() if stored.label}


def _figures(history: History) -> list[ReportExhibit]:
    """The day's figures, which stand in a summary whoever wrote it."""
    if daily_dates(history.inquiry.question) is None:
        return []
    found = daily_figures([item for item in history.evidence() if item.label in _own(history)])
    return [found] if found else []


def _unproven(history: History) -> Unproven:
    """What of the model's own words may stand beside the answer."""
    return Unproven.of(history.asked, history.evidence())


def _cited(kept: Kept) -> set[str]:
    """The outcomes that the answer rests on, which may be those of an earlier question."""
    facts = [fact for claim in (*kept.findings, *kept.ruled_out) for fact in claim.facts]
    return {fact.ref.partition(".")[0] for fact in facts}


def _bare(history: History, reads: int) -> Report:
    """The report without an answer: what was asked, and all that was done about it."""
    thread, inquiry = history.thread, history.inquiry
    return Report(
        kind="daily" if daily_dates(inquiry.question) else "investigation",
        thread=thread.id,
        account=thread.account.name,
        mode=thread.account.mode,
        model=_models(history),
        question=inquiry.question,
        as_of=inquiry.asked,
        time_zone=thread.account.time_zone,
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        findings=[],
        coverage=_coverage(history, set()),
        plan=_unproven(history).plan(latest_plan(history)),
        trail=list(_trail(history)),
        cost=_cost(history.turns_of_inquiry(), history.spent(reads)),
    )


def _models(history: History) -> str:
    """The models whose turns the question took, in order."""
    names = dict.fromkeys(turn.model for turn in history.turns_of_inquiry())
    return ", ".join(names) or history.thread.model


def _coverage(history: History, cited: set[str]) -> list[Coverage]:
    """What each outcome of the question covers, and each one cited; the code tables and refused calls cover nothing."""
    own = {stored.label for stored in history.calls_of_inquiry()}
    outcomes = [item.outcome for item in history.evidence() if item.label in own | cited]
    unproven = _unproven(history)
    told = [outcome for outcome in outcomes if outcome.coverage.parts and not outcome.reference]
    return [unproven.coverage(coverage) for coverage in coverages(told)]


def _trail(history: History) -> Iterator[TrailEntry]:
    """What was done, in order: the calls of each turn, and beside them what else happened."""
    unproven = _unproven(history)
    for index in range(history.inquiry.first_turn, len(history.turns) + 1):
        yield from (TrailEntry(note=notice.text) for notice in history.notices_of_inquiry() if notice.turn == index)
        if index < len(history.turns):
            notice = history.turns[index].turn.notice
            if notice is not None:
                yield TrailEntry(note=notice)
            yield from (_entry(stored, history, unproven) for stored in history.calls.get(index, []))


def _entry(stored: StoredCall, history: History, unproven: Unproven) -> TrailEntry:
    call = stored.call
    if stored.outcome is not None:
        given = {name: value for name, value in stored.outcome.arguments.items() if name in call.input}
        return TrailEntry(
            evidence=stored.label,
            tool=stored.outcome.tool,
            arguments=unproven.arguments(given),
            status=stored.outcome.status,
            request_ids=stored.outcome.request_ids,
        )
    refused = stored.reply is None or stored.reply.is_error
    note = None if refused or call.name != ASK_PERSON else _asked_back(stored, history)
    return TrailEntry(tool=call.name, status="refused" if refused else "ok", note=note)


def _asked_back(stored: StoredCall, history: History) -> str:
    """What the person was asked, and what they said."""
    clarification = parse_clarification(stored.call.input)
    asked = shown(clarification, history.evidence(), history.thread.account.time_zone)
    answer = parse_answer(stored.reply.content) if stored.reply else None
    if answer is None or answer.answer is None:
        return f"asked back: {asked.question} Nobody answered."
    said = answer.answer if answer.choice is None else asked.choices[answer.choice]
    return f"asked back: {asked.question} Answered: {said}"


def _cost(turns: Sequence[Turn], spent: Spent) -> Cost:
    used = tokens(turns)
    return Cost(
        steps=spent.steps,
        tool_calls=spent.tool_calls,
        stripe_reads=spent.stripe_reads,
        usd_micros=cost(turns),
        **used.model_dump(),
    )
