"""The daily summary: what is read for a local date, and the report that the evidence of it carries.

The report is told from the evidence alone, so that it is there whether a model wrote it or none could.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from pydantic import JsonValue, ValidationError

from agent.playbook.changes.looks import Why, reasons
from agent.playbook.changes.matters import (
    Matter,
    disputes_due,
    of_changes,
    of_disputes,
    of_payouts,
    of_refunds,
    of_shares,
    payouts_due,
    ranked,
)
from agent.playbook.changes.told import change_told, changes
from agent.playbook.connect.accounts import AccountAt
from agent.playbook.connect.shares import SharesAt
from agent.playbook.metrics.call import Call
from agent.playbook.metrics.found import HealthAt, said, when, whole
from agent.playbook.payment.case import DisputesAt, FlowAt, Place, RefundsAt
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import finding
from agent.report import DraftFinding, DraftLimit, DraftStep, ReportDraft
from agent.thread.evidence import Evidence
from agent.verification.causes import Proven, judge_apart
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.clock import Window
from tools.contract.escrow import EscrowStatus
from tools.contract.figures import Figure, Health
from tools.contract.history import DisputeFile, RefundStatus
from tools.contract.money import Money
from tools.contract.payment import PaymentFlow
from tools.contract.payouts import ProviderPayouts
from tools.contract.record import Record

_DISPUTES, _SHARES, _PAYOUTS, _REFUNDS = (timedelta(days=days) for days in (60, 7, 14, 14))
"""How far back each is read: disputes may wait for weeks, all else would have been told of before."""
_READ = {
    "payment_health": "the figures of the day",
    "dispute_file": "disputes and fraud warnings that wait for an answer",
    "escrow_status": "the providers' shares that are late, or were sent wrongly",
    "provider_payouts": "the platform's own payouts",
    "refund_status": "refunds that failed",
}
_SUCCESS, _RECOVERED = "attempt_success_rate", "recovery_rate"
_RESTS_ON = {
    "dispute_file": {"disputes"},
    "escrow_status": {"payments", "charges", "transfers"},
    "provider_payouts": {"payouts"},
    "refund_status": {"refunds"},
}


def daily_calls(day: Window, now: datetime) -> list[Call]:
    """What is read for the summary of a day: its figures, and all that waits for somebody as things stand now."""

    def since(back: timedelta) -> dict[str, JsonValue]:
        return Window(since=(day.since or now) - back, until=now).to_json()

    purpose = "Read what waits for a person"
    return [
        Call("payment_health", day.to_json()),
        Call("dispute_file", since(_DISPUTES), purpose),
        Call("escrow_status", since(_SHARES), purpose),
        Call("provider_payouts", since(_PAYOUTS), purpose),
        Call("refund_status", since(_REFUNDS), purpose),
    ]


@dataclass(frozen=True)
class Day:
    """What was read for the summary; each is null where it could not be. `since` is when the day began."""

    account: str
    since: datetime
    now: datetime
    unreckoned: str
    """Where it stands why there are no figures; empty where there are."""
    health: HealthAt | None
    disputes: DisputesAt | None
    shares: SharesAt | None
    payouts: AccountAt | None
    refunds: RefundsAt | None
    flows: tuple[FlowAt, ...]

    @classmethod
    def of(cls, evidence: Sequence[Evidence]) -> "Day | None":
        """What the evidence holds of it, the latest of each kind; null where no day's figures were asked for."""
        asked = next((one for one in reversed(evidence) if one.outcome.tool == "payment_health"), None)
        if asked is None:
            return None
        flows = [FlowAt(item.label, flow, item.outcome) for item, flow in _all(evidence, "payment_flow", PaymentFlow)]
        health = _last(evidence, "payment_health", Health)
        disputes = _last(evidence, "dispute_file", DisputeFile)
        shares = _last(evidence, "escrow_status", EscrowStatus)
        payouts = _last(evidence, "provider_payouts", ProviderPayouts)
        refunds = _last(evidence, "refund_status", RefundStatus)
        now = asked.outcome.coverage.as_of
        return cls(
            account=asked.outcome.coverage.account,
            since=(health[1].window if health else Window.from_json(asked.outcome.arguments)).since or now,
            now=health[1].as_of if health else now,
            unreckoned="" if health else f"{asked.label}.error.code",
            health=HealthAt(health[0].label, health[1], health[0].outcome) if health else None,
            disputes=DisputesAt(disputes[0].label, disputes[1], disputes[0].outcome) if disputes else None,
            shares=SharesAt(shares[0].label, shares[1], shares[0].outcome) if shares else None,
            payouts=AccountAt(payouts[0].label, payouts[1], payouts[0].outcome) if payouts else None,
            refunds=RefundsAt(refunds[0].label, refunds[1], refunds[0].outcome) if refunds else None,
            flows=tuple(flows),
        )

    @property
    def unread(self) -> list[str]:
        """What the summary should rest on and was not read whole, in words."""
        held = {
            "dispute_file": self.disputes,
            "escrow_status": self.shares,
            "provider_payouts": self.payouts,
            "refund_status": self.refunds,
        }
        found = [] if self.health is not None and whole(self.health) else [_READ["payment_health"]]
        for tool, at in held.items():
            parts = at.outcome.coverage.parts if at is not None else []
            read = at is not None and all(one.complete for one in parts if one.name in _RESTS_ON[tool])
            found += [] if read and not (tool == "escrow_status" and self._cut) else [_READ[tool]]
        return found

    @property
    def waiting(self) -> Proven | None:
        """The first of what was read that proves that something waits for somebody; null where none does."""
        for at in (self.shares, self.disputes, self.refunds):
            read = [] if at is None else [Evidence(number=int(at.at[1:]), call_id="", outcome=at.outcome)]
            ruling = judge_apart(CauseCode.OPEN_MATTERS_FOUND, self.account, read)
            if isinstance(ruling, Proven):
                return ruling
        return None

    @property
    def _cut(self) -> bool:
        """Whether more shares are late or wrong than are listed one by one; those come first in the list."""
        found = self.shares.found if self.shares else None
        return found is not None and found.overdue_count + found.wrong_count > len(found.bookings)


