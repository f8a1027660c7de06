"""Which codes of Stripe show which cause (docs.stripe.com/declines/codes, docs.stripe.com/error-codes)."""

from tools.contract.causes import CauseCode

_AMBIGUOUS = frozenset("not_permitted service_not_allowed transaction_not_allowed".split())
"""Codes that say the card may not do this, without saying whether it ever could."""

DECLINE_CODES: dict[CauseCode, frozenset[str]] = {
    CauseCode.INSUFFICIENT_FUNDS: frozenset({"insufficient_funds"}),
    CauseCode.CARD_LIMIT_EXCEEDED: frozenset(
        "card_velocity_exceeded withdrawal_count_limit_exceeded payment_limit_exceeded invalid_amount".split()
    ),
    CauseCode.CARD_EXPIRED: frozenset({"expired_card", "expired_payment_information"}),
    CauseCode.CARD_DATA_INCORRECT: frozenset(
        "incorrect_address incorrect_cvc incorrect_number incorrect_pin incorrect_zip invalid_account invalid_cvc "
        "invalid_expiry_month invalid_expiry_year invalid_number invalid_payment_information invalid_pin "
        "new_account_information_available".split()
    ),
    CauseCode.CARD_LOST_OR_STOLEN: frozenset("lost_card pickup_card restricted_card stolen_card".split()),
    CauseCode.CARD_NOT_SUPPORTED: frozenset({"card_not_supported"}) | _AMBIGUOUS,
    CauseCode.CURRENCY_NOT_SUPPORTED: frozenset({"currency_not_supported"}),
    CauseCode.PROCESSING_ERROR: frozenset(
        "approve_with_id issuer_not_available processing_error reenter_transaction try_again_later "
        "three_d_secure_authentication_upstream_error payment_method_provider_timeout".split()
    ),
    CauseCode.AUTHENTICATION_REQUIRED: frozenset(
        "authentication_not_handled authentication_required mobile_device_authentication_required".split()
    ),
}
"""The decline codes of each cause; every other one says only that the issuer declined."""

NAMED = frozenset[str]().union(*DECLINE_CODES.values()) - _AMBIGUOUS
"""The codes that name a reason."""

_NOT_PERMITTED = frozenset({"57", "115", "119"})
"""What a network answers where a card may not make such a purchase: 57 in ISO 8583 of 1987, and in that of 1993, whose
three digits American Express answers with, 115 (function not supported) and 119 (not permitted to the cardholder).
"""


def named_by_network(decline_code: str | None, network_decline_code: str | None) -> bool:
    """Whether the network's own code says what an ambiguous decline code leaves open."""
    return decline_code in _AMBIGUOUS and network_decline_code in _NOT_PERMITTED


GENERAL = frozenset({"card_declined"})
"""Codes that only say that there was a decline."""

AUTHENTICATION_ERRORS = frozenset({"payment_intent_authentication_failure", "setup_intent_authentication_failure"})

RULE_REASONS = frozenset({"rule", "merchant_blacklist"})
"""Reasons of a block that the platform itself has set up."""

LOW_AUTHORIZATION = "low_probability_of_authorization"
REVERSED = "reversed_after_approval"
NOT_SENT = "not_sent_to_network"

FINAL_ADVICE = frozenset({"do_not_try_again"})
FINAL_NETWORK_ADVICE = frozenset({"03", "21"})
"""Mastercard's merchant advice codes that forbid another try."""
FINAL_DECLINES = frozenset("lost_card pickup_card stolen_card revocation_of_all_authorizations".split())
"""Decline codes after which the same card is not tried again, unless an advice code says otherwise."""

DEBITS = frozenset("acss_debit au_becs_debit bacs_debit nz_bank_account sepa_debit us_bank_account".split())
"""Payment methods that take money from a bank account; the bank answers days later."""
