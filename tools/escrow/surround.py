"""What may hold a payment's share back or change it, and whose the accounts are that it went to."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from tools.connection import Connection
from tools.contract.clock import Window
from tools.contract.escrow import EscrowBooking, EscrowState
from tools.contract.outcome import Failure
from tools.contract.providers import ProviderAccount
from tools.escrow import rule
from tools.escrow.known import Sent, paid
from tools.providers import provider_account
from tools.reading.parts import Reads
from tools.reading.query import Query
from tools.shapes import Charge, Dispute, Identified, PaymentIntent, Refund, Review, reference

LOOK_BACK = timedelta(days=30)
"""How long before a window a payment may have been charged that is still looked at."""
CLAIMS, FEW = 500, 10
HOMES = 3
"""How many providers' accounts are looked for, of those whose part is not where it belongs."""
_ALWAYS = Window()
_BY_REFUNDS: frozenset[EscrowState] = frozenset({"refunded_since", "wrong_amount"})
_UNDONE = frozenset({"failed", "canceled"})
"""Refunds that a charge's `amount_refunded` doesn't hold."""
C = TypeVar("C", Refund, Dispute)


@dataclass(frozen=True)
class Scope:
    """What is asked about: a booking, a payment or charge, a provider in a window, or all in a window."""

    booking: str | None = None
    payment: str | None = None
    provider: str | None = None
    window: Window = _ALWAYS
    after: str | None = None

    @property
    def charged(self) -> Window:
        """When a payment that was in escrow within the window may have been charged."""
        since = self.window.since
        return Window(since=since - LOOK_BACK if since else None, until=self.window.until)


class _Account(Identified):
    metadata: dict[str, str] = {}


