"""The facts that a right answer about a payment states, and where in the account each can be read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from evals.truth import AnyOf, Evidence, Fact, Kind, Value
from evals.world.happened import (
    Attempt,
    AuthorizationLapsed,
    BankAccount,
    Canceled,
    Card,
    Endpoint,
    Happened,
    MetadataChanged,
    Payment,
)
from evals.world.shelf import Shelves
from evals.world.shown import charges, codes, intents
from evals.world.shown.events import missed
from tools.contract.causes import CauseCode

Stated = tuple[Fact, AnyOf]


@dataclass(frozen=True)
class Reading:
    """A payment and what is needed to say where its facts stand."""

    payment: Payment
    siblings: Sequence[Payment]
    happened: Happened
    events: Mapping[tuple[str, str, int], str]

    @classmethod
    def of(cls, payment: Payment, siblings: Sequence[Payment], happened: Happened, shelves: Shelves) -> "Reading":
        named = {
            (str(event["type"]), str(event["data"]["object"]["id"]), int(event["created"])): identity
            for identity, event in shelves.platform.objects["event"].items()
            if event["data"]["object"]["id"] == payment.id
        }
        return cls(payment, siblings, happened, named)

    def event(self, kind: str, at: int, path: str, expected: Value) -> tuple[Evidence, ...]:
        """Where an event about the payment itself shows something, if it is not too old to be kept."""
        found = self.events.get((kind, self.payment.id, at))
        return (Evidence(found, f"data.object.{path}", expected),) if found else ()

    def own(self, path: str, expected: Value) -> Evidence:
        return Evidence(self.payment.id, path, expected)

    @property
    def error_kept(self) -> bool:
        """Whether the payment still holds the error of its last try: nothing has updated it since."""
        last = self.payment.attempts[-1]
        later = [
            step for step in self.payment.steps if step.at > last.at and isinstance(step, MetadataChanged | Canceled)
        ]
        return not later


def facts_of(cause: CauseCode, reading: Reading) -> tuple[tuple[Fact, ...], tuple[AnyOf, ...]]:
    """The facts about a payment whose state has a cause, with their evidence."""
    stated = [*_common(reading), *_PARTICULAR.get(cause, _nothing)(reading), *_remainder(reading)]
    return tuple(fact for fact, _ in stated), tuple(found for _, found in stated if found.alternatives)


def _state(
    key: str,
    kind: Kind,
    value: Value,
    *evidence: Evidence,
    unit: str | None = None,
    critical: bool = True,
    tolerance: int = 0,
) -> Stated:
    return Fact(key, kind, value, unit, critical, tolerance), AnyOf(key, evidence)


def _nothing(_: Reading) -> list[Stated]:
    return []


def _common(reading: Reading) -> list[Stated]:
    payment = reading.payment
    return [
        _state("amount", "money", payment.amount, reading.own("amount", payment.amount), unit=payment.currency),
        _state("payment", "id", payment.id, reading.own("id", payment.id)),
        _state(
            "booking",
            "text",
            payment.booking.id,
            reading.own("metadata.booking_id", payment.booking.id),
            critical=False,
        ),
    ]


def _ended(attempt: Attempt) -> int:
    return attempt.settled_at or (attempt.challenge.ended_at if attempt.challenge else attempt.at)


def _charged_at(attempt: Attempt) -> int:
    """When an attempt's charge was made: for a debit, when it was sent to the bank."""
    return attempt.challenge.ended_at if attempt.challenge else attempt.at


def _made_charge(attempt: Attempt) -> bool:
    return not attempt.stopped_by_challenge


def _failed(reading: Reading) -> list[Stated]:
    """An attempt that came to a charge and failed."""
    attempt = reading.payment.attempts[-1]
    charge = attempt.charge
    last_charge = [one for one in reading.payment.attempts if _made_charge(one)][-1].charge
    shown = charges.outcome(attempt)
    tries = sum(_made_charge(one) for one in reading.payment.attempts)
    facts = [
        _state("status", "enum", "requires_payment_method", reading.own("status", "requires_payment_method")),
        _state("charge", "id", charge, Evidence(charge, "id", charge), reading.own("latest_charge", last_charge)),
        _state(
            "failed_at", "time", _charged_at(attempt), Evidence(charge, "created", _charged_at(attempt)), critical=False
        ),
        _state("charges", "count", tries, critical=False),
        _state("outcome_type", "enum", shown["type"], Evidence(charge, "outcome.type", shown["type"])),
        _state(
            "network_status",
            "enum",
            shown["network_status"],
            Evidence(charge, "outcome.network_status", shown["network_status"]),
        ),
    ]
    if isinstance(attempt.method, Card):
        last4 = Evidence(charge, "payment_method_details.card.last4", attempt.method.last4)
        facts.append(_state("card_last4", "text", attempt.method.last4, last4, critical=False))
    return facts


