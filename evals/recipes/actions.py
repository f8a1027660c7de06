"""What may be done about each cause, and what would be wrong."""

from tools.contract.causes import ActionCode as Do
from tools.contract.causes import CauseCode

OF_CAUSE: dict[CauseCode, tuple[frozenset[Do], frozenset[Do]]] = {
    CauseCode.INSUFFICIENT_FUNDS: (
        frozenset({Do.ASK_FOR_OTHER_METHOD, Do.RETRY_LATER, Do.CONTACT_ISSUER}),
        frozenset({Do.REVIEW_RISK_BLOCK, Do.REVIEW_RULE, Do.FIX_REQUEST, Do.NO_ACTION}),
    ),
    CauseCode.CARD_LIMIT_EXCEEDED: (
        frozenset({Do.ASK_FOR_OTHER_METHOD, Do.CONTACT_ISSUER, Do.RETRY_LATER}),
        frozenset({Do.REVIEW_RISK_BLOCK, Do.FIX_REQUEST}),
    ),
    CauseCode.CARD_EXPIRED: (
        frozenset({Do.UPDATE_CARD, Do.ASK_FOR_OTHER_METHOD}),
        frozenset({Do.RETRY_LATER, Do.WAIT, Do.REVIEW_RISK_BLOCK}),
    ),
    CauseCode.CARD_DATA_INCORRECT: (
        frozenset({Do.CORRECT_CARD_DATA, Do.ASK_FOR_OTHER_METHOD}),
        frozenset({Do.REVIEW_RULE, Do.REVIEW_RISK_BLOCK, Do.WAIT}),
    ),
    CauseCode.CARD_LOST_OR_STOLEN: (
        frozenset({Do.DO_NOT_RETRY, Do.ASK_FOR_OTHER_METHOD}),
        frozenset({Do.RETRY_LATER, Do.WAIT}),
    ),
    CauseCode.CARD_NOT_SUPPORTED: (
        frozenset({Do.ASK_FOR_OTHER_METHOD, Do.CONTACT_ISSUER}),
        frozenset({Do.REVIEW_RISK_BLOCK}),
    ),
    CauseCode.CURRENCY_NOT_SUPPORTED: (
        frozenset({Do.ASK_FOR_OTHER_METHOD, Do.CONTACT_ISSUER}),
        frozenset({Do.RETRY_LATER, Do.REVIEW_RISK_BLOCK}),
    ),
    CauseCode.ISSUER_DECLINED: (
        frozenset({Do.CONTACT_ISSUER, Do.ASK_FOR_OTHER_METHOD, Do.RETRY_LATER}),
        frozenset({Do.REVIEW_RISK_BLOCK, Do.REVIEW_RULE}),
    ),
    CauseCode.PROCESSING_ERROR: (frozenset({Do.RETRY_LATER, Do.ASK_FOR_OTHER_METHOD}), frozenset({Do.DO_NOT_RETRY})),
    CauseCode.AUTHENTICATION_REQUIRED: (
        frozenset({Do.AUTHENTICATE_ON_SESSION, Do.ASK_FOR_OTHER_METHOD}),
        frozenset({Do.REVIEW_RISK_BLOCK, Do.WAIT}),
    ),
    CauseCode.AUTHENTICATION_FAILED: (
        frozenset({Do.ASK_FOR_OTHER_METHOD, Do.AUTHENTICATE_ON_SESSION, Do.CONTACT_ISSUER}),
        frozenset({Do.REVIEW_RISK_BLOCK, Do.NO_ACTION}),
    ),
    CauseCode.AUTHENTICATION_PENDING: (
        frozenset({Do.COMPLETE_AUTHENTICATION, Do.WAIT}),
        frozenset({Do.REVIEW_RISK_BLOCK, Do.CONTACT_ISSUER, Do.DO_NOT_RETRY}),
    ),
    CauseCode.NEVER_CONFIRMED: (
        frozenset({Do.CONFIRM_PAYMENT, Do.CREATE_NEW_PAYMENT, Do.FIX_REQUEST, Do.ASK_FOR_OTHER_METHOD}),
        frozenset({Do.CONTACT_ISSUER, Do.REVIEW_RISK_BLOCK, Do.DO_NOT_RETRY}),
    ),
    CauseCode.BLOCKED_BY_RADAR: (
        frozenset({Do.REVIEW_RISK_BLOCK, Do.ASK_FOR_OTHER_METHOD, Do.DO_NOT_RETRY}),
        frozenset({Do.CONTACT_ISSUER, Do.RETRY_LATER}),
    ),
    CauseCode.BLOCKED_BY_RULE: (
        frozenset({Do.REVIEW_RULE, Do.ASK_FOR_OTHER_METHOD}),
        frozenset({Do.CONTACT_ISSUER, Do.RETRY_LATER}),
    ),
    CauseCode.BLOCKED_LOW_AUTHORIZATION: (
        frozenset({Do.ASK_FOR_OTHER_METHOD, Do.CONTACT_STRIPE, Do.CORRECT_CARD_DATA, Do.RETRY_LATER}),
        frozenset({Do.REVIEW_RULE}),
    ),
    CauseCode.INVALID_REQUEST: (frozenset({Do.FIX_REQUEST}), frozenset({Do.CONTACT_ISSUER})),
    CauseCode.REVERSED_AFTER_APPROVAL: (
        frozenset({Do.REVIEW_RISK_BLOCK, Do.ASK_FOR_OTHER_METHOD, Do.WAIT}),
        frozenset({Do.CAPTURE_NOW, Do.RETRY_LATER}),
    ),
    CauseCode.AUTHORIZATION_EXPIRED: (
        frozenset({Do.CREATE_NEW_PAYMENT, Do.ASK_FOR_OTHER_METHOD}),
        frozenset({Do.CAPTURE_NOW, Do.WAIT}),
    ),
    CauseCode.CANCELED: (
        frozenset({Do.CREATE_NEW_PAYMENT, Do.NO_ACTION}),
        frozenset({Do.CONTACT_ISSUER, Do.CONFIRM_PAYMENT, Do.CAPTURE_NOW}),
    ),
    CauseCode.RECOVERED_BY_RETRY: (frozenset({Do.NO_ACTION}), frozenset({Do.CREATE_NEW_PAYMENT, Do.RETRY_LATER})),
    CauseCode.PAID_ONCE: (frozenset({Do.NO_ACTION}), frozenset({Do.CREATE_NEW_PAYMENT, Do.RETRY_LATER})),
    CauseCode.MANUAL_REVIEW_OPEN: (frozenset({Do.DECIDE_REVIEW}), frozenset({Do.RETRY_LATER, Do.CONTACT_ISSUER})),
    CauseCode.CAPTURE_DUE: (frozenset({Do.CAPTURE_NOW}), frozenset({Do.CREATE_NEW_PAYMENT, Do.CONTACT_ISSUER})),
    CauseCode.STILL_PROCESSING: (frozenset({Do.WAIT}), frozenset({Do.RETRY_LATER, Do.CREATE_NEW_PAYMENT})),
    CauseCode.WEBHOOK_NOT_DELIVERED: (
        frozenset({Do.FIX_WEBHOOK_ENDPOINT, Do.RESEND_EVENT}),
        frozenset({Do.RETRY_LATER, Do.CREATE_NEW_PAYMENT, Do.CONTACT_ISSUER}),
    ),
}


def actions_for(cause: CauseCode, partly_collected: bool) -> tuple[frozenset[Do], frozenset[Do]]:
    """What may be done and what must not be. If a part of the booking was paid elsewhere, the rest may be collected."""
    fine, wrong = OF_CAUSE[cause]
    if partly_collected:
        fine |= {Do.COLLECT_REMAINDER, Do.CREATE_NEW_PAYMENT}
    return fine, wrong
