"""The facts that a right answer about a payment states, and where in the account each can be read."""

from collections.abc import Callable

from evals.recipes import failures, outcomes
from evals.recipes.reading import Reading, Stated, state
from evals.truth import AnyOf, Evidence, Fact
from tools.contract.causes import CauseCode


def facts_of(cause: CauseCode, reading: Reading) -> tuple[tuple[Fact, ...], tuple[AnyOf, ...]]:
    """The facts about a payment whose state has a cause, with their evidence."""
    stated = stated_of(cause, reading)
    return tuple(fact for fact, _ in stated), tuple(found for _, found in stated if found.alternatives)


def stated_of(cause: CauseCode, reading: Reading) -> list[Stated]:
    return [*_common(reading), *particulars(cause, reading), *_remainder(reading)]


def particulars(cause: CauseCode, reading: Reading) -> list[Stated]:
    """What a cause has to say for itself."""
    return _PARTICULAR.get(cause, _nothing)(reading)


def _nothing(_: Reading) -> list[Stated]:
    return []


def _common(reading: Reading) -> list[Stated]:
    payment = reading.payment
    return [
        state("amount", "money", payment.amount, reading.own("amount", payment.amount), unit=payment.currency),
        state("payment", "id", payment.id, reading.own("id", payment.id)),
        state(
            "booking",
            "text",
            payment.booking.id,
            reading.own("metadata.booking_id", payment.booking.id),
            critical=False,
        ),
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
            state("recovery_payment", "id", other.id, Evidence(other.id, "metadata.booking_id", payment.booking.id)),
            state(
                "recovered",
                "money",
                other.amount,
                Evidence(other.id, "amount_received", other.amount),
                unit=other.currency,
            ),
            state("uncollected", "money", payment.booking.price - other.amount, unit=payment.currency, critical=False),
        ]
    return facts


_PARTICULAR: dict[CauseCode, Callable[[Reading], list[Stated]]] = {
    CauseCode.INSUFFICIENT_FUNDS: failures.declined,
    CauseCode.CARD_LIMIT_EXCEEDED: failures.declined,
    CauseCode.CARD_EXPIRED: failures.expired_card,
    CauseCode.CARD_DATA_INCORRECT: failures.card_data,
    CauseCode.CARD_LOST_OR_STOLEN: failures.declined,
    CauseCode.CARD_NOT_SUPPORTED: failures.declined,
    CauseCode.CURRENCY_NOT_SUPPORTED: failures.declined,
    CauseCode.ISSUER_DECLINED: failures.declined,
    CauseCode.PROCESSING_ERROR: failures.declined,
    CauseCode.AUTHENTICATION_REQUIRED: failures.wants_customer,
    CauseCode.AUTHENTICATION_FAILED: failures.authentication_failed,
    CauseCode.AUTHENTICATION_PENDING: failures.authentication_pending,
    CauseCode.NEVER_CONFIRMED: failures.never_confirmed,
    CauseCode.BLOCKED_BY_RADAR: failures.blocked,
    CauseCode.BLOCKED_BY_RULE: failures.blocked,
    CauseCode.BLOCKED_LOW_AUTHORIZATION: failures.blocked,
    CauseCode.REVERSED_AFTER_APPROVAL: failures.blocked,
    CauseCode.AUTHORIZATION_EXPIRED: outcomes.lapsed,
    CauseCode.CANCELED: outcomes.canceled,
    CauseCode.RECOVERED_BY_RETRY: outcomes.collected,
    CauseCode.PAID_ONCE: outcomes.paid_once,
    CauseCode.MANUAL_REVIEW_OPEN: outcomes.in_review,
    CauseCode.CAPTURE_DUE: outcomes.capture_due,
    CauseCode.WEBHOOK_NOT_DELIVERED: outcomes.undelivered,
}
