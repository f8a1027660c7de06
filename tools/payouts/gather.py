"""What Stripe holds of an account and its payouts, in at most two rounds, on the platform's side and on the account's.

The account and what was sent to it are read by the platform; its balance, its payouts and its ledger stand on the
account itself (docs.stripe.com/connect/authentication). Each is a part of its own: a key without a Connect permission
still tells the platform's side.
"""

import asyncio
from datetime import datetime, timedelta

from tools.contract.clock import Window, from_unix
from tools.contract.coverage import MissingReason, Part
from tools.contract.outcome import Failure, FailureCode
from tools.payouts.ledger import unplaced, upcoming
from tools.payouts.standing import balance
from tools.providers import PROVIDER_PARTS
from tools.reading.parts import Reads
from tools.reading.query import Query
from tools.reading.reader import Reader
from tools.shapes import Charge, Event
from tools.shapes.accounts import (
    AccountBalance,
    BalanceSettings,
    ConnectAccount,
    LedgerEntry,
    Payout,
    SentTransfer,
)

ACCOUNT, BALANCE, SCHEDULE, PAYOUTS, EVENTS = "account", "balance", "schedule", "payouts", "payout_events"
LEDGER, UPCOMING, RESERVES = "ledger", "upcoming", "reserves"
TRANSFERS, CHARGES = "transfers", "own_charges"
ORDER = (*PROVIDER_PARTS, ACCOUNT, TRANSFERS, BALANCE, SCHEDULE, PAYOUTS, EVENTS, LEDGER, UPCOMING, RESERVES, CHARGES)

LISTED, LEDGER_ROWS, TRANSFER_ROWS = 100, 500, 500
DEEPER = (LEDGER_ROWS, 1_500, 4_500)
"""How many rows of the platform's own ledger are read where fewer don't hold all that is pending."""
KEPT_EVENTS = timedelta(days=30)
"""How long Stripe keeps events (docs.stripe.com/api/events)."""
SETTLING = timedelta(days=30)
"""How far back the ledger is read at least: whatever is still pending came in within it."""
FAILED = "failed"


