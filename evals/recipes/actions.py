"""What may be done about each cause, and what would be wrong."""

from tools.contract.causes import ActionCode as Do
from tools.contract.causes import CauseCode

_PAID_AGAIN = frozenset({Do.CREATE_NEW_PAYMENT, Do.RETRY_LATER})
_AGAINST_A_CARD = frozenset({Do.CONTACT_ISSUER, Do.RETRY_LATER, Do.REVIEW_RULE})
_MEMBER = frozenset({Do.UPDATE_CARD, Do.ASK_FOR_OTHER_METHOD, Do.CONTACT_CUSTOMER})

_BEYOND: dict[CauseCode, tuple[frozenset[Do], frozenset[Do]]] = {
    CauseCode.DUPLICATE_CHARGE: (
        frozenset({Do.REFUND_CUSTOMER, Do.FIX_REQUEST}),
        frozenset({Do.NO_ACTION, *_AGAINST_A_CARD}),
    ),
    CauseCode.SEPARATE_ORDERS: (frozenset({Do.NO_ACTION, Do.CONTACT_CUSTOMER}), frozenset({Do.REFUND_CUSTOMER})),
    CauseCode.CAPTURE_AMOUNT_WRONG: (
        frozenset({Do.REFUND_CUSTOMER, Do.CREATE_NEW_PAYMENT, Do.COLLECT_REMAINDER, Do.FIX_REQUEST}),
        frozenset({Do.NO_ACTION, Do.CONTACT_ISSUER}),
    ),
    CauseCode.CURRENCY_WRONG: (
        frozenset({Do.REFUND_CUSTOMER, Do.CREATE_NEW_PAYMENT, Do.FIX_REQUEST, Do.COLLECT_REMAINDER}),
        frozenset({Do.NO_ACTION, Do.CONTACT_ISSUER}),
    ),
    CauseCode.METADATA_MISMATCH: (frozenset({Do.FIX_REQUEST}), frozenset({Do.REFUND_CUSTOMER, Do.NO_ACTION})),
    CauseCode.OTHER_MODE: (frozenset({Do.CHECK_REFERENCE}), frozenset({Do.CREATE_NEW_PAYMENT, Do.RETRY_LATER})),
    CauseCode.CHARGE_NOT_RECOGNIZED: (
        frozenset({Do.NO_ACTION, Do.CONTACT_CUSTOMER}),
        frozenset({Do.RESPOND_TO_DISPUTE, Do.REVIEW_RISK_BLOCK}),
    ),
    CauseCode.PARTIALLY_REFUNDED: (
        frozenset({Do.NO_ACTION, Do.REFUND_CUSTOMER, Do.CONTACT_CUSTOMER}),
        frozenset({Do.REFUND_BY_OTHER_MEANS, Do.RESPOND_TO_DISPUTE}),
    ),
    CauseCode.REFUND_FAILED: (
        frozenset({Do.REFUND_BY_OTHER_MEANS, Do.CONTACT_CUSTOMER, Do.REFUND_CUSTOMER, Do.ADD_FUNDS}),
        frozenset({Do.NO_ACTION, Do.WAIT}),
    ),
    CauseCode.REFUND_PENDING: (
        frozenset({Do.WAIT, Do.ADD_FUNDS}),
        frozenset({Do.REFUND_CUSTOMER, Do.REFUND_BY_OTHER_MEANS}),
    ),
    CauseCode.REFUND_SENT: (
        frozenset({Do.NO_ACTION, Do.WAIT, Do.CHECK_REFERENCE, Do.CONTACT_CUSTOMER, Do.CONTACT_ISSUER}),
        frozenset({Do.REFUND_CUSTOMER, Do.REFUND_BY_OTHER_MEANS}),
    ),
    CauseCode.REFUND_WITHOUT_REVERSAL: (
        frozenset({Do.CHECK_EXISTING_PAYMENT, Do.FIX_REQUEST}),
        frozenset({Do.REFUND_CUSTOMER, Do.NO_ACTION}),
    ),
    CauseCode.DISPUTE_NEEDS_RESPONSE: (
        frozenset({Do.RESPOND_TO_DISPUTE, Do.CONTACT_CUSTOMER}),
        frozenset({Do.REFUND_CUSTOMER, Do.WAIT, Do.NO_ACTION}),
    ),
    CauseCode.DISPUTE_UNDER_REVIEW: (frozenset({Do.WAIT}), frozenset({Do.REFUND_CUSTOMER})),
    CauseCode.INQUIRY_OPEN: (
        frozenset({Do.RESPOND_TO_DISPUTE, Do.REFUND_CUSTOMER, Do.CONTACT_CUSTOMER}),
        frozenset({Do.NO_ACTION, Do.WAIT}),
    ),
    CauseCode.DISPUTE_LOST: (
        frozenset({Do.NO_ACTION, Do.CONTACT_CUSTOMER}),
        frozenset({Do.RESPOND_TO_DISPUTE, Do.REFUND_CUSTOMER}),
    ),
    CauseCode.DISPUTE_WON: (frozenset({Do.NO_ACTION}), frozenset({Do.RESPOND_TO_DISPUTE, Do.REFUND_CUSTOMER})),
    CauseCode.DISPUTED_AFTER_REFUND: (
        frozenset({Do.RESPOND_TO_DISPUTE, Do.NO_ACTION, Do.CONTACT_CUSTOMER}),
        frozenset({Do.REFUND_CUSTOMER, Do.REFUND_BY_OTHER_MEANS}),
    ),
    CauseCode.FRAUD_WARNING_OPEN: (
        frozenset({Do.REFUND_CUSTOMER, Do.CONTACT_CUSTOMER}),
        frozenset({Do.RESPOND_TO_DISPUTE, Do.RETRY_LATER}),
    ),
    CauseCode.REPEAT_DISPUTER: (
        frozenset({Do.RESPOND_TO_DISPUTE, Do.REVIEW_RULE, Do.REVIEW_RISK_BLOCK}),
        frozenset({Do.REFUND_CUSTOMER, Do.NO_ACTION}),
    ),
    CauseCode.DEBIT_FAILED: (
        frozenset({Do.ASK_FOR_OTHER_METHOD, Do.CONTACT_CUSTOMER, Do.RETRY_LATER, Do.UPDATE_BANK_ACCOUNT}),
        frozenset({Do.WAIT, Do.NO_ACTION, Do.REVIEW_RULE}),
    ),
    CauseCode.DEBIT_DISPUTED: (
        frozenset({Do.CONTACT_CUSTOMER, Do.ASK_FOR_OTHER_METHOD, Do.RENEW_MANDATE}),
        frozenset({Do.RESPOND_TO_DISPUTE, Do.REFUND_CUSTOMER}),
    ),
    CauseCode.INVOICE_RETRYING: (
        _MEMBER | {Do.WAIT},
        frozenset({Do.DO_NOT_RETRY, Do.CREATE_NEW_PAYMENT, Do.NO_ACTION}),
    ),
    CauseCode.DUNNING_EXHAUSTED: (_MEMBER | {Do.CREATE_NEW_PAYMENT}, frozenset({Do.WAIT, Do.NO_ACTION})),
    CauseCode.SUBSCRIPTION_NEVER_STARTED: (_MEMBER | {Do.CREATE_NEW_PAYMENT}, frozenset({Do.WAIT, Do.NO_ACTION})),
    CauseCode.PAYMENT_METHOD_MISSING: (_MEMBER, frozenset({Do.CONTACT_ISSUER, Do.NO_ACTION})),
    CauseCode.FEE_AS_AGREED: (frozenset({Do.NO_ACTION}), frozenset({Do.CONTACT_STRIPE, Do.REFUND_CUSTOMER})),
    CauseCode.FEE_DIFFERS: (frozenset({Do.CONTACT_STRIPE}), frozenset({Do.NO_ACTION})),
    CauseCode.NO_FAULT_FOUND: (frozenset({Do.NO_ACTION}), frozenset({Do.REFUND_CUSTOMER}) | _PAID_AGAIN),
    CauseCode.OPEN_MATTERS_FOUND: (
        frozenset({Do.RESPOND_TO_DISPUTE, Do.REFUND_BY_OTHER_MEANS, Do.CREATE_TRANSFER}),
        frozenset({Do.NO_ACTION}),
    ),
}

