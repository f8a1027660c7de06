"""What a right answer states of a payment that failed, waits for its customer or was never tried."""

from evals.recipes.expected import attempts
from evals.recipes.reading import Reading, Stated, state
from evals.truth import Evidence
from evals.world.parties import Card


def failed(reading: Reading) -> list[Stated]:
    """An attempt that came to a charge and failed."""
    attempt = reading.payment.attempts[-1]
    charge = attempt.charge
    last_charge = [one for one in reading.payment.attempts if one.makes_charge][-1].charge
    kind, network, _ = attempts.outcome_of(attempt)
    tries = sum(one.makes_charge for one in reading.payment.attempts)
    facts = [
        state("status", "enum", "requires_payment_method", reading.own("status", "requires_payment_method")),
        state("charge", "id", charge, Evidence(charge, "id", charge), reading.own("latest_charge", last_charge)),
        state("failed_at", "time", attempt.decided_at, Evidence(charge, "created", attempt.decided_at), critical=False),
        state("attempts", "count", len(reading.payment.attempts), critical=False),
        state("charges", "count", tries, critical=False),
        *_failed_challenges(reading),
        state("outcome_type", "enum", kind, Evidence(charge, "outcome.type", kind)),
        state("network_status", "enum", network, Evidence(charge, "outcome.network_status", network)),
    ]
    if isinstance(attempt.method, Card):
        last4 = Evidence(charge, "payment_method_details.card.last4", attempt.method.last4)
        facts.append(state("card_last4", "text", attempt.method.last4, last4, critical=False))
    return facts


def _failed_challenges(reading: Reading) -> list[Stated]:
    """Tries before the last that ended at 3-D Secure: only events tell of them."""
    code = "payment_intent_authentication_failure"
    places = [
        place
        for attempt in reading.payment.attempts
        if not attempt.makes_charge
        for place in reading.event("payment_intent.payment_failed", attempt.ended_at, "last_payment_error.code", code)
    ]
    return [state("earlier_authentication_error", "enum", code, *places)] if places else []


def declined(reading: Reading) -> list[Stated]:
    attempt = reading.payment.attempts[-1]
    code, decline = attempts.failure_code(attempt), attempts.decline_code(attempt)
    places = [Evidence(attempt.charge, "outcome.reason", decline)]
    if reading.error_kept:
        places.append(reading.own("last_payment_error.decline_code", decline))
    places += reading.event(
        "payment_intent.payment_failed", attempt.ended_at, "last_payment_error.decline_code", decline
    )
    facts = [*failed(reading), state("decline_code", "enum", decline, *places)]
    facts.append(state("failure_code", "enum", code, Evidence(attempt.charge, "failure_code", code), critical=False))
    if advice := attempts.advice_code(attempt):
        place = Evidence(attempt.charge, "outcome.advice_code", advice)
        facts.append(state("advice_code", "enum", advice, place, critical=False))
    if network := attempts.network_code(attempt):
        place = Evidence(attempt.charge, "outcome.network_decline_code", network)
        facts.append(state("network_decline_code", "text", network, place, critical=False))
    return facts


def expired_card(reading: Reading) -> list[Stated]:
    attempt = reading.payment.attempts[-1]
    card = attempt.method
    if not isinstance(card, Card):
        return declined(reading)
    at = f"{attempt.charge}"
    return [
        *declined(reading),
        state(
            "exp_month", "count", card.exp_month, Evidence(at, "payment_method_details.card.exp_month", card.exp_month)
        ),
        state("exp_year", "count", card.exp_year, Evidence(at, "payment_method_details.card.exp_year", card.exp_year)),
    ]


def card_data(reading: Reading) -> list[Stated]:
    attempt = reading.payment.attempts[-1]
    if attempts.decline_code(attempt) != "incorrect_cvc":
        return declined(reading)
    place = Evidence(attempt.charge, "payment_method_details.card.checks.cvc_check", "fail")
    return [*declined(reading), state("cvc_check", "enum", "fail", place, critical=False)]


