"""The newest payment of each of several customers: what tells them apart for whoever asked."""

import asyncio
from collections.abc import Sequence

from tools.contract.clock import from_unix
from tools.contract.history import CustomerMatch, NewestPayment
from tools.contract.money import Money
from tools.contract.outcome import Failure
from tools.payment.attempts import method_of
from tools.reading.parts import Reads
from tools.reading.query import Query
from tools.shapes import Charge, PaymentIntent

PART = "newest_payments"
MOST = 9
"""Customers whose newest payment is read, one request each."""


async def with_newest(reads: Reads, matches: Sequence[CustomerMatch]) -> list[CustomerMatch]:
    """The customers, the first of them each with the newest payment."""
    names = {one.id: f"{PART} {one.id}" for one in matches[:MOST]}
    read = await asyncio.gather(*(_newest(reads, names[one.id], one.id) for one in matches[:MOST]))
    for name in names.values():
        reads.merge(name, into=PART)
    if (part := reads.parts.get(PART)) is not None:
        reads.note(part.model_copy(update={"more": False}))  # of each the newest is what the part is
    told = [one.model_copy(update={"newest": newest}) for one, newest in zip(matches, read, strict=False)]
    return [*told, *matches[MOST:]]


async def _newest(reads: Reads, part: str, customer: str) -> NewestPayment | None:
    query: Query = {"customer": customer, "expand": ["data.latest_charge"]}
    rows = await reads.several(part, "/v1/payment_intents", PaymentIntent, query, 1)
    return None if isinstance(rows, Failure) or not rows else _told(rows[0])


def _told(payment: PaymentIntent) -> NewestPayment:
    error = payment.last_payment_error
    charge = payment.latest_charge if isinstance(payment.latest_charge, Charge) else None
    seen = method_of(charge.payment_method, charge.payment_method_details) if charge else None
    method = seen or (method_of(None, error.payment_method) if error and error.payment_method else None)
    return NewestPayment(
        id=payment.id,
        status=payment.status,
        amount=Money(currency=payment.currency, minor=payment.amount),
        created=from_unix(payment.created),
        brand=method.brand if method else None,
        last4=method.last4 if method else None,
        last_decline=(error.decline_code or error.code) if error else None,
    )
