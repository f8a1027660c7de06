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
from tools.contract.coverage import Missing, MissingReason, Part
from tools.contract.outcome import Failure
from tools.reading.parts import Reads
from tools.reading.query import Query
from tools.shapes import (
    Charge,
    Dispute,
    Event,
    FraudWarning,
    InvoicePayment,
    PaymentIntent,
    Refund,
    Shape,
    Transfer,
    reference,
)
from tools.shapes.accounts import LedgerEntry, Payout

MOST = 10_000
"""Rows of one list at the most, a hundred at a time."""

WAITING = 300
"""Events that wait for an answer at the most, the newest."""

ACCOUNTS, ACCOUNTS_ALONE = 40, 200
"""How many connected accounts' payouts are read, each a list of its own: those that were sent money last, fewer where
all else is read as well."""

CHARGES, PAYMENTS, REFUNDS, DISPUTES, WARNINGS = "charges", "payments", "refunds", "disputes", "fraud_warnings"
TRANSFERS, INVOICES, PAYOUTS, PROVIDERS = "transfers", "invoice_payments", "payouts", "provider_payouts"
UNDELIVERED, EARLIER = "undelivered", "earlier"
LEDGER = "ledger"
PARTS = (CHARGES, PAYMENTS, REFUNDS, DISPUTES, WARNINGS, TRANSFERS, INVOICES, PAYOUTS, PROVIDERS, UNDELIVERED, EARLIER)
EVERY = (*PARTS, LEDGER)
"""What can be read: the parts that a view of health rests on, and the movements on the balance."""

LISTS: dict[str, tuple[str, type[Shape], Query]] = {
    CHARGES: ("/v1/charges", Charge, {"expand": ["data.balance_transaction", "data.outcome.rule"]}),
    PAYMENTS: ("/v1/payment_intents", PaymentIntent, {}),
    REFUNDS: ("/v1/refunds", Refund, {"expand": ["data.charge"]}),
    DISPUTES: ("/v1/disputes", Dispute, {"expand": ["data.charge"]}),
    WARNINGS: ("/v1/radar/early_fraud_warnings", FraudWarning, {"expand": ["data.charge"]}),
    TRANSFERS: ("/v1/transfers", Transfer, {}),
    INVOICES: ("/v1/invoice_payments", InvoicePayment, {}),
    PAYOUTS: ("/v1/payouts", Payout, {}),
    LEDGER: ("/v1/balance_transactions", LedgerEntry, {}),
    UNDELIVERED: ("/v1/events", Event, {"delivery_success": False}),
}
"""Where each part is listed, as what, and with what expanded: whoever asks in these words shares what is read."""

S = TypeVar("S", bound=Shape)


@dataclass(frozen=True)
class Gathered:
    """Everything read since a moment, by its part. `since` is from when on the payments are whole."""

    since: datetime
    rows: dict[str, list[Shape]] = field(default_factory=dict[str, list[Shape]])
    payouts: list[tuple[str | None, Payout]] = field(default_factory=list[tuple[str | None, Payout]])
    """Each with the connected account that it is of, null for the platform's own."""
    accounts: tuple[str, ...] = ()
    """The connected accounts whose payouts were read."""

    def of(self, part: str, shape: type[S]) -> list[S]:
        """The objects of a part; none where it couldn't be read."""
        return [one for one in self.rows.get(part, []) if isinstance(one, shape)]

    def has(self, part: str) -> bool:
        """Whether a part was read at all."""
        return part in self.rows

    def with_newer(self, newer: "Gathered") -> "Gathered":
        """These with what was read since: an object that was read again is as it was read last."""
        rows = {part: _latest(self.rows.get(part, []), newer.rows.get(part, [])) for part in EVERY if self.has(part)}
        payouts = {one.id: (account, one) for account, one in (*self.payouts, *newer.payouts)}
        return Gathered(self.since, rows, list(payouts.values()), self.accounts)


