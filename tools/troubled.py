"""Which connected accounts show trouble by their own objects, of a long stretch of the platform's list of them.

Stripe can't filter accounts (docs.stripe.com/api/accounts/list), so that the list itself is looked through, the newest
first. What an account waits for, whether it may be paid out and how its bank accounts stand, its object tells; payouts
stand on each account alone, and are not read for this.
"""

from datetime import datetime

from pydantic import JsonValue

from tools.connection import Connection
from tools.contract.clock import Window, from_unix
from tools.contract.coverage import Missing, MissingReason
from tools.contract.outcome import FieldNote, Outcome
from tools.envelope import Call
from tools.payouts.standing import UNUSABLE
from tools.reading.failures import Unreadable
from tools.reading.reader import JsonObject, Listing
from tools.shapes.accounts import ConnectAccount

LOOKED_AT = 2_000
"""So many accounts are looked at in one call, in pages of a hundred."""
_NEEDED = ("transfers", "card_payments")
"""The capabilities without which no money comes to an account."""
_PATH = "/v1/accounts"


async def troubled_accounts(
    connection: Connection, call: Call, window: Window, limit: int, after: str | None
) -> Outcome:
    """Up to `limit` accounts in trouble, and how far was looked: `looked_at` accounts, down to one made at `oldest`.

    `after` goes on behind the last account that was looked at; `left_out` counts those that may not be read here.
    """
    bounded = window if window.since or window.until else None
    try:
        listing = await connection.reader.list(
            _PATH, {"starting_after": after}, rows=LOOKED_AT, name="objects", window=bounded
        )
    except Unreadable as unreadable:
        return call.fail(unreadable.failure)
    allowed = connection.account.connected
    seen, shown = _looked_through(listing, allowed, limit)
    mine = [row for row in seen if not allowed or row.get("id") in allowed]
    more = listing.more or len(seen) < len(listing.rows)
    data: dict[str, JsonValue] = {
        "objects": [*shown],
        "object_count": len(shown),
        "looked_at": len(mine),
        "left_out": len(seen) - len(mine),
        "has_more": more,
        **({"oldest": oldest} if (oldest := _made(seen)) else {}),
        **({"after": seen[-1]["id"]} if more and seen else {}),
    }
    part = listing.part("objects").model_copy(update={"rows": len(mine), "more": more})
    if part.missing is None and (after or len(mine) < len(seen)):
        why = "starts after a cursor" if after else "accounts that `connected` doesn't list are left out"
        part = part.model_copy(update={"missing": Missing(reason=MissingReason.LIMIT, detail=why)})
    notes = [
        FieldNote(path="objects", part="objects"),
        FieldNote(path="object_count", part="objects", aggregate=True, grain="account"),
    ]
    return call.answer(data, parts=[part], fields=notes, request_ids=listing.request_ids, empty=not shown)


def _looked_through(listing: Listing, allowed: list[str], limit: int) -> tuple[list[JsonObject], list[JsonObject]]:
    """The accounts that were looked at until `limit` of them were found in trouble, and these."""
    found: list[JsonObject] = []
    for at, row in enumerate(listing.rows):
        if (not allowed or row.get("id") in allowed) and in_trouble(ConnectAccount.model_validate(row)):
            found.append({name: value for name, value in row.items() if value is not None})
            if len(found) == limit:
                return [*listing.rows[: at + 1]], found
    return [*listing.rows], found


def in_trouble(account: ConnectAccount) -> bool:
    """Whether the account is stopped, has something overdue or a needed capability inactive, or no usable bank account
    among those that it names.
    """
    wanted, held = account.requirements, account.capabilities or {}
    banks = account.external_accounts.data if account.external_accounts else []
    return (
        account.payouts_enabled is False
        or (wanted is not None and bool(wanted.disabled_reason or wanted.past_due))
        or any(one.status in UNUSABLE for one in banks)
        or any(held.get(name) in ("inactive", "pending") for name in _NEEDED)
    )


def _made(rows: list[JsonObject]) -> JsonValue:
    created = rows[-1].get("created") if rows else None
    moment: datetime | None = from_unix(created) if isinstance(created, int) else None
    return Window(since=moment).to_json()["since"] if moment else None
