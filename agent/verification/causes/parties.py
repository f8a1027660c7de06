"""Who may be named as the party of a cause: who made the decision, or who must act."""

from agent.verification.causes.case import Case
from agent.verification.causes.codes import RULE_REASONS
from agent.verification.causes.payment_case import PaymentCase
from tools.contract.causes import CauseCode, Party

_ISSUERS = frozenset({Party.ISSUER, Party.CUSTOMER})

_SENDERS = frozenset({Party.PLATFORM, Party.INTEGRATION})
_PAID_OUT = frozenset({Party.CONNECTED_ACCOUNT, Party.BANK})

_PARTIES: dict[CauseCode, frozenset[Party]] = {
    CauseCode.INSUFFICIENT_FUNDS: _ISSUERS,
    CauseCode.CARD_LIMIT_EXCEEDED: _ISSUERS,
    CauseCode.CARD_EXPIRED: _ISSUERS,
    CauseCode.CARD_DATA_INCORRECT: _ISSUERS,
    CauseCode.CARD_LOST_OR_STOLEN: _ISSUERS,
    CauseCode.CARD_NOT_SUPPORTED: _ISSUERS,
    CauseCode.CURRENCY_NOT_SUPPORTED: _ISSUERS,
    CauseCode.ISSUER_DECLINED: _ISSUERS,
    CauseCode.PROCESSING_ERROR: frozenset({Party.ISSUER, Party.NETWORK, Party.STRIPE}),
    CauseCode.AUTHENTICATION_REQUIRED: frozenset({Party.CUSTOMER, Party.INTEGRATION}),
    CauseCode.AUTHENTICATION_FAILED: _ISSUERS,
    CauseCode.AUTHENTICATION_PENDING: frozenset({Party.CUSTOMER}),
    CauseCode.NEVER_CONFIRMED: frozenset({Party.INTEGRATION, Party.CUSTOMER}),
    CauseCode.BLOCKED_BY_RADAR: frozenset({Party.RADAR, Party.STRIPE}),
    CauseCode.BLOCKED_BY_RULE: frozenset({Party.PLATFORM}),
    CauseCode.BLOCKED_LOW_AUTHORIZATION: frozenset({Party.STRIPE, Party.RADAR}),
    CauseCode.INVALID_REQUEST: frozenset({Party.INTEGRATION, Party.PLATFORM}),
    CauseCode.REVERSED_AFTER_APPROVAL: frozenset({Party.STRIPE, Party.RADAR}),
    CauseCode.AUTHORIZATION_EXPIRED: frozenset({Party.PLATFORM, Party.INTEGRATION}),
    CauseCode.CANCELED: frozenset({Party.PLATFORM, Party.CUSTOMER, Party.NONE}),
    CauseCode.RECOVERED_BY_RETRY: frozenset({Party.NONE}),
    CauseCode.PAID_ONCE: frozenset({Party.NONE}),
    CauseCode.MANUAL_REVIEW_OPEN: frozenset({Party.PLATFORM}),
    CauseCode.CAPTURE_DUE: frozenset({Party.PLATFORM, Party.INTEGRATION}),
    CauseCode.STILL_PROCESSING: frozenset({Party.BANK, Party.CUSTOMER, Party.NONE}),
    CauseCode.WEBHOOK_NOT_DELIVERED: frozenset({Party.PLATFORM, Party.INTEGRATION}),
    CauseCode.WEBHOOK_DELIVERED: frozenset({Party.NONE, Party.PLATFORM, Party.INTEGRATION}),
    CauseCode.DUPLICATE_CHARGE: frozenset({Party.INTEGRATION, Party.PLATFORM}),
    CauseCode.SEPARATE_ORDERS: frozenset({Party.NONE}),
    CauseCode.CAPTURE_AMOUNT_WRONG: frozenset({Party.INTEGRATION, Party.PLATFORM}),
    CauseCode.CURRENCY_WRONG: frozenset({Party.INTEGRATION, Party.PLATFORM}),
    CauseCode.METADATA_MISMATCH: frozenset({Party.INTEGRATION, Party.PLATFORM}),
    CauseCode.OTHER_MODE: frozenset({Party.PLATFORM, Party.INTEGRATION, Party.NONE, Party.UNKNOWN}),
    CauseCode.CHARGE_NOT_RECOGNIZED: frozenset({Party.NONE, Party.PLATFORM, Party.CUSTOMER}),
    CauseCode.PARTIALLY_REFUNDED: frozenset({Party.NONE, Party.PLATFORM}),
    CauseCode.REFUND_FAILED: frozenset({Party.PLATFORM, Party.BANK, Party.ISSUER}),
    CauseCode.REFUND_PENDING: frozenset({Party.PLATFORM, Party.STRIPE, Party.BANK, Party.CUSTOMER, Party.NONE}),
    CauseCode.REFUND_SENT: frozenset({Party.NONE, Party.BANK, Party.ISSUER}),
    CauseCode.REFUND_WITHOUT_REVERSAL: frozenset({Party.PLATFORM, Party.INTEGRATION}),
    CauseCode.DISPUTE_NEEDS_RESPONSE: frozenset({Party.PLATFORM}),
    CauseCode.DISPUTE_UNDER_REVIEW: frozenset({Party.ISSUER, Party.NETWORK, Party.BANK, Party.NONE}),
    CauseCode.INQUIRY_OPEN: frozenset({Party.PLATFORM}),
    CauseCode.DISPUTE_LOST: frozenset({Party.ISSUER, Party.PLATFORM, Party.NONE}),
    CauseCode.DISPUTE_WON: frozenset({Party.NONE, Party.ISSUER}),
    CauseCode.DISPUTED_AFTER_REFUND: frozenset({Party.PLATFORM, Party.ISSUER, Party.CUSTOMER}),
    CauseCode.FRAUD_WARNING_OPEN: frozenset({Party.PLATFORM}),
    CauseCode.REPEAT_DISPUTER: frozenset({Party.CUSTOMER, Party.PLATFORM}),
    CauseCode.DEBIT_FAILED: frozenset({Party.BANK, Party.CUSTOMER}),
    CauseCode.DEBIT_DISPUTED: frozenset({Party.BANK, Party.CUSTOMER, Party.PLATFORM}),
    CauseCode.INVOICE_RETRYING: frozenset({Party.CUSTOMER, Party.ISSUER, Party.PLATFORM, Party.STRIPE, Party.NONE}),
    CauseCode.DUNNING_EXHAUSTED: frozenset({Party.CUSTOMER, Party.PLATFORM, Party.ISSUER}),
    CauseCode.SUBSCRIPTION_NEVER_STARTED: frozenset({Party.CUSTOMER, Party.ISSUER, Party.PLATFORM}),
    CauseCode.PAYMENT_METHOD_MISSING: frozenset({Party.CUSTOMER, Party.PLATFORM}),
    CauseCode.FEE_AS_AGREED: frozenset({Party.NONE}),
    CauseCode.FEE_DIFFERS: frozenset({Party.STRIPE, Party.PLATFORM}),
    CauseCode.TRANSFER_SENT: frozenset({Party.NONE}),
    CauseCode.TRANSFER_NOT_DUE: frozenset({Party.NONE, Party.PLATFORM}),
    CauseCode.TRANSFER_MISSING: _SENDERS,
    CauseCode.SPLIT_LEG_MISSING: _SENDERS,
    CauseCode.TRANSFER_REVERSED: frozenset({Party.PLATFORM, Party.NONE}),
    CauseCode.TRANSFER_AMOUNT_WRONG: _SENDERS,
    CauseCode.TRANSFER_DESTINATION_WRONG: _SENDERS,
    CauseCode.DUPLICATE_TRANSFER: _SENDERS,
    CauseCode.BALANCE_TOO_LOW: frozenset({Party.PLATFORM, Party.NONE}),
    CauseCode.APPLICATION_FEE_WRONG: _SENDERS,
    CauseCode.CURRENCY_CONVERTED: frozenset({Party.NONE, Party.STRIPE}),
    CauseCode.ON_CONNECTED_ACCOUNT: frozenset({Party.NONE, Party.PLATFORM}),
    CauseCode.PAYOUT_PAID: frozenset({Party.NONE, Party.BANK}),
    CauseCode.PAYOUT_IN_TRANSIT: frozenset({Party.BANK, Party.NONE}),
    CauseCode.PAYOUT_NOT_DUE: frozenset({Party.NONE, Party.PLATFORM}),
    CauseCode.PAYOUTS_MANUAL: frozenset({Party.PLATFORM, Party.CONNECTED_ACCOUNT}),
    CauseCode.PAYOUT_FAILED: _PAID_OUT,
    CauseCode.PAYOUT_RETURNED: _PAID_OUT,
    CauseCode.NEGATIVE_BALANCE: frozenset({Party.CONNECTED_ACCOUNT, Party.PLATFORM}),
    CauseCode.RESERVE_HELD: frozenset({Party.STRIPE, Party.PLATFORM}),
    CauseCode.REQUIREMENTS_PAST_DUE: frozenset({Party.CONNECTED_ACCOUNT}),
    CauseCode.CAPABILITY_INACTIVE: frozenset({Party.CONNECTED_ACCOUNT, Party.PLATFORM, Party.STRIPE}),
    CauseCode.ACCOUNT_UNDER_REVIEW: frozenset({Party.STRIPE}),
    CauseCode.ACCOUNT_REJECTED: frozenset({Party.STRIPE, Party.PLATFORM}),
    CauseCode.ACCOUNT_PAUSED: frozenset({Party.PLATFORM}),
    CauseCode.THRESHOLD_REACHED: frozenset({Party.PLATFORM, Party.NETWORK}),
    CauseCode.RISK_SIGNS_FOUND: frozenset({Party.PLATFORM}),
    CauseCode.NO_FAULT_FOUND: frozenset({Party.NONE}),
    CauseCode.OPEN_MATTERS_FOUND: frozenset({Party.PLATFORM, Party.NONE}),
}