async def gather(
    reads: Reads,
    since: datetime,
    now: datetime,
    parts: Collection[str] = PARTS,
    most: int = MOST,
    *,
    accounts: Sequence[str] = (),
) -> Gathered | Failure:
    """Reads the parts that are wanted; a Failure where the attempts themselves can't be read.

    The payouts are those of these `accounts`, else of those that were sent money last.
    """
    window = Window(since=since, until=now + timedelta(seconds=1))
    wanted = [part for part in EVERY if part in parts and part in LISTS]
    lists = await asyncio.gather(*(_read(reads, part, window, most) for part in wanted))
    read = dict(zip(wanted, lists, strict=True))
    charges = read.get(CHARGES)
    if isinstance(charges, Failure):
        return charges
    rows = {part: list(found) for part, found in read.items() if not isinstance(found, Failure)}
    own = [one for one in rows.get(PAYOUTS, []) if isinstance(one, Payout)]
    sent = [one for one in rows.get(TRANSFERS, []) if isinstance(one, Transfer)]
    many = ACCOUNTS if {*PARTS} <= {*parts} else ACCOUNTS_ALONE
    asked = tuple(accounts or sent_last(reads.reader.connected, sent)[:many]) if PROVIDERS in parts else ()
    providers = await _of_providers(reads, window, asked)
    return Gathered(_whole(reads, since, rows), rows, [*((None, one) for one in own), *providers], asked)


async def _read(reads: Reads, part: str, window: Window, most: int) -> Sequence[Shape] | Failure:
    path, shape, query = LISTS[part]
    return await reads.several(part, path, shape, query, min(most, WAITING) if part == UNDELIVERED else most, window)


async def _of_providers(reads: Reads, window: Window, asked: Sequence[str]) -> list[tuple[str | None, Payout]]:
    """The payouts of these connected accounts, each list a request of its own; that there are more is noted."""
    accounts = reads.reader.connected
    if not asked:
        return []
    names = [f"{PROVIDERS} {number}" for number in range(len(asked))]
    found = await asyncio.gather(
        *(_within(reads, account, name, window) for account, name in zip(asked, names, strict=True))
    )
    for name in names:
        reads.merge(name, into=PROVIDERS)
    if len(accounts) > len(asked):
        told = f"the {len(asked)} of {len(accounts)} accounts that were sent money last"
        reads.lack(PROVIDERS, MissingReason.LIMIT, told)
        reads.note(reads.parts[PROVIDERS].model_copy(update={"filters": {"accounts": [*asked]}}))
    return [(account, one) for account, payouts in zip(asked, found, strict=True) for one in payouts]


def sent_last(accounts: Sequence[str], sent: Sequence[Transfer]) -> list[str]:
    """The accounts, those with the newest transfers first, then those without one as they are listed."""
    newest: dict[str, int] = {}
    for one in sent:
        account = reference(one.destination) or ""
        newest[account] = max(one.created, newest.get(account, 0))
    return sorted(accounts, key=lambda account: -newest.get(account, 0))


def measured(parts: Sequence[Part]) -> bool:
    """Whether all was read that the figures rest on: of providers' payouts a bounded look is all that is meant, and
    what they stand beside may reach less far back."""
    return all(one.complete or _is_bounded(one) for one in parts if one.name != EARLIER)


def _is_bounded(part: Part) -> bool:
    """Whether a part lacks nothing but the accounts beyond those that are looked at."""
    reason = part.missing.reason if part.missing else None
    return part.name == PROVIDERS and reason is MissingReason.LIMIT and not part.more


async def _within(reads: Reads, account: str, name: str, window: Window) -> list[Payout]:
    inner = Reads(reads.reader.within(account), (name,))
    found = await inner.several(name, "/v1/payouts", Payout, {}, 100, window)
    reads.parts.update(inner.parts)
    return [] if isinstance(found, Failure) else found


def cut_before(reads: Reads, asked: datetime, whole: datetime) -> None:
    """Note that of the lists that a bound cut short all is there since a moment, and nothing `asked` for before it.

    What is asked about lies after it: only what it is held against is of fewer weeks.
    """
    for part in (CHARGES, PAYMENTS, TRANSFERS):
        known = reads.parts.get(part)
        if known is not None and known.more and known.missing is None:
            window = Window(since=whole, until=known.window.until if known.window else None)
            reads.note(known.model_copy(update={"window": window, "more": False}))
    why = Missing(reason=MissingReason.LIMIT, detail="the weeks before it are not compared with")
    reads.note(Part(name=EARLIER, resource=LISTS[CHARGES][0], window=Window(since=asked, until=whole), pages=0, rows=0,
                    more=True, missing=why))  # fmt: skip


def _whole(reads: Reads, since: datetime, rows: dict[str, list[Shape]]) -> datetime:
    """From when on the attempts and payments are whole: the oldest that was read, where a bound cut the list short."""
    cut = [since]
    for part, shape in ((CHARGES, Charge), (PAYMENTS, PaymentIntent), (TRANSFERS, Transfer)):
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
