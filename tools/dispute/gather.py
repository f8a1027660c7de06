"""What Stripe holds of disputes, in at most three rounds: the claims, what surrounds them, their cards' other disputes.

A dispute names no card: others on the same card are found by a search of charges by its fingerprint, which also finds
those that another customer paid (docs.stripe.com/search#query-fields-for-charges).
"""

import asyncio
from collections.abc import Awaitable

from tools.contract.clock import Window
from tools.contract.coverage import MissingReason
from tools.contract.outcome import Failure
from tools.find import quoted
from tools.reading.ids import kind_of
from tools.reading.parts import Reads
from tools.reading.query import Query
from tools.shapes import Charge, Dispute, FraudWarning, Refund, reference

ORDER = ("disputes", "charges", "fraud_warnings", "refunds", "cards", "linked")
DISPUTES, WARNINGS = "/v1/disputes", "/v1/radar/early_fraud_warnings"
LISTED, OF_CUSTOMER, CLAIMED, CARDS, LINKED = 300, 300, 10, 5, 10


class Gathered:
    """The disputes that were asked for and what is known of their charges; `reads` knows what is missing."""

    def __init__(self, reads: Reads, named: str | None, window: Window) -> None:
        self.reads = reads
        self._named = named or ""
        self._window = window
        self.disputes: list[Dispute] = []
        self.charges: list[Charge] = []
        self.warnings: list[FraudWarning] = []
        self.refunds: list[Refund] = []
        self.linked: list[Dispute] = []
        self.same_card: list[Charge] = []
        self._disputed: list[Charge] = []

    async def run(self) -> Failure | None:
        """Read all of it; a Failure when the disputes themselves can't be read."""
        kind = kind_of(self._named)
        match kind.name if kind else None:
            case None:
                failure = await self._of_window()
            case "customer":
                failure = await self._of_customer()
            case "dispute":
                failure = await self._of_dispute()
            case _:
                failure = await self._of_payment("charge" if kind and kind.name == "charge" else "payment_intent")
        if failure is None:
            self._know()
            await self._around()
            await self._others()
        return failure

    async def _of_window(self) -> Failure | None:
        query: Query = {"expand": ["data.charge"]}
        disputes, warnings = await asyncio.gather(
            self.reads.several("disputes", DISPUTES, Dispute, query, LISTED, self._window),
            self.reads.several("fraud_warnings", WARNINGS, FraudWarning, query, LISTED, self._window),
        )
        self.warnings = [] if isinstance(warnings, Failure) else warnings
        return self._claimed(disputes)

    async def _of_customer(self) -> Failure | None:
        query: Query = {"customer": self._named, "expand": ["data.refunds"]}
        charges = await self.reads.several("charges", "/v1/charges", Charge, query, OF_CUSTOMER)
        if isinstance(charges, Failure):
            return charges
        self.charges = charges
        return None

    async def _of_dispute(self) -> Failure | None:
        read = await self.reads.one("disputes", f"{DISPUTES}/{self._named}", Dispute, {"expand": ["charge"]})
        return self._claimed(read if isinstance(read, Failure) else [read])

    async def _of_payment(self, by: str) -> Failure | None:
        query: Query = {by: self._named}
        disputes, warnings, charges, refunds = await asyncio.gather(
            self.reads.several("disputes", DISPUTES, Dispute, query),
            self.reads.several("fraud_warnings", WARNINGS, FraudWarning, query),
            self._charges(by),
            self.reads.several("refunds", "/v1/refunds", Refund, query),
        )
        self.charges = [] if isinstance(charges, Failure) else charges
        self.warnings = [] if isinstance(warnings, Failure) else warnings
        self.refunds = [] if isinstance(refunds, Failure) else refunds
        return self._claimed(disputes) if isinstance(charges, Failure) else self._despite(disputes)

    async def _charges(self, by: str) -> list[Charge] | Failure:
        if by == "payment_intent":
            return await self.reads.several("charges", "/v1/charges", Charge, {by: self._named})
        read = await self.reads.one("charges", f"/v1/charges/{self._named}", Charge)
        return read if isinstance(read, Failure) else [read]

    def _claimed(self, disputes: list[Dispute] | Failure) -> Failure | None:
        if isinstance(disputes, Failure):
            return disputes
        self.disputes = disputes
        return None

    def _despite(self, disputes: list[Dispute] | Failure) -> None:
        """Where the charges could be read, their warnings and refunds are told even without the disputes."""
        self.disputes = [] if isinstance(disputes, Failure) else disputes

    def _know(self) -> None:
        """The charges that came with the disputes and warnings."""
        shown = [claim.charge for claim in (*self.disputes, *self.warnings) if isinstance(claim.charge, Charge)]
        known = {charge.id: charge for charge in (*self.charges, *shown)}
        if "charges" not in self.reads.parts:
            self.reads.derive("charges", "dispute.charge", rows=len(known), source="disputes")
        self.charges = list(known.values())
        claimed = {reference(one.charge) for one in self.disputes}
        self._disputed = [charge for charge in self.charges if charge.disputed or charge.id in claimed]

    async def _around(self) -> None:
        """What surrounds the disputed charges, as far as the first round didn't tell it."""
        wanted: list[Awaitable[None]] = [self._cards()]
        match kind_of(self._named):
            case kind if kind and kind.name == "dispute":
                wanted += [self._refunds(), self._warnings()]
            case kind if kind and kind.name == "customer":
                wanted += [self._disputes(), self._warnings()]
                self._refunds_of_charges()
            case _:
                pass
        await asyncio.gather(*wanted)

    def _by_charge(self) -> list[Query]:
        """A query for each disputed charge, whether or not the charge itself could be read."""
        claimed = [named for one in self.disputes if (named := reference(one.charge))]
        return [{"charge": one} for one in dict.fromkeys([*claimed, *(charge.id for charge in self._disputed)])]

    async def _disputes(self) -> None:
        self.disputes = await self.reads.joined("disputes", DISPUTES, Dispute, self._by_charge(), CLAIMED)
        if not self.reads.complete("charges"):
            self.reads.lack("disputes", MissingReason.LIMIT, "of the charges that were read")

    async def _warnings(self) -> None:
        """Of a customer those of the disputed charges alone: warnings can't be asked for by customer."""
        self.warnings = await self.reads.joined("fraud_warnings", WARNINGS, FraudWarning, self._by_charge(), CLAIMED)
        held = [charge for charge in self.charges if charge.status != "failed" and charge not in self._disputed]
        if held or not self.reads.complete("charges"):
            self.reads.lack("fraud_warnings", MissingReason.LIMIT, "of disputed charges only")

    async def _refunds(self) -> None:
        self.refunds = await self.reads.joined("refunds", "/v1/refunds", Refund, self._by_charge(), CLAIMED)

    def _refunds_of_charges(self) -> None:
        pages = [charge.refunds for charge in self.charges if charge.disputed and charge.refunds]
        self.refunds = [refund for page in pages for refund in page.data]
        self.reads.derive("refunds", "charge.refunds", rows=len(self.refunds))
        if any(page.has_more for page in pages):
            self.reads.lack("refunds", MissingReason.LIMIT, "the newest 10 refunds of a charge")

    async def _cards(self) -> None:
        """The disputed charges on the same cards, whoever paid them."""
        cards = list(dict.fromkeys(mark for charge in self._disputed if (mark := fingerprint(charge))))
        names = [f"cards {number}" for number in range(len(cards[:CARDS]))]
        found = await asyncio.gather(
            *(
                self.reads.found(name, "/v1/charges/search", Charge, _on_card(card))
                for name, card in zip(names, cards, strict=False)
            )
        )
        for name in names:
            self.reads.merge(name, into="cards")
        known = {charge.id for charge in self._disputed}
        rows = [row for rows in found if not isinstance(rows, Failure) for row in rows]
        self.same_card = [row for row in rows if row.disputed and row.id not in known]
        if not cards:
            self.reads.derive("cards", "charge.disputed")
        if len(cards) > CARDS:
            self.reads.lack("cards", MissingReason.LIMIT, f"{CARDS} of {len(cards)} cards")

    async def _others(self) -> None:
        """The disputes of those charges."""
        queries: list[Query] = [{"charge": charge.id} for charge in self.same_card]
        found = await self.reads.joined("linked", DISPUTES, Dispute, queries, LINKED)
        told = {dispute.id for dispute in self.disputes}
        self.linked = [dispute for dispute in found if dispute.id not in told]
        self.reads.follow("linked", "cards")


def _on_card(card: str) -> str:
    return f'payment_method_details.card.fingerprint:{quoted(card)} AND disputed:"true"'


def fingerprint(charge: Charge) -> str | None:
    """What is equal for the same card number."""
    details = charge.payment_method_details
    return details.card.fingerprint if details and details.card else None
