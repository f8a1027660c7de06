"""Which cause each decline code stands for, by the verification's own table; and which codes of a payment decide."""

from collections.abc import Iterable

from agent.playbook.payment.case import FlowAt
from agent.verification.causes.codes import DECLINE_CODES, NAMED
from tools.contract.causes import CauseCode
from tools.contract.payment import PaymentFlow

AUTHENTICATION_FAILURE = "payment_intent_authentication_failure"

_CAUSES = {code: cause for cause, codes in DECLINE_CODES.items() for code in codes}


def decline_cause(code: str) -> CauseCode:
    """The cause of an issuer's decline with this code; a code without one says only that the issuer said no."""
    return _CAUSES.get(code, CauseCode.ISSUER_DECLINED)


def is_plain(code: str) -> bool:
    """Whether a decline code can mean only its cause."""
    return code in NAMED or code not in _CAUSES


def codes_told(flow: FlowAt) -> Iterable[str]:
    """The codes that decide what to do next: those of the latest failure, or of the cancellation."""
    told: PaymentFlow = flow.flow
    failed = flow.failures[-1].attempt if flow.failures else None
    codes: list[str | None] = [told.cancellation_reason]
    if failed is not None:
        decision = failed.decision
        blocked = failed.result in {"blocked", "reversed"}
        said = decision.reason if blocked and decision else failed.decline_code or failed.failure_code
        codes += [said, decision.advice_code if decision else None]
    elif told.error is not None:
        codes += [told.error.decline_code or told.error.code, told.error.advice_code]
    return [code for code in dict.fromkeys(codes) if code]
