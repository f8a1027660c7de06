"""A payment as a PaymentIntent, and the error it keeps of its last try."""

from evals.world.draw import DAY, Draw
from evals.world.happened import Answer, Attempt, Payment
from evals.world.parties import Card, Chain, Platform, Slip
from evals.world.shelf import JsonObject
from evals.world.shown import charges, codes, marks, methods
from evals.world.steps import Why

CANCELLATIONS = {
    Why.ABANDONED: "abandoned",
    Why.DUPLICATE: "duplicate",
    Why.FRAUDULENT: "fraudulent",
    Why.CUSTOMER_ASKED: "requested_by_customer",
    Why.TIME_RAN_OUT: "expired",
    Why.BILL_VOIDED: "void_invoice",
}
BESIDE_CARDS = {"usd": "us_bank_account", "eur": "sepa_debit", "jpy": "konbini"}
"""What can be paid with beside a card, by currency."""
DOCS = "https://stripe.com/docs/error-codes/"


def payment_intent(payment: Payment, platform: Platform, metadata: JsonObject) -> JsonObject:
    """The intent as its first request made it."""
    chosen = payment.chosen_method
    return {
        "id": payment.id,
        "object": "payment_intent",
        "allowed_payment_method_types": None,
        "amount": payment.amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": marks.application_fee(payment),
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "manual" if payment.captured_by_hand else "automatic_async",
        "client_secret": f"{payment.id}_secret_{payment.secret}",
        "confirmation_method": "automatic",
        "created": payment.created_at,
        "currency": payment.currency,
        "customer": payment.person.id,
        "customer_account": None,
        "description": marks.description(payment),
        "excluded_payment_method_types": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": platform.livemode,
        "managed_payments": {"enabled": False},
        "metadata": metadata,
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": chosen.id if chosen else None,
        "payment_method_configuration_details": None,
        "payment_method_options": _options(payment),
        "payment_method_types": _types(payment),
        "payment_record": None,
        "processing": None,
        "receipt_email": payment.person.email,
        "review": None,
        "setup_future_usage": "off_session" if payment.bill else None,
        "shipping": marks.shipping(payment),
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "requires_confirmation" if chosen else "requires_payment_method",
        "transfer_data": marks.transfer_data(payment),
        "transfer_group": marks.transfer_group(payment),
    }


def _types(payment: Payment) -> list[str]:
    if payment.captured_by_hand or payment.bill or payment.currency not in BESIDE_CARDS:
        return ["card"]
    return ["card", BESIDE_CARDS[payment.currency]]


def _options(payment: Payment) -> JsonObject:
    options: JsonObject = {
        "card": {
            "installments": None,
            "mandate_options": None,
            "network": None,
            "request_three_d_secure": "automatic",
        }
    }
    if "us_bank_account" in _types(payment):
        options["us_bank_account"] = {"verification_method": "automatic"}
    if "sepa_debit" in _types(payment):
        options["sepa_debit"] = {}
    if "konbini" in _types(payment):
        options["konbini"] = {
            "confirmation_number": None,
            "expires_after_days": 3,
            "expires_at": None,
            "product_description": None,
        }
    return options


def payment_error(payment: Payment, attempt: Attempt, platform: Platform) -> JsonObject:
    """`last_payment_error` after a try that failed; with no `charge` when it ended at 3-D Secure."""
    method = methods.payment_method(attempt.method, payment.person, platform)
    kind = methods.type_of(attempt.method)
    if not attempt.makes_charge:
        failed = attempt.stopped_by_challenge
        code = f"payment_intent_{'authentication_failure' if failed else 'payment_attempt_expired'}"
        return {
            "code": code,
            "doc_url": DOCS + code.replace("_", "-"),
            "message": codes.NOT_AUTHENTICATED if failed else codes.SLIP_RAN_OUT,
            "payment_method": method,
            "payment_method_type": kind,
            "type": "invalid_request_error",
        }
    code, message, decline = charges.failure_of(attempt)
    answer = attempt.answer if attempt.answer and attempt.answer.refusal else Answer()
    found: JsonObject = {
        "advice_code": codes.advice(answer),
        "charge": attempt.charge,
        "code": code,
        "decline_code": decline,
        "doc_url": DOCS + code.replace("_", "-"),
        "message": message,
        "network_advice_code": codes.network_advice(answer, attempt.method),
        "network_decline_code": codes.network_code(answer, attempt.method),
        "payment_method": method,
        "payment_method_type": kind,
        "type": "card_error" if isinstance(attempt.method, Card) else "invalid_request_error",
    }
    return {key: value for key, value in found.items() if value is not None}


def slip(payment: Payment, attempt: Attempt, held: Slip) -> JsonObject:
    """What the customer shows at the till, of any of the stores, until the slip runs out."""
    shown = {"confirmation_number": held.number, "payment_code": held.code}
    token = Draw(0, payment.id, attempt.charge).text(60)
    return {
        "konbini_display_details": {
            "expires_at": attempt.at + 3 * DAY,
            "hosted_voucher_url": f"https://payments.stripe.com/konbini/voucher/{token}",
            "stores": {chain.value: shown for chain in Chain},
        },
        "type": "konbini_display_details",
    }


def next_action(payment: Payment, attempt: Attempt) -> JsonObject:
    """What the customer's browser has to do to authenticate."""
    draw = Draw(0, payment.id, attempt.charge)
    source = draw.minted("src", payment.stem)
    return {
        "type": "use_stripe_sdk",
        "use_stripe_sdk": {
            "source": source,
            "stripe_js": f"https://hooks.stripe.com/redirect/authenticate/{source}?client_secret={draw.text(24)}",
            "type": "three_d_secure_redirect",
        },
    }