R = TypeVar("R", bound=Record)


def _all(evidence: Sequence[Evidence], tool: str, kind: type[R]) -> Iterator[tuple[Evidence, R]]:
    for item in evidence:
        if item.outcome.tool == tool and item.outcome.data is not None:
            try:
                yield item, kind.from_json(item.outcome.data)
            except ValidationError:
                continue


def _last(evidence: Sequence[Evidence], tool: str, kind: type[R]) -> tuple[Evidence, R] | None:
    return next(reversed([*_all(evidence, tool, kind)]), None)


def daily_draft(evidence: Sequence[Evidence], why: Why) -> ReportDraft | None:
    """The summary; null where no day's figures were asked for."""
    day = Day.of(evidence)
    if day is None:
        return None
    matters = ranked(_matters(day), _usual(day.health) if day.health else [])
    in_order = not matters and _is_usual(day)
    waits = [one.finding for one in matters if one.finding is not None]
    told = [*_changed(day, why), *waits, *_due(day), *(_recovered(day.health) if day.health else ())]
    verdict, cause, party, shown = _judged(day, in_order)
    return ReportDraft(
        verdict=verdict,
        cause=cause,
        party=party,
        findings=[_lead(day, shown), *told],
        next_steps=[one.step for one in matters] or _no_step(day),
        limits=[*_limits(day)],
    )


def _is_usual(day: Day) -> bool:
    """Whether all was read, and nothing of the day's figures changed for the worse."""
    if day.health is None or day.unread:
        return False
    return _success(day.health) is not None and not day.health.found.worse() and not day.health.found.detected


def _no_step(day: Day) -> list[DraftStep]:
    if day.unread:
        return []
    return [action(ActionCode.NO_ACTION, None, "Nothing needs a person.")]