def wants_customer(reading: Reading) -> list[Stated]:
    attempt = reading.payment.attempts[-1]
    place = Evidence(attempt.charge, "payment_method_details.card.stored_credential_usage", "unscheduled")
    return [*declined(reading), state("customer_present", "bool", False, place, critical=False)]


def blocked(reading: Reading) -> list[Stated]:
    attempt = reading.payment.attempts[-1]
    _, _, reason = attempts.outcome_of(attempt)
    level, score = attempt.risk.level.value, attempt.risk.score
    facts = [
        *failed(reading),
        state("reason", "enum", reason, Evidence(attempt.charge, "outcome.reason", reason)),
        state("risk_level", "enum", level, Evidence(attempt.charge, "outcome.risk_level", level), critical=False),
        state("risk_score", "count", score, Evidence(attempt.charge, "outcome.risk_score", score), critical=False),
    ]
    if attempt.wrong_cvc:
        place = Evidence(attempt.charge, "payment_method_details.card.checks.cvc_check", "fail")
        facts.append(state("cvc_check", "enum", "fail", place, critical=False))
    rule = attempt.risk.rule
    if rule is not None:
        facts.append(state("rule", "id", rule.id, Evidence(attempt.charge, "outcome.rule", rule.id)))
        facts.append(state("rule_predicate", "text", rule.predicate, critical=False))
        others = _other_hits(reading, rule.id, attempt.charge)
        facts.append(state("other_rule_hits", "count", others, critical=False))
    return facts


def _other_hits(reading: Reading, rule: str, but: str) -> int:
    """How many other attempts on the account a rule acted on."""
    return sum(
        attempt.risk.rule is not None and attempt.risk.rule.id == rule and attempt.charge != but
        for payment in reading.happened.payments
        for attempt in payment.attempts
    )


def authentication_failed(reading: Reading) -> list[Stated]:
    payment, attempt = reading.payment, reading.payment.attempts[-1]
    code = "payment_intent_authentication_failure"
    places = [reading.own("last_payment_error.code", code)] if reading.error_kept else []
    places += reading.event("payment_intent.payment_failed", attempt.ended_at, "last_payment_error.code", code)
    made = [one.charge for one in payment.attempts if one.makes_charge]
    before = made[-1] if made else None
    return [
        state("status", "enum", "requires_payment_method", reading.own("status", "requires_payment_method")),
        state("error_code", "enum", code, *places),
        state("charges", "count", len(made), reading.own("latest_charge", before), critical=bool(made)),
        state(
            "failed_at",
            "time",
            attempt.ended_at,
            *reading.event("payment_intent.payment_failed", attempt.ended_at, "id", payment.id),
            critical=False,
        ),
    ]


def authentication_pending(reading: Reading) -> list[Stated]:
    attempt = reading.payment.attempts[-1]
    return [
        state("status", "enum", "requires_action", reading.own("status", "requires_action")),
        state("next_action", "enum", "use_stripe_sdk", reading.own("next_action.type", "use_stripe_sdk")),
        state("charges", "count", 0, reading.own("latest_charge", None)),
        state(
            "waiting_since",
            "time",
            attempt.at,
            *reading.event("payment_intent.requires_action", attempt.at, "id", reading.payment.id),
            critical=False,
            tolerance=60,
        ),
    ]


def never_confirmed(reading: Reading) -> list[Stated]:
    status = "requires_confirmation" if reading.payment.chosen_method else "requires_payment_method"
    return [
        state("status", "enum", status, reading.own("status", status)),
        state("charges", "count", 0, reading.own("latest_charge", None)),
        state("error", "bool", False, reading.own("last_payment_error", None), critical=False),
        state("created", "time", reading.payment.created_at, reading.own("created", reading.payment.created_at)),
    ]
