"""The connected account of a provider, by the platform's own id of the provider.

Stripe holds no such id. What leads to the account: the configuration's `[providers]`, the payments whose metadata name
the provider and whose transfers went somewhere, and at last the accounts' own metadata, which Stripe can't search
(docs.stripe.com/search), so that a bounded list is looked through, and fewer of them where another way led to an
account, which may not be the only one. Where the ways differ, nothing is chosen but by the metadata of the accounts
themselves, and all that was found is told: of accounts that may not be read, their ids alone.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import get_args

from tools.connection import Connection
from tools.contract.outcome import Failure
from tools.contract.providers import Match, ProviderAccount, ProviderCandidate, Reach, Way
from tools.find import quoted, same_value
from tools.reading.ids import kind_of
from tools.reading.parts import Reads
from tools.shapes import Identified, PaymentIntent, Shape, Transfer, reference

PROVIDER_PARTS = ("provider_payments", "provider_transfers", "provider_accounts", "accounts")
"""The coverage parts of a search for a provider's account."""

LOOKED_AT = 3
"""How many of a provider's payments are followed to where their money went, at either end of the newest hundred: the
newest tell of an account that the provider has by now, the oldest are the likeliest to have been passed on."""
ACCOUNT_PAGES, PAGES_BESIDE = 10, 3
"""How many pages of accounts are looked through: where nothing else led to one, and beside what did."""
PAGE = 100
_CANDIDATES = 5
_PATH = "/v1/accounts"
_SAID: frozenset[Way] = frozenset({"account_id", "configuration", "account_metadata"})
"""Ways in which somebody said whose an account is; where a payment's money went may have been a mistake."""


class _Profile(Shape):
    name: str | None = None


class _Account(Identified):
    metadata: dict[str, str] = {}
    business_profile: _Profile | None = None


@dataclass
class _Found:
    ways: list[Way] = field(default_factory=list[Way])
    names: str | None = None
    business: str | None = None
    transfers: int | None = None


async def provider_account(
    connection: Connection, reads: Reads, provider: str, after: str | None = None
) -> ProviderAccount:
    """The account of a provider (its id with the platform, or an acct_), and how it was found.

    Reads are noted in `reads` under `PROVIDER_PARTS`; `after` goes on with an earlier list of accounts.
    """
    return await _Search(connection, reads, provider).run(after)


async def account_meant(connection: Connection, named: str | None) -> str | None:
    """The account that an acct_ or a provider's id stands for, where it may be read; null where that isn't known.

    The configuration tells without a read; else the payments of the provider and the first pages of accounts do.
    """
    connected = connection.account.connected
    if named is None or not connected:
        return None
    account = named if named in connected else connection.account.providers.get(named)
    if account is None and not named.startswith("acct_"):
        found = await provider_account(connection, Reads(connection.reader, PROVIDER_PARTS), named)
        account = found.account
    return account if account in connected else None


