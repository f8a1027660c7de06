"""When each cause is so, said of what happened in a world and never of what it shows.

Truths are derived elsewhere, from the same first layer and in other words: where the two disagree, one is wrong.
"""

from collections.abc import Mapping

from evals.checks.causes import accounts, attempts, bills, money, shares
from evals.checks.causes.attempts import Predicate, refused, stopped
from evals.checks.causes.money import standing
from evals.checks.causes.target import Target, target_of
from evals.world.happened import Refusal, RiskDecision
from tools.contract.causes import CauseCode as C

__all__ = ["BESIDE", "HARMLESS", "HOLDS", "Predicate", "Target", "target_of", "true_of"]

_OF_A_TRY: Mapping[C, Predicate] = {
    C.INSUFFICIENT_FUNDS: refused(Refusal.NO_FUNDS),
    C.CARD_LIMIT_EXCEEDED: refused(Refusal.OVER_LIMIT),
    C.CARD_EXPIRED: refused(Refusal.EXPIRED),
    C.CARD_DATA_INCORRECT: refused(Refusal.WRONG_CVC, Refusal.WRONG_NUMBER),
    C.CARD_LOST_OR_STOLEN: refused(Refusal.LOST, Refusal.STOLEN, Refusal.PICK_UP),
    C.CARD_NOT_SUPPORTED: refused(Refusal.NOT_PERMITTED),
    C.CURRENCY_NOT_SUPPORTED: refused(Refusal.WRONG_CURRENCY),
    C.ISSUER_DECLINED: refused(Refusal.NO_REASON, Refusal.NOT_HONORED),
    C.PROCESSING_ERROR: refused(Refusal.NO_ANSWER),
    C.AUTHENTICATION_REQUIRED: refused(Refusal.WANTS_CUSTOMER),
    C.BLOCKED_BY_RADAR: stopped(RiskDecision.BLOCK),
    C.BLOCKED_BY_RULE: stopped(RiskDecision.BLOCK_BY_RULE),
    C.BLOCKED_LOW_AUTHORIZATION: stopped(RiskDecision.BLOCK_UNLIKELY),
}

HOLDS: Mapping[C, Predicate] = {
    **_OF_A_TRY,
    C.AUTHENTICATION_FAILED: attempts.failed_challenge,
    C.AUTHENTICATION_PENDING: attempts.waiting,
    C.NEVER_CONFIRMED: attempts.never_tried,
    C.REVERSED_AFTER_APPROVAL: attempts.undone,
    C.AUTHORIZATION_EXPIRED: attempts.lapsed,
    C.CANCELED: attempts.canceled,
    C.RECOVERED_BY_RETRY: attempts.recovered,
    C.PAID_ONCE: lambda target: attempts.paid_once(target) and not money.charged_twice(target),
    C.MANUAL_REVIEW_OPEN: attempts.under_review,
    C.CAPTURE_DUE: attempts.held,
    C.STILL_PROCESSING: attempts.processing,
    C.WEBHOOK_NOT_DELIVERED: attempts.unheard,
    C.WEBHOOK_DELIVERED: attempts.heard,
    C.DUPLICATE_CHARGE: money.charged_twice,
    C.SEPARATE_ORDERS: money.two_bookings,
    C.CAPTURE_AMOUNT_WRONG: money.wrong_amount,
    C.CURRENCY_WRONG: money.wrong_currency,
    C.METADATA_MISMATCH: money.wrong_marks,
    C.OTHER_MODE: money.other_mode,
    C.CHARGE_NOT_RECOGNIZED: money.undisputed,
    C.PARTIALLY_REFUNDED: money.refunded_in_part,
    C.REFUND_FAILED: money.refund_failed,
    C.REFUND_PENDING: money.refund_waits,
    C.REFUND_SENT: money.refunded,
    C.REFUND_WITHOUT_REVERSAL: money.share_kept,
    C.DISPUTE_NEEDS_RESPONSE: standing("to be answered"),
    C.DISPUTE_UNDER_REVIEW: standing("under review"),
    C.INQUIRY_OPEN: money.inquiry,
    C.DISPUTE_LOST: standing("lost"),
    C.DISPUTE_WON: standing("won"),
    C.DISPUTED_AFTER_REFUND: money.after_refund,
    C.FRAUD_WARNING_OPEN: money.warned,
    C.REPEAT_DISPUTER: money.disputed_elsewhere,
    C.DEBIT_FAILED: attempts.debit_failed,
    C.DEBIT_DISPUTED: money.debit_taken_back,
    C.INVOICE_RETRYING: bills.retried,
    C.DUNNING_EXHAUSTED: bills.given_up,
    C.SUBSCRIPTION_NEVER_STARTED: bills.never_began,
    C.PAYMENT_METHOD_MISSING: bills.nothing_to_charge,
    C.ON_CONNECTED_ACCOUNT: accounts.elsewhere,
    C.CAPABILITY_INACTIVE: accounts.unsendable,
    C.TRANSFER_NOT_DUE: accounts.not_due,
    C.TRANSFER_SENT: shares.sent_well,
    C.TRANSFER_MISSING: shares.missing,
    C.BALANCE_TOO_LOW: shares.unfunded,
    C.TRANSFER_REVERSED: shares.reversed_beyond,
    C.TRANSFER_AMOUNT_WRONG: shares.otherwise,
    C.TRANSFER_DESTINATION_WRONG: shares.astray,
    C.DUPLICATE_TRANSFER: shares.doubled,
    C.SPLIT_LEG_MISSING: shares.leg_missing,
    C.APPLICATION_FEE_WRONG: shares.fee_wrong,
    C.CURRENCY_CONVERTED: shares.converted,
    C.FEE_AS_AGREED: lambda target: attempts.collected(target) and not money.overpriced(target),
    C.FEE_DIFFERS: money.overpriced,
    C.NO_FAULT_FOUND: lambda _: True,
}

