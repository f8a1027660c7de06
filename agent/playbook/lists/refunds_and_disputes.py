"""The refunds or disputes of a time, all of them: how many, what they come to, and each with how it stands."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from agent.playbook.asked.windows import Span
from agent.playbook.lists.bounds import read_of
from agent.playbook.lists.called_for import evidence_called_for
from agent.playbook.lists.meant import (
    OPEN_DISPUTES,
    STANDING,
    TO_ANSWER,
    UNSENT,
    answerable,
    disputes_meant,
    refunds_meant,
)
from agent.playbook.lists.to_mend import to_mend
from agent.playbook.payment.case import DisputesAt, Place, RefundsAt, WebhooksAt
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit, DraftStep, Severity
from agent.thread.evidence import Evidence
from agent.verification.causes import Proven, judge_apart
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.history import DisputeState, RefundState
from tools.contract.money import Money
from tools.contract.states import StateCount

_SHOWN = 20
"""Rows that a reader still reads; the evidence holds the others."""
_STEPS = 3

_EVIDENCE = re.compile(r"\bevidence\b", re.IGNORECASE)
_WHICH = DraftLimit(
    missing="Which of the disputes is meant: the question names none, and those that it may mean are listed.",
    would_settle="The dispute's id, or its payment's, tells it in full.",
)


def refunds_of_time(at: RefundsAt, question: str) -> Answer:
    """The answer about the refunds of a window."""
    rows = refunds_meant(at.found.refunds, question)
    sums = {
        "sent": _sums(at, "succeeded_total", at.found.succeeded_total),
        "waiting": _sums(at, "pending_total", at.found.pending_total),
        "failed or called off": _sums(at, "failed_total", at.found.failed_total),
    }
    said = "".join(f" {name[0].upper()}{name[1:]}: {told}." for name, told in sums.items() if told)
    lead = _lead(at, [one.status for one in rows], at.found.states) if len(rows) < len(at.found.refunds) else ""
    text = (
        f"{lead}Refunds made {read_of(at, at.outcome)}: {at.slot('refund_count')}{states(at, at.found.states)}.{said}"
    )
    places = [(Place(f"{at.at}.refunds[{at.found.refunds.index(one)}]"), one) for one in rows]
    told = [_refund(place, one) for place, one in sorted(places, key=lambda row: _in_order(row[1]))]
    return _answer(at, "refunds", text, told, tuple(to_mend(places)))


def disputes_of_time(at: DisputesAt, question: str, due: Span | None = None, *, any_of_them: bool = False) -> Answer:
    """The answer about the disputes of a window; of those that fall due in a time the soonest stand first.

    `any_of_them` is whether the question is about one and doesn't say which.
    """
    rows = disputes_meant(at.found.disputes, question, due) or (_ahead(at) if due is not None else [])
    stake = _sums(at, "at_stake_total", at.found.at_stake_total)
    lead = _lead(at, [one.status for one in rows], at.found.states) if len(rows) < len(at.found.disputes) else ""
    lead = lead if due is None else ""
    text = f"{lead}Disputes opened {read_of(at, at.outcome)}: {at.slot('dispute_count')}{states(at, at.found.states)}."
    text += f" Still open: {at.slot('open_count')}." + (f" At stake{_with_fees(at)}: {stake}." if stake else "")
    places = [(Place(f"{at.at}.disputes[{at.found.disputes.index(one)}]"), one) for one in rows]
    places.sort(key=lambda row: (not answerable(row[1]), row[1].due_by or row[1].created))
    text = _deadlines(at, due) + text if due is not None or TO_ANSWER.search(question) else text
    called = evidence_called_for(places) if _EVIDENCE.search(question) else []
    told = [*called, *(dispute_told(place, one) for place, one in places)]
    answer = _answer(at, "disputes", text, told, _to_answer(at, rows))
    return replace(answer, limits=(*answer.limits, _WHICH)) if any_of_them else answer


def _with_fees(at: DisputesAt) -> str:
    """What the sum at stake holds beside the amounts."""
    fees = any(one.fee is not None and one.fee.minor and one.status in OPEN_DISPUTES for one in at.found.disputes)
    return ", with the dispute fees" if fees else ""


def _to_answer(at: DisputesAt, meant: Sequence[DisputeState]) -> tuple[DraftStep, ...]:
    """What is to be answered of those that the question means, or else the soonest of all."""
    every = [one for one in at.found.disputes if answerable(one) and one.due_by is not None]
    every.sort(key=lambda one: (one not in meant, one.due_by or one.created))
    chosen = [one for one in every[:_STEPS] if one in meant] or every[:1]
    places = [(Place(f"{at.at}.disputes[{at.found.disputes.index(one)}]"), one) for one in chosen]
    return tuple(
        action(ActionCode.RESPOND_TO_DISPUTE, one.id, f"Answer {place.slot('id')} by {place.slot('due_by')}.")
        for place, one in places
    )


def _lead(at: Place, meant: Sequence[str], counts: Sequence[StateCount]) -> str:
    """How many there are of those that the question means, said before the counts of all."""
    told = [
        f"{at.slot(f'states[{index}].status')} {at.slot(f'states[{index}].count')}"
        for index, one in enumerate(counts)
        if one.status in meant
    ]
    return f"As asked for: {', '.join(told)}. " if told else ""


def states(at: Place, counts: Sequence[StateCount]) -> str:
    """The counts by state, which add up to all."""
    told = (
        f"{at.slot(f'states[{index}].status')} {at.slot(f'states[{index}].count')}" for index, _ in enumerate(counts)
    )
    return f" ({', '.join(told)})" if counts else ""


def _deadlines(at: DisputesAt, due: Span | None) -> str:
    """What is said first of deadlines: the soonest that is still to come, and of which time they are listed."""
    ahead = _ahead(at)
    if not ahead:
        return ""
    place = Place(f"{at.at}.disputes[{at.found.disputes.index(ahead[0])}]")
    told = f"The soonest deadline to come is {place.slot('due_by')}, of {place.slot('id')}. "
    if due is None:
        return told
    if not disputes_meant(at.found.disputes, "", due):
        return f"All deadlines fall outside the time that the question names ({due.words}, by the calendar). {told}"
    return f"Below stand the deadlines of the time that the question names ({due.words}), the soonest first. {told}"


def _ahead(at: DisputesAt) -> list[DisputeState]:
    """The disputes that can still be answered in time, the soonest first."""
    now = at.outcome.coverage.as_of
    ahead = [(one.due_by, one) for one in at.found.disputes if answerable(one) and one.due_by and one.due_by > now]
    return [one for _, one in sorted(ahead, key=lambda row: (row[0], row[1].id))]


def _in_order(one: RefundState) -> tuple[int, float]:
    """Those that failed first, then those that wait, the newest first of each."""
    rank = 0 if one.status in UNSENT else 1 if one.status in STANDING else 2
    return rank, -one.created.timestamp()


def _answer(
    at: RefundsAt | DisputesAt, part: str, text: str, told: list[DraftFinding], steps: tuple[DraftStep, ...]
) -> Answer:
    account = at.outcome.coverage.account
    read = at.outcome.coverage.part(part)
    rest = (_not_shown(at),) if len(told) > _SHOWN else ()
    shown = tuple(told[:_SHOWN])
    if read is None or not read.complete:
        bounds = read_of(at, at.outcome)
        text = f"Only a part of the {part} {bounds} could be read. It is told below, and sums are left out."
        return _open(finding("observation", account, text, at.ref(part), severity="warning"), shown, steps, rest)
    rows = at.found.refunds if isinstance(at, RefundsAt) else at.found.disputes
    if not rows:
        return _none(at, part)
    if not told:
        text = f"None is in the state that the question names. {text}"
    return whole(at, text, shown, steps, rest)


def whole(
    at: RefundsAt | DisputesAt | WebhooksAt,
    text: str,
    shown: tuple[DraftFinding, ...],
    steps: tuple[DraftStep, ...],
    rest: tuple[DraftLimit, ...] = (),
) -> Answer:
    """The answer that a list carries which was read whole: it is in order, or some of it waits for somebody."""
    account = at.outcome.coverage.account
    if isinstance(judge_apart(CauseCode.NO_FAULT_FOUND, account, [_evidence(at)]), Proven):
        nothing = action(ActionCode.NO_ACTION, None, "Nothing needs to be done: none of them waits for anybody.")
        return Answer(
            verdict=Verdict.NO_ISSUE,
            cause=CauseCode.NO_FAULT_FOUND,
            party=Party.NONE,
            claim=finding("cause", account, text),
            findings=shown,
            next_steps=(nothing,),
            limits=rest,
        )
    ask = action(ActionCode.CHECK_REFERENCE, None, "Ask about one of them by its id, for what lies behind it.")
    proven = isinstance(judge_apart(CauseCode.OPEN_MATTERS_FOUND, account, [_evidence(at)]), Proven)
    return Answer(
        verdict=Verdict.EXPLAINED if proven else Verdict.INCONCLUSIVE,
        cause=CauseCode.OPEN_MATTERS_FOUND if proven else None,
        party=Party.UNKNOWN if not proven else Party.PLATFORM if steps else Party.NONE,
        claim=finding("cause" if proven else "observation", account, text, *_amiss(at), severity="warning"),
        findings=shown,
        next_steps=(*steps, ask),
        limits=rest,
    )


def _amiss(at: RefundsAt | DisputesAt | WebhooksAt) -> tuple[str, ...]:
    """The figures that show that some of it waits for somebody."""
    match at:
        case RefundsAt():
            held = {"failed_total": at.found.failed_total, "pending_total": at.found.pending_total}
            return tuple(at.ref(name) for name, sums in held.items() if sums)
        case DisputesAt():
            return (at.ref("open_count"),)
        case WebhooksAt():
            return (at.ref("undelivered_count"),)


def _open(
    claim: DraftFinding, told: tuple[DraftFinding, ...], steps: tuple[DraftStep, ...], rest: tuple[DraftLimit, ...]
) -> Answer:
    """What was read in part: it is listed, and no one cause is claimed for all."""
    ask = action(ActionCode.CHECK_REFERENCE, None, "Ask about one of them by its id, for what lies behind it.")
    each = DraftLimit(
        missing="Why each of them stands as it does: a list tells that they do.",
        would_settle="A question about one of them, by its id, is answered in full.",
    )
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=claim,
        findings=told,
        next_steps=steps or (ask,),
        limits=(each, *rest),
    )


def _none(at: RefundsAt | DisputesAt, part: str) -> Answer:
    text = f"There are no {part} of that time: none was made {read_of(at, at.outcome)}."
    return Answer(
        verdict=Verdict.NOT_FOUND,
        party=Party.UNKNOWN,
        claim=finding("absence", at.outcome.coverage.account, text, at.ref(part), severity="warning"),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, "Ask again for another time, or about a payment."),),
    )


def _refund(place: Place, one: RefundState) -> DraftFinding:
    on = f" on {place.slot('payment_intent')}" if one.payment_intent else ""
    why = next((name for name in ("failure_reason", "pending_reason") if getattr(one, name)), None)
    said = f" ({place.slot(why)})" if why else ""
    text = (
        f"{place.slot('id')} of {place.slot('amount')}{on}, made {place.slot('created')}: {place.slot('status')}{said}."
    )
    severity: Severity = "critical" if one.status == "failed" else "info" if one.status == "succeeded" else "warning"
    return finding("observation", one.id, text, severity=severity)


def dispute_told(place: Place, one: DisputeState) -> DraftFinding:
    on = f" on {place.slot('payment_intent')}" if one.payment_intent else ""
    due = f", to be answered by {place.slot('due_by')}" if answerable(one) and one.due_by else ""
    text = (
        f"{place.slot('id')} over {place.slot('amount')}{on}, opened {place.slot('created')}, reason "
        f"{place.slot('reason')}: {place.slot('status')}{due}."
    )
    return finding("observation", one.id, text, severity="critical" if answerable(one) else "info")


def _sums(at: Place, name: str, amounts: Iterable[Money]) -> str:
    return ", ".join(at.slot(f"{name}[{index}]") for index, _ in enumerate(amounts))


def _not_shown(at: RefundsAt | DisputesAt) -> DraftLimit:
    count = at.slot("refund_count" if isinstance(at, RefundsAt) else "dispute_count")
    return DraftLimit(
        missing=f"More of them are in the evidence ({count} in all); those that need somebody are shown first.",
        would_settle="A narrower time shows them here.",
    )


def _evidence(at: RefundsAt | DisputesAt | WebhooksAt) -> Evidence:
    return Evidence(number=int(at.at[1:]), call_id="", outcome=at.outcome)