def _declined(reading: Reading) -> list[Stated]:
    attempt = reading.payment.attempts[-1]
    code, _, decline = charges.failure_of(attempt)
    places = [Evidence(attempt.charge, "outcome.reason", decline)]
    if reading.error_kept:
        places.append(reading.own("last_payment_error.decline_code", decline))
    places += reading.event(
        "payment_intent.payment_failed", _ended(attempt), "last_payment_error.decline_code", decline
    )
    facts = [*_failed(reading), _state("decline_code", "enum", decline, *places)]
    facts.append(_state("failure_code", "enum", code, Evidence(attempt.charge, "failure_code", code), critical=False))
    answer = attempt.answer
    if answer is not None and (advice := codes.advice(answer)):
        place = Evidence(attempt.charge, "outcome.advice_code", advice)
        facts.append(_state("advice_code", "enum", advice, place, critical=False))
    if answer is not None and (network := codes.network_code(answer, attempt.method)):
        place = Evidence(attempt.charge, "outcome.network_decline_code", network)
        facts.append(_state("network_decline_code", "text", network, place, critical=False))
    return facts


def _expired_card(reading: Reading) -> list[Stated]:
    attempt = reading.payment.attempts[-1]
    card = attempt.method
    if isinstance(card, BankAccount):
        return _declined(reading)
    at = f"{attempt.charge}"
    return [
        *_declined(reading),
        _state(
            "exp_month", "count", card.exp_month, Evidence(at, "payment_method_details.card.exp_month", card.exp_month)
        ),
        _state("exp_year", "count", card.exp_year, Evidence(at, "payment_method_details.card.exp_year", card.exp_year)),
    ]


def _card_data(reading: Reading) -> list[Stated]:
    attempt = reading.payment.attempts[-1]
    check = charges.outcome(attempt)["reason"] == "incorrect_cvc"
    if not check:
        return _declined(reading)
    place = Evidence(attempt.charge, "payment_method_details.card.checks.cvc_check", "fail")
    return [*_declined(reading), _state("cvc_check", "enum", "fail", place, critical=False)]


def _wants_customer(reading: Reading) -> list[Stated]:
    attempt = reading.payment.attempts[-1]
    place = Evidence(attempt.charge, "payment_method_details.card.stored_credential_usage", "unscheduled")
    return [*_declined(reading), _state("customer_present", "bool", False, place, critical=False)]


def _blocked(reading: Reading) -> list[Stated]:
    attempt = reading.payment.attempts[-1]
    reason = charges.outcome(attempt)["reason"]
    level, score = attempt.risk.level.value, attempt.risk.score
    facts = [
        *_failed(reading),
        _state("reason", "enum", reason, Evidence(attempt.charge, "outcome.reason", reason)),
        _state("risk_level", "enum", level, Evidence(attempt.charge, "outcome.risk_level", level), critical=False),
        _state("risk_score", "count", score, Evidence(attempt.charge, "outcome.risk_score", score), critical=False),
    ]
    rule = attempt.risk.rule
    if rule is not None:
        facts.append(_state("rule", "id", rule.id, Evidence(attempt.charge, "outcome.rule", rule.id)))
        facts.append(_state("rule_predicate", "text", rule.predicate, critical=False))
        others = _other_hits(reading, rule.id, attempt.charge)
        facts.append(_state("other_rule_hits", "count", others, critical=False))
    return facts


def _other_hits(reading: Reading, rule: str, but: str) -> int:
    """How many other attempts on the account a rule acted on."""
    return sum(
        attempt.risk.rule is not None and attempt.risk.rule.id == rule and attempt.charge != but
        for payment in reading.happened.payments
        for attempt in payment.attempts
    )


def _authentication_failed(reading: Reading) -> list[Stated]:
    payment, attempt = reading.payment, reading.payment.attempts[-1]
    code = "payment_intent_authentication_failure"
    places = [reading.own("last_payment_error.code", code)] if reading.error_kept else []
    places += reading.event("payment_intent.payment_failed", _ended(attempt), "last_payment_error.code", code)
    made = [one.charge for one in payment.attempts if _made_charge(one)]
    before = made[-1] if made else None
    return [
        _state("status", "enum", "requires_payment_method", reading.own("status", "requires_payment_method")),
        _state("error_code", "enum", code, *places),
        _state("charges", "count", len(made), reading.own("latest_charge", before)),
        _state(
            "failed_at",
            "time",
            _ended(attempt),
            *reading.event("payment_intent.payment_failed", _ended(attempt), "id", payment.id),
            critical=False,
        ),
    ]