def _matters(day: Day) -> Iterator[Matter]:
    """Each object once: what a detector names is not told again by its own record."""
    seen: set[str] = set()
    sources = (
        of_payouts(day.payouts, day.since) if day.payouts else (),
        of_changes(day.health) if day.health else (),
        of_disputes(day.disputes, day.since, day.now) if day.disputes else (),
        of_shares(day.shares) if day.shares else (),
        of_refunds(day.refunds, day.since) if day.refunds else (),
    )
    for matter in (one for source in sources for one in source):
        subject = matter.step.subject
        if subject is None or subject not in seen:
            seen |= {subject} if subject else set()
            yield matter


def _usual(at: HealthAt) -> list[Money]:
    return [one.amount for one in at.found.figures if one.metric == "average_value" and one.amount and not one.slice]


def _success(at: HealthAt) -> tuple[Place, Figure] | None:
    rows = [(Place(at.ref(f"figures[{number}]")), one) for number, one in enumerate(at.found.figures)]
    return next((row for row in rows if row[1].metric == _SUCCESS and not row[1].slice and row[1].denominator), None)


def _judged(day: Day, in_order: bool) -> tuple[Verdict, CauseCode | None, Party, tuple[str, ...]]:
    """Verdict, cause, who must act, and what shows it: in order, or a list of it proves that something waits."""
    if in_order and day.health is not None:
        return Verdict.NO_ISSUE, CauseCode.NO_FAULT_FOUND, Party.NONE, (day.health.ref("figures"),)
    waiting = None if day.unread else day.waiting
    if waiting is None:
        return Verdict.INCONCLUSIVE, None, Party.UNKNOWN, ()
    return Verdict.EXPLAINED, CauseCode.OPEN_MATTERS_FOUND, Party.PLATFORM, waiting.refs


def _lead(day: Day, shown: tuple[str, ...]) -> DraftFinding:
    if day.health is None:
        text = f"The figures of that day could not be read: {{{day.unreckoned}}}."
        return finding("cause" if shown else "observation", day.account, text, *shown, severity="warning")
    found = _success(day.health)
    told = "no attempt to pay was decided" if found is None else said(day.health, *found)
    kind = "cause" if shown else "observation" if found is None else "total"
    return finding(kind, day.account, f"{when(day.health)}: {told}.", day.health.ref("figures"), *shown)


def _changed(day: Day, why: Why) -> Iterator[DraftFinding]:
    """Each change, and after it what the payments that stand for it tell."""
    if day.health is None:
        return
    for place, one in changes(day.health):
        yield change_told(day.health, place, one)
        yield from reasons(one, day.flows, why)


def _due(day: Day) -> Iterator[DraftFinding]:
    if day.disputes is not None:
        yield from disputes_due(day.disputes, day.since, day.now)
    if day.payouts is not None:
        yield from payouts_due(day.payouts)


def _recovered(at: HealthAt) -> Iterator[DraftFinding]:
    """The payments that failed at first and were paid by a later attempt."""
    for number, one in enumerate(at.found.figures):
        if one.metric == _RECOVERED and not one.slice and one.numerator:
            place = Place(at.ref(f"figures[{number}]"))
            text = f"Of {place.slot('denominator')} payments that failed at first, {place.slot('numerator')} were paid "
            yield finding("total", at.outcome.coverage.account, f"{text}by a later attempt.")


def _limits(day: Day) -> Iterator[DraftLimit]:
    if day.unread:
        missing = f"Not read to the end: {'; '.join(day.unread)}."
        settle = "What is named under coverage says why; the summary asked for again may hold it."
        yield DraftLimit(missing=missing, would_settle=settle)
    if day.health is not None and not day.health.found.looked_at:
        missing = "Whether the day was usual: there were too few payments, then or before, to tell that from chance."
        yield DraftLimit(missing=missing, would_settle="A longer time has more of them.")
