"""Causes that lie in the payment's state: unfinished, canceled, expired, recovered, due."""

from agent.verification.causes.case import Excluded, Open, Proven, Ruling, excluding
from agent.verification.causes.duplicates import order_key
from agent.verification.causes.payment_case import PaymentCase, Rule
from tools.contract.causes import CauseCode
from tools.contract.payment import PaymentFlow, PaymentMatch, PaymentStatus

_EXPIRED_REFUND = "expired_uncaptured_charge"
_EXPIRED_EVENT = "charge.expired"
_BY_ITSELF = frozenset({"automatic", "expired"})
"""Reasons of a cancellation that nobody asked for."""
_PAID = ("paid",)
_FAILED = ("failed", "blocked", "reversed")


def _status(case: PaymentCase, wanted: PaymentStatus) -> Excluded | None:
    if case.flow.status == wanted:
        return None
    return Excluded(case.refs(["status"]), f"the payment is {case.flow.status}")


def _never_confirmed(case: PaymentCase) -> Ruling:
    flow = case.flow
    waits = flow.status in ("requires_payment_method", "requires_confirmation")
    excluded = excluding(
        case,
        (
            (not waits, ["status"], f"the payment is {flow.status}"),
            (bool(flow.attempts), ["attempts[0].id"], "there was an attempt"),
            (flow.error is not None, ["error"], "an attempt has left an error"),
        ),
    )
    if excluded:
        return excluded
    if not case.complete("charges"):
        return Open("the charges were not read whole, so that attempts may be missing")
    return Proven(case.refs(["status", "attempts", "attempt_count"]))


def _authentication_pending(case: PaymentCase) -> Ruling:
    excluded = _status(case, "requires_action")
    if excluded:
        return excluded
    paths = ["status", *(["next_action"] if case.flow.next_action else [])]
    if case.last is not None:
        at, attempt = case.last
        paths += [f"attempts[{at}].{name}" for name in ("stage", "result", "id")]
        return Proven(case.refs(paths), at if attempt.stage == "authentication" else None)
    return Proven(case.refs(paths))


def _still_processing(case: PaymentCase) -> Ruling:
    excluded = _status(case, "processing")
    if excluded:
        return excluded
    last = [f"attempts[{case.last[0]}].{name}" for name in ("id", "result")] if case.last else []
    return Proven(case.refs(["status", *last]))


def _expiry(case: PaymentCase) -> list[str]:
    """The facts that show an authorization run out."""
    flow = case.flow
    paths = [f"refunds[{at}].reason" for at, refund in enumerate(flow.refunds) if refund.reason == _EXPIRED_REFUND]
    paths += [f"timeline[{at}].what" for at, entry in enumerate(flow.timeline) if entry.what == _EXPIRED_EVENT]
    ended = flow.canceled_at or case.evidence.outcome.coverage.as_of
    if flow.cancellation_reason is None or flow.cancellation_reason in _BY_ITSELF:
        paths += [
            f"attempts[{at}].capture_before"
            for at, attempt in enumerate(flow.attempts)
            if attempt.capture_before is not None and attempt.capture_before <= ended
        ]
    return paths


def _authorization_expired(case: PaymentCase) -> Ruling:
    excluded = _status(case, "canceled")
    if excluded:
        return _not_yet(case) if case.flow.status == "requires_capture" else excluded
    flow = case.flow
    shown = _expiry(case)
    if shown:
        given = flow.to_json()
        shown += [name for name in ("status", "cancellation_reason", "canceled_at") if name in given]
        for at, attempt in enumerate(flow.attempts):
            shown += [f"attempts[{at}].{name}" for name in ("id", "amount", "capture_before") if attempt.capture_before]
        return Proven(case.refs(dict.fromkeys(shown)))
    if flow.cancellation_reason and flow.cancellation_reason not in _BY_ITSELF:
        return Excluded(case.refs(["cancellation_reason"]), "someone asked for the cancellation")
    if case.complete("charges") and not any(attempt.capture_before for attempt in flow.attempts):
        path = f"attempts[{case.last[0]}].result" if case.last else "attempts"
        return Excluded(case.refs([path]), "nothing was authorized that could expire")
    return Open("nothing shows an authorization run out")


def _not_yet(case: PaymentCase) -> Ruling:
    as_of = case.evidence.outcome.coverage.as_of
    for at, attempt in enumerate(case.flow.attempts):
        if attempt.capture_before is not None and attempt.capture_before > as_of:
            return Excluded(case.refs(["status", f"attempts[{at}].capture_before"]), "it can still be captured")
    return Excluded(case.refs(["status"]), "the payment can still be captured")


def _canceled(case: PaymentCase) -> Ruling:
    flow = case.flow
    excluded = _status(case, "canceled")
    if excluded:
        return excluded
    expired = _expiry(case)
    if expired:
        return Excluded(case.refs(expired), "an authorization ran out; nobody canceled it")
    more = [name for name in ("cancellation_reason", "canceled_at") if getattr(flow, name) is not None]
    return Proven(case.refs(["status", *more]))