def _authentication_pending(reading: Reading) -> list[Stated]:
    attempt = reading.payment.attempts[-1]
    return [
        _state("status", "enum", "requires_action", reading.own("status", "requires_action")),
        _state("next_action", "enum", "use_stripe_sdk", reading.own("next_action.type", "use_stripe_sdk")),
        _state("charges", "count", 0, reading.own("latest_charge", None)),
        _state(
            "waiting_since",
            "time",
            attempt.at,
            *reading.event("payment_intent.requires_action", attempt.at, "id", reading.payment.id),
            critical=False,
            tolerance=60,
        ),
    ]


def _never_confirmed(reading: Reading) -> list[Stated]:
    status = "requires_confirmation" if reading.payment.chosen_method else "requires_payment_method"
    return [
        _state("status", "enum", status, reading.own("status", status)),
        _state("charges", "count", 0, reading.own("latest_charge", None)),
        _state("error", "bool", False, reading.own("last_payment_error", None), critical=False),
        _state("created", "time", reading.payment.created_at, reading.own("created", reading.payment.created_at)),
    ]


def _paid(reading: Reading) -> list[Stated]:
    payment = reading.payment
    paid = next(attempt for attempt in payment.attempts if attempt.agreed)
    failed = [attempt for attempt in payment.attempts if not attempt.agreed and _made_charge(attempt)]
    facts = [
        _state("status", "enum", "succeeded", reading.own("status", "succeeded")),
        _state(
            "paid_charge",
            "id",
            paid.charge,
            reading.own("latest_charge", paid.charge),
            Evidence(paid.charge, "id", paid.charge),
        ),
        _state(
            "paid_at", "time", _charged_at(paid), Evidence(paid.charge, "created", _charged_at(paid)), critical=False
        ),
        _state(
            "collected", "money", payment.amount, reading.own("amount_received", payment.amount), unit=payment.currency
        ),
        _state("failed_charges", "count", len(failed), critical=False),
    ]
    if failed:
        first = failed[0]
        code = charges.failure_of(first)[2]
        facts.append(_state("failed_charge", "id", first.charge, Evidence(first.charge, "status", "failed")))
        facts.append(_state("decline_code", "enum", code, Evidence(first.charge, "outcome.reason", code)))
    return facts


def _paid_once(reading: Reading) -> list[Stated]:
    payment = reading.payment
    key = payment.request.key
    places = reading.event("payment_intent.created", payment.created_at, "id", payment.id)
    asked = tuple(Evidence(place.object_id, "request.idempotency_key", key) for place in places)
    return [
        *_paid(reading),
        _state("charges", "count", 1, reading.own("latest_charge", payment.attempts[0].charge)),
        _state("idempotency_key", "text", key, *asked, critical=False),
    ]


def _in_review(reading: Reading) -> list[Stated]:
    paid = reading.payment.attempts[-1]
    assert paid.review is not None  # noqa: S101 - the cause is an open review
    return [
        *_paid(reading),
        _state(
            "review",
            "id",
            paid.review,
            reading.own("review", paid.review),
            Evidence(paid.charge, "review", paid.review),
        ),
        _state("review_open", "bool", True, Evidence(paid.review, "open", True)),
        _state("opened_reason", "enum", "rule", Evidence(paid.review, "opened_reason", "rule"), critical=False),
        _state(
            "review_opened_at", "time", _ended(paid), Evidence(paid.review, "created", _ended(paid)), critical=False
        ),
    ]


def _held(reading: Reading) -> list[Stated]:
    payment = reading.payment
    held = next(attempt for attempt in payment.attempts if attempt.agreed)
    until = _charged_at(held) + charges.CAPTURE_WINDOW
    place = Evidence(held.charge, "payment_method_details.card.capture_before", until)
    return [
        _state("charge", "id", held.charge, reading.own("latest_charge", held.charge)),
        _state("capture_before", "time", until, place),
        _state("captured", "bool", False, Evidence(held.charge, "captured", False)),
    ]


def _capture_due(reading: Reading) -> list[Stated]:
    amount = reading.payment.amount
    return [
        *_held(reading),
        _state("status", "enum", "requires_capture", reading.own("status", "requires_capture")),
        _state("capturable", "money", amount, reading.own("amount_capturable", amount), unit=reading.payment.currency),
    ]


