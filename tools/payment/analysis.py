"""The exhibit of one payment: its timeline, where it failed, and what recovered it or may."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from tools.codes import Family, lookup
from tools.contract.clock import duration
from tools.contract.exhibits import CustomerJourney, FlowEvent, PaymentFlowAnalysis, Resolution
from tools.contract.payment import Attempt, Method, PaymentFlow, Refund
from tools.contract.reference import CodeEntry
from tools.payment.attempts import LOST
from tools.payment.gather import Gathered
from tools.payment.happenings import FAILED
from tools.payment.timeline import ended_at


def analyse(found: Gathered, flow: PaymentFlow) -> PaymentFlowAnalysis:
    """The exhibit; its codes are Stripe's, its advice the code tables'."""
    paid_at = next((attempt.created for attempt in flow.attempts if attempt.result == "paid"), None)
    end = ended_at(found.payment, found.happenings, paid_at)
    whole = found.reads.complete("charges")
    return PaymentFlowAnalysis(
        payment_intent=flow.id,
        timeline=sorted(_events(flow, whole), key=lambda event: event.timestamp),
        customer_journey=CustomerJourney(
            attempts=flow.attempt_count if whole else None,
            payment_methods=_methods(flow.attempts),
            failure_points=[_failure_point(attempt) for attempt in flow.attempts if attempt.result in LOST],
        ),
        resolution=Resolution(
            final_status=flow.status,
            total_time=duration(end - flow.created) if end else None,
            recovery_actions=[*_taken(flow.attempts), *_advised(flow)] if whole else [],
        ),
    )


def deciding_code(attempt: Attempt) -> str | None:
    """The code that says why an attempt brought no money: the reason of a block, else the issuer's or Stripe's code."""
    blocked = attempt.result in {"blocked", "reversed"}
    if blocked and attempt.decision and attempt.decision.reason:
        return attempt.decision.reason
    return attempt.decline_code or attempt.failure_code


def _events(flow: PaymentFlow, told: bool) -> list[FlowEvent]:
    """What happened; a failure's event is left out where its attempt is `told` anyway."""
    return [
        *(_event(one.at, one.what, "recorded", one.id) for one in flow.timeline if not (told and one.what == FAILED)),
        *(
            _event(one.created, f"attempt {one.number}", one.result, _joined(_named(one.method), deciding_code(one)))
            for one in flow.attempts
        ),
        *(
            _event(one.created, "refund", one.status or "created", _joined(str(one.amount), one.id))
            for one in flow.refunds
            if one.failed_at is None
        ),
        *(event for one in flow.refunds for event in _failed_refund(one)),
        *(
            _event(one.created, "inquiry" if one.status.startswith("warning_") else "dispute", one.status, told)
            for one in flow.disputes
            for told in [_joined(one.reason, one.id)]
        ),
        *(_event(one.created, "early fraud warning", one.fraud_type, one.id) for one in flow.fraud_warnings),
        *(_event(one.created, "review", "open" if one.open else "closed", one.id) for one in flow.reviews),
        *(_event(one.created, "transfer", "created", _joined(str(one.amount), one.id)) for one in flow.transfers),
    ]


def _failed_refund(one: Refund) -> list[FlowEvent]:
    """A refund that went out, and failed when its money was back."""
    if one.failed_at is None:
        return []
    details = _joined(str(one.amount), one.id)
    made = _event(one.created, "refund", "created", details)
    return [made, _event(one.failed_at, "refund", one.status or "failed", details)]


def _event(at: datetime, event: str, status: str, details: str | None) -> FlowEvent:
    return FlowEvent(timestamp=at, event=event, status=status, details=details)


def _joined(*words: str | None) -> str | None:
    return " · ".join(word for word in words if word) or None


def _methods(attempts: Sequence[Attempt]) -> list[str]:
    return list(dict.fromkeys(name for attempt in attempts if (name := _named(attempt.method))))


def _named(method: Method | None) -> str | None:
    if method is None:
        return None
    name = f"{method.brand or method.type} {method.last4 or ''}".strip()
    return f"{name} ({method.wallet})" if method.wallet else name


def _failure_point(attempt: Attempt) -> str:
    code, entry = deciding_code(attempt), _entry(attempt)
    reason = f"{code}: {entry.meaning}" if entry else code or "no code given"
    return f"attempt {attempt.number}, {attempt.stage}: {reason}"


def _entry(attempt: Attempt) -> CodeEntry | None:
    code = deciding_code(attempt)
    blocked = attempt.result in {"blocked", "reversed"}
    families: list[Family] = ["outcome_reason"] if blocked else ["decline", "payment_error", "local_decline"]
    found = [entry for family in families for entry in (lookup(code, family) if code else [])]
    return next(iter(found), None)


def _taken(attempts: Sequence[Attempt]) -> list[str]:
    """What was tried after each failure."""
    told: list[str] = []
    for position, (before, after) in enumerate(pairwise(attempts)):
        if before.result in LOST:
            earlier = {_named(one.method) for one in attempts[:position]}
            same, used = _named(before.method) == _named(after.method), _named(after.method) in earlier
            way = "the same method again" if same else "an earlier method again" if used else "another method"
            told.append(f"attempt {after.number}: {way}, {after.result}")
    return told


def _advised(flow: PaymentFlow) -> list[str]:
    """What the code tables advise after the last failure, while nothing has recovered the payment."""
    last = flow.attempts[-1] if flow.attempts else None
    if last is None or last.result not in LOST or flow.status in {"succeeded", "canceled"}:
        return []
    entry = _entry(last)
    return [f"advised: {action.value}" for action in entry.next] if entry else []
