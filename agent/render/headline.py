"""What a report says first: its verdict in words, and, where somebody must act in time, what has to be done by when.

A question of yes or no is headed by its answer, whatever became of the payment besides. A payment that nothing is wrong
with yet is not called no issue while it waits for somebody; a booking that is paid in part is not headed by why one of
its payments failed, where the question was whether it is paid.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import JsonValue

from agent.render.daily import day_verdict
from agent.render.duties import duties
from agent.render.measured import Measured, of_time, unchanged
from agent.render.shapes import Tone
from agent.render.words import fill, value
from agent.report import Fact, Report
from agent.reports.labels import BY_CHANGE, CAUSES, DEADLINES, VERDICTS, WAITING
from tools.contract.causes import ActionCode, CauseCode, Verdict

_ANSWER = re.compile(
    r"(Yes|No|Not certain|No refund|No dispute|The success rate did not (?:drop|rise)|Failures did not (?:rise|fall)"
    r"|Too few to tell whether anything changed|Payouts did not stop|Broken bank accounts, by the accounts' own objects"
    r"|Payouts that failed, of the accounts that were read|Net of payments|Stripe's fees on payments and refunds"
    r"|Below the threshold)"
    r": (.+?)(?:[;.](?:\s|$)|$)",
    re.DOTALL,
)
"""How a report begins that answers a question of yes or no, denies what it takes for granted, or sums up."""
_OPEN = {
    "open_count": ("dispute is open", "disputes are open"),
    "undelivered_count": ("event was not answered", "events were not answered"),
    "object_count": ("invoice is open", "invoices are open"),
    "payment_count": ("payment waits to be captured", "payments wait to be captured"),
}
"""The figure that a list rests on of which something is open, and what it counts."""
_OF_CUSTOMER = {
    "unpaid_count": ("payment of the customer is still unpaid", "payments of the customer are still unpaid"),
    "dispute_count": ("of theirs was disputed", "of theirs were disputed"),
}
_STATES = re.compile(r"As asked for: ((?:\{[^}]+\}[, ]*)+)\. ")
"""How a list begins of which the question asks for some."""
_REFUNDS = {"failed_total": "some failed", "pending_total": "some wait"}
_OF_ONE = {"cus", "pi"}
"""Whose figures are of one customer or one payment, and count nothing of the account."""
_LEFT = ".uncollected"
_STATE = re.compile(r"E\d+\.detected\[\d+\]\.state")
_DUTIES = {
    ActionCode.RESPOND_TO_DISPUTE: "answer the dispute",
    ActionCode.CAPTURE_NOW: "capture it",
    ActionCode.DECIDE_REVIEW: "decide the review",
    ActionCode.REFUND_CUSTOMER: "consider a refund",
}
_SOMETHING = "something is left to do"
_ENDS = (".capture_before", ".due_by", ".expires_at", ".respond_by", ".account.deadline")
_ASKED_FOR = ".account.currently_due"
_HAND_IN = "hand in what Stripe asks for"


@dataclass(frozen=True)
class Headline:
    """The verdict's words, the cause's, and the tone of both."""

    verdict: str
    cause: str
    tone: Tone


def headline(report: Report) -> Headline:
    """The headline of a report."""
    if report.kind == "daily":
        return Headline(*day_verdict(report))
    if report.kind == "alert":
        return _alert(report)
    answered = _answered(report) or _held(report) or _of(of_time(report))
    return answered if answered is not None else _of_cause_or_state(report)


def _of(told: Measured | None) -> Headline | None:
    return Headline(*told) if told is not None else None


def _alert(report: Report) -> Headline:
    """What a watch saw, or sees no longer."""
    (one,) = report.findings
    tones: dict[str, Tone] = {"critical": "critical", "warning": "warning"}
    over = one.severity == "info"
    return Headline("Over" if over else "Changed", one.text, tones.get(one.severity, "good"))


def _of_cause_or_state(report: Report) -> Headline:
    cause = _of_list(report) or (CAUSES[report.cause] if report.cause else "")
    left = _left(report)
    if left is not None:
        return Headline("Paid in part", f"{value(left, report.time_zone)} is still unpaid", "warning")
    waits = _HAND_IN if _is_asked_for(report) else WAITING.get(report.cause) if report.cause else None
    if report.verdict is Verdict.NO_ISSUE and waits is not None:
        return Headline(f"No fault yet · {waits}{_by(report)}", cause, "warning")
    if report.verdict is Verdict.NO_ISSUE and (measured := _measured(report, cause)) is not None:
        return measured
    duty = next(iter(duties(report)), None)
    if report.verdict is Verdict.NO_ISSUE and duty is not None:
        told = f"{_DUTIES[duty.code]}{_by(report)}" if duty.code in _DUTIES else _SOMETHING
        return Headline(f"No fault yet · {told}", cause, "warning")
    due, by = DEADLINES.get(report.cause) if report.cause else None, _by(report)
    told = f" · {due}{by}" if report.verdict is Verdict.EXPLAINED and due and by else ""
    return Headline(f"{VERDICTS[report.verdict]}{told}", cause, _tone(report.verdict))


def _measured(report: Report, cause: str) -> Headline | None:
    """The headline of figures that are neither good nor bad: of a count, and of what nothing could be held against."""
    if _figure(report, "attempt_count") is not None:
        return Headline("Counted", cause, "plain")
    if _figure(report, "looked_at") == 0:
        return Headline("Measured", "Too few payments to tell whether that is usual", "plain")
    return None if any(duties(report)) else _of(unchanged(report))


def is_answered_apart(report: Report) -> bool:
    """Whether the headline answers a question that the report's cause does not, such as one about a refund."""
    first = next(iter(report.findings), None)
    return first is not None and first.kind != "cause" and _ANSWER.match(first.text) is not None


