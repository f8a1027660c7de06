"""Everything Stripe holds about one payment, in at most three rounds of requests.

The first round asks what can be asked with the payment's id alone; the second what only the charges and events make
worth asking; the third what a refused permission left to be read one by one. A payment of up to a hundred attempts
fits; of a longer one the newest hundred are told, and the rest is said to be missing.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tools.contract.clock import Window, from_unix
from tools.contract.coverage import MissingReason
from tools.contract.outcome import Failure
from tools.payment.happenings import (
    RARE_EVENTS,
    SUCCEEDED,
    Happening,
    final,
    of_snapshot,
    of_thin,
    without_charge,
)
from tools.payment.passed_on import own_transfers, shares_group
from tools.payment.refunded import refunds_of
from tools.reading.parts import Reads
from tools.reading.query import Query
from tools.reading.reader import Reader
from tools.shapes import (
    ApplicationFee,
    BalanceTransaction,
    Charge,
    Dispute,
    Event,
    FraudWarning,
    Invoice,
    InvoicePayment,
    PaymentIntent,
    Refund,
    Review,
    Subscription,
    ThinEvent,
    Transfer,
    WebhookEndpoint,
    reference,
)

ORDER = (
    "payment",
    "charges",
    "events",
    "deliveries",
    "refunds",
    "disputes",
    "fraud_warnings",
    "reviews",
    "fees",
    "transfers",
    "invoice",
    "subscription",
    "endpoints",
    "rate_card",
    "booking_checks",
    "connected_accounts",
)
EVENT_DAYS = timedelta(days=30)
AT_ONCE = timedelta(minutes=10)
MAX_EVENTS = 200
MAX_SNAPSHOTS = 10
EXPANDED = ("data.balance_transaction", "data.outcome.rule", "data.review")


@dataclass
class Gathered:
    """What was read. Lists are as Stripe gave them; `reads` knows what is missing."""

    payment: PaymentIntent
    reads: Reads
    charges: list[Charge] = field(default_factory=list[Charge])
    happenings: list[Happening] = field(default_factory=list[Happening])
    refunds: list[Refund] = field(default_factory=list[Refund])
    disputes: list[Dispute] = field(default_factory=list[Dispute])
    warnings: list[FraudWarning] = field(default_factory=list[FraudWarning])
    reviews: list[Review] = field(default_factory=list[Review])
    transfers: list[Transfer] = field(default_factory=list[Transfer])
    endpoints: list[WebhookEndpoint] | None = None
    balance: BalanceTransaction | None = None
    application_fee: ApplicationFee | None = None
    invoice: Invoice | None = None
    subscription: Subscription | None = None
    shared_group: bool = False
    """Whether a transfer that names no charge may pass on another payment's money: its group has another one."""

    @property
    def paid(self) -> Charge | None:
        """The charge that brought money, if one did; a payment has at most one."""
        return next((charge for charge in self.charges if charge.status == "succeeded" and charge.captured), None)


async def gather(reader: Reader, payment_id: str, now: datetime) -> Gathered | Failure:
    """Read the payment; a Failure when the payment itself can't be read."""
    rounds = _Rounds(Reads(reader, ORDER), payment_id, now)
    return await rounds.run()


def _may_be_billed(payment: PaymentIntent) -> bool:
    """Whether a payment may be an invoice's: manual capture and a group of its own rule it out."""
    grouped = payment.transfer_group is not None and not payment.transfer_group.startswith("group_")
    return payment.customer is not None and payment.capture_method != "manual" and not grouped


