"""A payment's attempts: one for each charge, and one for each failure that came before a charge was made.

`last_payment_error` is never their source, as Stripe clears it when the payment is later updated for any reason
(docs.stripe.com/api/payment_intents/object#payment_intent_object-last_payment_error).
"""

from collections.abc import Sequence
from datetime import datetime

from tools.contract.clock import from_unix
from tools.contract.money import Money
from tools.contract.payment import Attempt, AttemptResult, Authentication, Checks, Decision, Method, Rule, Stage
from tools.shapes import (
    CardDetails,
    Charge,
    ChargeOutcome,
    ErrorMethod,
    Event,
    MethodDetails,
    PaymentFailure,
    PaymentIntent,
    RadarRule,
    reference,
)

AUTHENTICATION_CODES = frozenset(
    {
        "authentication_required",
        "authentication_not_handled",
        "payment_intent_authentication_failure",
        "setup_intent_authentication_failure",
        "three_d_secure_authentication_upstream_error",
    }
)
LOST = frozenset({"failed", "blocked", "reversed"})
"""The results that brought no money."""


def attempts(payment: PaymentIntent, charges: Sequence[Charge], failures: Sequence[Event]) -> list[Attempt]:
    """All attempts, oldest first; `failures` are the payment_failed events that no charge belongs to."""
    tried: list[tuple[datetime, str, Charge | Event]] = [
        (from_unix(source.created), source.id, source) for source in (*charges, *failures)
    ]
    made: list[Attempt] = []
    for number, (_, _, source) in enumerate(sorted(tried, key=lambda one: one[:2]), start=1):
        if isinstance(source, Charge):
            made.append(of_charge(payment, source, number))
        else:
            made.append(of_failure(source, number))
    return made


def of_charge(payment: PaymentIntent | None, charge: Charge, number: int) -> Attempt:
    """The attempt that a charge is; `payment` is what it belongs to, where that is known."""
    stage, result = ending(charge)
    held = charge.status != "failed"
    outcome, card = charge.outcome, _card(charge.payment_method_details)
    return Attempt(
        id=charge.id,
        number=number,
        created=from_unix(charge.created),
        stage=stage,
        result=result,
        amount=Money(currency=charge.currency, minor=charge.amount),
        captured=Money(currency=charge.currency, minor=charge.amount_captured) if held else None,
        refunded=Money(currency=charge.currency, minor=charge.amount_refunded) if charge.amount_refunded else None,
        method=method_of(charge.payment_method, charge.payment_method_details),
        off_session=True if card and card.stored_credential_usage else None,
        decision=_decision(outcome),
        failure_code=charge.failure_code,
        decline_code=_decline_code(payment, charge),
        checks=_checks(card),
        authentication=_authentication(card),
        capture_before=from_unix(card.capture_before) if card and card.capture_before else None,
        disputed=charge.disputed if held else None,
        balance_transaction=reference(charge.balance_transaction),
        receipt=charge.receipt_url if held else None,
        descriptor=charge.calculated_statement_descriptor if held else None,
    )


def of_failure(event: Event, number: int) -> Attempt:
    """The attempt that ended before a charge was made, as the payment stood at that event."""
    then = PaymentIntent.of(event.data.object)
    error = then.last_payment_error or PaymentFailure()
    stage: Stage = "authentication" if error.code in AUTHENTICATION_CODES else "request"
    method = error.payment_method
    return Attempt(
        id=event.id,
        number=number,
        created=from_unix(event.created),
        stage=stage,
        result="failed",
        amount=Money(currency=then.currency, minor=then.amount),
        method=method_of(method.id, method) if method else None,
        decision=Decision(advice_code=error.advice_code) if error.advice_code else None,
        failure_code=error.code,
        decline_code=error.decline_code,
    )


