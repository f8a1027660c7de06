"""The rules of causes: when the evidence on a subject proves one, excludes it, or leaves it open."""

from agent.verification.causes.account_case import AccountCase
from agent.verification.causes.apart import judge_apart, shares_in_order
from agent.verification.causes.case import Case, Excluded, Open, Proven, Ruling
from agent.verification.causes.changes import leading
from agent.verification.causes.judging import (
    KINDS,
    NEAR_MISSES,
    RULES,
    cases_of,
    judge,
    judges,
    near_misses,
    together,
    wanting,
)
from agent.verification.causes.parties import UNPROVEN, parties
from agent.verification.causes.payment_case import PaymentCase, opened
from tools.contract.causes import CauseCode

__all__ = [
    "KINDS",
    "NEAR_MISSES",
    "NO_FAULT",
    "RULES",
    "UNPROVEN",
    "UNRECORDED",
    "AccountCase",
    "Case",
    "Excluded",
    "Open",
    "PaymentCase",
    "Proven",
    "Ruling",
    "cases_of",
    "judge",
    "judge_apart",
    "judges",
    "leading",
    "near_misses",
    "opened",
    "parties",
    "shares_in_order",
    "together",
    "wanting",
]

NO_FAULT = frozenset(
    {
        CauseCode.RECOVERED_BY_RETRY,
        CauseCode.PAID_ONCE,
        CauseCode.MANUAL_REVIEW_OPEN,
        CauseCode.CAPTURE_DUE,
        CauseCode.STILL_PROCESSING,
        CauseCode.AUTHENTICATION_PENDING,
        CauseCode.WEBHOOK_DELIVERED,
        CauseCode.SEPARATE_ORDERS,
        CauseCode.CHARGE_NOT_RECOGNIZED,
        CauseCode.PARTIALLY_REFUNDED,
        CauseCode.REFUND_SENT,
        CauseCode.DISPUTE_WON,
        CauseCode.FEE_AS_AGREED,
        CauseCode.ON_CONNECTED_ACCOUNT,
        CauseCode.PAYOUT_PAID,
        CauseCode.PAYOUT_IN_TRANSIT,
        CauseCode.PAYOUT_NOT_DUE,
        CauseCode.TRANSFER_SENT,
        CauseCode.TRANSFER_NOT_DUE,
        CauseCode.CURRENCY_CONVERTED,
        CauseCode.NO_FAULT_FOUND,
    }
)
"""Causes in which nothing failed."""

UNRECORDED = frozenset({CauseCode.NEVER_CONFIRMED, CauseCode.THRESHOLD_REACHED, CauseCode.BALANCE_TOO_LOW})
"""Causes behind which stands something that Stripe doesn't record, so that they are never more than likely."""
