"""`get_object` and `list_objects`: Stripe's objects as they are, projected and masked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import JsonValue

from tools.connection import Connection
from tools.contract.clock import Moment, Window, from_unix
from tools.contract.coverage import Missing, MissingReason, Part
from tools.contract.money import Money, totals
from tools.contract.outcome import FieldNote, Outcome
from tools.contract.record import Record
from tools.envelope import Call
from tools.providers import account_meant
from tools.reading.connected import find
from tools.reading.failures import Unreadable, out_of_scope
from tools.reading.ids import BY_NAME, ID, kind_of
from tools.reading.likeness import resemblance
from tools.reading.query import Query
from tools.reading.reader import JsonObject, Listing
from tools.troubled import troubled_accounts

ListedType = Literal[
    "payment_intent",
    "charge",
    "customer",
    "payment_method",
    "setup_intent",
    "refund",
    "dispute",
    "early_fraud_warning",
    "review",
    "balance_transaction",
    "event",
    "webhook_endpoint",
    "transfer",
    "payout",
    "application_fee",
    "account",
    "subscription",
    "invoice",
]


class Filters(Record):
    """Every filter that some list of Stripe has, and `amiss`; which of them a type takes is `FILTERS`."""

    customer: str | None = None
    payment_intent: str | None = None
    charge: str | None = None
    payment_method: str | None = None
    transfer_group: str | None = None
    destination: str | None = None
    status: str | None = None
    payout: str | None = None
    source: str | None = None
    subscription: str | None = None
    type: str | None = None
    types: list[str] | None = None
    currency: str | None = None
    delivery_success: bool | None = None
    arrival_since: Moment | None = None
    arrival_until: Moment | None = None
    amiss: bool | None = None


@dataclass(frozen=True)
class _Takes:
    """The filters of one type's list, and whether it can be bounded by creation."""

    filters: frozenset[str] = frozenset()
    created: bool = True


def _takes(names: str, created: bool = True) -> _Takes:
    return _Takes(frozenset(names.split()), created)


FILTERS: Mapping[str, _Takes] = {
    "payment_intent": _takes("customer"),
    "charge": _takes("customer payment_intent transfer_group"),
    "customer": _takes(""),
    "payment_method": _takes("customer type", created=False),
    "setup_intent": _takes("customer payment_method"),
    "refund": _takes("charge payment_intent"),
    "dispute": _takes("charge payment_intent"),
    "early_fraud_warning": _takes("charge payment_intent"),
    "review": _takes(""),
    "balance_transaction": _takes("payout source type currency"),
    "event": _takes("type types delivery_success"),
    "webhook_endpoint": _takes("", created=False),
    "transfer": _takes("destination transfer_group"),
    "payout": _takes("status destination arrival_since arrival_until"),
    "application_fee": _takes("charge"),
    "account": _takes("amiss"),
    "subscription": _takes("customer status"),
    "invoice": _takes("customer status subscription"),
}
"""What each `*ListParams` of the SDK takes, paging apart (docs.stripe.com/api); `amiss` is no filter of Stripe's."""

OWN_ACCOUNT = "account"
"""What stands for the account whose key it is, in the place of an id."""
_OWN_PATH = "/v1/account"

FILTERS_BY_TYPE = (
    "Stripe's own filters; a type has no others. "
    + "; ".join(f"{name}: {', '.join(sorted(takes.filters))}" for name, takes in FILTERS.items() if takes.filters)
    + ". `amiss` looks through up to 2,000 accounts for those in trouble by their own objects."
)
"""What a model is told of the filters."""