def _recovered(case: PaymentCase) -> Ruling:
    flow = case.flow
    paid = [at for at, attempt in enumerate(flow.attempts) if attempt.result in _PAID]
    lost = [at for at, attempt in enumerate(flow.attempts) if attempt.result in _FAILED and paid and at < paid[-1]]
    excluded = _status(case, "succeeded")
    if excluded:
        return excluded
    if lost:
        fields = ("id", "result", "created", "amount", "decline_code", "failure_code")
        held = [
            f"attempts[{at}].{name}"
            for at in (*lost, *paid)
            for name in fields
            if getattr(flow.attempts[at], name) is not None
        ]
        return Proven(case.refs(["status", *held]))
    if flow.attempts and case.complete("charges"):
        return Excluded(case.refs(["failed_count", f"attempts[{len(flow.attempts) - 1}].result"]), "no attempt failed")
    return Open("no failed attempt is known before the one that paid")


def _paid_once(case: PaymentCase) -> Ruling:
    flow = case.flow
    excluded = _status(case, "succeeded")
    if excluded:
        return excluded
    paid = [at for at, attempt in enumerate(flow.attempts) if attempt.result in _PAID]
    if len(paid) > 1:
        return Excluded(case.refs([f"attempts[{at}].id" for at in paid]), "more than one attempt paid")
    for label, matches in case.searches:
        paid_too = [at for at, one in enumerate(matches.payments) if one.id != flow.id and one.received.minor > 0]
        others = [at for at in paid_too if _of_same_order(flow, matches.payments[at])]
        if others:
            refs = tuple(f"{label}.payments[{at}].received" for at in others)
            return Excluded(refs, "the search found another payment that was made for it")
    if not paid or not case.complete("charges"):
        return Open("the charges were not read whole")
    keys = [f"deliveries[{at}].idempotency_key" for at, each in enumerate(flow.deliveries) if each.idempotency_key]
    own = [label for label, found in case.searches if all(_of_same_order(flow, one) for one in found.payments)]
    counts = tuple(f"{label}.payment_count" for label in own)
    shown = [
        "status",
        "attempt_count",
        "attempts",
        f"attempts[{paid[0]}].id",
        f"attempts[{paid[0]}].result",
        "received",
    ]
    return Proven((*case.refs([*shown, *keys]), *counts))


def _of_same_order(flow: PaymentFlow, match: PaymentMatch) -> bool:
    """Whether a payment is for the same thing; where no reference tells, whether it brought as much."""
    key = order_key(flow.metadata, match.metadata)
    return flow.metadata[key] == match.metadata[key] if key is not None else match.received == flow.received


def _review_open(case: PaymentCase) -> Ruling:
    flow = case.flow
    if flow.status not in ("succeeded", "requires_capture"):
        return Excluded(case.refs(["status"]), f"the payment is {flow.status}")
    waiting = [at for at, review in enumerate(flow.reviews) if review.open]
    if waiting:
        fields = ("id", "open", "opened_reason", "reason", "created")
        held = [
            f"reviews[{at}].{name}" for at in waiting for name in fields if getattr(flow.reviews[at], name) is not None
        ]
        decided = []
        if case.last and case.last[1].decision and case.last[1].decision.type:
            decided = [f"attempts[{case.last[0]}].decision.type"]
        return Proven(case.refs(["status", *held, *decided]))
    if case.complete("reviews"):
        paths = [f"reviews[{at}].open" for at in range(len(flow.reviews))] or ["reviews"]
        return Excluded(case.refs(paths), "no review is open")
    return Open("the reviews were not read whole")


def _capture_due(case: PaymentCase) -> Ruling:
    excluded = _status(case, "requires_capture")
    if excluded:
        return excluded
    as_of = case.evidence.outcome.coverage.as_of
    held = [at for at, attempt in enumerate(case.flow.attempts) if attempt.result == "authorized"]
    paths = ["status", *(["capturable"] if case.flow.capturable else [])]
    for at in held:
        before = case.flow.attempts[at].capture_before
        if before is not None and before <= as_of:
            return Excluded(case.refs([f"attempts[{at}].capture_before"]), "the time to capture has passed")
        paths += [f"attempts[{at}].id", *([f"attempts[{at}].capture_before"] if before else [])]
    return Proven(case.refs(paths))


RULES: dict[CauseCode, Rule] = {
    CauseCode.NEVER_CONFIRMED: _never_confirmed,
    CauseCode.AUTHENTICATION_PENDING: _authentication_pending,
    CauseCode.STILL_PROCESSING: _still_processing,
    CauseCode.AUTHORIZATION_EXPIRED: _authorization_expired,
    CauseCode.CANCELED: _canceled,
    CauseCode.RECOVERED_BY_RETRY: _recovered,
    CauseCode.PAID_ONCE: _paid_once,
    CauseCode.MANUAL_REVIEW_OPEN: _review_open,
    CauseCode.CAPTURE_DUE: _capture_due,
}
