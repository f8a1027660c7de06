"""Stripe's published rates, kept from our side: docs.stripe.com/rate-limits.

An endpoint is one named operation whatever its ids: 25 requests a second each, search 20, and all of an account's
together 100 in live mode and 25 in test mode. Unpublished limits on requests at the same time are met with a cap.
"""

import asyncio
import re
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tools.contract.account import Mode
from tools.contract.clock import Clock

ENDPOINT_RATE = 25
SEARCH_RATE = 20
ACCOUNT_RATE: dict[Mode, int] = {"live": 100, "test": 25}
AT_ONCE = 8
_SECOND = 1.0

Sleep = Callable[[float], Awaitable[None]]

_ID = re.compile(r"(?=.*[0-9A-Z])[A-Za-z]+(?:_[A-Za-z0-9]+)+")


@dataclass
class _Rate:
    """At most `limit` requests in any second: the moments of the last ones."""

    limit: int
    sent: deque[float] = field(default_factory=deque[float])

    def wait(self, now: float) -> float:
        while self.sent and self.sent[0] <= now - _SECOND:
            self.sent.popleft()
        return self.sent[0] + _SECOND - now if len(self.sent) >= self.limit else 0.0


class Limiter:
    """One account's allowance, shared by all that read it in this process."""

    def __init__(self, mode: Mode, clock: Clock, sleep: Sleep = asyncio.sleep, at_once: int = AT_ONCE) -> None:
        self._clock = clock
        self._sleep = sleep
        self._account = _Rate(ACCOUNT_RATE[mode])
        self._search = _Rate(SEARCH_RATE)
        self._endpoints: dict[str, _Rate] = {}
        self._slots = asyncio.Semaphore(at_once)

    @asynccontextmanager
    async def turn(self, path: str) -> AsyncGenerator[None]:
        """Waits until a request of `path` may leave, and holds one of the few places at the same time."""
        async with self._slots:
            await self._wait(path)
            yield

    async def _wait(self, path: str) -> None:
        name = endpoint(path)
        own = self._search if name.endswith("/search") else self._endpoints.setdefault(name, _Rate(ENDPOINT_RATE))
        while True:
            now = self._clock.monotonic()
            wait = max(self._account.wait(now), own.wait(now))
            if wait <= 0:
                break
            await self._sleep(wait)
        self._account.sent.append(now)
        own.sent.append(now)


def endpoint(path: str) -> str:
    """The operation that a path calls: `/v1/charges/ch_3Qx` → `/v1/charges/{id}`."""
    return "/".join("{id}" if _ID.fullmatch(segment) else segment for segment in path.split("/"))