def _answered(report: Report) -> Headline | None:
    """The answer in a word, and what it says, where the report begins with one."""
    first = next(iter(report.findings), None)
    match = _ANSWER.match(first.text) if first else None
    if first is None or match is None:
        return None
    told = fill(match[2], first.facts, report.time_zone)
    said = told if "_" in told.partition(" ")[0] else told[:1].upper() + told[1:]
    return Headline(match[1], said, "good" if report.verdict is Verdict.NO_ISSUE else "warning")


def _held(report: Report) -> Headline | None:
    """What is held for providers in all, where the report begins with it, and how much of that is late."""
    first = next(iter(report.findings), None)
    if first is None or first.kind != "total":
        return None
    owed, late = (_amounts(first.facts, name, report.time_zone) for name in ("owed_total", "overdue_total"))
    many = {fact.ref.partition(".")[2]: fact.value for fact in first.facts}.get("overdue_count")
    if isinstance(many, int) and many:
        bookings = "1 booking" if many == 1 else f"{many} bookings"
        return Headline("Late, and not sent", f"{bookings}{f', {late} by the rule' if late else ''}", "critical")
    if not owed:
        return None
    told = f"{owed} by the rule" + (f", of which late {late}" if late else ", none of it late")
    return Headline("Held for providers", told, "warning" if late else "plain")


def _amounts(facts: Iterable[Fact], name: str, zone: str) -> str:
    """A total of the account's, a currency each; empty where there is none."""
    own = (fact for fact in facts if re.fullmatch(rf"E\d+\.{name}\[\d+\]", fact.ref))
    return " and ".join(value(fact.value, zone) for fact in own)


