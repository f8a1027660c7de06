"""What Stripe calls an issuer's refusal: decline code, failure code, messages, network codes and advice.

After docs.stripe.com/declines/codes and docs.stripe.com/error-codes as of 2026-09; network codes are the card networks'
own response codes, which differ by brand.
"""

from dataclasses import dataclass

from evals.world.happened import Advice, Answer, Refusal
from evals.world.parties import Brand, Card, Method


@dataclass(frozen=True, slots=True)
class Decline:
    """A refusal in Stripe's words. `failure_code`: the error's code where Stripe has one apart from `card_declined`."""

    code: str
    network_code: str
    amex_code: str
    message: str = "Your card was declined."
    failure_code: str = "card_declined"
    explained: bool = True
    """Whether the bank gave a reason that Stripe passes on to the seller."""


_ERROR = "An error occurred while processing your card. Try again in a little bit."

DECLINES: dict[Refusal, Decline] = {
    Refusal.NO_FUNDS: Decline("insufficient_funds", "51", "116", "Your card has insufficient funds."),
    Refusal.NO_REASON: Decline("generic_decline", "01", "100", explained=False),
    Refusal.NOT_HONORED: Decline("do_not_honor", "05", "100"),
    Refusal.LOST: Decline("lost_card", "41", "200"),
    Refusal.STOLEN: Decline("stolen_card", "43", "200"),
    Refusal.PICK_UP: Decline("pickup_card", "04", "200"),
    Refusal.EXPIRED: Decline("expired_card", "54", "101", "Your card has expired.", "expired_card"),
    Refusal.WRONG_CVC: Decline(
        "incorrect_cvc", "N7", "122", "Your card's security code is incorrect.", "incorrect_cvc"
    ),
    Refusal.WRONG_NUMBER: Decline(
        "incorrect_number", "14", "111", "Your card number is incorrect.", "incorrect_number"
    ),
    Refusal.NO_ANSWER: Decline("processing_error", "96", "912", _ERROR, "processing_error"),
    Refusal.WANTS_CUSTOMER: Decline(
        "authentication_required",
        "1A",
        "130",
        "Your card was declined. This transaction requires authentication.",
        "authentication_required",
    ),
    Refusal.WRONG_CURRENCY: Decline("currency_not_supported", "57", "115", "Your card does not support this currency."),
    Refusal.OVER_LIMIT: Decline(
        "card_velocity_exceeded",
        "61",
        "121",
        "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
    ),
    Refusal.NOT_PERMITTED: Decline("transaction_not_allowed", "57", "115"),
    Refusal.ACCOUNT_GONE: Decline(
        "account_closed", "R02", "R02", "The customer's bank account has been closed.", "account_closed"
    ),
    Refusal.NO_AUTHORITY: Decline(
        "debit_not_authorized",
        "R10",
        "R10",
        "The customer has notified their bank that this payment was unauthorized.",
        "debit_not_authorized",
    ),
}

ADVICE: dict[Advice, str] = {
    Advice.LATER: "try_again_later",
    Advice.NEVER: "do_not_try_again",
    Advice.CHECK_DATA: "confirm_card_data",
}
_MASTERCARD_ADVICE = {Advice.LATER: "02", Advice.NEVER: "03", Advice.CHECK_DATA: "01"}
_MASTERCARD_CODES = {Refusal.WRONG_CVC: "05", Refusal.WANTS_CUSTOMER: "65", Refusal.NO_REASON: "05"}

COMPLETE = "Payment complete."
TOO_RISKY = "Stripe blocked this payment as too risky."
BLOCKED_BY_RULE = "Stripe blocked this payment because it matched one of your Radar rules."
UNLIKELY = "Stripe blocked this payment because it was unlikely to be authorized."
IN_REVIEW = "Stripe evaluated this payment as having elevated risk, and placed it in your manual review queue."
NO_DETAILS = "The bank did not return any further details with this decline."
NOT_AUTHENTICATED = (
    "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod "
    "to attempt to fulfill this PaymentIntent again."
)

SLIP_RAN_OUT = (
    "The payment attempt for this PaymentIntent has expired. You can provide payment_method_data or a new "
    "PaymentMethod to attempt to fulfill this PaymentIntent again."
)


def decline_of(answer: Answer) -> Decline:
    """The decline that an issuer's refusal is shown as."""
    assert answer.refusal is not None  # noqa: S101 - callers ask about refusals only
    return DECLINES[answer.refusal]


def failure_code(answer: Answer, method: Method) -> str:
    """The error code of a refusal; a bank account's own reason is its code."""
    decline = decline_of(answer)
    return decline.failure_code if isinstance(method, Card) else decline.code


def network_code(answer: Answer, method: Method) -> str | None:
    """The raw code the network carried, or none where nothing was sent."""
    if answer.refusal is None or not isinstance(method, Card):
        return None
    if method.brand is Brand.AMEX:
        return decline_of(answer).amex_code
    if method.brand is Brand.MASTERCARD:
        return _MASTERCARD_CODES.get(answer.refusal, decline_of(answer).network_code)
    return decline_of(answer).network_code


def network_advice(answer: Answer, method: Method) -> str | None:
    """Mastercard's merchant advice code; other networks send none."""
    if answer.advice is None or not isinstance(method, Card) or method.brand is not Brand.MASTERCARD:
        return None
    return _MASTERCARD_ADVICE[answer.advice]


def advice(answer: Answer) -> str | None:
    return ADVICE[answer.advice] if answer.advice else None


def seller_message(answer: Answer) -> str:
    decline = decline_of(answer)
    return f"The bank returned the decline code `{decline.code}`." if decline.explained else NO_DETAILS