def _lapsed(reading: Reading) -> list[Stated]:
    step = next(step for step in reading.payment.steps if isinstance(step, AuthorizationLapsed))
    why = Evidence(step.refund, "reason", "expired_uncaptured_charge")
    return [
        *_held(reading),
        _state("status", "enum", "canceled", reading.own("status", "canceled")),
        _state("canceled_at", "time", step.at, reading.own("canceled_at", step.at)),
        _state("cancellation_reason", "enum", "automatic", reading.own("cancellation_reason", "automatic")),
        _state("refund", "id", step.refund, why, critical=False),
        _state("collected", "money", 0, reading.own("amount_received", 0), unit=reading.payment.currency),
    ]


def _canceled(reading: Reading) -> list[Stated]:
    step = next(step for step in reading.payment.steps if isinstance(step, Canceled))
    why = intents.CANCELLATIONS[step.why]
    return [
        _state("status", "enum", "canceled", reading.own("status", "canceled")),
        _state("canceled_at", "time", step.at, reading.own("canceled_at", step.at)),
        _state("cancellation_reason", "enum", why, reading.own("cancellation_reason", why)),
    ]


def _undelivered(reading: Reading) -> list[Stated]:
    kind = "payment_intent.succeeded"
    paid = next(attempt for attempt in reading.payment.attempts if attempt.agreed)
    found = reading.events.get((kind, reading.payment.id, _ended(paid)))
    endpoint: Endpoint = next(one for one in reading.happened.platform.endpoints if missed(one, kind, _ended(paid)))
    status = "enabled" if endpoint.disabled_at is None else "disabled"
    shown = (Evidence(found, "id", found),) if found else ()
    pending = (Evidence(found, "pending_webhooks", 1),) if found else ()
    return [
        *_paid(reading),
        _state("event", "id", found, *shown),
        _state("pending_webhooks", "count", 1, *pending),
        _state("endpoint", "id", endpoint.id, Evidence(endpoint.id, "id", endpoint.id)),
        _state("endpoint_status", "enum", status, Evidence(endpoint.id, "status", status)),
    ]


def _remainder(reading: Reading) -> list[Stated]:
    """What another payment for the same booking brought in, and what is still open."""
    facts: list[Stated] = []
    payment = reading.payment
    for other in reading.siblings:
        paid = next((attempt for attempt in other.attempts if attempt.agreed), None)
        if paid is None:
            continue
        facts += [
            _state("recovery_payment", "id", other.id, Evidence(other.id, "metadata.booking_id", payment.booking.id)),
            _state(
                "recovered",
                "money",
                other.amount,
                Evidence(other.id, "amount_received", other.amount),
                unit=other.currency,
            ),
            _state("uncollected", "money", payment.booking.price - other.amount, unit=payment.currency, critical=False),
        ]
    return facts


_PARTICULAR: dict[CauseCode, Callable[[Reading], list[Stated]]] = {
    CauseCode.INSUFFICIENT_FUNDS: _declined,
    CauseCode.CARD_LIMIT_EXCEEDED: _declined,
    CauseCode.CARD_EXPIRED: _expired_card,
    CauseCode.CARD_DATA_INCORRECT: _card_data,
    CauseCode.CARD_LOST_OR_STOLEN: _declined,
    CauseCode.CARD_NOT_SUPPORTED: _declined,
    CauseCode.CURRENCY_NOT_SUPPORTED: _declined,
    CauseCode.ISSUER_DECLINED: _declined,
    CauseCode.PROCESSING_ERROR: _declined,
    CauseCode.AUTHENTICATION_REQUIRED: _wants_customer,
    CauseCode.AUTHENTICATION_FAILED: _authentication_failed,
    CauseCode.AUTHENTICATION_PENDING: _authentication_pending,
    CauseCode.NEVER_CONFIRMED: _never_confirmed,
    CauseCode.BLOCKED_BY_RADAR: _blocked,
    CauseCode.BLOCKED_BY_RULE: _blocked,
    CauseCode.BLOCKED_LOW_AUTHORIZATION: _blocked,
    CauseCode.REVERSED_AFTER_APPROVAL: _blocked,
    CauseCode.AUTHORIZATION_EXPIRED: _lapsed,
    CauseCode.CANCELED: _canceled,
    CauseCode.RECOVERED_BY_RETRY: _paid,
    CauseCode.PAID_ONCE: _paid_once,
    CauseCode.MANUAL_REVIEW_OPEN: _in_review,
    CauseCode.CAPTURE_DUE: _capture_due,
    CauseCode.WEBHOOK_NOT_DELIVERED: _undelivered,
}
