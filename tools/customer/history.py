"""`customer_history`: one customer's methods, payments, recoveries and worth."""

from collections.abc import Sequence
from datetime import datetime

from tools.connection import Connection
from tools.contract.clock import Window, duration, from_unix
from tools.contract.history import CustomerHistory, CustomerPayment, Recovery
from tools.contract.money import Money, totals
from tools.contract.outcome import Failure, FieldNote, Outcome
from tools.contract.payment import Attempt
from tools.customer.finding import Found, find_customers, named_by
from tools.customer.gather import ORDER, Held, gather
from tools.customer.methods import methods
from tools.customer.newest import PART as NEWEST
from tools.customer.newest import with_newest
from tools.customer.unpaid import mark_unpaid
from tools.envelope import Call
from tools.payment.analysis import deciding_code
from tools.payment.attempts import LOST, identity, of_charge
from tools.reading.ids import kind_of
from tools.reading.parts import Reads
from tools.shapes import Charge, PaymentIntent, reference


async def customer_history(
    connection: Connection, customer: str, since: datetime | None, until: datetime | None
) -> Outcome:
    """The customer's history; of a placeholder that means nobody or several, the customers it may mean."""
    window = Window(since=since, until=until)
    call = Call(connection, "customer_history", {"customer": customer, **window.to_json()})
    if since and until and since >= until:
        return call.refuse("until", "The window ends before it begins.", "Give an `until` that is later than `since`.")
    reads, kind, name = Reads(connection.reader, ORDER), kind_of(customer), named_by(customer)
    if name is not None:
        found = await find_customers(reads, customer, name)
        if found.failure is not None:
            return call.fail(found.failure.model_copy(update={"parameter": "customer"}))
        if len(found.matches) != 1:
            found.matches = await with_newest(reads, found.matches)
            return _none_chosen(call, reads, found)
        customer = found.matches[0].id
    elif kind is None or kind.name != "customer":
        return call.refuse(
            "customer",
            f"That is the id of a {kind.name}, not of a customer." if kind else "That names no customer.",
            "Give an id that starts with cus_, or the placeholder of an e-mail, a name or a phone number.",
        )
    held = await gather(reads, customer, window if since or until else None)
    if isinstance(held, Failure):
        return call.fail(held.model_copy(update={"parameter": "customer"}))
    return call.answer(
        tell(held).to_json(),
        parts=reads.ordered_parts,
        fields=_notes(reads),
        request_ids=reads.request_ids,
    )


def _none_chosen(call: Call, reads: Reads, found: Found) -> Outcome:
    return call.answer(
        found.told().to_json(),
        parts=reads.ordered_parts,
        fields=[
            FieldNote(path="customers", part="customers"),
            *([FieldNote(path="customers[].newest", part=NEWEST)] if NEWEST in reads.parts else []),
            FieldNote(path="customer_count", part="customers", aggregate=True, grain="customer"),
        ],
        request_ids=reads.request_ids,
        empty=not found.matches,
    )


def tell(held: Held) -> CustomerHistory:
    """The history of what was read."""
    tried = _attempts(held)
    payments = _payments(held, tried)
    recoveries = [one for payment in payments if (one := _recovery(payment.id, tried.get(payment.id, [])))]
    flat = [attempt for made in tried.values() for attempt in made]
    paid = [attempt.captured for attempt in flat if attempt.result == "paid" and attempt.captured]
    refunded = [Money(currency=one.currency, minor=one.amount_refunded) for one in held.charges if one.amount_refunded]
    lost = [Money(currency=one.currency, minor=one.amount) for one in held.disputes if one.status == "lost"]
    settings = held.customer.invoice_settings
    return CustomerHistory(
        id=held.customer.id,
        created=from_unix(held.customer.created) if held.customer.created else None,
        default_method=reference(settings.default_payment_method) if settings else None,
        deleted=held.customer.deleted,
        methods=methods(held, flat),
        payments=payments,
        attempts=sorted(flat, key=lambda one: (one.created, one.id), reverse=True),
        recoveries=recoveries,
        payment_count=len(payments),
        paid_count=sum(payment.received.minor > 0 for payment in payments),
        attempt_count=len(flat),
        failed_count=sum(attempt.result in LOST for attempt in flat),
        recovered_count=len(recoveries),
        refund_count=len(held.refunds),
        dispute_count=len(held.disputes),
        unpaid_count=sum(payment.unpaid for payment in payments),
        unpaid_total=totals(payment.still_open for payment in payments if payment.still_open),
        paid_total=totals(paid),
        refunded_total=totals(refunded),
        lifetime_value=totals([*paid, *(_negative(amount) for amount in (*refunded, *lost))]),
    )


def _negative(amount: Money) -> Money:
    return Money(currency=amount.currency, minor=-amount.minor)


