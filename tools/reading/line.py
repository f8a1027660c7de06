"""An account's line to Stripe: its key, its share of Stripe's rates, repetitions, the audit of every request."""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import JsonValue

from tools.contract.account import Account
from tools.contract.clock import Clock
from tools.contract.outcome import FailureCode
from tools.operations import Misconfigured
from tools.reading.failures import NoReply, Refusal, Unreadable, explain, no_key, unavailable
from tools.reading.limiter import Limiter, Sleep

if TYPE_CHECKING:
    from tools.operations.keys import Key
    from tools.reading.wire import Wire

TRIES = 5
_FIRST_DELAY, _LONGEST_DELAY = 0.5, 8.0

JsonObject = dict[str, Any]


class KeySource(Protocol):
    """Where the account's key comes from; asked again for each request, so that a key can be changed meanwhile."""

    def key(self, renewed: bool = False) -> "Key":
        """The key; `renewed` when Stripe refused the one given before. Raises `Misconfigured`."""
        ...


class AuditTrail(Protocol):
    """What records each request. Both raise where they can't: then the request isn't made, or isn't handed on."""

    def started(self, what: str, details: dict[str, JsonValue]) -> int: ...

    def finished(self, number: int, details: dict[str, JsonValue]) -> None: ...


class Line:
    """Asks Stripe, politely: within its rates, again after what passes, and never unrecorded.

    One line serves all readers of an account in one event loop. `also_close` is what ends with it; `sleep` and `chance`
    are for tests.
    """

    def __init__(
        self,
        account: Account,
        keys: KeySource,
        clock: Clock,
        *,
        audit: AuditTrail | None = None,
        also_close: Sequence[Callable[[], None]] = (),
        sleep: Sleep = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._account = account
        self._keys = keys
        self._audit = audit
        self._also_close = also_close
        self._sleep = sleep
        self._chance = chance
        self._limiter = Limiter(account.mode, clock, sleep)
        self._wire: Wire | None = None
        self._opening = asyncio.Lock()
        self.requests = 0
        """Requests made, repetitions included."""

    async def ask(self, path: str, query: str, shown_query: str, scope: str | None) -> tuple[JsonObject, str | None]:
        """The body and request id; raises `Unreadable`. `shown_query` is what the audit may hold of the query."""
        wire = await self._connect()
        key, renewed, attempt = await self._key(), False, 0
        while True:
            reply = await self._once(wire, path, query, shown_query, scope, key)
            if isinstance(reply, tuple):
                return reply
            attempt += 1
            if reply is not None and reply.status == 401 and not renewed:
                fresh, renewed = await self._key(renewed=True), True
                if fresh.reveal() != key.reveal():
                    key = fresh
                    continue
            if attempt >= TRIES or not _passes(reply):
                raise Unreadable(unavailable() if reply is None else explain(reply))
            await self._sleep(self._delay(attempt - 1, reply))

    async def close(self) -> None:
        if self._wire is not None:
            await self._wire.close()
            self._wire = None
        for close in self._also_close:
            close()

    async def _once(
        self, wire: "Wire", path: str, query: str, shown_query: str, scope: str | None, key: "Key"
    ) -> tuple[JsonObject, str | None] | Refusal | None:
        async with self._limiter.turn(path):
            number = self._started(path, shown_query, scope, key)
            self.requests += 1
            try:
                reply = await wire.get(path, query, key.reveal(), scope)
            except NoReply:
                reply = None
            self._finished(number, reply)
            return reply

    def _started(self, path: str, query: str, scope: str | None, key: "Key") -> int | None:
        if self._audit is None:
            return None
        return self._audit.started(
            "stripe.request",
            {"account": self._account.name, "path": path, "query": query, "scope": scope, "key_ending": key.ending},
        )

    def _finished(self, number: int | None, reply: tuple[JsonObject, str | None] | Refusal | None) -> None:
        if self._audit is None or number is None:
            return
        match reply:
            case None:
                self._audit.finished(number, {"status": None})
            case Refusal():
                self._audit.finished(number, {"status": reply.status, "request_id": reply.request_id})
            case (_, request_id):
                self._audit.finished(number, {"status": 200, "request_id": request_id})

    def _delay(self, attempt: int, reply: Refusal | None) -> float:
        if reply is not None and reply.retry_after is not None:
            return min(reply.retry_after, _LONGEST_DELAY)
        return min(_FIRST_DELAY * 2**attempt, _LONGEST_DELAY) * (0.5 + 0.5 * self._chance())

    async def _key(self, renewed: bool = False) -> "Key":
        try:
            return await asyncio.to_thread(self._keys.key, renewed)
        except Misconfigured as problem:
            raise Unreadable(no_key(str(problem), problem.next)) from None

    async def _connect(self) -> "Wire":
        async with self._opening:
            if self._wire is None:
                self._wire = await asyncio.to_thread(_open, self._account.base_url)
            return self._wire


def _open(base_url: str) -> "Wire":
    # Importing Stripe's SDK takes longer than everything else before the first request.
    from tools.reading.wire import Wire  # noqa: PLC0415

    return Wire(base_url)


def _passes(reply: Refusal | None) -> bool:
    """Whether what went wrong may be gone at the next try."""
    if reply is None:
        return True
    if reply.should_retry is not None:
        return reply.should_retry
    return explain(reply).code in (FailureCode.RATE_LIMITED, FailureCode.UNAVAILABLE)
