"""Refunds as they are read: with the entry of the balance that tells when one failed, where that may be read.

A refund's own fields say that it failed, not when; its money is back on the balance by an entry of its own
(docs.stripe.com/refunds#failed-refunds).
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from tools.contract.clock import Window
from tools.contract.outcome import Failure, FailureCode
from tools.reading.parts import Reads
from tools.reading.query import Query
from tools.shapes import Refund

T = TypeVar("T")

REFUNDS = 300
"""Refunds of a query at the most: as many as a fortnight brings where ten thousand are paid in a month."""

_ENTRY = "failure_balance_transaction"
_OF_REFUNDS = "charge_read"
"""The permission that refunds themselves take: without it, nothing is gained by asking for less."""


async def refunds_of(
    reads: Reads, query: Query, expand: Sequence[str] = (), window: Window | None = None
) -> list[Refund] | Failure:
    """The refunds of a query, newest first, as the part `refunds`."""

    async def read(expanded: Sequence[str]) -> list[Refund] | Failure:
        asked: Query = {**query, "expand": [f"data.{name}" for name in expanded]} if expanded else query
        return await reads.several("refunds", "/v1/refunds", Refund, asked, REFUNDS, window)

    return await _with_entry(reads, read, expand)


async def refund_of(reads: Reads, refund: str, expand: Sequence[str] = ()) -> Refund | Failure:
    """The one refund, as the part `refunds`."""

    async def read(expanded: Sequence[str]) -> Refund | Failure:
        return await reads.one("refunds", f"/v1/refunds/{refund}", Refund, {"expand": [*expanded]})

    return await _with_entry(reads, read, expand)


async def _with_entry(
    reads: Reads, read: Callable[[Sequence[str]], Awaitable[T | Failure]], expand: Sequence[str]
) -> T | Failure:
    """An expansion takes the permission of what it shows: a key without it still reads the refunds."""
    found = await read((*expand, _ENTRY))
    if isinstance(found, Failure) and found.code is FailureCode.PERMISSION and found.permission != _OF_REFUNDS:
        reads.parts.pop("refunds", None)
        return await read(expand)
    return found
