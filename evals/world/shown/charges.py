"""A try at a payment that came to a charge, as Stripe shows it.

Who decided stands in `outcome`: the issuer (`issuer_declined`), Stripe or a rule before the issuer was asked
(`blocked`, `not_sent_to_network`), Stripe after it had agreed (`blocked`, `reversed_after_approval`). `failure_code`
is `card_declined` for most of them alike.
"""

from evals.world.draw import DAY, Draw, letters
from evals.world.happened import Answer, Attempt, ChallengeResult, Payment, Refusal, RiskDecision
from evals.world.parties import BankAccount, Brand, Card, Platform, Scheme, Slip
from evals.world.shelf import JsonObject
from evals.world.shown import codes, marks, methods

CAPTURE_WINDOW = 7 * DAY
DESCRIPTOR = "SKYMARKET"


def charge(payment: Payment, attempt: Attempt, platform: Platform, metadata: JsonObject, at: int) -> JsonObject:
    """The charge of an attempt at the moment it was made."""
    agreed = attempt.agreed
    pending = agreed and isinstance(attempt.method, BankAccount)
    captured = agreed and not payment.captured_by_hand
    failure = None if agreed else failure_of(attempt)
    return {
        "id": attempt.charge,
        "object": "charge",
        "amount": payment.amount,
        "amount_captured": payment.amount if captured else 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": marks.application_fee(payment),
        "balance_transaction": None,
        "billing_details": methods.billing_details(payment.person),
        "calculated_statement_descriptor": DESCRIPTOR,
        "captured": captured,
        "created": at,
        "currency": payment.currency,
        "customer": payment.person.id,
        "description": marks.description(payment),
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": failure[0] if failure else None,
        "failure_message": failure[1] if failure else None,
        "fraud_details": {},
        "livemode": platform.livemode,
        "metadata": metadata,
        "on_behalf_of": None,
        "outcome": outcome(attempt),
        "paid": agreed and not pending,
        "payment_intent": payment.id,
        "payment_method": attempt.method.id,
        "payment_method_details": _details(payment, attempt, at),
        "radar_options": {},
        "receipt_email": payment.person.email,
        "receipt_number": None,
        "receipt_url": _receipt(attempt, platform) if agreed else None,
        "refunded": False,
        "review": attempt.review if agreed else None,
        "shipping": marks.shipping(payment),
        "source": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "pending" if pending else "succeeded" if agreed else "failed",
        "transfer_data": marks.transfer_data(payment),
        "transfer_group": marks.transfer_group(payment),
    }


def usable_at(attempt: Attempt) -> int | None:
    """When the money of a debit or a slip can be used: once the bank has answered, four days after it was paid."""
    match attempt.method:
        case BankAccount():
            return (attempt.ended_at + DAY) // DAY * DAY
        case Slip():
            return (attempt.ended_at + 4 * DAY) // DAY * DAY
        case Card():
            return None


def failure_of(attempt: Attempt) -> tuple[str, str, str]:
    """What a failed charge and its payment's error say: code, message, decline code."""
    answer = attempt.answer
    if answer is not None and answer.refusal is not None:
        decline = codes.decline_of(answer)
        return codes.failure_code(answer, attempt.method), decline.message, decline.code
    if attempt.risk.decision is RiskDecision.REVERSE_BY_RULE:  # as the one rule that can undo a payment reads the code
        wrong = codes.DECLINES[Refusal.WRONG_CVC]
        return wrong.failure_code, wrong.message, wrong.code
    too_risky = attempt.risk.decision in {RiskDecision.BLOCK, RiskDecision.REVERSE}
    return "card_declined", "Your card was declined.", "fraudulent" if too_risky else "generic_decline"


def outcome(attempt: Attempt) -> JsonObject:
    """Who decided, on what ground, and what the risk engine thought."""
    card = isinstance(attempt.method, Card)
    answer = attempt.answer or Answer()
    kind, network, reason, message = _decision(attempt)
    declined = kind == "issuer_declined"
    shown: JsonObject = {
        "advice_code": codes.advice(answer) if declined else None,
        "network_advice_code": codes.network_advice(answer, attempt.method) if declined else None,
        "network_decline_code": codes.network_code(answer, attempt.method) if declined else None,
        "network_status": network,
        "reason": reason,
        "risk_level": attempt.risk.level.value if card else "not_assessed",
    }
    if card:
        shown["risk_score"] = attempt.risk.score
    if attempt.risk.rule is not None and kind in {"blocked", "manual_review"}:
        shown["rule"] = attempt.risk.rule.id
    return {**shown, "seller_message": message, "type": kind}


_BLOCKS = {
    RiskDecision.BLOCK: ("blocked", "not_sent_to_network", "highest_risk_level", codes.TOO_RISKY),
    RiskDecision.BLOCK_BY_RULE: ("blocked", "not_sent_to_network", "rule", codes.BLOCKED_BY_RULE),
    RiskDecision.BLOCK_UNLIKELY: ("blocked", "not_sent_to_network", "low_probability_of_authorization", codes.UNLIKELY),
}
_UNDONE = {
    RiskDecision.REVERSE: ("blocked", "reversed_after_approval", "highest_risk_level", codes.TOO_RISKY),
    RiskDecision.REVERSE_BY_RULE: ("blocked", "reversed_after_approval", "rule", codes.BLOCKED_BY_RULE),
}


