"""What Stripe holds of payments in escrow: the payments, the transfers for them, and what may hold them back.

A payment is read with its charge; transfers are listed by the payment's group, by the provider's account, or, for the
whole platform, over the time since the first of the payments.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tools.contract.clock import Window
from tools.contract.coverage import MissingReason
from tools.contract.outcome import Failure, FailureCode
from tools.escrow.known import Around, Known, Sent, paid
from tools.escrow.listed import FEES, out_of_lists
from tools.escrow.surround import FEW, Surrounded, review_of
from tools.find import quoted, same_value
from tools.providers import PROVIDER_PARTS, provider_account
from tools.reading.connected import find
from tools.reading.failures import Unreadable
from tools.reading.ids import BY_NAME
from tools.reading.parts import Reads
from tools.reading.query import Query
from tools.shapes import Charge, PaymentIntent, Refund, Transfer, reference

ORDER = (
    *PROVIDER_PARTS,
    "payments",
    "charges",
    FEES,
    "direct",
    "transfers",
    "refunds",
    "disputes",
    "reviews",
    "destinations",
    "balance",
    "pending",
    "account_balance",
    "connected_accounts",
    "listed",
)
EXPANDED = ("latest_charge.balance_transaction", "latest_charge.transfer", "latest_charge.application_fee")
PAYMENTS, TRANSFERS = 2_000, 2_000
GROUPS = 30
_PATH = "/v1/payment_intents"


@dataclass
class Gathered(Surrounded):
    """What was read; `reads` knows what is missing."""

    _asked: set[str] = field(default_factory=set[str])
    _sure: bool = False

    async def run(self) -> Failure | None:
        """Read all of it; a Failure where the payments themselves can't be read."""
        scope = self.scope
        if scope.payment:
            failure = await self._one(scope.payment)
        elif scope.booking:
            failure = await self._of_booking(scope.booking)
        elif scope.provider:
            failure = await self._of_provider(scope.provider)
        else:
            failure = await self._of_all()
        if failure is None:
            await self.surround()
        return failure

    def around(self, payment: PaymentIntent, within: str | None = None) -> Around:
        """What was read of one payment."""
        charge = payment.latest_charge
        named = charge.id if isinstance(charge, Charge) else charge
        with_charge = charge.transfer if isinstance(charge, Charge) else None
        mine = [with_charge] if isinstance(with_charge, Transfer) else self.sent.of(payment)
        return Around(
            transfers=mine,
            whole=self._sure or (payment.transfer_group in self._asked and self.reads.complete("transfers")),
            refunds=self._of_charges.get(named or "", []),
            dispute=next((one for one in self.disputes if reference(one.charge) == named), None),
            in_review=any(one.open for one in self.reviews if review_of(charge) == one.id),
            within=within,
        )

    @cached_property
    def _of_charges(self) -> dict[str, list[Refund]]:
        """The refunds by the charge that they are of, once all of them were read."""
        found: dict[str, list[Refund]] = defaultdict(list)
        for one in self.refunds:
            found[reference(one.charge) or ""].append(one)
        return found

    @property
    def known(self) -> Known:
        """The rule and whose accounts are known."""
        account = self.connection.account
        accounts = {**self.homes, **account.providers, **{name: one for one, name in self.names.items()}}
        if self.provider is not None and self.provider.account is not None:
            accounts[self.provider.provider] = self.provider.account
        return Known(account, self.connection.clock.now(), accounts, self.names)

    async def _one(self, named: str) -> Failure | None:
        payment = named
        if named.startswith(("ch_", "py_")):
            read = await self.reads.one("charges", f"/v1/charges/{named}", Charge)
            if isinstance(read, Failure):
                return await self._elsewhere("charge", named, read)
            payment = reference(read.payment_intent) or named
        failure = await self._payment(payment)
        if failure is not None:
            return await self._elsewhere("payment_intent", payment, failure)
        groups = [one.transfer_group for one in self.payments if one.transfer_group]
        await self._by_groups(groups)
        return None

    async def _payment(self, named: str) -> Failure | None:
        query: Query = {"expand": [*EXPANDED]}
        read = await self.reads.one("payments", f"{_PATH}/{named}", PaymentIntent, query)
        if isinstance(read, Failure) and read.code is FailureCode.PERMISSION:
            self.reads.parts.pop("payments", None)
            read = await self.reads.one("payments", f"{_PATH}/{named}", PaymentIntent, {"expand": ["latest_charge"]})
            self.reads.lack("charges", MissingReason.PERMISSION, "balance transactions, transfers and fees of charges")
        if isinstance(read, Failure):
            return read
        self.payments.append(read)
        return None

    async def _elsewhere(self, kind: str, named: str, failure: Failure) -> Failure | None:
        """A payment that is on a connected account, where the platform has none of that id."""
        reader = self.connection.reader
        if failure.code is not FailureCode.NOT_FOUND or not reader.connected:
            return failure
        try:
            held = await find(reader, BY_NAME[kind], named)
        except Unreadable as unreadable:
            return unreadable.failure
        if held.account is None:
            return failure
        for part in ("payments", "charges"):
            self.reads.parts.pop(part, None)
        if held.part:
            self.reads.note(held.part)
        payment = named if kind == "payment_intent" else reference(Charge.of(held.read.body).payment_intent)
        return await self._direct(held.account, payment) if payment else failure

    async def _direct(self, account: str, payment: str) -> Failure | None:
        own = Reads(self.connection.reader.within(account), ORDER)
        query: Query = {"expand": [EXPANDED[0], EXPANDED[2]]}
        read = await own.one("payments", f"{_PATH}/{payment}", PaymentIntent, query)
        self._take("payments", own)
        if isinstance(read, Failure):
            return read
        self.direct.append((account, read))
        self._sure = True
        return None

    def _take(self, part: str, own: Reads, as_part: str | None = None) -> None:
        """Note a part that was read on a connected account."""
        if part in own.parts:
            self.reads.note(own.parts[part].model_copy(update={"name": as_part or part}))

    async def _of_booking(self, booking: str) -> Failure | None:
        key = self.connection.account.booking_key
        grouped, found, _ = await asyncio.gather(
            self.reads.several("charges", "/v1/charges", Charge, {"transfer_group": booking}),
            self._search("payments", f"metadata[{quoted(key)}]:{quoted(booking)}", FEW),
            self._by_groups([booking]),
        )
        if isinstance(grouped, Failure) and isinstance(found, Failure):
            return found
        mine = [] if isinstance(found, Failure) else found
        self.payments = [one for one in mine if self._same(one.metadata.get(key), booking)]
        known = {one.id for one in self.payments}
        charged = [] if isinstance(grouped, Failure) else grouped
        lacking = dict.fromkeys(named for one in charged if (named := reference(one.payment_intent)))
        await asyncio.gather(*(self._payment(one) for one in [*lacking][:FEW] if one not in known))
        await self._by_groups([one.transfer_group for one in self.payments if one.transfer_group])
        return None

    async def _of_provider(self, provider: str) -> Failure | None:
        account, own, shared = await asyncio.gather(
            provider_account(self.connection, self.reads, provider, self.scope.after),
            self._found_of("payments", f"metadata[{quoted(self.connection.account.provider_key)}]:{quoted(provider)}"),
            self._found_of("shared", f"-metadata[{quoted(self.connection.account.escrow.split_key)}]:null"),
        )
        self.provider = account
        self.reads.merge("shared", into="payments")
        if isinstance(own, Failure):
            return own
        rows = [*own, *([] if isinstance(shared, Failure) else shared)]
        self.payments = list({one.id: one for one in rows if self._is_for(one, provider)}.values())
        if account.account is not None:
            await asyncio.gather(self._sent_to(account.account), self._on(account.account))
        await self._by_groups(self._unsent())
        return None

    async def _found_of(self, part: str, clause: str) -> list[PaymentIntent] | Failure:
        charged = self.scope.charged
        bounds = [f"created>={int(charged.since.timestamp())}"] if charged.since else []
        bounds += [f"created<{int(charged.until.timestamp())}"] if charged.until else []
        return await self._search(part, " AND ".join([clause, *bounds]), PAYMENTS)

    async def _search(self, part: str, query: str, rows: int) -> list[PaymentIntent] | Failure:
        path, expand = f"{_PATH}/search", [f"data.{one}" for one in EXPANDED]
        found = await self.reads.found(part, path, PaymentIntent, query, rows, expand)
        if isinstance(found, Failure) and found.code is FailureCode.PERMISSION:
            found = await self.reads.found(part, path, PaymentIntent, query, rows, ["data.latest_charge"])
            self.reads.lack("charges", MissingReason.PERMISSION, "balance transactions, transfers and fees of charges")
        return found

    def _is_for(self, payment: PaymentIntent, provider: str) -> bool:
        account = self.connection.account
        named = payment.metadata.get(account.provider_key)
        shared = payment.metadata.get(account.escrow.split_key, "")
        return self._same(named, provider) or any(one.partition(":")[0] == provider for one in shared.split())

    def _same(self, held: str | None, asked: str) -> bool:
        return same_value(self.connection.masker, held, asked)

    async def _sent_to(self, account: str) -> None:
        window = Window(since=self.scope.charged.since)
        rows = await self.reads.several(
            "transfers", "/v1/transfers", Transfer, {"destination": account}, TRANSFERS, window
        )
        self._keep([] if isinstance(rows, Failure) else rows)

    async def _on(self, account: str) -> None:
        """The payments on the provider's own account, and its balance."""
        if account not in self.connection.reader.connected:
            return
        own = Reads(self.connection.reader.within(account), ORDER)
        query: Query = {"expand": [f"data.{EXPANDED[0]}", f"data.{EXPANDED[2]}"]}
        rows = await own.several("direct", _PATH, PaymentIntent, query, 100, self.scope.charged)
        self._take("direct", own)
        self.direct = [] if isinstance(rows, Failure) else [(account, one) for one in rows]

    def _unsent(self) -> list[str]:
        """The groups of payments for which no transfer was seen, the longest due first."""
        seen = [one for one in self.payments if paid(one) and not self.sent.of(one)]
        return [one.transfer_group for one in sorted(seen, key=lambda one: one.created) if one.transfer_group]

    async def _by_groups(self, groups: Sequence[str]) -> None:
        """The transfers of these groups; of many, those of the first."""
        fresh = [one for one in dict.fromkeys(groups) if one not in self._asked]
        if not fresh:
            return
        queries: list[Query] = [{"transfer_group": one} for one in fresh]
        rows = await self.reads.joined("of_groups", "/v1/transfers", Transfer, queries, GROUPS)
        self.reads.merge("of_groups", into="transfers")
        self._asked |= set(fresh[:GROUPS])
        self._keep(rows)

    def _keep(self, rows: Sequence[Transfer]) -> None:
        self.sent = Sent(list({one.id: one for one in (*self.sent.transfers, *rows)}.values()))

    async def _of_all(self) -> Failure | None:
        charged = self.scope.charged
        listed = None if self.scope.after else await out_of_lists(self.connection, self.reads, charged)
        if listed is None:
            return await self._of_lists(charged)
        self.payments = [one for one in listed.payments if self._is_booking(one)]
        self._keep(listed.transfers)
        self._sure = self.reads.complete("transfers")
        return None

    async def _of_lists(self, charged: Window) -> Failure | None:
        """The payments that are listed for this alone, each with its charge in it."""
        expand: Query = {"expand": [f"data.{one}" for one in EXPANDED], "starting_after": self.scope.after}
        rows, sent = await asyncio.gather(
            self.reads.several("payments", _PATH, PaymentIntent, expand, PAYMENTS, charged),
            self.reads.several("transfers", "/v1/transfers", Transfer, {}, TRANSFERS, Window(since=charged.since)),
        )
        if isinstance(rows, Failure):
            return rows
        self.payments = [one for one in rows if self._is_booking(one)]
        self._keep([] if isinstance(sent, Failure) else sent)
        self._sure = self.reads.complete("transfers")
        if self.scope.after and self.reads.complete("payments"):
            self.reads.lack("payments", MissingReason.LIMIT, "starts after a cursor")
        self.after = rows[-1].id if rows and self.reads.parts["payments"].more else None
        if not self._sure and not isinstance(sent, Failure):
            await self._by_groups(self._unsent())
        return None

    def _is_booking(self, payment: PaymentIntent) -> bool:
        account = self.connection.account
        keys = {account.provider_key, account.escrow.split_key}
        return bool(keys & payment.metadata.keys()) or payment.transfer_data is not None
