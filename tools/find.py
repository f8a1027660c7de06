"""`find_payments`: payments by what people know of them.

Stripe's search comes first (docs.stripe.com/search); it runs up to an hour behind when it is slow, and some accounts
don't have it, so that a bounded list stands in. Whatever the source, each payment told meets every criterion exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import JsonValue

from tools.connection import Connection
from tools.contract.clock import Window, from_unix
from tools.contract.coverage import Part
from tools.contract.money import Money, totals
from tools.contract.outcome import Failure, FieldNote, Outcome
from tools.contract.payment import PaymentMatch, PaymentMatches, PaymentStatus
from tools.envelope import Call
from tools.privacy.masking import Masker, UnknownPlaceholder
from tools.reading.failures import Unreadable
from tools.reading.ids import kind_of
from tools.reading.likeness import resemblance
from tools.reading.query import Query
from tools.reading.reader import Listing
from tools.remainder import of_one_booking, with_uncollected
from tools.shapes import Charge, PaymentIntent, reference

LAG = timedelta(hours=1)
LISTED = 300
SEARCHED = 100
_PAYMENTS, _CHARGES = "/v1/payment_intents", "/v1/charges"


@dataclass(frozen=True)
class Criteria:
    """What a payment must meet; all of it, and exactly. The window is of the payment's creation."""

    metadata: Mapping[str, str] = field(default_factory=dict[str, str])
    customer: str | None = None
    amount: Money | None = None
    last4: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    status: PaymentStatus | None = None
    resembles: str | None = None
    """What may have been mistyped: the payment's own id, its charge's, or a reference in its metadata is near it."""

    @property
    def window(self) -> Window:
        return Window(since=self.since, until=self.until)

    @property
    def of_payment(self) -> bool:
        """Whether a payment's own fields are asked for, besides its age."""
        return bool(self.metadata or self.customer or self.amount or self.status)

    def to_json(self) -> dict[str, JsonValue]:
        """The criteria that were given, under the names of the tool's arguments."""
        given: dict[str, JsonValue] = {
            "metadata": dict(self.metadata),
            "customer": self.customer,
            "amount": self.amount.to_json() if self.amount else None,
            "last4": self.last4,
            "status": self.status,
            "resembles": self.resembles,
            **self.window.to_json(),
        }
        return {name: value for name, value in given.items() if value}


async def find_payments(connection: Connection, criteria: Criteria, limit: int) -> Outcome:
    """The payments that meet the criteria, newest first, at most `limit`."""
    call = Call(connection, "find_payments", {**criteria.to_json(), "limit": limit})
    if refusal := _refusal(call, criteria):
        return refusal
    hunt = _Hunt(connection, criteria)
    try:
        found = await hunt.run()
    except Unreadable as unreadable:
        return call.fail(unreadable.failure)
    parts = [part.model_copy(update={"more": True}) if len(found) > limit else part for part in hunt.parts]
    if of_one_booking(criteria.metadata) and all(part.complete for part in parts):
        found = with_uncollected(found)
    told = found[:limit]
    source = next((part.name for part in parts if not part.complete), parts[0].name)
    matches = PaymentMatches(
        payments=told,
        payment_count=len(told),
        amount_total=totals(payment.amount for payment in told),
        received_total=totals(payment.received for payment in told),
        searched=hunt.searched,
    )
    return call.answer(
        matches.to_json(),
        parts=parts,
        fields=[
            FieldNote(path="payments", part=source),
            FieldNote(path="payment_count", part=source, aggregate=True, grain="payment"),
            FieldNote(path="amount_total", part=source, aggregate=True, grain="payment"),
            FieldNote(path="received_total", part=source, aggregate=True, grain="payment"),
            *_of_remainders(told, source),
        ],
        request_ids=hunt.request_ids,
        empty=not told,
    )


def _of_remainders(told: Sequence[PaymentMatch], source: str) -> list[FieldNote]:
    if all(one.uncollected is None for one in told):
        return []
    return [FieldNote(path="payments[].uncollected", part=source, aggregate=True, grain="payment")]


