"""Which cause each decline code stands for; the table is the verification's, so that the two can't disagree."""

from agent.verification.causes.attempts import DECLINE_CODES
from tools.contract.causes import CauseCode

AUTHENTICATION_FAILURE = "payment_intent_authentication_failure"
UNTOLD = frozenset({"generic_decline", "do_not_honor", "call_issuer", "no_action_taken", "partner_generic_decline"})
"""Codes by which an issuer declines and keeps its reason to itself."""

_CAUSES = {code: cause for cause, codes in DECLINE_CODES.items() for code in codes}


def decline_cause(code: str) -> CauseCode:
    """The cause of an issuer's decline with this code; a code without one says only that the issuer said no."""
    return _CAUSES.get(code, CauseCode.ISSUER_DECLINED)


def is_plain(code: str) -> bool:
    """Whether a decline code is known to mean what its cause says."""
    return code in _CAUSES or code in UNTOLD