HARMLESS = frozenset(
    {
        *(C.PAID_ONCE, C.RECOVERED_BY_RETRY, C.WEBHOOK_DELIVERED, C.FEE_AS_AGREED, C.CHARGE_NOT_RECOGNIZED),
        *(C.SEPARATE_ORDERS, C.NO_FAULT_FOUND, C.TRANSFER_NOT_DUE, C.TRANSFER_SENT, C.CURRENCY_CONVERTED),
    }
)
"""Answers to a question about one side of a payment, true of any that is in order on that side."""

_OF_A_BILL = frozenset(_OF_A_TRY) | {C.CANCELED, C.AUTHENTICATION_PENDING, C.AUTHENTICATION_FAILED, C.NEVER_CONFIRMED}
_OF_A_DISPUTE = frozenset({C.DISPUTE_NEEDS_RESPONSE, C.INQUIRY_OPEN, C.REFUND_SENT})

_STOPPED = (C.REQUIREMENTS_PAST_DUE, C.ACCOUNT_UNDER_REVIEW, C.ACCOUNT_REJECTED, C.ACCOUNT_PAUSED)

BESIDE: Mapping[C, frozenset[C]] = {
    C.REFUND_PENDING: frozenset({C.STILL_PROCESSING}),
    C.CANCELED: frozenset({C.SUBSCRIPTION_NEVER_STARTED}),
    C.REFUND_WITHOUT_REVERSAL: frozenset({C.REFUND_SENT}),
    C.TRANSFER_REVERSED: frozenset({C.PARTIALLY_REFUNDED}),
    C.BALANCE_TOO_LOW: frozenset({C.TRANSFER_MISSING}),
    C.DISPUTED_AFTER_REFUND: _OF_A_DISPUTE,
    C.REPEAT_DISPUTER: frozenset({C.DISPUTE_NEEDS_RESPONSE}),
    C.INVOICE_RETRYING: _OF_A_BILL,
    C.DUNNING_EXHAUSTED: _OF_A_BILL,
    C.SUBSCRIPTION_NEVER_STARTED: _OF_A_BILL,
    C.PAYMENT_METHOD_MISSING: _OF_A_BILL,
    **dict.fromkeys(_STOPPED, frozenset({C.PAYOUTS_MANUAL})),
}
"""What a cause takes in: these are so as well, and are the lesser answer."""


def true_of(target: Target) -> frozenset[C]:
    """Every cause that is so of a target."""
    return frozenset(cause for cause, holds in HOLDS.items() if holds(target))
