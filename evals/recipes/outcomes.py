"""What a right answer states of a payment that the issuer agreed to, or that somebody canceled."""

from evals.recipes.expected.attempts import decline_code
from evals.recipes.expected.claims import CANCELLATION_REASONS
from evals.recipes.expected.endpoints import unheard
from evals.recipes.reading import Reading, Stated, state
from evals.truth import Evidence
from evals.world.steps import AuthorizationLapsed, Canceled
from evals.world.traffic import CAPTURE_WINDOW


def collected(reading: Reading) -> list[Stated]:
    payment = reading.payment
    paid = next(attempt for attempt in payment.attempts if attempt.agreed)
    failed = [attempt for attempt in payment.attempts if not attempt.agreed and attempt.makes_charge]
    facts = [
        state("status", "enum", "succeeded", reading.own("status", "succeeded")),
        state(
            "paid_charge",
            "id",
            paid.charge,
            reading.own("latest_charge", paid.charge),
            Evidence(paid.charge, "id", paid.charge),
        ),
        state("paid_at", "time", paid.decided_at, Evidence(paid.charge, "created", paid.decided_at), critical=False),
        state(
            "collected", "money", payment.amount, reading.own("amount_received", payment.amount), unit=payment.currency
        ),
        state("failed_charges", "count", len(failed), critical=False),
    ]
    if failed:
        first = failed[0]
        code = decline_code(first)
        facts.append(state("failed_charge", "id", first.charge, Evidence(first.charge, "status", "failed")))
        facts.append(state("decline_code", "enum", code, Evidence(first.charge, "outcome.reason", code)))
    return facts


def paid_once(reading: Reading) -> list[Stated]:
    payment = reading.payment
    key = payment.request.key
    places = reading.event("payment_intent.created", payment.created_at, "id", payment.id)
    asked = tuple(Evidence(place.object_id, "request.idempotency_key", key) for place in places)
    return [
        *collected(reading),
        state("charges", "count", 1, reading.own("latest_charge", payment.attempts[0].charge)),
        state("idempotency_key", "text", key, *asked, critical=False),
    ]


def in_review(reading: Reading) -> list[Stated]:
    paid = reading.payment.attempts[-1]
    assert paid.review is not None  # noqa: S101 - the cause is an open review
    return [
        *collected(reading),
        state(
            "review",
            "id",
            paid.review,
            reading.own("review", paid.review),
            Evidence(paid.charge, "review", paid.review),
        ),
        state("review_open", "bool", True, Evidence(paid.review, "open", True)),
        state("opened_reason", "enum", "rule", Evidence(paid.review, "opened_reason", "rule"), critical=False),
        state(
            "review_opened_at", "time", paid.ended_at, Evidence(paid.review, "created", paid.ended_at), critical=False
        ),
    ]


def held(reading: Reading) -> list[Stated]:
    payment = reading.payment
    held = next(attempt for attempt in payment.attempts if attempt.agreed)
    until = held.decided_at + CAPTURE_WINDOW
    place = Evidence(held.charge, "payment_method_details.card.capture_before", until)
    return [
        state("charge", "id", held.charge, reading.own("latest_charge", held.charge)),
        state("capture_before", "time", until, place),
        state("captured", "bool", False, Evidence(held.charge, "captured", False)),
    ]


def capture_due(reading: Reading) -> list[Stated]:
    amount = reading.payment.amount
    return [
        *held(reading),
        state("status", "enum", "requires_capture", reading.own("status", "requires_capture")),
        state("capturable", "money", amount, reading.own("amount_capturable", amount), unit=reading.payment.currency),
    ]


def lapsed(reading: Reading) -> list[Stated]:
    step = next(step for step in reading.payment.steps if isinstance(step, AuthorizationLapsed))
    why = Evidence(step.refund, "reason", "expired_uncaptured_charge")
    return [
        *held(reading),
        state("status", "enum", "canceled", reading.own("status", "canceled")),
        state("canceled_at", "time", step.at, reading.own("canceled_at", step.at)),
        state("cancellation_reason", "enum", "automatic", reading.own("cancellation_reason", "automatic")),
        state("refund", "id", step.refund, why, critical=False),
        state("collected", "money", 0, reading.own("amount_received", 0), unit=reading.payment.currency),
    ]


def canceled(reading: Reading) -> list[Stated]:
    step = next(step for step in reading.payment.steps if isinstance(step, Canceled))
    why = CANCELLATION_REASONS[step.why]
    return [
        state("status", "enum", "canceled", reading.own("status", "canceled")),
        state("canceled_at", "time", step.at, reading.own("canceled_at", step.at)),
        state("cancellation_reason", "enum", why, reading.own("cancellation_reason", why)),
    ]


def undelivered(reading: Reading) -> list[Stated]:
    kind = "payment_intent.succeeded"
    paid = next(attempt for attempt in reading.payment.attempts if attempt.agreed)
    found = reading.events.get((kind, paid.ended_at))
    endpoint = unheard(reading.happened.platform.endpoints, kind, paid.ended_at)[0]
    status = "enabled" if endpoint.disabled_at is None else "disabled"
    shown = (Evidence(found, "id", found),) if found else ()
    pending = (Evidence(found, "pending_webhooks", 1),) if found else ()
    return [
        *collected(reading),
        state("event", "id", found, *shown),
        state("pending_webhooks", "count", 1, *pending),
        state("endpoint", "id", endpoint.id, Evidence(endpoint.id, "id", endpoint.id)),
        state("endpoint_status", "enum", status, Evidence(endpoint.id, "status", status)),
    ]
