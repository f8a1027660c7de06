"""`refund_status`: what became of the refunds of a payment, a charge or a window, and of the provider's share.

A refund's own fields say whether and where the money went (docs.stripe.com/refunds); whether the provider's share was
taken back with it stands on the transfer alone (docs.stripe.com/connect/charges-transfers#reversing-transfers).
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from tools.connection import Connection
from tools.contract.clock import Window, from_unix
from tools.contract.coverage import MissingReason
from tools.contract.history import RefundedCharge, RefundState, RefundStatus
from tools.contract.money import Money, totals
from tools.contract.outcome import Failure, FieldNote, Outcome
from tools.contract.states import by_state
from tools.envelope import Call
from tools.payment.refunded import refund_of, refunds_of
from tools.reading.ids import kind_of
from tools.reading.parts import Reads
from tools.reading.query import Query
from tools.reading.scope import refuse_scope
from tools.shapes import Charge, Refund, Transfer, reference

ORDER = ("refund", "charge", "refunds", "charges", "transfers")
TRANSFERRED, LISTED = 10, 10_000
_PENDING, _UNDONE = frozenset({"pending", "requires_action"}), frozenset({"failed", "canceled"})


async def refund_status(
    connection: Connection, payment: str | None, since: datetime | None, until: datetime | None
) -> Outcome:
    """The refunds of a pi_, ch_ or re_, or those created in a window."""
    window = Window(since=since, until=until)
    call = Call(connection, "refund_status", {"payment": payment, **window.to_json()})
    if refusal := refuse_scope(call, payment, window, "payment_intent", "charge", "refund"):
        return refusal
    asked = Gathered(Reads(connection.reader, ORDER), payment, window)
    failure = await asked.run()
    if failure is not None:
        return call.fail(failure.model_copy(update={"parameter": "payment"}) if payment else failure)
    told = tell(payment, asked)
    return call.answer(
        told.to_json(),
        parts=asked.reads.ordered_parts,
        fields=_notes(asked.reads),
        request_ids=asked.reads.request_ids,
        empty=not told.refunds,
    )


class Gathered:
    """What was read, in two rounds: the refunds with their charges, then the transfers of those."""

    def __init__(self, reads: Reads, named: str | None, window: Window) -> None:
        self.reads = reads
        self._named = named
        self._window = window
        self.refunds: list[Refund] = []
        self.charges: list[Charge] = []
        self.transfers: dict[str, list[Transfer]] = {}

    async def run(self) -> Failure | None:
        failure = await self._first()
        if failure is None:
            await self._transfers()
        return failure

    async def _first(self) -> Failure | None:
        match self._named and kind_of(self._named):
            case None | "":
                return await self._of_window()
            case kind if kind.name == "refund":
                return await self._of_refund(str(self._named))
            case kind if kind.name == "charge":
                return await self._of_charge(str(self._named))
            case _:
                return await self._of_payment(str(self._named))

    async def _of_window(self) -> Failure | None:
        rows = await refunds_of(self.reads, {}, ["charge"], self._window)
        if isinstance(rows, Failure):
            return rows
        self._keep(rows)
        return None

    async def _of_refund(self, refund: str) -> Failure | None:
        read = await refund_of(self.reads, refund, ["charge"])
        if isinstance(read, Failure):
            return read
        self._keep([read])
        return None

    async def _of_charge(self, charge: str) -> Failure | None:
        refunds, read = await asyncio.gather(
            refunds_of(self.reads, {"charge": charge}),
            self.reads.one("charges", f"/v1/charges/{charge}", Charge),
        )
        if isinstance(read, Failure) and isinstance(refunds, Failure):
            return read
        self.refunds = [] if isinstance(refunds, Failure) else refunds
        self.charges = [] if isinstance(read, Failure) else [read]
        return None

    async def _of_payment(self, payment: str) -> Failure | None:
        by_payment: Query = {"payment_intent": payment}
        refunds, charges = await asyncio.gather(
            refunds_of(self.reads, by_payment),
            self.reads.several("charges", "/v1/charges", Charge, by_payment),
        )
        if isinstance(refunds, Failure) and isinstance(charges, Failure):
            return refunds
        self.refunds = [] if isinstance(refunds, Failure) else refunds
        held = [] if isinstance(charges, Failure) else charges
        self.charges = [charge for charge in held if charge.status != "failed"]
        return None

    def _keep(self, rows: Sequence[Refund]) -> None:
        """The refunds, and the charges that came with them; a row is only as whole as what was shown of it."""
        self.refunds = list(rows)
        shown = {refund.charge.id: refund.charge for refund in rows if isinstance(refund.charge, Charge)}
        self.charges = list(shown.values())
        self.reads.derive("charges", "refund.charge", rows=len(shown), source="refunds")

    async def _transfers(self) -> None:
        """What went to a provider of each charge that was refunded: with the charge, or in its group later."""
        refunded = {reference(refund.charge) for refund in self.refunds}
        moved = [one for one in self.charges if one.id in refunded and (one.transfer or one.transfer_group)]
        listed = await self._listed(moved)
        if listed is not None:
            near = _by_charge(listed)
            self.transfers = {one.id: [row for row in _near(near, one) if _of_charge(row, one)] for one in moved}
            return
        asked, groups = moved[:TRANSFERRED], list[Query]()
        with_charge = [named for one in asked if (named := reference(one.transfer))]
        groups += [{"transfer_group": one.transfer_group} for one in asked if one.transfer is None]
        direct, grouped = await asyncio.gather(
            asyncio.gather(*(self.reads.one("transfers", f"/v1/transfers/{one}", Transfer) for one in with_charge)),
            self.reads.joined("grouped", "/v1/transfers", Transfer, list(_once(groups)), TRANSFERRED),
        )
        self.reads.merge("grouped", into="transfers")
        rows = [*(one for one in direct if isinstance(one, Transfer)), *grouped]
        self.transfers = {charge.id: [row for row in rows if _of_charge(row, charge)] for charge in asked}
        if not moved:
            self.reads.derive("transfers", "charge.transfer_group")
        if len(moved) > TRANSFERRED:
            self.reads.lack("transfers", MissingReason.LIMIT, f"of {TRANSFERRED} charges out of {len(moved)}")

    async def _listed(self, moved: Sequence[Charge]) -> list[Transfer] | None:
        """The transfers since the first of those charges, where a list that holds them all was read for another answer;
        else null."""
        if self._named or not moved:
            return None
        window = Window(since=from_unix(min(one.created for one in moved)), until=self._window.until)
        if self.reads.reader.wider("/v1/transfers", {}, window) is None:
            return None
        rows = await self.reads.several("transfers", "/v1/transfers", Transfer, {}, LISTED, window)
        return None if isinstance(rows, Failure) else rows


def _by_charge(transfers: Sequence[Transfer]) -> Mapping[str, list[Transfer]]:
    """Transfers by what may say which charge they are of: their own id, and their group."""
    found: dict[str, list[Transfer]] = defaultdict(list)
    for one in transfers:
        found[one.id].append(one)
        found[one.transfer_group or ""].append(one)
    return found


def _near(transfers: Mapping[str, list[Transfer]], charge: Charge) -> list[Transfer]:
    return transfers.get(reference(charge.transfer) or charge.transfer_group or "", [])


def _once(queries: Iterable[Query]) -> Iterable[Query]:
    return {str(query): query for query in queries}.values()


def _of_charge(transfer: Transfer, charge: Charge) -> bool:
    """Whether a transfer passes on a charge's money; in a group, one that names no charge may."""
    if charge.transfer is not None:
        return transfer.id == reference(charge.transfer)
    return transfer.transfer_group == charge.transfer_group and reference(transfer.source_transaction) in (
        charge.id,
        None,
    )