_BY_REASON: dict[str, frozenset[Party]] = {
    "abandoned": frozenset({Party.CUSTOMER, Party.PLATFORM, Party.NONE}),
    "requested_by_customer": frozenset({Party.CUSTOMER, Party.PLATFORM, Party.NONE}),
    "automatic": frozenset({Party.STRIPE, Party.PLATFORM, Party.INTEGRATION, Party.NONE}),
    "expired": frozenset({Party.STRIPE, Party.PLATFORM, Party.INTEGRATION, Party.CUSTOMER, Party.NONE}),
}
"""Who canceled, by the cancellation's reason; for every other reason the platform did."""

UNPROVEN = frozenset({Party.UNKNOWN, Party.NONE, Party.PLATFORM})
"""Who may be named when no cause is proven: the platform can always look further, nobody else may be blamed."""


def parties(cause: CauseCode, *cases: Case) -> frozenset[Party]:
    """The parties that the cause allows on this subject; behind a debit stands a bank, not a card's issuer."""
    payment = next((case for case in cases if isinstance(case, PaymentCase)), None)
    return _of_payment(cause, payment) if payment else _PARTIES.get(cause, UNPROVEN)


def _of_payment(cause: CauseCode, case: PaymentCase) -> frozenset[Party]:
    if cause is CauseCode.CANCELED:
        return _BY_REASON.get(case.flow.cancellation_reason or "", frozenset({Party.PLATFORM, Party.NONE}))
    allowed = _PARTIES.get(cause, UNPROVEN)
    decision = case.last[1].decision if case.last else None
    if cause is CauseCode.REVERSED_AFTER_APPROVAL and decision is not None and decision.reason in RULE_REASONS:
        return allowed | {Party.PLATFORM}
    method = case.last[1].method if case.last else None
    if Party.ISSUER in allowed and method is not None and method.type != "card":
        return allowed | {Party.BANK}
    return allowed