def _refusal(call: Call, criteria: Criteria) -> Outcome | None:
    if not criteria.to_json():
        return call.refuse("arguments", "Nothing to search by was given.", "Give at least one criterion.")
    listed = call.connection.account.metadata
    if not set(criteria.metadata) <= set(listed):
        return call.refuse(
            "metadata", "Payments are found by listed metadata keys only.", f"The keys are {', '.join(sorted(listed))}."
        )
    kind = kind_of(criteria.customer) if criteria.customer else None
    if criteria.customer and (kind is None or kind.name != "customer"):
        return call.refuse("customer", "That is not the id of a customer.", "Give an id that starts with cus_.")
    if criteria.since and criteria.until and criteria.since >= criteria.until:
        return call.refuse("until", "The window ends before it begins.", "Give an `until` that is later than `since`.")
    return None


class _Hunt:
    """One search, from the most direct way to what stands in for it."""

    def __init__(self, connection: Connection, criteria: Criteria) -> None:
        self._reader = connection.reader
        self._masker = connection.masker
        self._now = connection.clock.now()
        self._criteria = criteria
        self.parts: list[Part] = []
        self.request_ids: list[str] = []
        self.searched: list[str] = []
        self._apart: dict[str, int] = {}

    async def run(self) -> list[PaymentMatch]:
        """The matches, newest first, or the nearest to what they resemble; raises `Unreadable` when no way is open."""
        payments = await (self._by_card() if self._criteria.last4 else self._by_payment())
        matches = [match for payment in payments if (match := self._match(payment))]
        newest = sorted(matches, key=lambda match: (match.created, match.id), reverse=True)
        return newest if self._criteria.resembles is None else sorted(newest, key=lambda match: self._apart[match.id])

    async def _by_payment(self) -> list[PaymentIntent]:
        criteria, lately = self._criteria, self._now - LAG
        if not criteria.of_payment or (criteria.since and criteria.since >= lately):
            return await self._list_payments("listing", "list of payments", criteria.window)
        try:
            path = f"{_PAYMENTS}/search"
            listing = await self._reader.search(path, payment_query(criteria), rows=SEARCHED, name="search")
        except Unreadable as unreadable:
            self._note(unreadable.failure)
            return await self._list_payments("listing", "list of payments, as search was refused", criteria.window)
        payments = [PaymentIntent.of(row) for row in self._keep(listing, "search of payments")]
        if payments or (criteria.until and criteria.until <= lately):
            return payments
        return await self._list_payments("recent", "list of payments of the last hour", Window(since=lately), 100)

    async def _list_payments(self, part: str, how: str, window: Window, rows: int = LISTED) -> list[PaymentIntent]:
        query = {"customer": self._criteria.customer}
        listing = await self._reader.list(_PAYMENTS, query, rows=rows, name=part, window=_bounded(window))
        return [PaymentIntent.of(row) for row in self._keep(listing, how)]

    async def _by_card(self) -> list[PaymentIntent]:
        """The payments that a card with these digits tried to pay, read along with its charges."""
        criteria, expand = self._criteria, "data.payment_intent"
        try:
            path = f"{_CHARGES}/search"
            query = charge_query(criteria)
            listing = await self._reader.search(path, query, rows=SEARCHED, name="cards", expand=[expand])
            rows = self._keep(listing, "search of charges by card")
        except Unreadable as unreadable:
            self._note(unreadable.failure)
            window = _bounded(Window(since=criteria.since))
            asked: Query = {"customer": criteria.customer, "expand": [expand]}
            listing = await self._reader.list(_CHARGES, asked, rows=LISTED, name="cards", window=window)
            rows = self._keep(listing, "list of charges, as search was refused")
        paid = [row.get("payment_intent") for row in rows if self._of_card(Charge.of(row))]
        payments = [PaymentIntent.of(body) for body in paid if isinstance(body, dict)]
        return list({payment.id: payment for payment in payments}.values())

    def _keep(self, listing: Listing, how: str) -> Sequence[dict[str, JsonValue]]:
        part = listing.part()
        whole = part.name == "search" and part.window is None
        self.parts.append(part.model_copy(update={"window": _bounded(self._criteria.window)}) if whole else part)
        self.request_ids += listing.request_ids
        self.searched.append(how)
        return listing.rows

    def _note(self, refusal: Failure) -> None:
        if refusal.request_id:
            self.request_ids.append(refusal.request_id)

    def _of_card(self, charge: Charge) -> bool:
        card = charge.payment_method_details.card if charge.payment_method_details else None
        return card is not None and card.last4 == self._criteria.last4

    def _resembles(self, payment: PaymentIntent, sought: str) -> bool:
        """Whether a payment's own id, its latest charge's or a reference in its metadata is near what was sought."""
        charge = reference(payment.latest_charge)
        apart = resemblance(sought, [payment.id, *([charge] if charge else []), *payment.metadata.values()])
        if apart is not None:
            self._apart[payment.id] = apart
        return apart is not None

    def _match(self, payment: PaymentIntent) -> PaymentMatch | None:
        """The payment as a match, if it meets every criterion to the letter; search itself ignores case."""
        criteria, made = self._criteria, from_unix(payment.created)
        amount = Money(currency=payment.currency, minor=payment.amount)
        tests = {
            **{
                f"metadata.{key}": same_value(self._masker, payment.metadata.get(key), value)
                for key, value in criteria.metadata.items()
            },
            **({"customer": reference(payment.customer) == criteria.customer} if criteria.customer else {}),
            **({"amount": amount == criteria.amount} if criteria.amount else {}),
            **({"last4": True} if criteria.last4 else {}),
            **({"status": payment.status == criteria.status} if criteria.status else {}),
            **({"resembles": self._resembles(payment, criteria.resembles)} if criteria.resembles else {}),
            **({"since": made >= criteria.since} if criteria.since else {}),
            **({"until": made < criteria.until} if criteria.until else {}),
        }
        if not all(tests.values()):
            return None
        return PaymentMatch(
            id=payment.id,
            status=payment.status,
            amount=amount,
            received=Money(currency=payment.currency, minor=payment.amount_received),
            created=made,
            customer=reference(payment.customer),
            metadata=payment.metadata,
            matched=list(tests),
            failed_method=_failed_method(payment),
        )