def tell(asked_for: str | None, found: Gathered) -> RefundStatus:
    """The state of what was read, newest first."""
    states = [_state(refund) for refund in sorted(found.refunds, key=lambda one: (one.created, one.id), reverse=True)]
    return RefundStatus(
        id=asked_for,
        refunds=states,
        charges=[_charge(charge, found.transfers.get(charge.id, [])) for charge in found.charges],
        refund_count=len(states),
        states=by_state(state.status for state in states),
        succeeded_total=totals(state.amount for state in states if state.status == "succeeded"),
        pending_total=totals(state.amount for state in states if state.status in _PENDING),
        failed_total=totals(state.amount for state in states if state.status in _UNDONE),
    )


def _state(refund: Refund) -> RefundState:
    where, wanted = refund.destination_details, refund.next_action
    arrival = where.arrival if where else None
    shown = wanted.display_details if wanted else None
    written = shown.email_sent if shown else None
    return RefundState(
        id=refund.id,
        charge=reference(refund.charge),
        payment_intent=reference(refund.payment_intent),
        amount=Money(currency=refund.currency, minor=refund.amount),
        status=refund.status or "pending",
        reason=refund.reason,
        failure_reason=refund.failure_reason,
        failure_balance_transaction=reference(refund.failure_balance_transaction),
        failed_at=from_unix(refund.came_back) if refund.came_back else None,
        pending_reason=refund.pending_reason,
        next_action=wanted.type if wanted else None,
        asked_at=from_unix(written.email_sent_at) if written and written.email_sent_at else None,
        expires_at=from_unix(shown.expires_at) if shown and shown.expires_at else None,
        created=from_unix(refund.created),
        destination=where.type if where else None,
        reference=arrival.reference if arrival else None,
        reference_status=arrival.reference_status if arrival else None,
        reference_type=arrival.reference_type if arrival else None,
        transfer_reversal=reference(refund.transfer_reversal) or reference(refund.source_transfer_reversal),
        balance_transaction=reference(refund.balance_transaction),
    )


def _charge(charge: Charge, transfers: Iterable[Transfer]) -> RefundedCharge:
    """Of transfers in several currencies those of the first are told, as nothing is summed across."""
    moved = list(transfers)
    alike = [one for one in moved if one.currency == moved[0].currency]
    sent = sum(one.amount for one in alike)
    back = sum(one.amount_reversed for one in alike)
    return RefundedCharge(
        id=charge.id,
        payment_intent=reference(charge.payment_intent),
        paid=Money(currency=charge.currency, minor=charge.amount_captured),
        refunded=Money(currency=charge.currency, minor=charge.amount_refunded),
        remaining=Money(currency=charge.currency, minor=charge.amount_captured - charge.amount_refunded),
        fully_refunded=charge.refunded,
        disputed=charge.disputed,
        transfer=alike[0].id if alike else reference(charge.transfer),
        transferred=Money(currency=alike[0].currency, minor=sent) if alike else None,
        reversed=Money(currency=alike[0].currency, minor=back) if alike else None,
    )


def _notes(reads: Reads) -> list[FieldNote]:
    sums = ("succeeded_total", "pending_total", "failed_total", "refund_count", "states")
    return [
        FieldNote(path="refunds", part="refunds"),
        FieldNote(path="charges", part=reads.incomplete("charges", "transfers")),
        *(FieldNote(path=path, part="refunds", aggregate=True, grain="refund") for path in sums),
    ]
