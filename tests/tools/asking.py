"""A server over a simulated account, asked through the gateway as an agent asks it."""

import asyncio
import atexit
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import JsonValue

from evals.recipes import RECIPES
from evals.world.build import World, build_world
from evals.world.http.faults import Fault
from evals.world.http.journal import Entry
from evals.world.http.serving import Served, serve
from evals.world.shelf import Shelves
from tools.contract.account import BOOKING_RULES, DEMO_ESCROW, DEMO_RATES, Account, BookingRule, EscrowRule, RateCard
from tools.contract.clock import StandingClock, from_unix
from tools.contract.outcome import Outcome
from tools.contract.payment import PaymentFlow
from tools.gateway import Gateway
from tools.operations.keys import Key
from tools.privacy.masking import Masker
from tools.privacy.vault import MemoryVault
from tools.reading.line import Line
from tools.reading.reader import Reader
from tools.reading.reads import MemoryReads
from tools.server import Connection, PromptText, build_server

NOW = int(datetime.fromisoformat("2026-11-22T15:00:00Z").timestamp())


@cache
def demo() -> World:
    """Every recipe over healthy traffic, shared by the tests: reads leave no trace in it."""
    return build_world([name for name, _ in RECIPES], 1, NOW)


@dataclass(frozen=True)
class Keys:
    """A key that never changes."""

    secret: str

    def key(self, renewed: bool = False) -> Key:
        return Key(self.secret)


class CountingLine(Line):
    """A line that tells how many requests had to wait for one another."""

    rounds = 0

    async def ask(
        self, path: str, query: str, shown_query: str, scope: str | None
    ) -> tuple[dict[str, Any], str | None]:
        round_of_this = self.rounds + 1
        try:
            return await super().ask(path, query, shown_query, scope)
        finally:
            self.rounds = max(self.rounds, round_of_this)


HURRY = 1000


class HurriedClock(StandingClock):
    """A clock whose seconds are milliseconds, so that neither rate limits nor pauses hold a test up."""

    def monotonic(self) -> float:
        return super().monotonic() * HURRY


async def hurried(seconds: float) -> None:
    await asyncio.sleep(seconds / HURRY)


@dataclass
class Asking:
    """An open gateway, and every request that its calls made of the account."""

    gateway: Gateway
    connection: Connection
    line: CountingLine
    requests: list[Entry] = field(default_factory=list[Entry])

    def start_over(self) -> None:
        """Count requests and rounds from here on."""
        self.requests.clear()
        self.line.rounds = 0

    async def call(self, tool: str, **arguments: JsonValue) -> Outcome:
        return await self.gateway.call(tool, arguments)

    async def flow(self, payment_id: str) -> tuple[Outcome, PaymentFlow]:
        outcome = await self.call("payment_flow", payment_intent=payment_id)
        return outcome, PaymentFlow.from_json(outcome.data)


_LISTENING: list[list[Entry]] = []


@cache
def _shared(world: Callable[[], World]) -> Served:
    """A world served once for every test that asks nothing else of it; it ends with the process."""

    def tell(entry: Entry) -> None:
        for requests in _LISTENING:
            requests.append(entry)

    serving = serve(world().shelves, log=tell)
    atexit.register(serving.__exit__, None, None, None)
    return serving.__enter__()


@contextmanager
def _served(
    world: Callable[[], World],
    shelves: Shelves | None,
    denied: Collection[str],
    faults: Iterable[Fault],
    requests: list[Entry],
) -> Iterator[Served]:
    if shelves or denied or faults:
        with serve(shelves or world().shelves, denied=denied, faults=faults, log=requests.append) as served:
            yield served
        return
    _LISTENING.append(requests)
    try:
        yield _shared(world)
    finally:
        _LISTENING.remove(requests)


@asynccontextmanager
async def asking(
    shelves: Shelves | None = None,
    denied: Collection[str] = (),
    faults: Iterable[Fault] = (),
    prompts: Iterable[PromptText] = (),
    now: int | None = None,
    *,
    fees: dict[str, RateCard] = DEMO_RATES,
    bookings: list[BookingRule] = BOOKING_RULES,
    connected: Iterable[str] = (),
    providers: dict[str, str] | None = None,
    escrow: EscrowRule = DEMO_ESCROW,
    world: Callable[[], World] = demo,
) -> AsyncIterator[Asking]:
    shown = shelves or world().shelves
    requests: list[Entry] = []
    with _served(world, shelves, denied, list(faults), requests) as served:
        mode = "live" if shown.platform.livemode else "test"
        account = Account(
            name="demo",
            mode=mode,
            base_url=served.url,
            fees=fees,
            bookings=bookings,
            connected=list(connected),
            providers=providers or {},
            escrow=escrow,
        )
        clock = HurriedClock(from_unix(now or shown.now))
        masker = Masker(b"k" * 32, MemoryVault())
        line = CountingLine(account, Keys(served.key), clock, sleep=hurried)
        reader = Reader(account, line, masker, MemoryReads())
        connection = Connection(account, reader, clock, masker)
        try:
            async with Gateway.open(build_server(connection, list(prompts)), account=account, clock=clock) as gateway:
                yield Asking(gateway, connection, line, requests)
        finally:
            await reader.close()