def _failed_method(payment: PaymentIntent) -> str | None:
    error = payment.last_payment_error
    return error.payment_method.type if error is not None and error.payment_method is not None else None


def payment_query(criteria: Criteria) -> str:
    """The criteria of a payment itself in Stripe's search language."""
    clauses = [f"metadata[{quoted(key)}]:{quoted(value)}" for key, value in criteria.metadata.items()]
    clauses += [f"customer:{quoted(criteria.customer)}"] if criteria.customer else []
    if criteria.amount:
        clauses += [f"amount:{criteria.amount.minor}", f"currency:{quoted(criteria.amount.currency)}"]
    clauses += [f"status:{quoted(criteria.status)}"] if criteria.status else []
    clauses += [f"created>={int(criteria.since.timestamp())}"] if criteria.since else []
    clauses += [f"created<{int(criteria.until.timestamp())}"] if criteria.until else []
    return " AND ".join(clauses)


def charge_query(criteria: Criteria) -> str:
    """The card's digits in Stripe's search language. A charge may be younger than its payment, never older."""
    clauses = [f"payment_method_details.card.last4:{quoted(criteria.last4 or '')}"]
    clauses += [f"customer:{quoted(criteria.customer)}"] if criteria.customer else []
    clauses += [f"created>={int(criteria.since.timestamp())}"] if criteria.since else []
    return " AND ".join(clauses)


def quoted(value: str) -> str:
    """A value as a string of the search language, from which it can't break out."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def same_value(masker: Masker, held: str | None, asked: str) -> bool:
    """Whether a masked value and an argument stand for the same text."""
    if held is None:
        return False
    try:
        return masker.resolve(held) == masker.resolve(asked)
    except UnknownPlaceholder:
        return held == asked


def _bounded(window: Window) -> Window | None:
    return window if window.since or window.until else None
