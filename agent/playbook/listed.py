"""The refunds or disputes of a time, all of them: how many, what they come to, and each with how it stands."""

import re
from collections.abc import Iterable, Sequence

from agent.playbook.actions import action
from agent.playbook.case import DisputesAt, Place, RefundsAt
from agent.playbook.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit, DraftStep, Severity
from agent.thread.evidence import Evidence
from agent.verification.causes import Proven, judge_apart
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.clock import Window
from tools.contract.history import DisputeState, RefundState
from tools.contract.money import Money

_SHOWN = 12
"""Rows that a reader still reads; the evidence holds the others."""
_STEPS = 3

_UNSENT = re.compile(
    r"\b(?:fail\w*|bounc\w*|reject\w*|stuck|pending|wait\w*|return\w*|never|cancel\w*)\b", re.IGNORECASE
)
_TO_ANSWER = re.compile(r"\b(?:respond|response|answer\w*|due|deadline|open|evidence)\b", re.IGNORECASE)
_ENDED = {"won": re.compile(r"\bwon\b", re.IGNORECASE), "lost": re.compile(r"\blost\b", re.IGNORECASE)}


def refunds_meant(rows: Sequence[RefundState], question: str) -> list[RefundState]:
    """The refunds of a time that a question is about: those that did not go out, where it says so."""
    return [one for one in rows if one.status != "succeeded"] if _UNSENT.search(question) else list(rows)


def disputes_meant(rows: Sequence[DisputeState], question: str) -> list[DisputeState]:
    """The disputes of a time that a question is about, by the state that it names."""
    ended = next((state for state, words in _ENDED.items() if words.search(question)), None)
    if ended is not None:
        return [one for one in rows if one.status == ended]
    return [one for one in rows if _answerable(one)] if _TO_ANSWER.search(question) else list(rows)


def refunds_of_time(at: RefundsAt, question: str) -> Answer:
    """The answer about the refunds of a window."""
    rows = refunds_meant(at.found.refunds, question)
    sums = {
        "sent": _sums(at, "succeeded_total", at.found.succeeded_total),
        "waiting": _sums(at, "pending_total", at.found.pending_total),
        "failed or called off": _sums(at, "failed_total", at.found.failed_total),
    }
    said = "".join(f" {name[0].upper()}{name[1:]}: {told}." for name, told in sums.items() if told)
    text = f"Refunds made {_when(at)}: {at.slot('refund_count')}.{said}"
    steps = tuple(
        action(ActionCode.REFUND_BY_OTHER_MEANS, one.id, "This refund did not reach the customer: repay another way.")
        for one in rows
        if one.status == "failed"
    )
    places = [(Place(f"{at.at}.refunds[{at.found.refunds.index(one)}]"), one) for one in rows]
    told = [_refund(place, one) for place, one in sorted(places, key=lambda row: row[1].status == "succeeded")]
    return _answer(at, "refunds", text, told, steps[:_STEPS])


def disputes_of_time(at: DisputesAt, question: str) -> Answer:
    """The answer about the disputes of a window."""
    rows = disputes_meant(at.found.disputes, question)
    stake = _sums(at, "at_stake_total", at.found.at_stake_total)
    text = f"Disputes opened {_when(at)}: {at.slot('dispute_count')}; still open: {at.slot('open_count')}."
    text += f" At stake: {stake}." if stake else ""
    places = [(Place(f"{at.at}.disputes[{at.found.disputes.index(one)}]"), one) for one in rows]
    places.sort(key=lambda row: (not _answerable(row[1]), row[1].due_by or row[1].created))
    steps = tuple(
        action(ActionCode.RESPOND_TO_DISPUTE, one.id, f"Answer {place.slot('id')} by {place.slot('due_by')}.")
        for place, one in places
        if _answerable(one) and one.due_by is not None
    )
    return _answer(at, "disputes", text, [_dispute(place, one) for place, one in places], steps[:_STEPS])


