"""An object wherever the key may read it: on the platform itself, or on a connected account of the allow-list.

Which account an object is on, its id doesn't tell; on another than it is asked for, Stripe has no such object
(docs.stripe.com/connect/authentication).
"""

import asyncio
from dataclasses import dataclass

from tools.contract.coverage import Part
from tools.contract.outcome import Failure, FailureCode
from tools.reading.failures import Unreadable
from tools.reading.ids import Kind
from tools.reading.reader import Read, Reader

TRIED = 10
"""How many connected accounts are looked through for one object, the first of the list."""

KINDS = frozenset({"charge", "payment_intent", "refund", "dispute", "payout", "balance_transaction"})
"""What connected accounts hold of their own."""


@dataclass(frozen=True)
class Held:
    """An object that was found. `account` is the connected one that holds it, null for the platform's own."""

    read: Read
    account: str | None
    part: Part | None = None


async def find(reader: Reader, kind: Kind, object_id: str) -> Held:
    """The object; raises `Unreadable`, as the platform's own read does, where no account that may be read holds it."""
    path = f"{kind.path}/{object_id}"
    try:
        return Held(await reader.get(path), None)
    except Unreadable as unreadable:
        failure = unreadable.failure
        if failure.code is not FailureCode.NOT_FOUND or kind.name not in KINDS or not reader.connected:
            raise
    asked = reader.connected[:TRIED]
    answers = await asyncio.gather(*(_on(reader, account, path) for account in asked))
    for account, answer in zip(asked, answers, strict=True):
        if isinstance(answer, Read):
            return Held(answer, account, _part(kind, reader, len(asked)))
    raise Unreadable(_nowhere(failure, reader, answers))


async def _on(reader: Reader, account: str, path: str) -> Read | Failure:
    try:
        return await reader.within(account).get(path)
    except Unreadable as unreadable:
        return unreadable.failure


def _part(kind: Kind, reader: Reader, asked: int) -> Part:
    """What was looked through; an object is on one account alone, so that finding it leaves nothing out."""
    return Part(name="connected_accounts", resource=kind.path, pages=asked, rows=len(reader.connected))


def _nowhere(failure: Failure, reader: Reader, answers: list[Read | Failure]) -> Failure:
    """Why it was found nowhere: not there, unless one of the accounts could not be asked."""
    other = next((one for one in answers if isinstance(one, Failure) and one.code is not FailureCode.NOT_FOUND), None)
    if other is not None:
        said = f"It is not on the platform's own account, and a connected account could not be asked: {other.message}"
        return other.model_copy(update={"message": said})
    listed = len(reader.connected)
    which = f"any of the {listed}" if listed <= TRIED else f"the first {TRIED} of the {listed}"
    return failure.model_copy(
        update={
            "message": f"Stripe has no such object on this account in this mode, nor on {which} connected accounts "
            "that may be read.",
        }
    )
