"""`payment_flow`: one payment's whole story."""

from collections.abc import Mapping

from tools.connection import Connection
from tools.contract.clock import from_unix
from tools.contract.coverage import Part
from tools.contract.money import Money
from tools.contract.outcome import Exhibit, Failure, FailureCode, FieldNote, Outcome
from tools.contract.payment import Attempt, PaymentError, PaymentFlow
from tools.envelope import Call
from tools.payment import surroundings
from tools.payment.analysis import analyse
from tools.payment.attempts import LOST, attempts, method_count
from tools.payment.booking import compare
from tools.payment.fees import fee_checks
from tools.payment.gather import Gathered, gather
from tools.payment.happenings import FINAL_EVENT, chargeless
from tools.payment.invoice import invoice_story
from tools.payment.platform import RESTS_ON, platform_share, share_unknown
from tools.payment.timeline import deliveries, timeline
from tools.payment.tree import grow
from tools.payment.waiting import bank_wait
from tools.providers import account_meant
from tools.reading.connected import find, nowhere
from tools.reading.failures import Unreadable
from tools.reading.ids import Kind, kind_of
from tools.reading.parts import Reads
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
CHECKS = {"fee_checks": "rate_card", "booking_checks": "booking_checks"}
"""What is held against the configuration, and the part that counts what it was held against."""
KEPT = {"booking_kept": "booking_checks"}


async def payment_flow(connection: Connection, payment_intent: str, account: str | None = None) -> Outcome:
    """The payment's attempts, timeline and surroundings, with what could not be read.

    `account` (an acct_, or a provider's id) is the connected account that is asked for it first.
    """
    call = Call(connection, "payment_flow", {"payment_intent": payment_intent, "account": account})
    kind = kind_of(payment_intent)
    if kind is None or kind.name != "payment_intent":
        return call.refuse(
            "payment_intent",
            f"That is the id of a {kind.name}, not of a payment." if kind else "That is not an id of Stripe's.",
            "Give an id that starts with pi_. get_object shows any other object and the payment it belongs to.",
        )
    found, within = await _gathered(connection, kind, payment_intent, account)
    if isinstance(found, Failure):
        return call.fail(found.model_copy(update={"parameter": "payment_intent"}))
    flow = tell(found)
    whole = all(found.reads.complete(part) for part in RESTS_ON)
    share = platform_share(flow, found.application_fee) if whole and not found.shared_group else None
    flow = flow.model_copy(update={"bank_wait": bank_wait(flow, connection.clock.now()), "platform": share})
    unknown = share_unknown(flow, whole, found.shared_group)
    if within is None:  # what was agreed and required is of the platform's own payments
        flow = flow.model_copy(update=checks(connection, found, flow))
    analysis = analyse(found, flow)
    unasked = {name for name, part in (LISTS | CHECKS | KEPT).items() if not _asked(found.reads, name, part)}
    return call.on(within).answer(
        {name: value for name, value in flow.to_json().items() if name not in unasked},
        parts=found.reads.ordered_parts,
        fields=_notes(found.reads),
        request_ids=found.reads.request_ids,
        exhibits=[
            Exhibit(kind="payment_flow_analysis", data=analysis.model_dump(mode="json")),
            Exhibit(kind="payment_tree", data=grow(flow, unknown).model_dump(mode="json")),
        ],
    )


async def _gathered(
    connection: Connection, kind: Kind, payment: str, account: str | None
) -> tuple[Gathered | Failure, str | None]:
    """What was read of the payment, and the connected account that it is on; null for the platform's own."""
    reader, now = connection.reader, connection.clock.now()
    found = await gather(reader, payment, now)
    if not isinstance(found, Failure) or found.code is not FailureCode.NOT_FOUND:
        return found, None
    if not reader.connected:
        return nowhere(found, reader), None
    try:
        held = await find(reader, kind, payment, lambda: account_meant(connection, account))
    except Unreadable as unreadable:
        return unreadable.failure, None
    if held.account is None:
        return found, None
    found = await gather(reader.within(held.account), payment, now)
    if isinstance(found, Gathered) and held.part:
        found.reads.note(held.part)
    return found, held.account


def _asked(reads: Reads, name: str, part: str) -> bool:
    """Whether a list means something: without a rate card or rules, an empty one would say that all is well."""
    return part in reads.parts and (name not in CHECKS | KEPT or reads.parts[part].rows > 0)


def checks(connection: Connection, found: Gathered, flow: PaymentFlow) -> dict[str, object]:
    """What the configuration says of the payment: its fees beside the rate card, its metadata beside the rules.

    Each is noted as a part that counts the rules applied, so that none applied can be told from none broken.
    """
    account, paid = connection.account, found.paid
    told: dict[str, object] = {}
    if paid and found.balance:
        card = account.fees.get(found.balance.currency)
        found.reads.note(Part(name="rate_card", resource="paysleuth.toml [fees]", pages=0, rows=1 if card else 0))
        told["fee_checks"] = fee_checks(found.payment, paid, found.balance, card, found.application_fee)
    rules = [] if found.invoice else account.bookings  # a bill's payment is no booking's
    if rules:
        compared = compare(found, rules, connection.masker)
        part = Part(name="booking_checks", resource="paysleuth.toml [bookings]", pages=0, rows=compared.count)
        found.reads.note(part)
        told |= {"booking_checks": compared.broken, "booking_kept": compared.kept}
        told["order_difference"] = compared.difference
    return told


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
        invoice=invoice_story(found.invoice, found.subscription),
        destination=reference(payment.transfer_data.destination) if payment.transfer_data else None,
        application_fee=_optional(payment.currency, payment.application_fee_amount),
        transfer_group=payment.transfer_group,
        metadata=payment.metadata,
        error=_error(payment.last_payment_error, {attempt.id: attempt for attempt in made}),
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
        *(FieldNote(path=path, part=part) for path, part in (LISTS | CHECKS).items() if _asked(reads, path, part)),
        FieldNote(path="refunded_total", part="refunds", aggregate=True, grain="refund"),
        FieldNote(path="platform", part="fees", aggregate=True, grain="payment"),
        FieldNote(path="order_difference", part="payment", aggregate=True, grain="payment"),
    ]


def _optional(currency: str, minor: int | None) -> Money | None:
    return None if minor is None else Money(currency=currency, minor=minor)


def _error(error: PaymentFailure | None, made: Mapping[str, Attempt]) -> PaymentError | None:
    if error is None:
        return None
    attempt = made.get(error.charge) if error.charge else None
    same = attempt is not None and (attempt.failure_code, attempt.decline_code) == (error.code, error.decline_code)
    return PaymentError(
        type=error.type,
        code=None if same else error.code,
        decline_code=None if same else error.decline_code,
        advice_code=None if attempt else error.advice_code,
        charge=error.charge,
        payment_method=error.payment_method.id if not attempt and error.payment_method else None,
    )
