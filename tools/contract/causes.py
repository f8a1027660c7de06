"""The closed vocabularies of an answer: verdict, cause, party, action.

Models, verification, worlds and reports all speak these words. A code says what happened in the field's own terms;
which Stripe fields show it is for the reader of evidence to know, never for this page.
"""

from enum import StrEnum


class Verdict(StrEnum):
    """How far the evidence carries the answer. Set by code, never by a model."""

    EXPLAINED = "explained"
    LIKELY = "likely"
    INCONCLUSIVE = "inconclusive"
    NOT_FOUND = "not_found"
    NO_ISSUE = "no_issue"


class CauseCode(StrEnum):
    """What explains the state of the thing asked about."""

    # the issuer said no
    INSUFFICIENT_FUNDS = "insufficient_funds"
    CARD_LIMIT_EXCEEDED = "card_limit_exceeded"
    CARD_EXPIRED = "card_expired"
    CARD_DATA_INCORRECT = "card_data_incorrect"
    CARD_LOST_OR_STOLEN = "card_lost_or_stolen"
    CARD_NOT_SUPPORTED = "card_not_supported"
    CURRENCY_NOT_SUPPORTED = "currency_not_supported"
    ISSUER_DECLINED = "issuer_declined"  # the issuer gave no usable reason
    PROCESSING_ERROR = "processing_error"  # the issuer or network could not answer; transient
    AUTHENTICATION_REQUIRED = "authentication_required"

    # the payment never reached the issuer
    AUTHENTICATION_FAILED = "authentication_failed"
    AUTHENTICATION_PENDING = "authentication_pending"
    NEVER_CONFIRMED = "never_confirmed"
    BLOCKED_BY_RADAR = "blocked_by_radar"
    BLOCKED_BY_RULE = "blocked_by_rule"
    BLOCKED_LOW_AUTHORIZATION = "blocked_low_authorization"
    INVALID_REQUEST = "invalid_request"

    # the issuer agreed, and it still did not become a payment
    REVERSED_AFTER_APPROVAL = "reversed_after_approval"
    AUTHORIZATION_EXPIRED = "authorization_expired"
    CANCELED = "canceled"

    # nothing failed
    RECOVERED_BY_RETRY = "recovered_by_retry"
    PAID_ONCE = "paid_once"
    MANUAL_REVIEW_OPEN = "manual_review_open"
    CAPTURE_DUE = "capture_due"
    STILL_PROCESSING = "still_processing"

    # the payment is fine, the platform did not hear of it
    WEBHOOK_NOT_DELIVERED = "webhook_not_delivered"
    WEBHOOK_DELIVERED = "webhook_delivered"

    # the payment is not the one that was meant
    DUPLICATE_CHARGE = "duplicate_charge"
    SEPARATE_ORDERS = "separate_orders"
    CAPTURE_AMOUNT_WRONG = "capture_amount_wrong"
    CURRENCY_WRONG = "currency_wrong"
    METADATA_MISMATCH = "metadata_mismatch"
    OTHER_MODE = "other_mode"
    CHARGE_NOT_RECOGNIZED = "charge_not_recognized"

    # the money went back, or was meant to
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUND_FAILED = "refund_failed"
    REFUND_PENDING = "refund_pending"
    REFUND_SENT = "refund_sent"
    REFUND_WITHOUT_REVERSAL = "refund_without_reversal"

    # the cardholder or the issuer contests it
    DISPUTE_NEEDS_RESPONSE = "dispute_needs_response"
    DISPUTE_UNDER_REVIEW = "dispute_under_review"
    INQUIRY_OPEN = "inquiry_open"
    DISPUTE_LOST = "dispute_lost"
    DISPUTE_WON = "dispute_won"
    DISPUTED_AFTER_REFUND = "disputed_after_refund"
    FRAUD_WARNING_OPEN = "fraud_warning_open"
    REPEAT_DISPUTER = "repeat_disputer"

    # bank debits and subscriptions
    DEBIT_FAILED = "debit_failed"
    DEBIT_DISPUTED = "debit_disputed"
    INVOICE_RETRYING = "invoice_retrying"
    DUNNING_EXHAUSTED = "dunning_exhausted"
    SUBSCRIPTION_NEVER_STARTED = "subscription_never_started"
    PAYMENT_METHOD_MISSING = "payment_method_missing"

    # fees
    FEE_AS_AGREED = "fee_as_agreed"
    FEE_DIFFERS = "fee_differs"

    # the provider's share of a payment
    TRANSFER_SENT = "transfer_sent"
    TRANSFER_NOT_DUE = "transfer_not_due"
    TRANSFER_MISSING = "transfer_missing"
    SPLIT_LEG_MISSING = "split_leg_missing"  # of several providers of one payment, one got nothing
    TRANSFER_REVERSED = "transfer_reversed"
    TRANSFER_AMOUNT_WRONG = "transfer_amount_wrong"
    TRANSFER_DESTINATION_WRONG = "transfer_destination_wrong"
    DUPLICATE_TRANSFER = "duplicate_transfer"
    BALANCE_TOO_LOW = "balance_too_low"  # the platform's money was not available yet
    APPLICATION_FEE_WRONG = "application_fee_wrong"
    CURRENCY_CONVERTED = "currency_converted"
    ON_CONNECTED_ACCOUNT = "on_connected_account"  # the object is on a provider's account, not on the platform's

    # the provider's account, and its way to the bank
    PAYOUT_PAID = "payout_paid"
    PAYOUT_IN_TRANSIT = "payout_in_transit"
    PAYOUT_NOT_DUE = "payout_not_due"  # the schedule, or the minimum of a balance, has not come round
    PAYOUTS_MANUAL = "payouts_manual"
    PAYOUT_FAILED = "payout_failed"
    PAYOUT_RETURNED = "payout_returned"  # shown as paid, and failed days later
    NEGATIVE_BALANCE = "negative_balance"
    RESERVE_HELD = "reserve_held"
    REQUIREMENTS_PAST_DUE = "requirements_past_due"
    CAPABILITY_INACTIVE = "capability_inactive"
    ACCOUNT_UNDER_REVIEW = "account_under_review"
    ACCOUNT_REJECTED = "account_rejected"
    ACCOUNT_PAUSED = "account_paused"  # by the platform itself

    # many payments of a time
    THRESHOLD_REACHED = "threshold_reached"  # of a card network's programme, as far as it can be estimated
    RISK_SIGNS_FOUND = "risk_signs_found"  # warnings, disputes, reviews or patterns that somebody should look at

    # the record answers the question, and nothing in it is wrong
    NO_FAULT_FOUND = "no_fault_found"

    # a list that was read whole answers the question, and some of it waits for somebody
    OPEN_MATTERS_FOUND = "open_matters_found"