def ending(charge: Charge) -> tuple[Stage, AttemptResult]:
    """How far a charge came and what became of it.

    Who decided is told by `outcome.type` before any code, as a block by Stripe also carries `card_declined`
    (docs.stripe.com/declines).
    """
    outcome = charge.outcome or ChargeOutcome()
    if outcome.network_status == "reversed_after_approval":
        return "risk", "reversed"
    if outcome.type == "blocked":
        return "risk", "blocked"
    if outcome.type == "invalid":
        return "request", "failed"
    if charge.status == "failed":
        return _failed_stage(charge, outcome), "failed"
    if charge.status == "pending":
        return "settlement", "pending"
    return ("settlement", "paid") if charge.captured else ("authorization", "authorized")


def method_count(made: Sequence[Attempt]) -> int:
    """How many different methods were tried: the same card number under two ids is one."""
    return len({made_with for attempt in made if (made_with := identity(attempt.method))})


def identity(method: Method | None) -> str | None:
    """What tells methods apart: a card number before an id."""
    return method and (method.fingerprint or method.id or method.type)


def _failed_stage(charge: Charge, outcome: ChargeOutcome) -> Stage:
    if outcome.type == "issuer_declined":
        return "authorization"
    if outcome.type == "authorized":
        return "settlement"  # a debit that the bank first took and later returned
    return "authentication" if charge.failure_code in AUTHENTICATION_CODES else "request"


def _decline_code(payment: PaymentIntent | None, charge: Charge) -> str | None:
    """A charge has no field of its own for it: an issuer's reason is one, and the payment's last error may say it.

    A block's is left to the error: it says "fraudulent" whatever the reason of the block.
    """
    outcome = charge.outcome
    if outcome and outcome.type in {"issuer_declined", "blocked"}:
        return outcome.reason if outcome.type == "issuer_declined" else None
    error = payment.last_payment_error if payment else None
    return error.decline_code if error and error.charge == charge.id else None


def _decision(outcome: ChargeOutcome | None) -> Decision | None:
    if outcome is None:
        return None
    return Decision(
        type=outcome.type,
        network_status=outcome.network_status,
        reason=outcome.reason,
        rule=_rule(outcome.rule),
        risk_level=outcome.risk_level,
        risk_score=outcome.risk_score,
        advice_code=outcome.advice_code,
        network_advice_code=outcome.network_advice_code,
        network_decline_code=outcome.network_decline_code,
    )


def _rule(rule: RadarRule | str | None) -> Rule | None:
    if rule is None:
        return None
    return Rule(id=rule) if isinstance(rule, str) else Rule(id=rule.id, action=rule.action, predicate=rule.predicate)


def _card(details: MethodDetails | None) -> CardDetails | None:
    return details.card if details else None


def method_of(method_id: str | None, details: MethodDetails | ErrorMethod | None) -> Method | None:
    """The method as an attempt shows it."""
    if details is None:
        return None
    card = details.card
    if card is None:
        bank = details.bank
        return Method(
            id=method_id, type=details.type, last4=bank.last4, country=bank.country, fingerprint=bank.fingerprint
        )
    return Method(
        id=method_id,
        type=details.type,
        brand=card.brand,
        last4=card.last4,
        funding=card.funding,
        country=card.country,
        exp_month=card.exp_month,
        exp_year=card.exp_year,
        wallet=card.wallet.type if card.wallet else None,
        fingerprint=card.fingerprint,
    )


def _checks(card: CardDetails | None) -> Checks | None:
    if card is None or card.checks is None:
        return None
    checks = card.checks
    told = Checks(
        cvc=checks.cvc_check,
        address_line1=checks.address_line1_check,
        postal_code=checks.address_postal_code_check,
    )
    return told if told != Checks() else None


def _authentication(card: CardDetails | None) -> Authentication | None:
    if card is None or card.three_d_secure is None:
        return None
    secure = card.three_d_secure
    return Authentication(
        result=secure.result,
        result_reason=secure.result_reason,
        flow=secure.authentication_flow,
        version=secure.version,
    )