def _of_list(report: Report) -> str:
    """What a list or a count comes to, by the figure that its cause rests on; empty for the cause of one thing."""
    changed = BY_CHANGE.get(report.cause) if report.cause else None
    if changed and (told := _of_changes(report)):
        return f"{changed}: {told}"
    if report.cause is CauseCode.OPEN_MATTERS_FOUND:
        theirs = _of_customer(report) or _of_changes(report)
        if theirs:
            return theirs
        refunds = {_REFUNDS[name]: None for name in _REFUNDS if _figure(report, name)}
        if refunds:
            return _states_asked_for(report) or f"Of the refunds {' and '.join(refunds)}"
        said = ((_figure(report, name), words) for name, words in _OPEN.items())
        return next((_counted(count, words) for count, words in said if isinstance(count, int)), "")
    tried, failed = _figure(report, "attempt_count"), _figure(report, "failed_count")
    if report.cause is CauseCode.NO_FAULT_FOUND and isinstance(tried, int) and isinstance(failed, int):
        return f"{failed} of {tried} attempts failed"
    return ""


def _states_asked_for(report: Report) -> str:
    """How many refunds are in the states that the question asks for; empty where it asks for all."""
    told = ((_STATES.match(one.text), one.facts) for one in report.findings if one.kind == "cause")
    return next((f"Refunds: {fill(match[1], facts, report.time_zone)}" for match, facts in told if match), "")


def _of_changes(report: Report) -> str:
    """Whether what changed goes on, where the cause rests on changes; empty where it rests on anything else."""
    states = [fact.value for one in report.findings for fact in one.facts if _STATE.fullmatch(fact.ref)]
    if not states or not any(".detected[" in fact.ref for fact in _of_cause(report)):
        return ""
    found = "1 change was found" if len(states) == 1 else f"{len(states)} changes were found"
    active = states.count("active")
    on = "all over by now" if not active else "going on" if active == len(states) else f"{active} going on"
    return f"{found}, {on}"


def _of_customer(report: Report) -> str:
    """What waits of a customer's affairs; empty where the report is about no customer."""
    theirs = [fact for fact in _of_cause(report) if (fact.owner or "").startswith("cus_")]
    own = {fact.ref.partition(".")[2]: fact.value for fact in theirs}
    said = ((own.get(name), words) for name, words in _OF_CUSTOMER.items())
    return " and ".join(_counted(count, words) for count, words in said if isinstance(count, int) and count)


def _counted(count: int, words: tuple[str, str]) -> str:
    return f"{count} {words[0] if count == 1 else words[1]}"


def _figure(report: Report, name: str) -> JsonValue:
    """A figure of the account's that the cause rests on; null where it rests on none of that name."""
    facts = (fact for fact in _of_cause(report) if fact.ref.partition(".")[2] == name)
    return next((one.value for one in facts if one.owner is None or one.owner.partition("_")[0] not in _OF_ONE), None)


def _left(report: Report) -> JsonValue:
    """What is still unpaid, where the report begins with it."""
    facts = report.findings[0].facts if report.findings else []
    found = next((fact.value for fact in facts if fact.ref.endswith(_LEFT)), None)
    return found if isinstance(found, dict) and found.get("minor") else None


def _is_asked_for(report: Report) -> bool:
    """Whether an account that is in order has still to give what it was asked for."""
    return any(_ASKED_FOR in fact.ref and fact.value for fact in _of_cause(report))


def _of_cause(report: Report) -> list[Fact]:
    return [fact for finding in report.findings if finding.kind == "cause" for fact in finding.facts]


def _by(report: Report) -> str:
    """The deadline that the evidence of the cause holds, or a step that must be taken, if it has not passed."""
    facts = _of_cause(report) + [fact for step in report.next_steps if step.code in _DUTIES for fact in step.facts]
    return next((f" by {value(at, report.time_zone)}" for at in _moments(facts) if at > _stamp(report)), "")


def _moments(facts: Iterable[Fact]) -> list[str]:
    return [fact.value for fact in facts if fact.ref.endswith(_ENDS) and isinstance(fact.value, str)]


def _stamp(report: Report) -> str:
    return report.as_of.strftime("%Y-%m-%dT%H:%M:%SZ")


def _tone(verdict: Verdict) -> Tone:
    match verdict:
        case Verdict.NO_ISSUE:
            return "good"
        case Verdict.EXPLAINED:
            return "critical"
        case _:
            return "warning"