class Party(StrEnum):
    """Who must act next, or who made the decision where nobody can act."""

    ISSUER = "issuer"
    RADAR = "radar"
    CUSTOMER = "customer"
    INTEGRATION = "integration"
    PLATFORM = "platform"
    CONNECTED_ACCOUNT = "connected_account"
    BANK = "bank"
    NETWORK = "network"
    STRIPE = "stripe"
    NONE = "none"
    UNKNOWN = "unknown"


class ActionCode(StrEnum):
    """What someone may do next. paysleuth itself does none of them."""

    NO_ACTION = "no_action"
    WAIT = "wait"
    RETRY_LATER = "retry_later"
    DO_NOT_RETRY = "do_not_retry"
    ASK_FOR_OTHER_METHOD = "ask_for_other_method"
    UPDATE_CARD = "update_card"
    CORRECT_CARD_DATA = "correct_card_data"
    CONTACT_ISSUER = "contact_issuer"
    AUTHENTICATE_ON_SESSION = "authenticate_on_session"
    COMPLETE_AUTHENTICATION = "complete_authentication"
    CONFIRM_PAYMENT = "confirm_payment"
    CREATE_NEW_PAYMENT = "create_new_payment"
    COLLECT_REMAINDER = "collect_remainder"
    REVIEW_RULE = "review_rule"
    REVIEW_RISK_BLOCK = "review_risk_block"
    DECIDE_REVIEW = "decide_review"
    CAPTURE_NOW = "capture_now"
    FIX_WEBHOOK_ENDPOINT = "fix_webhook_endpoint"
    RESEND_EVENT = "resend_event"
    FIX_REQUEST = "fix_request"
    GRANT_PERMISSION = "grant_permission"
    CHECK_REFERENCE = "check_reference"
    CONTACT_STRIPE = "contact_stripe"
    CONTACT_CUSTOMER = "contact_customer"
    CHECK_EXISTING_PAYMENT = "check_existing_payment"
    RENEW_MANDATE = "renew_mandate"
    REFUND_CUSTOMER = "refund_customer"
    REFUND_BY_OTHER_MEANS = "refund_by_other_means"
    RESPOND_TO_DISPUTE = "respond_to_dispute"
    ADD_FUNDS = "add_funds"
    UPDATE_BANK_ACCOUNT = "update_bank_account"
    PROVIDE_REQUIREMENTS = "provide_requirements"
    REQUEST_CAPABILITY = "request_capability"
    RESUME_ACCOUNT = "resume_account"
    CREATE_TRANSFER = "create_transfer"
    REVERSE_TRANSFER = "reverse_transfer"
    ADJUST_TRANSFER = "adjust_transfer"
    CORRECT_FEE_RULE = "correct_fee_rule"
    CHANGE_SCHEDULE = "change_schedule"
    READ_CONNECTED_ACCOUNT = "read_connected_account"