class _Search:
    def __init__(self, connection: Connection, reads: Reads, provider: str) -> None:
        self._account = connection.account
        self._masker = connection.masker
        self._reads = reads
        self._provider = provider
        self._found: dict[str, _Found] = {}
        self._looked: list[Way] = []
        self._heard: set[str] = set()
        self._reach = Reach()

    async def run(self, after: str | None) -> ProviderAccount:
        kind = kind_of(self._provider)
        if kind is not None and kind.name == "account":
            self._note("account_id", self._provider)
            return self._told(None)
        mapped = self._account.providers.get(self._provider)
        if mapped is not None:
            self._note("configuration", mapped)
        if after is None:
            await self._by_payments()
        rest = await self._by_accounts(after)
        if after is None:
            await self._own_words()
        return self._told(rest)

    def _note(self, way: Way, account: str | None) -> None:
        if way not in self._looked:
            self._looked.append(way)
        if account is not None:
            found = self._found.setdefault(account, _Found())
            if way not in found.ways:
                found.ways.append(way)

    async def _by_payments(self) -> None:
        """Where the money of the provider's payments went."""
        key = self._account.provider_key
        query = f"metadata[{quoted(key)}]:{quoted(self._provider)} AND status:{quoted('succeeded')}"
        rows = await self._reads.found("provider_payments", "/v1/payment_intents/search", PaymentIntent, query)
        if isinstance(rows, Failure):
            return
        payments = [one for one in rows if self._same(one.metadata.get(key))]
        sent = [destination for one in payments if (destination := _charged_for(one))]
        groups = [one.transfer_group for one in payments if one.transfer_group and not _charged_for(one)]
        known = list(dict.fromkeys(groups))
        followed = list(dict.fromkeys([*known[:LOOKED_AT], *known[-LOOKED_AT:]]))
        self._reach = Reach(payments=len(payments), followed=len(sent) + len(followed))
        transfers = await self._reads.joined(
            "provider_transfers",
            "/v1/transfers",
            Transfer,
            [{"transfer_group": group} for group in followed],
            2 * LOOKED_AT,
        )
        shared = {one.transfer_group for one in payments if self._account.escrow.split_key in one.metadata}
        sent += [destination for one in transfers if (destination := self._received(one, shared))]
        self._note("payments", None)
        for destination, count in Counter(sent).items():
            self._note("payments", destination)
            self._found[destination].transfers = count

    def _received(self, transfer: Transfer, shared: set[str | None]) -> str | None:
        """Where a transfer for this provider went: it names the provider, or the payment has no other."""
        named = transfer.metadata.get(self._account.provider_key)
        alone = named is None and transfer.transfer_group not in shared
        return reference(transfer.destination) if alone or self._same(named) else None

    async def _own_words(self) -> None:
        """Whom the accounts that were found name as theirs, as far as they may be read."""
        unheard = [one for one in self._found if one not in self._heard]
        asked = [one for one in unheard if one in self._account.connected][:_CANDIDATES]
        if not asked:
            return
        read = await asyncio.gather(
            *(self._reads.one("provider_accounts", f"{_PATH}/{one}", _Account) for one in asked)
        )
        for account in read:
            if not isinstance(account, Failure):
                self._hear(account)
        self._note("account_metadata", None)

    def _hear(self, account: _Account) -> None:
        named = account.metadata.get(self._account.provider_key)
        self._heard.add(account.id)
        if self._same(named):
            self._note("account_metadata", account.id)
        if account.id in self._found and self._may_tell(account.id):
            self._found[account.id].names = named
            self._found[account.id].business = account.business_profile.name if account.business_profile else None

    def _may_tell(self, account: str) -> bool:
        """Whether what an account says of itself may be told: where some are listed, only what those say."""
        return not self._account.connected or account in self._account.connected

    async def _by_accounts(self, after: str | None) -> str | None:
        """The accounts whose metadata name the provider, of a bounded list; the cursor where it goes on and no other
        way led to one."""
        alone = not self._found
        most = (ACCOUNT_PAGES if alone else PAGES_BESIDE) * PAGE
        rows = await self._reads.several("accounts", _PATH, _Account, {"starting_after": after}, most)
        if isinstance(rows, Failure):
            return None
        self._note("account_metadata", None)
        self._reach = self._reach.model_copy(update={"accounts": len(rows)})
        for account in rows:
            if account.id in self._found or self._same(account.metadata.get(self._account.provider_key)):
                self._hear(account)
        return rows[-1].id if rows and alone and self._reads.parts["accounts"].more else None

    def _same(self, named: str | None) -> bool:
        return same_value(self._masker, named, self._provider)

    def _told(self, after: str | None) -> ProviderAccount:
        taken, way = self._taken()
        agreed = len(self._found) <= 1
        listed = taken is None or taken in self._account.connected
        match: Match = "found" if taken else "several" if self._found else "none"
        return ProviderAccount(
            provider=self._provider,
            match=match if listed else "not_allowed",
            account=taken,
            way=way,
            agreed=agreed,
            candidates=[self._candidate(account, found) for account, found in self._found.items()],
            looked=self._looked,
            reach=self._reach,
            after=after,
        )

    def _taken(self) -> tuple[str | None, Way | None]:
        """The one account that is meant: the only one that the configuration or an account itself says, else the only
        one found that names nobody else."""
        for said in (_SAID, frozenset[Way](get_args(Way))):
            among = {
                account: found
                for account, found in self._found.items()
                if said & {*found.ways} and (_SAID & {*found.ways} or found.names is None or self._same(found.names))
            }
            if len(among) == 1:
                ((account, found),) = among.items()
                return account, next(way for way in found.ways if way in said)
            if among:
                return None, None
        return None, None

    def _candidate(self, account: str, found: _Found) -> ProviderCandidate:
        return ProviderCandidate(
            id=account,
            ways=found.ways,
            names=found.names,
            business=found.business,
            transfers=found.transfers,
            may_be_read=account in self._account.connected,
        )


def _charged_for(payment: PaymentIntent) -> str | None:
    """The account that a payment went to with its charge."""
    return reference(payment.transfer_data.destination) if payment.transfer_data else None