def _answer(
    at: RefundsAt | DisputesAt, part: str, text: str, told: list[DraftFinding], steps: tuple[DraftStep, ...]
) -> Answer:
    account = at.outcome.coverage.account
    read = at.outcome.coverage.part(part)
    rest = (_not_shown(),) if len(told) > _SHOWN else ()
    shown = tuple(told[:_SHOWN])
    if read is None or not read.complete:
        text = f"Only a part of the {part} {_when(at)} could be read. It is told below, and sums are left out."
        return _open(finding("observation", account, text, at.ref(part), severity="warning"), shown, steps, rest)
    if not told:
        return _none(at, part)
    if not isinstance(judge_apart(CauseCode.NO_FAULT_FOUND, account, [_evidence(at)]), Proven):
        return _open(finding("total", account, text, severity="warning"), shown, steps, rest)
    return Answer(
        verdict=Verdict.NO_ISSUE,
        cause=CauseCode.NO_FAULT_FOUND,
        party=Party.NONE,
        claim=finding("cause", account, text),
        findings=shown,
        next_steps=(action(ActionCode.NO_ACTION, None, "Nothing needs to be done: none of them waits for anybody."),),
        limits=rest,
    )


def _open(
    claim: DraftFinding, told: tuple[DraftFinding, ...], steps: tuple[DraftStep, ...], rest: tuple[DraftLimit, ...]
) -> Answer:
    """Several things that each have a cause of their own: they are listed, and no one cause is claimed for all."""
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
    rows = at.found.refunds if isinstance(at, RefundsAt) else at.found.disputes
    if rows:
        return _others(at)
    text = f"There are no {part} of that time: none was made {_when(at)}."
    return Answer(
        verdict=Verdict.NOT_FOUND,
        party=Party.UNKNOWN,
        claim=finding("absence", at.outcome.coverage.account, text, at.ref(part), severity="warning"),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, "Ask again for another time, or about a payment."),),
    )


def _others(at: RefundsAt | DisputesAt) -> Answer:
    """That there are some, each in another state than the question names."""
    account, other = at.outcome.coverage.account, "Each that there is stands in another state than the question names"
    if isinstance(at, RefundsAt):
        text = f"{other}. Refunds made {_when(at)}: {at.slot('refund_count')}."
        told = [_refund(Place(f"{at.at}.refunds[{index}]"), one) for index, one in enumerate(at.found.refunds)]
    else:
        text = f"{other}. Disputes opened {_when(at)}: {at.slot('dispute_count')}."
        told = [_dispute(Place(f"{at.at}.disputes[{index}]"), one) for index, one in enumerate(at.found.disputes)]
    rest = (_not_shown(),) if len(told) > _SHOWN else ()
    return _open(finding("total", account, text), tuple(told[:_SHOWN]), (), rest)


def _refund(place: Place, one: RefundState) -> DraftFinding:
    on = f" on {place.slot('payment_intent')}" if one.payment_intent else ""
    why = next((name for name in ("failure_reason", "pending_reason") if getattr(one, name)), None)
    said = f" ({place.slot(why)})" if why else ""
    text = (
        f"{place.slot('id')} of {place.slot('amount')}{on}, made {place.slot('created')}: {place.slot('status')}{said}."
    )
    severity: Severity = "critical" if one.status == "failed" else "info" if one.status == "succeeded" else "warning"
    return finding("observation", one.id, text, severity=severity)


def _dispute(place: Place, one: DisputeState) -> DraftFinding:
    on = f" on {place.slot('payment_intent')}" if one.payment_intent else ""
    due = f", to be answered by {place.slot('due_by')}" if _answerable(one) and one.due_by else ""
    text = (
        f"{place.slot('id')} over {place.slot('amount')}{on}, opened {place.slot('created')}, reason "
        f"{place.slot('reason')}: {place.slot('status')}{due}."
    )
    return finding("observation", one.id, text, severity="critical" if _answerable(one) else "info")


def _answerable(one: DisputeState) -> bool:
    return one.status.endswith("needs_response")


def _sums(at: Place, name: str, amounts: Iterable[Money]) -> str:
    return ", ".join(at.slot(f"{name}[{index}]") for index, _ in enumerate(amounts))


def _when(at: RefundsAt | DisputesAt) -> str:
    """The time that was read, as the coverage has it: what the call was asked is no fact."""
    parts = enumerate(at.outcome.coverage.parts)
    place, window = next(((place, part.window) for place, part in parts if part.window), (0, Window()))
    path = f"coverage.parts[{place}].window"
    ends = (("from", "since", window.since), ("until", "until", window.until))
    return " ".join(f"{word} {at.slot(f'{path}.{end}')}" for word, end, moment in ends if moment)


def _not_shown() -> DraftLimit:
    return DraftLimit(
        missing="The rest of them: only those that need somebody, and the newest, are shown here.",
        would_settle="The evidence holds all; a narrower time shows them.",
    )


def _evidence(at: RefundsAt | DisputesAt) -> Evidence:
    return Evidence(number=int(at.at[1:]), call_id="", outcome=at.outcome)