@dataclass
class Surrounded:
    """Payments, the transfers for them, and what surrounds both; `reads` knows what is missing."""

    connection: Connection
    reads: Reads
    scope: Scope
    payments: list[PaymentIntent] = field(default_factory=list[PaymentIntent])
    direct: list[tuple[str, PaymentIntent]] = field(default_factory=list[tuple[str, PaymentIntent]])
    sent: Sent = field(default_factory=Sent)
    refunds: list[Refund] = field(default_factory=list[Refund])
    disputes: list[Dispute] = field(default_factory=list[Dispute])
    reviews: list[Review] = field(default_factory=list[Review])
    provider: ProviderAccount | None = None
    names: dict[str, str] = field(default_factory=dict[str, str])
    homes: dict[str, str] = field(default_factory=dict[str, str])
    """The accounts of providers who were looked for by themselves."""
    after: str | None = None

    async def surround(self) -> None:
        """Read what surrounds the payments that were read."""
        await asyncio.gather(self._refunds(), self._disputes(), self._reviews(), self._destinations())
        await self._meant()

    @property
    def _charges(self) -> list[Charge]:
        return [charge for one in self.payments if (charge := paid(one))]

    async def _refunds(self) -> None:
        """The refunds of charges whose share was sent: only there does it matter when each was made."""
        asked = [
            charge.id
            for payment in self.payments
            if (charge := paid(payment)) and charge.amount_refunded and self.sent.of(payment)
        ]
        self.refunds = await self._claims("refunds", "/v1/refunds", Refund, asked)

    def unsure(self, booking: EscrowBooking) -> bool:
        """Whether it turns on when a customer was refunded if a share was right, and not all of that was read."""
        over = booking.difference is not None and booking.difference.minor > 0
        if booking.refunded is None or not over or booking.state not in _BY_REFUNDS:
            return False
        mine = [one for one in self.refunds if reference(one.charge) == booking.charge and one.status not in _UNDONE]
        return sum(one.amount for one in mine) != booking.refunded.minor

    async def _disputes(self) -> None:
        asked = [one.id for one in self._charges if one.disputed]
        self.disputes = await self._claims("disputes", "/v1/disputes", Dispute, asked)

    async def _claims(self, part: str, path: str, shape: type[C], charges: Sequence[str]) -> list[C]:
        """Refunds or disputes of charges: one by one, or of many those of the time since the first was charged."""
        if len(charges) <= FEW or self.scope.window.since is None:
            queries: list[Query] = [{"charge": one} for one in charges]
            return await self.reads.joined(part, path, shape, queries, FEW)
        window = Window(since=self.scope.charged.since)
        rows = await self.reads.several(part, path, shape, {}, CLAIMS, window)
        return [] if isinstance(rows, Failure) else rows

    async def _reviews(self) -> None:
        asked = [named for one in self._charges if (named := review_of(one))][:FEW]
        read = await asyncio.gather(*(self.reads.one("reviews", f"/v1/reviews/{one}", Review) for one in asked))
        self.reviews = [one for one in read if isinstance(one, Review)]

    async def _destinations(self) -> None:
        """Whom the accounts name that the shares went to, as far as they may be read: of one booking, all of them; in
        a list, those that are not the usual ones."""
        allowed = self.connection.reader.connected
        await self._ask([one for one in self._unusual() if one in allowed][:FEW])

    async def _ask(self, accounts: Sequence[str]) -> None:
        """Whom these accounts name as theirs."""
        read = await asyncio.gather(
            *(self.reads.one("destinations", f"/v1/accounts/{one}", _Account) for one in accounts)
        )
        key = self.connection.account.provider_key
        self.names |= {one.id: name for one in read if isinstance(one, _Account) and (name := one.metadata.get(key))}

    async def _meant(self) -> None:
        """The accounts where a single booking's money belongs, of providers whose part went elsewhere or nowhere, or of
        several whose account didn't say that it is theirs.

        The accounts that may be read are asked first: their own metadata say whose they are.
        """
        if not (self.scope.booking or self.scope.payment):
            return
        account = self.connection.account
        known, named = account.providers.keys(), {one.metadata.get(account.provider_key) for one in self.sent.transfers}
        lacking = [one for one in self._without_theirs() if one not in known]
        if lacking:
            await self._ask([one for one in self.connection.reader.connected if one not in self.names][:FEW])
        for provider in [one for one in lacking if one not in self.names.values()][:HOMES]:
            found = await provider_account(self.connection, self.reads, provider)
            by_itself = found.way == "payments" and provider in named  # that it went there doesn't say that it is right
            if found.account is not None and not by_itself:
                self.homes[provider] = found.account

    def _without_theirs(self) -> list[str]:
        """The providers for whom no transfer is known to have been meant, though one was made or should have been; of a
        shared payment also those of whom only the transfer itself says that it was for them.
        """
        key, settings = self.connection.account.provider_key, self.connection.account.escrow
        lacking: list[str] = []
        for payment in self.payments:
            sent = self.sent.of(payment)
            if not sent and not self._is_late(payment):
                continue
            one = payment.metadata.get(key)
            shared = [leg.provider for leg in rule.legs(settings, payment.metadata)]
            named = [self.names.get(reference(one.destination) or "") for one in sent]
            said = named if shared else [
                name or transfer.metadata.get(key) for name, transfer in zip(named, sent, strict=True)
            ]  # fmt: skip
            if shared or None not in said:
                lacking += [provider for provider in shared or [one] if provider and provider not in said]
        return list(dict.fromkeys(lacking))

    def _is_late(self, payment: PaymentIntent) -> bool:
        charge, settings = paid(payment), self.connection.account.escrow
        due = rule.due(settings, payment.metadata, charge.created) if charge and not payment.transfer_data else None
        return due is not None and self.connection.clock.now() > due.late_after

    def _unusual(self) -> list[str]:
        key = self.connection.account.provider_key
        went: dict[str, dict[str, int]] = {}
        for payment in self.payments:
            for one in self.sent.of(payment):
                if to := reference(one.destination):
                    name = one.metadata.get(key) or payment.metadata.get(key) or payment.id
                    counts = went.setdefault(name, {})
                    counts[to] = counts.get(to, 0) + 1
        if self.scope.booking or self.scope.payment:
            return list(dict.fromkeys(to for counts in went.values() for to in counts))
        return list(dict.fromkeys(to for counts in went.values() if len(counts) > 1 for to in counts))


def review_of(charge: Charge | str | None) -> str | None:
    """The review of a charge, open or closed, if there was one."""
    review = charge.review if isinstance(charge, Charge) else None
    return review.id if isinstance(review, Review) else review
