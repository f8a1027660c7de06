"""What an account's metrics are counted over, read live: lists of each kind of object over a time, all at once.

Read up to now, as what befell a payment of the window may have come later; the newest first, so that where a bound is
met it is the past that is cut short.
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from tools.contract.clock import Window, from_unix
from tools.contract.coverage import MissingReason
from tools.contract.outcome import Failure
from tools.reading.parts import Reads
from tools.reading.query import Query
from tools.shapes import (
    Charge,
    Dispute,
    FraudWarning,
    InvoicePayment,
    PaymentIntent,
    Refund,
    Shape,
    Transfer,
    reference,
)
from tools.shapes.accounts import Payout

MOST = 10_000
"""Rows of one list at the most, a hundred at a time."""

ACCOUNTS = 40
"""How many connected accounts' payouts are read, the first that are listed."""

CHARGES, PAYMENTS, REFUNDS, DISPUTES, WARNINGS = "charges", "payments", "refunds", "disputes", "fraud_warnings"
TRANSFERS, INVOICES, PAYOUTS, PROVIDERS = "transfers", "invoice_payments", "payouts", "provider_payouts"
PARTS = (CHARGES, PAYMENTS, REFUNDS, DISPUTES, WARNINGS, TRANSFERS, INVOICES, PAYOUTS, PROVIDERS)

_PATHS: dict[str, tuple[str, type[Shape], Query]] = {
    CHARGES: ("/v1/charges", Charge, {"expand": ["data.balance_transaction", "data.outcome.rule"]}),
    PAYMENTS: ("/v1/payment_intents", PaymentIntent, {}),
    REFUNDS: ("/v1/refunds", Refund, {"expand": ["data.charge"]}),
    DISPUTES: ("/v1/disputes", Dispute, {"expand": ["data.charge"]}),
    WARNINGS: ("/v1/radar/early_fraud_warnings", FraudWarning, {"expand": ["data.charge"]}),
    TRANSFERS: ("/v1/transfers", Transfer, {}),
    INVOICES: ("/v1/invoice_payments", InvoicePayment, {}),
    PAYOUTS: ("/v1/payouts", Payout, {}),
}

S = TypeVar("S", bound=Shape)


@dataclass(frozen=True)
class Gathered:
    """Everything read since a moment, by its part. `since` is from when on the payments are whole."""

    since: datetime
    rows: dict[str, list[Shape]] = field(default_factory=dict[str, list[Shape]])
    payouts: list[tuple[str | None, Payout]] = field(default_factory=list[tuple[str | None, Payout]])
    """Each with the connected account that it is of, null for the platform's own."""

    def of(self, part: str, shape: type[S]) -> list[S]:
        """The objects of a part; none where it couldn't be read."""
        return [one for one in self.rows.get(part, []) if isinstance(one, shape)]

    def has(self, part: str) -> bool:
        """Whether a part was read at all."""
        return part in self.rows

    def with_newer(self, newer: "Gathered") -> "Gathered":
        """These with what was read since: an object that was read again is as it was read last."""
        rows = {part: _latest(self.rows.get(part, []), newer.rows.get(part, [])) for part in PARTS if self.has(part)}
        payouts = {one.id: (account, one) for account, one in (*self.payouts, *newer.payouts)}
        return Gathered(self.since, rows, list(payouts.values()))


async def gather(
    reads: Reads, since: datetime, now: datetime, parts: Collection[str] = PARTS, most: int = MOST
) -> Gathered | Failure:
    """Reads the parts that are wanted; a Failure where the attempts themselves can't be read."""
    window = Window(since=since, until=now + timedelta(seconds=1))
    wanted = [part for part in PARTS if part in parts and part in _PATHS]
    lists = await asyncio.gather(*(_read(reads, part, window, most) for part in wanted))
    read = dict(zip(wanted, lists, strict=True))
    charges = read.get(CHARGES)
    if isinstance(charges, Failure):
        return charges
    rows = {part: list(found) for part, found in read.items() if not isinstance(found, Failure)}
    own = [one for one in rows.get(PAYOUTS, []) if isinstance(one, Payout)]
    providers = await _of_providers(reads, window) if PROVIDERS in parts else []
    return Gathered(_whole(reads, since, rows), rows, [*((None, one) for one in own), *providers])


async def _read(reads: Reads, part: str, window: Window, most: int) -> Sequence[Shape] | Failure:
    path, shape, query = _PATHS[part]
    return await reads.several(part, path, shape, query, most, window)


async def _of_providers(reads: Reads, window: Window) -> list[tuple[str | None, Payout]]:
    """The payouts of the connected accounts that may be read, each list a request of its own."""
    accounts = reads.reader.connected
    asked = accounts[:ACCOUNTS]
    if not asked:
        return []
    names = [f"{PROVIDERS} {number}" for number in range(len(asked))]
    found = await asyncio.gather(
        *(_within(reads, account, name, window) for account, name in zip(asked, names, strict=True))
    )
    for name in names:
        reads.merge(name, into=PROVIDERS)
    if len(accounts) > len(asked):
        reads.lack(PROVIDERS, MissingReason.LIMIT, f"the first {len(asked)} of {len(accounts)} accounts")
    return [(account, one) for account, payouts in zip(asked, found, strict=True) for one in payouts]


async def _within(reads: Reads, account: str, name: str, window: Window) -> list[Payout]:
    inner = Reads(reads.reader.within(account), (name,))
    found = await inner.several(name, "/v1/payouts", Payout, {}, 100, window)
    reads.parts.update(inner.parts)
    return [] if isinstance(found, Failure) else found


def _whole(reads: Reads, since: datetime, rows: dict[str, list[Shape]]) -> datetime:
    """From when on the attempts and payments are whole: the oldest that was read, where a bound cut the list short."""
    cut = [since]
    for part, shape in ((CHARGES, Charge), (PAYMENTS, PaymentIntent)):
        held = [one.created for one in rows.get(part, []) if isinstance(one, shape)]
        if part in reads.parts and not reads.complete(part) and held:
            cut.append(from_unix(min(held) + 1))
    return max(cut)


def _latest(old: Sequence[Shape], new: Sequence[Shape]) -> list[Shape]:
    held: dict[str, Shape] = {}
    for one in (*old, *new):
        held[getattr(one, "id", "")] = one
    return list(held.values())


def paid_by_invoice(ties: Sequence[InvoicePayment]) -> frozenset[str]:
    """The payments that paid an invoice."""
    return frozenset(named for one in ties if one.payment and (named := reference(one.payment.payment_intent)))
