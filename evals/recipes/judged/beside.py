"""What is told by comparing: a second payment for the same thing, or whether anybody heard of one."""

from evals.recipes.expected.endpoints import listening, unheard
from evals.recipes.judged import amounts
from evals.recipes.judged.found import Found, explained, fine, money, named, text, told
from evals.recipes.matter import Matter
from evals.recipes.reading import Index, Stated, state
from evals.truth import Evidence
from evals.world.happened import Payment
from tools.contract.causes import CauseCode as Cause
from tools.contract.causes import Party


def judge_twice(matter: Matter, index: Index) -> Found:
    """Whether an equal payment of the same customer is for the same booking."""
    payment = told(matter, index)
    equal = [one for one in index.payments.values() if _equal(one, payment)]
    same = [one for one in equal if one.booking.id == payment.booking.id]
    if not same and not equal:
        return amounts.in_order(payment)
    other = (same or equal)[0]
    first, second = sorted((payment, other), key=lambda one: one.created_at)
    stated = [*_side("first", first), *_side("second", second)]
    stated.append(money("amount", payment.amount, payment.currency, (payment.id, "amount")))
    if not same:
        return fine(Cause.SEPARATE_ORDERS, stated)
    keys = [state(f"{name}_key", "text", one.request.key, critical=False) for name, one in _both(first, second)]
    stated += [money("overpaid", second.amount, second.currency, (second.id, "amount_received")), *keys]
    return explained(Cause.DUPLICATE_CHARGE, Party.INTEGRATION, stated)


def _equal(one: Payment, payment: Payment) -> bool:
    return (
        one.id != payment.id
        and one.person.id == payment.person.id
        and one.booked is not None
        and one.paid is not None
        and (one.amount, one.currency) == (payment.amount, payment.currency)
    )


def _both(first: Payment, second: Payment) -> tuple[tuple[str, Payment], tuple[str, Payment]]:
    return ("first", first), ("second", second)


def _side(name: str, payment: Payment) -> list[Stated]:
    assert payment.paid is not None  # noqa: S101 - both were paid
    return [
        named(f"{name}_payment", payment.id),
        named(f"{name}_charge", payment.paid.charge),
        text(f"{name}_booking", payment.booking.id, payment.id, "metadata.booking_id"),
    ]


def judge_delivery(matter: Matter, index: Index) -> Found:
    """Whether every endpoint that listens took the event of a payment's success."""
    payment, kind = told(matter, index), "payment_intent.succeeded"
    assert payment.paid is not None  # noqa: S101 - the topic is a payment that succeeded
    at = payment.paid.ended_at
    platform = index.happened.platform
    endpoints, late = listening(platform.endpoints, kind, index.happened.now), unheard(platform.endpoints, kind, at)
    event = index.events[payment.id][kind, at]
    stated = [
        named("payment", payment.id),
        named("event", event),
        state("pending_webhooks", "count", len(late), Evidence(event, "pending_webhooks", len(late))),
        *(named(f"endpoint_{place}", one.id, critical=False) for place, one in enumerate(endpoints)),
    ]
    if late:
        return explained(Cause.WEBHOOK_NOT_DELIVERED, Party.INTEGRATION, stated)
    return fine(Cause.WEBHOOK_DELIVERED, stated)
