"""Whether the evidence allows a next step.

The issuer's advice outranks its decline code (docs.stripe.com/declines/codes).
"""

from collections.abc import Sequence

from agent.thread.evidence import Evidence
from agent.verification.causes import Case, Excluded, PaymentCase, judge
from agent.verification.causes.codes import FINAL_ADVICE, FINAL_DECLINES, FINAL_NETWORK_ADVICE, NOT_SENT
from agent.verification.checked import Fault
from tools.contract.causes import ActionCode, CauseCode
from tools.contract.coverage import MissingReason
from tools.contract.outcome import FailureCode
from tools.contract.payment import Attempt, Decision

_PAYS_AGAIN = frozenset(
    {
        ActionCode.RETRY_LATER,
        ActionCode.CONFIRM_PAYMENT,
        ActionCode.CREATE_NEW_PAYMENT,
        ActionCode.COMPLETE_AUTHENTICATION,
        ActionCode.AUTHENTICATE_ON_SESSION,
        ActionCode.UPDATE_CARD,
        ActionCode.CORRECT_CARD_DATA,
    }
)
"""Steps that would take the money a second time once it is there."""
_USES_IT = frozenset(
    {ActionCode.RETRY_LATER, ActionCode.CONFIRM_PAYMENT, ActionCode.COMPLETE_AUTHENTICATION, ActionCode.CAPTURE_NOW}
)
"""Steps on the payment itself, which a canceled one allows no more."""
_NO_ACCESS = frozenset({FailureCode.PERMISSION, FailureCode.OUT_OF_SCOPE, FailureCode.AUTHENTICATION})
"""Failures that another key, or a permission more, would mend."""
_OPEN_STATES = frozenset({"requires_payment_method", "requires_confirmation", "requires_action"})


def forbidden(code: ActionCode, cases: Sequence[Case], evidence: Sequence[Evidence]) -> Fault | None:
    """Why the evidence forbids a step; null when it doesn't."""
    if code is ActionCode.GRANT_PERMISSION and not _permission_missing(evidence):
        return Fault("no permission was missing", code.value)
    case = next((case for case in cases if isinstance(case, PaymentCase)), None)
    if case is None:
        return None
    reason = _by_state(code, case) or _by_decision(code, case)
    return Fault(reason, code.value) if reason else None


def _by_state(code: ActionCode, case: PaymentCase) -> str | None:
    flow = case.flow
    if flow.status == "succeeded" and code in _PAYS_AGAIN:
        return "the payment has succeeded; this would take the money again"
    if flow.status == "canceled" and code in _USES_IT:
        return "the payment is canceled and can't be used again"
    if code is ActionCode.CAPTURE_NOW and flow.status != "requires_capture":
        return f"the payment is {flow.status}; there is nothing to capture"
    if code is ActionCode.COMPLETE_AUTHENTICATION and flow.status not in _OPEN_STATES:
        return f"the payment is {flow.status}; no authentication is asked for"
    return _without_object(code, case)


def _without_object(code: ActionCode, case: PaymentCase) -> str | None:
    """Why there is nothing that a step could be done to."""
    flow = case.flow
    told = isinstance(judge(CauseCode.WEBHOOK_NOT_DELIVERED, case), Excluded) and flow.status == "succeeded"
    hearing = [point for point in flow.endpoints if point.receives]
    deaf = bool(hearing) and all(point.status != "enabled" for point in hearing)  # the next event reaches nobody
    whole = flow.status == "succeeded" and flow.received == flow.amount
    reasons: dict[ActionCode, tuple[bool, str]] = {
        ActionCode.DECIDE_REVIEW: (not any(review.open for review in flow.reviews), "no open review is in evidence"),
        ActionCode.RESPOND_TO_DISPUTE: (not flow.disputes, "no dispute is in evidence"),
        ActionCode.REFUND_CUSTOMER: (flow.received.minor == 0, "no money was received"),
        ActionCode.COLLECT_REMAINDER: (whole, "the whole amount was received"),
        ActionCode.FIX_WEBHOOK_ENDPOINT: (told and not deaf, "every endpoint has answered"),
        ActionCode.RESEND_EVENT: (told, "every endpoint has answered"),
    }
    holds, reason = reasons.get(code, (False, ""))
    return reason if holds else None


def _by_decision(code: ActionCode, case: PaymentCase) -> str | None:
    if case.last is None or case.flow.status not in _OPEN_STATES:
        return None
    attempt = case.last[1]
    decision = attempt.decision or Decision()
    by_issuer = decision.type == "issuer_declined"
    told_later = decision.advice_code == "try_again_later"
    reasons: dict[ActionCode, tuple[bool, str]] = {
        ActionCode.RETRY_LATER: (_final(attempt, decision), "the last decline came with advice not to try again"),
        ActionCode.DO_NOT_RETRY: (told_later, "the last decline came with advice to try again later"),
        ActionCode.CONTACT_ISSUER: (decision.network_status == NOT_SENT, "the issuer was never asked"),
        ActionCode.REVIEW_RULE: (by_issuer, "the issuer declined; no rule did"),
        ActionCode.REVIEW_RISK_BLOCK: (by_issuer, "the issuer declined; Radar blocked nothing"),
    }
    holds, reason = reasons.get(code, (False, ""))
    return reason if holds else None


def _final(attempt: Attempt, decision: Decision) -> bool:
    if decision.advice_code is not None:
        return decision.advice_code in FINAL_ADVICE
    if decision.network_advice_code in FINAL_NETWORK_ADVICE:
        return True
    return attempt.decline_code in FINAL_DECLINES


def _permission_missing(evidence: Sequence[Evidence]) -> bool:
    for item in evidence:
        error = item.outcome.error
        if error is not None and error.code in _NO_ACCESS:
            return True
        parts = item.outcome.coverage.parts
        if any(part.missing is not None and part.missing.reason is MissingReason.PERMISSION for part in parts):
            return True
    return False