_PAYING = frozenset({Do.REFUND_CUSTOMER, Do.CREATE_NEW_PAYMENT, Do.REVERSE_TRANSFER})
_DETAILS = frozenset({Do.UPDATE_BANK_ACCOUNT})
_SENDING = frozenset({Do.CREATE_TRANSFER, Do.REVERSE_TRANSFER, Do.ADJUST_TRANSFER})
_IDLE = frozenset({Do.NO_ACTION, Do.WAIT, Do.REFUND_CUSTOMER, Do.UPDATE_BANK_ACCOUNT})

_OF_ACCOUNTS: dict[CauseCode, tuple[frozenset[Do], frozenset[Do]]] = {
    CauseCode.PAYOUT_PAID: (frozenset({Do.NO_ACTION, Do.WAIT, Do.CHECK_REFERENCE}), _PAYING | _DETAILS),
    CauseCode.PAYOUT_IN_TRANSIT: (frozenset({Do.WAIT, Do.NO_ACTION}), _PAYING | _DETAILS),
    CauseCode.PAYOUT_NOT_DUE: (frozenset({Do.WAIT, Do.NO_ACTION, Do.CHANGE_SCHEDULE}), _PAYING | _DETAILS),
    CauseCode.PAYOUTS_MANUAL: (frozenset({Do.CHANGE_SCHEDULE, Do.CONTACT_CUSTOMER}), _PAYING | _DETAILS),
    CauseCode.PAYOUT_FAILED: (_DETAILS, _PAYING | {Do.WAIT, Do.NO_ACTION}),
    CauseCode.PAYOUT_RETURNED: (_DETAILS, _PAYING | {Do.WAIT, Do.NO_ACTION}),
    CauseCode.NEGATIVE_BALANCE: (frozenset({Do.ADD_FUNDS, Do.WAIT}), _PAYING | _DETAILS),
    CauseCode.RESERVE_HELD: (frozenset({Do.WAIT, Do.CONTACT_STRIPE}), _PAYING | _DETAILS),
    CauseCode.REQUIREMENTS_PAST_DUE: (frozenset({Do.PROVIDE_REQUIREMENTS}), _PAYING | {Do.WAIT, Do.NO_ACTION}),
    CauseCode.CAPABILITY_INACTIVE: (
        frozenset({Do.PROVIDE_REQUIREMENTS, Do.REQUEST_CAPABILITY}),
        frozenset({Do.REFUND_CUSTOMER, Do.NO_ACTION, Do.UPDATE_BANK_ACCOUNT}),
    ),
    CauseCode.ACCOUNT_UNDER_REVIEW: (frozenset({Do.WAIT, Do.CONTACT_STRIPE}), _PAYING | {Do.NO_ACTION}),
    CauseCode.ACCOUNT_REJECTED: (frozenset({Do.CONTACT_STRIPE}), _PAYING | {Do.WAIT, Do.PROVIDE_REQUIREMENTS}),
    CauseCode.ACCOUNT_PAUSED: (frozenset({Do.RESUME_ACCOUNT}), _PAYING | {Do.PROVIDE_REQUIREMENTS}),
    CauseCode.TRANSFER_SENT: (frozenset({Do.NO_ACTION}), _SENDING | {Do.REFUND_CUSTOMER, Do.CREATE_NEW_PAYMENT}),
    CauseCode.TRANSFER_MISSING: (frozenset({Do.CREATE_TRANSFER}), _IDLE | {Do.REVERSE_TRANSFER}),
    CauseCode.BALANCE_TOO_LOW: (
        frozenset({Do.CREATE_TRANSFER, Do.ADD_FUNDS, Do.WAIT}),
        frozenset({Do.NO_ACTION, Do.REFUND_CUSTOMER, Do.REVERSE_TRANSFER, Do.UPDATE_BANK_ACCOUNT}),
    ),
    CauseCode.SPLIT_LEG_MISSING: (frozenset({Do.CREATE_TRANSFER}), _IDLE | {Do.REVERSE_TRANSFER}),
    CauseCode.TRANSFER_REVERSED: (frozenset({Do.CREATE_TRANSFER, Do.ADJUST_TRANSFER}), _IDLE | {Do.REVERSE_TRANSFER}),
    CauseCode.TRANSFER_AMOUNT_WRONG: (
        frozenset({Do.ADJUST_TRANSFER, Do.CREATE_TRANSFER, Do.FIX_REQUEST}),
        _IDLE | {Do.REVERSE_TRANSFER},
    ),
    CauseCode.TRANSFER_DESTINATION_WRONG: (frozenset({Do.REVERSE_TRANSFER, Do.CREATE_TRANSFER}), _IDLE),
    CauseCode.DUPLICATE_TRANSFER: (frozenset({Do.REVERSE_TRANSFER, Do.ADJUST_TRANSFER}), _IDLE | {Do.CREATE_TRANSFER}),
    CauseCode.APPLICATION_FEE_WRONG: (
        frozenset({Do.CORRECT_FEE_RULE, Do.FIX_REQUEST}),
        frozenset({Do.NO_ACTION, Do.REFUND_CUSTOMER, Do.CREATE_TRANSFER}),
    ),
    CauseCode.TRANSFER_NOT_DUE: (frozenset({Do.WAIT, Do.NO_ACTION}), frozenset({Do.CREATE_TRANSFER})),
    CauseCode.CURRENCY_CONVERTED: (
        frozenset({Do.NO_ACTION}),
        frozenset({Do.ADJUST_TRANSFER, Do.CREATE_TRANSFER, Do.REVERSE_TRANSFER, Do.REFUND_CUSTOMER}),
    ),
    CauseCode.ON_CONNECTED_ACCOUNT: (
        frozenset({Do.READ_CONNECTED_ACCOUNT, Do.NO_ACTION}),
        frozenset({Do.CREATE_NEW_PAYMENT, Do.RETRY_LATER, Do.REFUND_CUSTOMER}),
    ),
}

