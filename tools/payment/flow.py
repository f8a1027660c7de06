"""`payment_flow`: one payment's whole story."""

from collections.abc import Set

from tools.connection import Connection
from tools.contract.clock import from_unix
from tools.contract.money import Money
from tools.contract.outcome import Exhibit, Failure, FieldNote, Outcome
from tools.contract.payment import PaymentError, PaymentFlow
from tools.envelope import Call
from tools.ids import kind_of
from tools.payment import surroundings
from tools.payment.analysis import analyse
from tools.payment.attempts import LOST, attempts, method_count
from tools.payment.gather import Gathered, gather
from tools.payment.happenings import FINAL_EVENT, chargeless
from tools.payment.reads import Reads
from tools.payment.timeline import deliveries, timeline
from tools.shapes import PaymentFailure, reference

LISTS = {
    "timeline": "events",
    "refunds": "refunds",
    "disputes": "disputes",
    "fraud_warnings": "fraud_warnings",
    "reviews": "reviews",
    "transfers": "transfers",
    "deliveries": "deliveries",
    "endpoints": "endpoints",
}


async def payment_flow(connection: Connection, payment_intent: str) -> Outcome:
    """The payment's attempts, timeline and surroundings, with what could not be read."""
    call = Call(connection, "payment_flow", {"payment_intent": payment_intent})
    kind = kind_of(payment_intent)
    if kind is None or kind.name != "payment_intent":
        return call.refuse(
            "payment_intent",
            f"That is the id of a {kind.name}, not of a payment." if kind else "That is not an id of Stripe's.",
            "Give an id that starts with pi_. get_object shows any other object and the payment it belongs to.",
        )
    found = await gather(connection.reader, payment_intent, connection.clock.now())
    if isinstance(found, Failure):
        return call.fail(found.model_copy(update={"parameter": "payment_intent"}))
    flow = tell(found)
    analysis = analyse(found, flow)
    unasked = {name for name, part in LISTS.items() if part not in found.reads.parts}
    return call.answer(
        {name: value for name, value in flow.to_json().items() if name not in unasked},
        parts=found.reads.ordered_parts,
        fields=_notes(found.reads),
        request_ids=found.reads.request_ids,
        exhibits=[Exhibit(kind="payment_flow_analysis", data=analysis.model_dump(mode="json"))],
    )


def tell(found: Gathered) -> PaymentFlow:
    """The story of what was read."""
    payment = found.payment
    made = attempts(payment, found.charges, chargeless(found.happenings))
    refunds = surroundings.refunds(found.refunds)
    capturable = Money(currency=payment.currency, minor=payment.amount_capturable)
    return PaymentFlow(
        id=payment.id,
        status=payment.status,
        amount=Money(currency=payment.currency, minor=payment.amount),
        received=Money(currency=payment.currency, minor=payment.amount_received),
        capturable=capturable if capturable.minor else None,
        created=from_unix(payment.created),
        capture_method=payment.capture_method,
        customer=reference(payment.customer),
        payment_method=reference(payment.payment_method),
        next_action=payment.next_action.type if payment.next_action else None,
        canceled_at=from_unix(payment.canceled_at) if payment.canceled_at else None,
        cancellation_reason=payment.cancellation_reason,
        transfer_group=payment.transfer_group,
        metadata=payment.metadata,
        error=_error(payment.last_payment_error, {attempt.id for attempt in made}),
        attempts=made,
        attempt_count=len(made),
        failed_count=sum(attempt.result in LOST for attempt in made),
        method_count=method_count(made),
        timeline=timeline(payment, found.happenings),
        fees=surroundings.fees(found.paid, found.balance),
        refunds=refunds,
        refunded_total=surroundings.refunded_total(refunds),
        disputes=surroundings.disputes(found.disputes),
        fraud_warnings=surroundings.fraud_warnings(found.warnings),
        reviews=surroundings.reviews(found.reviews),
        transfers=surroundings.transfers(found.transfers),
        deliveries=deliveries(found.happenings),
        endpoints=surroundings.endpoints(
            found.endpoints or [], FINAL_EVENT.get(payment.status, "payment_intent.created")
        ),
    )


def _notes(reads: Reads) -> list[FieldNote]:
    """Attempts rest on charges and on events alike: their note names the one that is lacking, if one is."""
    lacking = (part for part in ("charges", "events", "deliveries") if part in reads.parts and not reads.complete(part))
    source = next(lacking, "charges")
    counts = {"attempt_count": "attempt", "failed_count": "attempt", "method_count": "method"}
    return [
        FieldNote(path="attempts", part=source),
        *(FieldNote(path=path, part=source, aggregate=True, grain=grain) for path, grain in counts.items()),
        *(FieldNote(path=path, part=part) for path, part in LISTS.items() if part in reads.parts),
        *([FieldNote(path="refunded_total", part="refunds", aggregate=True, grain="refund")]),
    ]


def _error(error: PaymentFailure | None, told: Set[str]) -> PaymentError | None:
    if error is None:
        return None
    alone = error.charge not in told
    return PaymentError(
        type=error.type,
        code=error.code,
        decline_code=error.decline_code,
        advice_code=error.advice_code if alone else None,
        charge=error.charge,
        payment_method=error.payment_method.id if alone and error.payment_method else None,
    )
