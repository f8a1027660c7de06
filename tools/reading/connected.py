"""An object wherever the key may read it: on the platform itself, or on a connected account of the allow-list.

Which account an object is on, its id doesn't tell; on another than it is asked for, Stripe has no such object
(docs.stripe.com/connect/authentication). Of a charge that a connected account took itself, the platform's application
fee tells which account that is (docs.stripe.com/api/application_fees).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from tools.contract.coverage import Part
from tools.contract.outcome import Failure, FailureCode
from tools.reading.failures import Unreadable, out_of_scope
from tools.reading.ids import Kind
from tools.reading.reader import Read, Reader

TRIED = 100
"""How many connected accounts are looked through for one object, the first of the list."""
_AT_ONCE = 10

KINDS = frozenset({"charge", "payment_intent", "refund", "dispute", "payout", "balance_transaction"})
"""What connected accounts hold of their own."""


Named = Callable[[], Awaitable[str | None]]
"""Tells the account that is likely to hold an object, which may take reads of its own."""


@dataclass(frozen=True)
class Held:
    """An object that was found. `account` is the connected one that holds it, null for the platform's own."""

    read: Read
    account: str | None
    part: Part | None = None


async def find(reader: Reader, kind: Kind, object_id: str, first: Named | None = None) -> Held:
    """The object; raises `Unreadable`, as the platform's own read does, where no account that may be read holds it.

    `first` tells the connected account that is asked before all others, where it may be read; it is only asked where
    the platform has no such object.
    """
    path = f"{kind.path}/{object_id}"
    try:
        return Held(await reader.get(path), None)
    except Unreadable as unreadable:
        failure = unreadable.failure
        if failure.code is not FailureCode.NOT_FOUND or kind.name not in KINDS:
            raise
    answers: list[Read | Failure] = []
    named = await first() if first is not None and reader.connected else None
    meant = [named] if named is not None and named in reader.connected else []
    if meant and (held := await _among(reader, kind, object_id, meant, answers)) is not None:
        return held
    if kind.name == "charge" and (owner := await _owner(reader, object_id)) is not None:
        if owner not in reader.connected:
            raise Unreadable(out_of_scope(owner))
        return Held(await reader.within(owner).get(path), owner, _part(kind, reader, 1))
    others = [one for one in reader.connected if one not in meant][: TRIED - len(meant)]
    for start in range(0, len(others), _AT_ONCE):
        held = await _among(reader, kind, object_id, others[start : start + _AT_ONCE], answers)
        if held is not None:
            return held
    told = nowhere(failure, reader, answers)
    if told.code is FailureCode.NOT_FOUND and reader.connected and not told.unasked:
        told = told.model_copy(update={"unlisted": await _unlisted(reader)})
    raise Unreadable(told)


async def _unlisted(reader: Reader) -> bool | None:
    """Whether the platform has connected accounts besides those that may be read; None where that can't be told."""
    try:
        newest = await reader.list("/v1/accounts", {}, rows=TRIED, name="accounts")
    except Unreadable:
        return None
    if any(row.get("id") not in reader.connected for row in newest.rows):
        return True
    return None if newest.more else False


async def _among(
    reader: Reader, kind: Kind, object_id: str, asked: Sequence[str], answers: list[Read | Failure]
) -> Held | None:
    """The object on one of these accounts, which are asked at once; what each said is added to `answers`."""
    found = await asyncio.gather(*(_on(reader, account, f"{kind.path}/{object_id}") for account in asked))
    answers += found
    for account, answer in zip(asked, found, strict=True):
        if isinstance(answer, Read):
            return Held(answer, account, _part(kind, reader, len(answers)))
    return None


async def _owner(reader: Reader, charge: str) -> str | None:
    """The connected account that took a charge, where the platform earned a fee of it and may read that."""
    try:
        fees = await reader.list("/v1/application_fees", {"charge": charge}, rows=1, name="fees")
    except Unreadable:
        return None
    account = fees.rows[0].get("account") if fees.rows else None
    return account if isinstance(account, str) else None


async def _on(reader: Reader, account: str, path: str) -> Read | Failure:
    try:
        return await reader.within(account).get(path)
    except Unreadable as unreadable:
        return unreadable.failure


def _part(kind: Kind, reader: Reader, asked: int) -> Part:
    """What was looked through; an object is on one account alone, so that finding it leaves nothing out."""
    return Part(name="connected_accounts", resource=kind.path, pages=asked, rows=len(reader.connected))


def nowhere(failure: Failure, reader: Reader, answers: Sequence[Read | Failure] = ()) -> Failure:
    """Why it was found nowhere: not there, unless one of the accounts that were asked could not be.

    Where more accounts may be read than were asked, how many those are is told beside.
    """
    other = next((one for one in answers if isinstance(one, Failure) and one.code is not FailureCode.NOT_FOUND), None)
    if other is not None:
        said = f"It is not on the platform's own account, and a connected account could not be asked: {other.message}"
        return other.model_copy(update={"message": said, "elsewhere": len(answers)})
    listed = len(reader.connected)
    if not listed:
        where = "; it was not looked for on connected accounts, as none is one that may be read"
    else:
        which = f"any of the {listed}" if listed <= TRIED else f"the first {TRIED} of the {listed}"
        where = f", nor on {which} connected accounts that may be read"
    said = f"Stripe has no such object on this account in this mode{where}."
    left = max(0, listed - len(answers)) or None
    return failure.model_copy(update={"message": said, "elsewhere": len(answers), "unasked": left})