async def get_object(connection: Connection, object_id: str, account: str | None = None) -> Outcome:
    """One object, by its id; `account` (an acct_, or a provider's id) is asked for it first of those connected."""
    call = Call(connection, "get_object", {"id": object_id, "account": account})
    if object_id == OWN_ACCOUNT:
        return await _own_account(connection, call)
    kind = kind_of(object_id)
    if kind is None:
        if ID.fullmatch(object_id):
            return call.refuse("id", "No object with such a prefix is read here.", f"Prefixes: {_prefixes()}.")
        return call.refuse("id", "That is not an id of Stripe's.", f"Give an id that starts with {_prefixes()}.")
    try:
        if kind.name == "account":
            await _allow(connection, object_id)
        held = await find(connection.reader, kind, object_id, lambda: account_meant(connection, account))
    except Unreadable as unreadable:
        return call.fail(unreadable.failure.model_copy(update={"parameter": "id"}))
    read, body = held.read, _without_nulls(held.read.body)
    lists = [name for name, value in body.items() if isinstance(value, list)]
    return call.on(held.account).answer(
        body,
        parts=[Part(name="object", resource=kind.path, pages=1, rows=1), *([held.part] if held.part else [])],
        fields=[FieldNote(path=name, part="object") for name in lists],
        request_ids=[read.request_id] if read.request_id else [],
    )


async def _allow(connection: Connection, account: str) -> None:
    """Holds the read of an account to the list of those that may be read, though it is the platform that reads it.

    Where nothing is listed, nothing is left out: what an account says of itself to its platform is the platform's to
    read, and only what is read within it needs the list. The platform's own is never on it. Raises `Unreadable`.
    """
    listed = connection.account.connected
    if not listed or account in listed:
        return
    try:
        own = (await connection.reader.get(_OWN_PATH)).body.get("id")
    except Unreadable:
        own = None
    if own != account:
        raise Unreadable(out_of_scope().model_copy(update={"owner": account}))


async def _own_account(connection: Connection, call: Call) -> Outcome:
    """The account whose key it is, with the moment when it was opened, as far as Stripe tells it."""
    try:
        read = await connection.reader.get(_OWN_PATH)
    except Unreadable as unreadable:
        return call.fail(unreadable.failure.model_copy(update={"parameter": "id"}))
    body = _without_nulls(read.body)
    created = body.get("created")
    if isinstance(created, int):
        body["opened_at"] = Window(since=from_unix(created)).to_json()["since"]
    return call.answer(
        body,
        parts=[Part(name="object", resource=_OWN_PATH, pages=1, rows=1)],
        request_ids=[read.request_id] if read.request_id else [],
    )


async def list_objects(  # noqa: PLR0913 - a tool has as many arguments as it has
    connection: Connection,
    listed: ListedType,
    filters: Filters | None,
    since: datetime | None,
    until: datetime | None,
    limit: int,
    after: str | None,
    *,
    resembles: str | None = None,
) -> Outcome:
    """One page of a list, and where it goes on; of it, those alone whose id `resembles` one, where that is given."""
    asked = filters or Filters()
    window = Window(since=since, until=until)
    arguments = _arguments(listed, asked, window, limit, after)
    call = Call(connection, "list_objects", {**arguments, **({"resembles": resembles} if resembles else {})})
    if (amiss := _amiss(call, listed, asked, window, after)) is not None:
        return amiss
    if asked.amiss:
        return await troubled_accounts(connection, call, window, limit, after)
    query: Query = {**_query(asked), "starting_after": after}
    try:
        listing = await connection.reader.list(
            BY_NAME[listed].path, query, rows=limit, name="objects", window=window if since or until else None
        )
    except Unreadable as unreadable:
        return call.fail(unreadable.failure)
    shown, part = _allowed(listing, connection.account.connected if listed == "account" else (), after)
    if resembles is not None:
        shown = [row for row in shown if resemblance(resembles, [str(row.get("id"))]) is not None]
    data, notes = _page(listing, shown, listed)
    return call.answer(data, parts=[part], fields=notes, request_ids=listing.request_ids, empty=not shown)


