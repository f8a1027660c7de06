"""Which cause each decline code stands for; the table is the verification's, so that the two can't disagree."""

from agent.verification.causes.codes import DECLINE_CODES, NAMED
from tools.contract.causes import CauseCode

AUTHENTICATION_FAILURE = "payment_intent_authentication_failure"

_CAUSES = {code: cause for cause, codes in DECLINE_CODES.items() for code in codes}


def decline_cause(code: str) -> CauseCode:
    """The cause of an issuer's decline with this code; a code without one says only that the issuer said no."""
    return _CAUSES.get(code, CauseCode.ISSUER_DECLINED)


def is_plain(code: str) -> bool:
    """Whether a decline code can mean only its cause."""
    return code in NAMED or code not in _CAUSES
