"""The causes that are judged on a payment's own story: all their rules, and what each is easily taken for."""

from agent.verification.causes import (
    attempts,
    blocks,
    debits,
    disputes,
    duplicates,
    fees,
    lifecycle,
    refunds,
    webhooks,
)
from agent.verification.causes.kinds import Kind
from agent.verification.causes.payment_case import PaymentCase, Rule, opened
from tools.contract.causes import CauseCode

RULES: dict[CauseCode, Rule] = {
    **attempts.RULES,
    **blocks.RULES,
    **lifecycle.RULES,
    **webhooks.RULES,
    **refunds.RULES,
    **disputes.RULES,
    **debits.RULES,
    **fees.RULES,
    **duplicates.RULES,
}

_FAILURES = (
    *attempts.RULES,
    *blocks.RULES,
    CauseCode.AUTHENTICATION_PENDING,
    CauseCode.NEVER_CONFIRMED,
    CauseCode.AUTHORIZATION_EXPIRED,
    CauseCode.CANCELED,
)
_BLOCKS = (CauseCode.BLOCKED_BY_RADAR, CauseCode.BLOCKED_BY_RULE, CauseCode.BLOCKED_LOW_AUTHORIZATION)

NEAR_MISSES: dict[CauseCode, tuple[CauseCode, ...]] = {
    CauseCode.INSUFFICIENT_FUNDS: (
        CauseCode.BLOCKED_BY_RADAR,
        CauseCode.AUTHENTICATION_FAILED,
        CauseCode.INVALID_REQUEST,
        CauseCode.RECOVERED_BY_RETRY,
    ),
    CauseCode.CARD_LIMIT_EXCEEDED: (
        CauseCode.ISSUER_DECLINED,
        CauseCode.INSUFFICIENT_FUNDS,
        CauseCode.RECOVERED_BY_RETRY,
    ),
    CauseCode.CARD_EXPIRED: (CauseCode.PROCESSING_ERROR, CauseCode.RECOVERED_BY_RETRY),
    CauseCode.CARD_DATA_INCORRECT: (*_BLOCKS, CauseCode.RECOVERED_BY_RETRY),
    CauseCode.CARD_LOST_OR_STOLEN: (
        CauseCode.INSUFFICIENT_FUNDS,
        CauseCode.BLOCKED_BY_RADAR,
        CauseCode.RECOVERED_BY_RETRY,
    ),
    CauseCode.CARD_NOT_SUPPORTED: (CauseCode.ISSUER_DECLINED, CauseCode.RECOVERED_BY_RETRY),
    CauseCode.CURRENCY_NOT_SUPPORTED: (CauseCode.ISSUER_DECLINED, CauseCode.RECOVERED_BY_RETRY),
    CauseCode.ISSUER_DECLINED: (*_BLOCKS, CauseCode.AUTHENTICATION_FAILED, CauseCode.RECOVERED_BY_RETRY),
    CauseCode.PROCESSING_ERROR: (CauseCode.INVALID_REQUEST, CauseCode.RECOVERED_BY_RETRY),
    CauseCode.AUTHENTICATION_REQUIRED: (
        CauseCode.INSUFFICIENT_FUNDS,
        CauseCode.AUTHENTICATION_FAILED,
        CauseCode.RECOVERED_BY_RETRY,
    ),
    CauseCode.AUTHENTICATION_FAILED: (
        CauseCode.ISSUER_DECLINED,
        CauseCode.AUTHENTICATION_PENDING,
        CauseCode.RECOVERED_BY_RETRY,
    ),
    CauseCode.AUTHENTICATION_PENDING: (CauseCode.AUTHENTICATION_FAILED, CauseCode.ISSUER_DECLINED),
    CauseCode.NEVER_CONFIRMED: (CauseCode.ISSUER_DECLINED, CauseCode.AUTHENTICATION_FAILED),
    CauseCode.BLOCKED_BY_RADAR: (
        CauseCode.ISSUER_DECLINED,
        CauseCode.BLOCKED_BY_RULE,
        CauseCode.RECOVERED_BY_RETRY,
    ),
    CauseCode.BLOCKED_BY_RULE: (
        CauseCode.BLOCKED_BY_RADAR,
        CauseCode.ISSUER_DECLINED,
        CauseCode.RECOVERED_BY_RETRY,
    ),
    CauseCode.BLOCKED_LOW_AUTHORIZATION: (
        CauseCode.BLOCKED_BY_RADAR,
        CauseCode.ISSUER_DECLINED,
        CauseCode.RECOVERED_BY_RETRY,
    ),
    CauseCode.INVALID_REQUEST: (CauseCode.ISSUER_DECLINED, CauseCode.RECOVERED_BY_RETRY),
    CauseCode.REVERSED_AFTER_APPROVAL: (
        CauseCode.ISSUER_DECLINED,
        CauseCode.BLOCKED_BY_RADAR,
        CauseCode.RECOVERED_BY_RETRY,
    ),
    CauseCode.AUTHORIZATION_EXPIRED: (CauseCode.CANCELED, CauseCode.CAPTURE_DUE),
    CauseCode.CANCELED: (CauseCode.AUTHORIZATION_EXPIRED, CauseCode.ISSUER_DECLINED),
    CauseCode.RECOVERED_BY_RETRY: _FAILURES,
    CauseCode.PAID_ONCE: _FAILURES,
    CauseCode.MANUAL_REVIEW_OPEN: _BLOCKS,
    CauseCode.CAPTURE_DUE: (CauseCode.AUTHORIZATION_EXPIRED,),
    CauseCode.STILL_PROCESSING: (CauseCode.ISSUER_DECLINED, CauseCode.AUTHENTICATION_PENDING),
    CauseCode.WEBHOOK_NOT_DELIVERED: _FAILURES,
    CauseCode.WEBHOOK_DELIVERED: (CauseCode.WEBHOOK_NOT_DELIVERED,),
    **refunds.NEAR_MISSES,
    **disputes.NEAR_MISSES,
    **debits.NEAR_MISSES,
    **fees.NEAR_MISSES,
    **duplicates.NEAR_MISSES,
}

PAYMENTS = Kind(
    case=PaymentCase,
    tool="payment_flow",
    wanting="the payment_flow of its payment",
    opened=opened,
    rules=RULES,
    near_misses=NEAR_MISSES,
)