_LOOKING = frozenset(
    {Do.RESPOND_TO_DISPUTE, Do.DECIDE_REVIEW, Do.REFUND_CUSTOMER, Do.REVIEW_RULE, Do.REVIEW_RISK_BLOCK}
)
_OF_TIMES: dict[CauseCode, tuple[frozenset[Do], frozenset[Do]]] = {
    CauseCode.RISK_SIGNS_FOUND: (_LOOKING | {Do.CONTACT_CUSTOMER}, frozenset({Do.NO_ACTION, *_PAID_AGAIN})),
    CauseCode.THRESHOLD_REACHED: (_LOOKING | {Do.CONTACT_STRIPE}, frozenset({Do.NO_ACTION, *_PAID_AGAIN})),
}

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
        frozenset({Do.REVIEW_RISK_BLOCK, Do.REVIEW_RULE, Do.ASK_FOR_OTHER_METHOD, Do.CORRECT_CARD_DATA, Do.WAIT}),
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
    CauseCode.WEBHOOK_DELIVERED: (
        frozenset({Do.NO_ACTION, Do.FIX_WEBHOOK_ENDPOINT}),
        frozenset({Do.CREATE_NEW_PAYMENT, Do.REFUND_CUSTOMER}),
    ),
    **_BEYOND,
    **_OF_ACCOUNTS,
    **_OF_TIMES,
    CauseCode.WEBHOOK_NOT_DELIVERED: (
        frozenset({Do.FIX_WEBHOOK_ENDPOINT, Do.RESEND_EVENT}),
        frozenset({Do.RETRY_LATER, Do.CREATE_NEW_PAYMENT, Do.CONTACT_ISSUER}),
    ),
}


UNCLEAR = (
    frozenset({Do.GRANT_PERMISSION, Do.CHECK_REFERENCE, Do.CONTACT_STRIPE, Do.CONTACT_CUSTOMER, Do.WAIT}),
    frozenset({Do.REFUND_CUSTOMER, Do.CREATE_NEW_PAYMENT, Do.DO_NOT_RETRY, Do.REVIEW_RULE}),
)
"""Where no cause is established, somebody may look further; nothing may be changed on a guess."""


def actions_of(cause: CauseCode | None) -> tuple[frozenset[Do], frozenset[Do]]:
    """What may be done and what must not be, of a cause or where there is none."""
    return UNCLEAR if cause is None else OF_CAUSE[cause]


def actions_for(cause: CauseCode, partly_collected: bool) -> tuple[frozenset[Do], frozenset[Do]]:
    """What may be done and what must not be. If a part of the booking was paid elsewhere, the rest may be collected."""
    fine, wrong = OF_CAUSE[cause]
    if partly_collected:
        fine |= {Do.COLLECT_REMAINDER, Do.CREATE_NEW_PAYMENT}
    return fine, wrong