def _amiss(call: Call, listed: ListedType, asked: Filters, window: Window, after: str | None) -> Outcome | None:
    """What a type's list can't do of what it is asked for, and what it can."""
    takes = FILTERS[listed]
    given = [name for name in Filters.model_fields if getattr(asked, name) is not None]
    if unknown := [name for name in given if name not in takes.filters]:
        known = ", ".join(sorted(takes.filters)) or "none"
        return call.refuse(
            f"filters.{unknown[0]}", f"Stripe's list of {listed} has no such filter.", f"Its filters: {known}."
        )
    if (window.since or window.until) and not takes.created:
        return call.refuse("since", f"Stripe's list of {listed} can't be bounded by creation.", "Leave the window out.")
    if after is not None and ((kind := kind_of(after)) is None or kind.name != listed):
        return call.refuse(
            "after", f"A cursor in a list of {listed} is the id of one.", "Use `after` of the last page."
        )
    return None


def _allowed(listing: Listing, only: Collection[str], after: str | None) -> tuple[list[JsonObject], Part]:
    """The rows that may be shown, of these accounts alone where any are listed, and what is lacking of the list."""
    part = listing.part("objects")
    if after and part.missing is None:
        part = part.model_copy(update={"missing": Missing(reason=MissingReason.LIMIT, detail="starts after a cursor")})
    shown = [row for row in listing.rows if not only or row.get("id") in only]
    if len(shown) < len(listing.rows) and part.missing is None:
        left_out = Missing(reason=MissingReason.LIMIT, detail="accounts that `connected` doesn't list are left out")
        part = part.model_copy(update={"missing": left_out})
    return shown, part


def _page(
    listing: Listing, shown: list[JsonObject], listed: ListedType
) -> tuple[dict[str, JsonValue], list[FieldNote]]:
    """What is told of these rows of a list, with what is unpaid of invoices, and what each field rests on."""
    rows: list[JsonValue] = [_row(row, listed) for row in shown]
    data: dict[str, JsonValue] = {"objects": rows, "object_count": len(rows), "has_more": listing.more}
    sums = ["object_count"]
    if listed == "invoice" and rows:
        owed = [one for one in map(_owed, shown) if one]
        data["remaining_total"] = [one.to_json() for one in totals(owed)]
        sums.append("remaining_total")
    if listing.more and listing.rows:
        data["after"] = listing.rows[-1]["id"]
    summed = [FieldNote(path=name, part="objects", aggregate=True, grain=listed) for name in sums]
    return data, [FieldNote(path="objects", part="objects"), *summed]


def _row(body: Mapping[str, JsonValue], listed: ListedType) -> dict[str, JsonValue]:
    """A row as Stripe has it; an invoice's with `remaining`, what is still unpaid of it, with its currency."""
    owed = _owed(body) if listed == "invoice" else None
    row = _without_nulls(body)
    if owed is not None:
        row["remaining"] = owed.to_json()
    return row


def _owed(body: Mapping[str, JsonValue]) -> Money | None:
    minor, currency = body.get("amount_remaining"), body.get("currency")
    return Money(currency=currency, minor=minor) if isinstance(minor, int) and isinstance(currency, str) else None


def _arguments(listed: str, filters: Filters, window: Window, limit: int, after: str | None) -> dict[str, JsonValue]:
    chosen: dict[str, JsonValue] = {"type": listed, "limit": limit, **window.to_json()}
    if asked := filters.to_json():
        chosen["filters"] = asked
    return {**chosen, "after": after} if after else chosen


def _query(filters: Filters) -> dict[str, JsonValue]:
    plain = filters.model_dump(mode="json", exclude_none=True, exclude={"arrival_since", "arrival_until", "amiss"})
    ends = {"gte": filters.arrival_since, "lt": filters.arrival_until}
    arrival: dict[str, JsonValue] = {name: int(end.timestamp()) for name, end in ends.items() if end}
    return {**plain, "arrival_date": arrival} if arrival else plain


def _without_nulls(body: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    return {name: _compact(value) for name, value in body.items() if value is not None}


def _compact(value: JsonValue) -> JsonValue:
    match value:
        case dict():
            return _without_nulls(value)
        case list():
            return [_compact(item) for item in value]
        case _:
            return value


def _prefixes() -> str:
    return ", ".join(f"{prefix}_" for kind in BY_NAME.values() for prefix in kind.prefixes)