class _Rounds:
    def __init__(self, reads: Reads, payment_id: str, now: datetime) -> None:
        self._reads = reads
        self._id = payment_id
        self._now = now
        self._by_payment = {"payment_intent": payment_id}
        self._charges_lack: Failure | None = None
        self._thin_lack: Failure | None = None

    async def run(self) -> Gathered | Failure:
        payment = await self._first()
        if isinstance(payment, Failure):
            return payment
        self._all = payment
        await self._second()
        shared = shares_group(self._reads, payment.payment, payment.transfers)
        _, _, payment.shared_group = await asyncio.gather(self._third(), self._subscription(), shared)
        self._tell_what_charges_told()
        if self._reads.complete("charges"):
            payment.transfers = own_transfers(payment.transfers, payment.charges)
        if from_unix(payment.payment.created) < self._now - EVENT_DAYS:
            self._reads.lack("events", MissingReason.OLDER_THAN_30_DAYS)
        return payment

    async def _first(self) -> Gathered | Failure:
        payment, charges, thin, endpoints = await asyncio.gather(
            self._reads.one("payment", f"/v1/payment_intents/{self._id}", PaymentIntent),
            self._charges(EXPANDED),
            self._reads.several("events", "/v2/core/events", ThinEvent, {"object_id": self._id}, MAX_EVENTS),
            self._reads.several("endpoints", "/v1/webhook_endpoints", WebhookEndpoint, {}),
        )
        if isinstance(payment, Failure):
            return payment
        found = Gathered(payment, self._reads)
        self._charges_lack = charges if isinstance(charges, Failure) else None
        self._thin_lack = thin if isinstance(thin, Failure) else None
        found.charges = [] if isinstance(charges, Failure) else charges
        found.happenings = [] if isinstance(thin, Failure) else [of_thin(event) for event in thin]
        found.endpoints = None if isinstance(endpoints, Failure) else endpoints
        return found

    async def _second(self) -> None:
        known = self._charges_lack is None
        wanted: list[Awaitable[None]] = [self._charges_again()] if not known else []
        if self._thin_lack is not None:
            wanted.append(self._events_by_window())
        elif known:
            wanted.append(self._snapshots())
        wanted += self._around(certain=known)
        await asyncio.gather(*wanted)

    async def _third(self) -> None:
        if self._charges_lack is None:
            return
        wanted = [self._balance(), *(self._review(charge.review) for charge in self._all.charges)]
        if self._thin_lack is None:
            wanted.append(self._snapshots())
        await asyncio.gather(*wanted)

    def _charges(self, expand: Sequence[str]) -> Awaitable[list[Charge] | Failure]:
        query: Query = {**self._by_payment, "expand": [*expand]}
        return self._reads.several("charges", "/v1/charges", Charge, query)

    async def _charges_again(self) -> None:
        """Without what may have been refused with them: an expansion takes the permission of what it shows."""
        charges = await self._charges(EXPANDED[1:2])
        self._all.charges = [] if isinstance(charges, Failure) else charges

    def _around(self, certain: bool) -> list[Awaitable[None]]:
        """The reads that matter only where a charge held money; `certain` when all charges are known."""
        complete = certain and self._reads.complete("charges")
        held = [charge for charge in self._all.charges if charge.status != "failed"]
        wanted: list[Awaitable[None]] = []
        if held or not complete:
            wanted += [self._refunds(), self._warnings()]
        if not complete or any(charge.disputed for charge in held):
            wanted.append(self._disputes())
        if self._all.payment.transfer_group and (self._all.paid or not complete):
            wanted.append(self._transfers(self._all.payment.transfer_group))
        if self._all.paid and isinstance(self._all.paid.application_fee, str):
            wanted.append(self._application_fee(self._all.paid.application_fee))
        return wanted + ([self._invoice()] if _may_be_billed(self._all.payment) else [])

    async def _refunds(self) -> None:
        rows = await refunds_of(self._reads, self._by_payment)
        self._all.refunds = [] if isinstance(rows, Failure) else rows

    async def _disputes(self) -> None:
        rows = await self._reads.several("disputes", "/v1/disputes", Dispute, self._by_payment)
        self._all.disputes = [] if isinstance(rows, Failure) else rows

    async def _warnings(self) -> None:
        path = "/v1/radar/early_fraud_warnings"
        rows = await self._reads.several("fraud_warnings", path, FraudWarning, self._by_payment)
        self._all.warnings = [] if isinstance(rows, Failure) else rows

    async def _transfers(self, group: str) -> None:
        rows = await self._reads.several("transfers", "/v1/transfers", Transfer, {"transfer_group": group})
        self._all.transfers = [] if isinstance(rows, Failure) else rows

    async def _application_fee(self, fee: str) -> None:
        read = await self._reads.one("fees", f"/v1/application_fees/{fee}", ApplicationFee)
        self._all.application_fee = None if isinstance(read, Failure) else read

    async def _invoice(self) -> None:
        """The payment's invoice, which no field of the payment names."""
        paid = {"type": "payment_intent", "payment_intent": self._id}
        query: Query = {"payment": {**paid}, "expand": ["data.invoice"]}
        rows = await self._reads.several("invoice", "/v1/invoice_payments", InvoicePayment, query, rows=10)
        ties = [] if isinstance(rows, Failure) else rows
        self._all.invoice = next((tie.invoice for tie in ties if isinstance(tie.invoice, Invoice)), None)

    async def _subscription(self) -> None:
        parent = self._all.invoice.parent if self._all.invoice else None
        details = parent.subscription_details if parent else None
        if named := reference(details.subscription) if details else None:
            read = await self._reads.one("subscription", f"/v1/subscriptions/{named}", Subscription)
            self._all.subscription = None if isinstance(read, Failure) else read

    async def _snapshots(self) -> None:
        """The few events whose facts stand nowhere else: failures that left no charge, and the final one's delivery."""
        unclaimed = without_charge(self._all.happenings, self._all.charges)
        last = final(self._all.happenings)
        asked = list({event.id: event for event in [*unclaimed, *([last] if last else [])]}.values())
        if len(asked) > MAX_SNAPSHOTS:
            asked = asked[-MAX_SNAPSHOTS:]
        read = await asyncio.gather(
            *(self._reads.one("deliveries", f"/v1/events/{event.id}", Event) for event in asked)
        )
        snapshots = {event.id: event for event in read if isinstance(event, Event)}
        self._all.happenings = [event.seen(snapshots.get(event.id)) for event in self._all.happenings]
        unseen = [event for event in unclaimed if event.id not in snapshots]
        if unseen:
            self._reads.lack("deliveries", MissingReason.LIMIT, f"{MAX_SNAPSHOTS} events of a payment")

    async def _events_by_window(self) -> None:
        """The payment's events out of everybody's, where they can't be asked for by object.

        Only what is rare is asked for over the whole time; the success, which most payments have, around its moment.
        """
        since = max(from_unix(self._all.payment.created), self._now - EVENT_DAYS)
        wanted = [self._events_of(RARE_EVENTS, "events", Window(since=since))]
        if self._all.payment.status == "succeeded":
            wanted.append(self._events_of((SUCCEEDED,), "successes", self._around_success(since)))
        found = [event for events in await asyncio.gather(*wanted) for event in events]
        self._all.happenings = [of_snapshot(event) for event in found]
        self._reads.merge("successes", into="events")
        self._reads.derive("deliveries", "event.pending_webhooks", rows=len(found), source="events")

    async def _events_of(self, types: Sequence[str], part: str, window: Window) -> list[Event]:
        query: Query = {"types": [*types]}
        rows = await self._reads.several(part, "/v1/events", Event, query, MAX_EVENTS, window)
        events = [] if isinstance(rows, Failure) else rows
        return [event for event in events if event.data.object.get("id") == self._id]

    def _around_success(self, since: datetime) -> Window:
        """When the payment may have succeeded: as its balance transaction was made, else at any time since."""
        balance = self._all.paid.balance_transaction if self._all.paid else None
        if not isinstance(balance, BalanceTransaction):
            return Window(since=since)
        made = from_unix(balance.created)
        return Window(since=max(made - AT_ONCE, since), until=made + AT_ONCE)

    async def _balance(self) -> None:
        paid = self._all.paid
        if paid and isinstance(paid.balance_transaction, str):
            path = f"/v1/balance_transactions/{paid.balance_transaction}"
            read = await self._reads.one("fees", path, BalanceTransaction)
            self._all.balance = None if isinstance(read, Failure) else read

    async def _review(self, review: Review | str | None) -> None:
        if isinstance(review, str):
            read = await self._reads.one("reviews", f"/v1/reviews/{review}", Review)
            self._all.reviews += [] if isinstance(read, Failure) else [read]

    def _tell_what_charges_told(self) -> None:
        """What needed no read of its own, because the charges say it."""
        found, parts = self._all, self._reads.parts
        shown = [charge.review for charge in found.charges if isinstance(charge.review, Review)]
        found.reviews += shown
        if found.paid and isinstance(found.paid.balance_transaction, BalanceTransaction):
            found.balance = found.paid.balance_transaction
            if "fees" not in parts:
                self._reads.derive("fees", "charge.balance_transaction", rows=1)
        told = {"reviews": "charge.review", "refunds": "charge.amount_refunded", "disputes": "charge.disputed"}
        for part, told_by in (told | {"fraud_warnings": "charge.status"}).items():
            if part not in parts:
                self._reads.derive(part, told_by, rows=len(shown) if part == "reviews" else 0)
