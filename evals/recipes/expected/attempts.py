"""What the charge of a failed attempt must say: its codes, its advice and who decided.

After Stripe's list of decline codes, its error codes and its guide to declined payments; a network's own codes after
the networks' response codes (ISO 8583 for Visa, Mastercard and Discover, American Express's action codes).
"""

from evals.world.happened import Advice, Attempt, Refusal, RiskDecision
from evals.world.parties import BankAccount, Brand, Card, Scheme, Slip

DECLINE_CODES: dict[Refusal, str] = {
    Refusal.NO_FUNDS: "insufficient_funds",
    Refusal.NO_REASON: "generic_decline",
    Refusal.NOT_HONORED: "do_not_honor",
    Refusal.LOST: "lost_card",
    Refusal.STOLEN: "stolen_card",
    Refusal.PICK_UP: "pickup_card",
    Refusal.EXPIRED: "expired_card",
    Refusal.WRONG_CVC: "incorrect_cvc",
    Refusal.WRONG_NUMBER: "incorrect_number",
    Refusal.NO_ANSWER: "processing_error",
    Refusal.WANTS_CUSTOMER: "authentication_required",
    Refusal.WRONG_CURRENCY: "currency_not_supported",
    Refusal.OVER_LIMIT: "card_velocity_exceeded",
    Refusal.NOT_PERMITTED: "transaction_not_allowed",
    Refusal.NO_AUTHORITY: "debit_not_authorized",
    Refusal.ACCOUNT_GONE: "account_closed",
}

OWN_ERRORS = frozenset(
    {
        *("expired_card", "incorrect_cvc", "incorrect_number", "processing_error", "authentication_required"),
        *("account_closed", "debit_not_authorized"),
    }
)
"""Decline codes that are error codes too; a card's other refusals are all `card_declined`."""

NETWORK_CODES: dict[Refusal, tuple[str, str, str]] = {
    Refusal.NO_FUNDS: ("51", "51", "116"),
    Refusal.NO_REASON: ("01", "05", "100"),
    Refusal.NOT_HONORED: ("05", "05", "100"),
    Refusal.LOST: ("41", "41", "200"),
    Refusal.STOLEN: ("43", "43", "200"),
    Refusal.PICK_UP: ("04", "04", "200"),
    Refusal.EXPIRED: ("54", "54", "101"),
    Refusal.WRONG_CVC: ("N7", "05", "122"),
    Refusal.WRONG_NUMBER: ("14", "14", "111"),
    Refusal.NO_ANSWER: ("96", "96", "912"),
    Refusal.WANTS_CUSTOMER: ("1A", "65", "130"),
    Refusal.WRONG_CURRENCY: ("57", "57", "115"),
    Refusal.OVER_LIMIT: ("61", "61", "121"),
    Refusal.NOT_PERMITTED: ("57", "57", "115"),
}
"""What Visa and Discover, Mastercard, and American Express carry."""

ADVICE_CODES = {
    Advice.LATER: "try_again_later",
    Advice.NEVER: "do_not_try_again",
    Advice.CHECK_DATA: "confirm_card_data",
}

DECIDED: dict[RiskDecision, tuple[str, str, str]] = {
    RiskDecision.BLOCK: ("blocked", "not_sent_to_network", "highest_risk_level"),
    RiskDecision.BLOCK_BY_RULE: ("blocked", "not_sent_to_network", "rule"),
    RiskDecision.BLOCK_UNLIKELY: ("blocked", "not_sent_to_network", "low_probability_of_authorization"),
    RiskDecision.REVERSE: ("blocked", "reversed_after_approval", "highest_risk_level"),
    RiskDecision.REVERSE_BY_RULE: ("blocked", "reversed_after_approval", "rule"),
}
"""Type, network status and reason of an outcome that was not the issuer's."""

FOUND_RISKY = frozenset({RiskDecision.BLOCK, RiskDecision.REVERSE})
METHOD_TYPES = {Scheme.ACH: "us_bank_account", Scheme.SEPA: "sepa_debit"}


def refusal_of(attempt: Attempt) -> Refusal | None:
    """Why the issuer or the bank said no, if it was asked and did."""
    return attempt.answer.refusal if attempt.answer else None


def decline_code(attempt: Attempt) -> str:
    """The decline code of a failed attempt; where nobody declined, Stripe says why it stopped the payment."""
    refusal = refusal_of(attempt)
    if refusal is not None:
        return DECLINE_CODES[refusal]
    if attempt.wrong_cvc:  # the issuer agreed, and a rule read the check
        return "incorrect_cvc"
    return "fraudulent" if attempt.risk.decision in FOUND_RISKY else "generic_decline"


def failure_code(attempt: Attempt) -> str:
    """The error code of a failed attempt. A bank account's own reason is its error."""
    code = decline_code(attempt)
    return "card_declined" if isinstance(attempt.method, Card) and code not in OWN_ERRORS else code


def advice_code(attempt: Attempt) -> str | None:
    advice = attempt.answer.advice if attempt.answer else None
    return ADVICE_CODES[advice] if advice else None


def network_code(attempt: Attempt) -> str | None:
    """What the card's network carried of a refusal; none of a debit, or where nobody was asked."""
    refusal = refusal_of(attempt)
    if refusal is None or not isinstance(attempt.method, Card):
        return None
    others, mastercard, amex = NETWORK_CODES[refusal]
    return {Brand.MASTERCARD: mastercard, Brand.AMEX: amex}.get(attempt.method.brand, others)


def outcome_of(attempt: Attempt) -> tuple[str, str, str]:
    """Type, network status and reason of a failed attempt's outcome."""
    if refusal_of(attempt) is not None:
        return "issuer_declined", "declined_by_network", decline_code(attempt)
    return DECIDED[attempt.risk.decision]


def method_type(attempt: Attempt) -> str:
    method = attempt.method
    match method:
        case Card():
            return "card"
        case BankAccount():
            return METHOD_TYPES[method.scheme]
        case Slip():
            return "konbini"