def _decision(attempt: Attempt) -> tuple[str, str, str | None, str]:
    """Type, network status, reason and message of an outcome."""
    answer, decision = attempt.answer, attempt.risk.decision
    if decision in _BLOCKS:
        return _BLOCKS[decision]
    if answer is not None and answer.refusal is not None:
        return "issuer_declined", "declined_by_network", codes.decline_of(answer).code, codes.seller_message(answer)
    if decision in _UNDONE:
        return _UNDONE[decision]
    if decision is RiskDecision.REVIEW:
        reason = "rule" if attempt.risk.rule else "elevated_risk_level"
        return "manual_review", "approved_by_network", reason, codes.IN_REVIEW
    return "authorized", "approved_by_network", None, codes.COMPLETE


def _details(payment: Payment, attempt: Attempt, at: int) -> JsonObject:
    kind = methods.type_of(attempt.method)
    match attempt.method:
        case Card():
            return {kind: _card(payment, attempt, attempt.method, at), "type": kind}
        case BankAccount():
            return {kind: _account(attempt.method, at), "type": kind}
        case Slip():
            return {kind: {"store": {"chain": attempt.method.chain}}, "type": kind}


def _card(payment: Payment, attempt: Attempt, card: Card, at: int) -> JsonObject:
    asked = attempt.answer is not None
    draw = Draw(0, attempt.charge)
    shown: JsonObject = {
        "amount_authorized": payment.amount if attempt.agreed else None,
        "authorization_code": draw.digits(6) if asked else None,
        "brand": card.brand.value,
        "checks": _checks(attempt, card, street=payment.person.address.line1 is not None),
        "country": card.country,
        "electronic_commerce_indicator": _indicator(attempt, card),
        "exp_month": card.exp_month,
        "exp_year": card.exp_year,
        "extended_authorization": {"status": "disabled"},
        "fingerprint": card.fingerprint,
        "funding": card.funding.value,
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "last4": card.last4,
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": card.brand.value,
        "network_token": {"used": card.wallet is not None},
        "network_transaction_id": draw.digits(15) if asked else None,
        "overcapture": {"maximum_amount_capturable": payment.amount, "status": "unavailable"},
        "regulated_status": "unregulated",
        "three_d_secure": _three_d_secure(attempt, card, draw),
        "transaction_link_id": None,
        "wallet": methods.wallet(card),
    }
    if attempt.agreed and payment.captured_by_hand:
        shown["capture_before"] = at + CAPTURE_WINDOW
    if not attempt.customer_present:
        shown["stored_credential_usage"] = "recurring" if payment.bill else "unscheduled"
    return shown


def _checks(attempt: Attempt, card: Card, *, street: bool) -> JsonObject:
    """What the issuer said of the data typed in: nothing for a wallet or a saved card; unchecked if it wasn't asked."""
    if card.wallet is not None or not attempt.customer_present:
        return {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": None}
    if attempt.answer is None:
        unchecked = "unchecked" if street else None
        return {"address_line1_check": unchecked, "address_postal_code_check": "unchecked", "cvc_check": "unchecked"}
    return {
        "address_line1_check": "pass" if street else None,
        "address_postal_code_check": "fail" if attempt.wrong_postal_code else "pass",
        "cvc_check": "fail" if attempt.wrong_cvc or attempt.answer.refusal is Refusal.WRONG_CVC else "pass",
    }


def _indicator(attempt: Attempt, card: Card) -> str | None:
    if attempt.answer is None:
        return None
    if card.brand is Brand.MASTERCARD:
        return "02" if attempt.challenge or card.wallet else "00"
    return "05" if attempt.challenge or card.wallet else "07"


def _three_d_secure(attempt: Attempt, card: Card, draw: Draw) -> JsonObject | None:
    challenge = attempt.challenge
    if challenge is None or challenge.result is not ChallengeResult.PASSED:
        return None
    return {
        "authentication_flow": "frictionless" if challenge.frictionless else "challenge",
        "electronic_commerce_indicator": "02" if card.brand is Brand.MASTERCARD else "05",
        "exemption_indicator": None,
        "result": "authenticated",
        "result_reason": None,
        "transaction_id": draw.uuid(),
        "version": "2.2.0",
    }


def _account(account: BankAccount, at: int) -> JsonObject:
    if account.scheme is Scheme.SEPA:
        return {
            "bank_code": account.routing,
            "branch_code": "",
            "country": account.country,
            "fingerprint": account.fingerprint,
            "last4": account.last4,
            "mandate": methods.mandate_of(account),
        }
    return {
        "account_holder_type": "individual",
        "account_type": "checking",
        "bank_name": account.bank,
        "fingerprint": account.fingerprint,
        "last4": account.last4,
        "mandate": methods.mandate_of(account),
        "payment_reference": None,
        "routing_number": account.routing,
    }


def _receipt(attempt: Attempt, platform: Platform) -> str:
    token = letters(32, platform.account, attempt.charge) + letters(28, attempt.charge)
    return f"https://pay.stripe.com/receipts/payment/{token}"
