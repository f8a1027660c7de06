"""What Stripe holds of one customer, in two rounds of requests.

The first asks for the customer, the saved methods, the payments and the charges with their refunds; the second for the
disputes of the charges that have one.
"""

import asyncio
from dataclasses import dataclass, field

from tools.contract.clock import Window
from tools.contract.coverage import MissingReason
from tools.contract.outcome import Failure, FailureCode
from tools.reading.parts import Reads
from tools.shapes import Charge, Customer, Dispute, PaymentIntent, Refund, SavedMethod

ORDER = ("customers", "newest_payments", "customer", "methods", "payments", "charges", "refunds", "disputes")
PAYMENTS, CHARGES, DISPUTED = 200, 300, 10


@dataclass
class Held:
    """What was read. Lists are as Stripe gave them, newest first; `reads` knows what is missing."""

    customer: Customer
    reads: Reads
    methods: list[SavedMethod] = field(default_factory=list[SavedMethod])
    payments: list[PaymentIntent] = field(default_factory=list[PaymentIntent])
    charges: list[Charge] = field(default_factory=list[Charge])
    refunds: list[Refund] = field(default_factory=list[Refund])
    disputes: list[Dispute] = field(default_factory=list[Dispute])


async def gather(reads: Reads, customer_id: str, window: Window | None) -> Held | Failure:
    """Read the customer; a Failure when not even the customer can be read.

    Where only the customer itself may not be read, its payments are told all the same.
    """
    customer, methods, payments, charges = await asyncio.gather(
        reads.one("customer", f"/v1/customers/{customer_id}", Customer),
        reads.several("methods", f"/v1/customers/{customer_id}/payment_methods", SavedMethod, {}),
        reads.several("payments", "/v1/payment_intents", PaymentIntent, {"customer": customer_id}, PAYMENTS, window),
        reads.several(
            "charges",
            "/v1/charges",
            Charge,
            {"customer": customer_id, "expand": ["data.refunds"]},
            CHARGES,
            window,
        ),
    )
    if isinstance(customer, Failure):
        if customer.code is not FailureCode.PERMISSION or isinstance(charges, Failure):
            return customer
        customer = Customer(id=customer_id)
    held = Held(customer, reads)
    held.methods = [] if isinstance(methods, Failure) else methods
    held.payments = [] if isinstance(payments, Failure) else payments
    held.charges = [] if isinstance(charges, Failure) else charges
    if customer.deleted:
        reads.derive("methods", "customer.deleted", source="customer")  # with a customer, its methods are detached
    _refunds(held)
    disputed = [{"charge": charge.id} for charge in held.charges if charge.disputed]
    if disputed:
        held.disputes = await reads.joined("disputes", "/v1/disputes", Dispute, disputed, DISPUTED)
        if not reads.complete("charges"):
            reads.lack("disputes", MissingReason.LIMIT, "of the charges that were read")
    else:
        reads.derive("disputes", "charge.disputed")
    return held


def _refunds(held: Held) -> None:
    """The refunds, which the charges hold: the newest ten of each."""
    pages = [charge.refunds for charge in held.charges if charge.refunds]
    held.refunds = [refund for page in pages for refund in page.data]
    held.reads.derive("refunds", "charge.refunds", rows=len(held.refunds))
    if any(page.has_more for page in pages):
        held.reads.lack("refunds", MissingReason.LIMIT, "the newest 10 refunds of a charge")