def _attempts(held: Held) -> dict[str, list[Attempt]]:
    """The attempts of each payment, oldest first; a charge that is no payment's stands under its own id."""
    known = {payment.id: payment for payment in held.payments}
    made: dict[str, list[Attempt]] = {}
    for charge in sorted(held.charges, key=lambda one: (one.created, one.id)):
        payment = reference(charge.payment_intent)
        tried = made.setdefault(payment or charge.id, [])
        attempt = of_charge(known.get(payment or ""), charge, len(tried) + 1)
        tried.append(attempt.model_copy(update={"payment_intent": payment}))
    return made


def _payments(held: Held, tried: dict[str, list[Attempt]]) -> list[CustomerPayment]:
    told = [_payment(payment, tried.get(payment.id, [])) for payment in held.payments]
    alone = [_charged(charge, tried[charge.id]) for charge in held.charges if reference(charge.payment_intent) is None]
    return mark_unpaid(sorted([*told, *alone], key=lambda one: (one.created, one.id), reverse=True))


def _payment(payment: PaymentIntent, made: Sequence[Attempt]) -> CustomerPayment:
    error = payment.last_payment_error
    lost = [attempt for attempt in made if attempt.result in LOST]
    back = totals(attempt.refunded for attempt in made if attempt.refunded)
    return CustomerPayment(
        id=payment.id,
        status=payment.status,
        amount=Money(currency=payment.currency, minor=payment.amount),
        received=Money(currency=payment.currency, minor=payment.amount_received),
        refunded=back[0] if back else None,
        created=from_unix(payment.created),
        attempts=len(made),
        failed=len(lost),
        recovered=_recovery(payment.id, made) is not None,
        last_decline=deciding_code(lost[-1]) if lost else (error.decline_code or error.code) if error else None,
        disputed=any(attempt.disputed for attempt in made),
        blocked=bool(made) and made[-1].result == "blocked",
        metadata=payment.metadata,
    )


def _charged(charge: Charge, made: Sequence[Attempt]) -> CustomerPayment:
    """A charge without a payment, as older integrations make them."""
    return CustomerPayment(
        id=charge.id,
        status=charge.status,
        amount=Money(currency=charge.currency, minor=charge.amount),
        received=Money(currency=charge.currency, minor=charge.amount_captured if charge.status == "succeeded" else 0),
        refunded=made[0].refunded,
        created=from_unix(charge.created),
        attempts=1,
        failed=int(made[0].result in LOST),
        last_decline=deciding_code(made[0]) if made[0].result in LOST else None,
        disputed=charge.disputed,
        blocked=made[0].result == "blocked",
    )


def _recovery(payment: str, made: Sequence[Attempt]) -> Recovery | None:
    """What changed between the last failure and the attempt that paid; None where nothing failed or nothing paid."""
    paid = next((attempt for attempt in made if attempt.result == "paid"), None)
    lost = [attempt for attempt in made if attempt.result in LOST and paid and attempt.created <= paid.created]
    if paid is None or not lost:
        return None
    used = identity(paid.method)
    return Recovery(
        id=payment,
        failed_with=deciding_code(lost[-1]),
        paid_with=paid.method.id if paid.method else None,
        same_method=used is not None and used == identity(lost[-1].method),
        after=duration(paid.created - lost[0].created),
    )


def _notes(reads: Reads) -> list[FieldNote]:
    """Payments rest on themselves and the charges that tell their attempts; worth on all that lowers it.

    Attempts are counted by charge: one that failed before a charge was made is told by `payment_flow` alone.
    """
    tried = reads.incomplete("charges", "payments")
    paid = reads.incomplete("payments", "charges")
    worth = reads.incomplete("charges", "refunds", "disputes")
    counts = {
        "payment_count": (paid, "payment"),
        "paid_count": (paid, "payment"),
        "attempt_count": (reads.incomplete("charges"), "charge"),
        "failed_count": (reads.incomplete("charges"), "charge"),
        "recovered_count": (tried, "payment"),
        "refund_count": (reads.incomplete("refunds"), "refund"),
        "dispute_count": (reads.incomplete("disputes"), "dispute"),
        "unpaid_count": (paid, "payment"),
        "unpaid_total": (paid, "payment"),
        "paid_total": (reads.incomplete("charges"), "payment"),
        "refunded_total": (reads.incomplete("charges"), "refund"),
        "lifetime_value": (worth, "customer"),
    }
    return [
        FieldNote(path="methods", part=reads.incomplete("methods", "charges")),
        FieldNote(path="payments", part=paid),
        FieldNote(path="attempts", part="charges"),
        FieldNote(path="recoveries", part=tried),
        *(FieldNote(path=path, part=part, aggregate=True, grain=grain) for path, (part, grain) in counts.items()),
    ]