class Gathered:
    """The reads of one account. `account` is an acct_, or null for the platform's own; `outer` the platform's reads."""

    def __init__(self, reader: Reader, outer: Reads, account: str | None, window: Window, now: datetime) -> None:
        self._account = account
        self._window = window
        self._now = now
        self.outer = outer
        self.inner = Reads(reader.within(account) if account else reader, ORDER)
        self.account: ConnectAccount | None = None
        self.balance: AccountBalance | None = None
        self.settings: BalanceSettings | None = None
        self.payouts: list[Payout] = []
        self.events: list[Event] = []
        self.ledger: list[LedgerEntry] = []
        self.reserves: list[LedgerEntry] = []
        self.transfers: list[SentTransfer] = []
        self.charges: list[Charge] = []

    @property
    def parts(self) -> list[Part]:
        known = {**self.inner.parts, **self.outer.parts}
        return [known[name] for name in ORDER if name in known]

    @property
    def request_ids(self) -> list[str]:
        return [*self.outer.request_ids, *self.inner.request_ids]

    def complete(self, name: str) -> bool:
        """Whether a part was read, and to its end."""
        return self.outer.complete(name) or self.inner.complete(name)

    def read(self, name: str) -> bool:
        """Whether anything of a part was read."""
        part = self.inner.parts.get(name) or self.outer.parts.get(name)
        return part is not None and part.pages > 0

    def weakest(self, *names: str) -> str:
        """The first of these parts that was read and is not complete, else the first that was read."""
        known = [name for name in names if name in self.inner.parts or name in self.outer.parts]
        return next((name for name in known if not self.complete(name)), (known or names)[0])

    async def run(self) -> Failure | None:
        """Read all of it; a Failure where there is no such account, or nothing at all could be read."""
        failures = await asyncio.gather(
            self._own(), self._balance(), self._schedule(), self._payouts(), self._ledger(), self._reserves(),
            self._transfers(),
        )  # fmt: skip
        if failures[0] is not None and failures[0].code in (FailureCode.NOT_FOUND, FailureCode.WRONG_MODE):
            return failures[0]
        if all(failure is not None for failure in failures[: -1 if self._account else None]) and not self.transfers:
            return failures[0]
        await asyncio.gather(self._events(), self._released(), self._charges(), self._rest_of_pending())
        return None

    async def standing(self) -> Failure | None:
        """Read how the account stands: itself and its payouts and, where it may be paid out, what else could stop it.

        A Failure where there is no such account, or nothing at all could be read.
        """
        failure = await self._own()
        if failure is not None and failure.code in (FailureCode.NOT_FOUND, FailureCode.WRONG_MODE):
            return failure
        able = self.account is None or self.account.payouts_enabled is not False
        rest = (self._balance(), self._schedule(), self._reserves()) if able else ()
        failures = await asyncio.gather(self._payouts(), *rest)
        if failure is not None and all(one is not None for one in failures):
            return failure
        await asyncio.gather(self._events(), self._released())
        return None

    async def _own(self) -> Failure | None:
        path = f"/v1/accounts/{self._account}" if self._account else "/v1/account"
        read = await self.outer.one(ACCOUNT, path, ConnectAccount)
        self.account = None if isinstance(read, Failure) else read
        return read if isinstance(read, Failure) else None

    async def _balance(self) -> Failure | None:
        read = await self.inner.one(BALANCE, "/v1/balance", AccountBalance)
        self.balance = None if isinstance(read, Failure) else read
        return read if isinstance(read, Failure) else None

    async def _schedule(self) -> Failure | None:
        read = await self.inner.one(SCHEDULE, "/v1/balance_settings", BalanceSettings)
        self.settings = None if isinstance(read, Failure) else read
        return read if isinstance(read, Failure) else None

    async def _payouts(self) -> Failure | None:
        query: Query = {"expand": ["data.destination", "data.failure_balance_transaction"]}
        read = await self.inner.several(PAYOUTS, "/v1/payouts", Payout, query, LISTED, self._window)
        self.payouts = [] if isinstance(read, Failure) else read
        return read if isinstance(read, Failure) else None

    async def _ledger(self, rows: int | None = None) -> Failure | None:
        """A provider's movements of the window and those that may be pending; of the platform's own only these."""
        since = self._window.since
        settling = self._now - SETTLING
        reaching = Window(since=min(since, settling) if since and self._account else settling)
        most = rows or (LEDGER_ROWS if self._account else LISTED)
        read = await self.inner.several(LEDGER, "/v1/balance_transactions", LedgerEntry, {}, most, reaching)
        self.ledger = self.ledger if isinstance(read, Failure) else read
        return read if isinstance(read, Failure) else None

    async def _rest_of_pending(self) -> None:
        """As much more of the platform's ledger as it takes to place what is pending, and whether that was all."""
        if LEDGER not in self.inner.parts:
            return
        for rows in DEEPER if self._account is None else ():
            if self._unplaced() and self.inner.parts[LEDGER].more:
                await self._ledger(rows)
        self.inner.derive(UPCOMING, "/v1/balance_transactions", len(self.ledger), source=LEDGER)
        if self.balance is not None and not self._unplaced():
            known = self.inner.parts[UPCOMING]
            self.inner.note(known.model_copy(update={"more": False, "missing": None}))
        if self._account is None:
            self.inner.parts.pop(LEDGER)

    def _unplaced(self) -> bool:
        """Whether something is pending that is in none of the movements that were read."""
        awaited = upcoming(self.ledger, self._now)
        return self.balance is None or bool(unplaced(balance(self.balance), awaited))

    async def _reserves(self) -> Failure | None:
        """Whatever was ever kept back: it may be older than the window and still be kept."""
        return await self._of_type("reserve_hold")

    async def _of_type(self, kind: str) -> Failure | None:
        name = f"{RESERVES} {kind}"
        read = await self.inner.several(name, "/v1/balance_transactions", LedgerEntry, {"type": kind}, LISTED)
        self.inner.merge(name, into=RESERVES)
        self.reserves += [] if isinstance(read, Failure) else read
        return read if isinstance(read, Failure) else None

    async def _transfers(self) -> Failure | None:
        if self._account is None:
            return None
        query: Query = {"destination": self._account, "expand": ["data.source_transaction"]}
        read = await self.outer.several(TRANSFERS, "/v1/transfers", SentTransfer, query, TRANSFER_ROWS, self._window)
        self.transfers = [] if isinstance(read, Failure) else read
        return read if isinstance(read, Failure) else None

    async def _events(self) -> None:
        """Whether a payout that failed was shown as paid first, as far as events are kept."""
        failed = [from_unix(one.created) for one in self.payouts if one.status == FAILED]
        if not failed:
            return
        kept = self._now - KEPT_EVENTS
        window = Window(since=max(min(failed), kept))
        query: Query = {"types": ["payout.paid", "payout.failed"]}
        read = await self.inner.several(EVENTS, "/v1/events", Event, query, LISTED, window)
        self.events = [] if isinstance(read, Failure) else read
        if min(failed) < kept:
            self.inner.lack(EVENTS, MissingReason.OLDER_THAN_30_DAYS)

    async def _released(self) -> None:
        if self.reserves:
            await self._of_type("reserve_release")

    async def _charges(self) -> None:
        """The payments that were made on the account itself: what they were for stands on them alone."""
        if self._account and any(entry.type == "charge" for entry in self.ledger):
            query: Query = {"expand": ["data.refunds"]}
            read = await self.inner.several(CHARGES, "/v1/charges", Charge, query, LEDGER_ROWS, self._window)
            self.charges = [] if isinstance(read, Failure) else read
