"""A stand-in for Stripe that answers what a test tells it to, and keeps every request as it came over the wire."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pydantic import JsonValue

from tools.contract.account import Account
from tools.contract.clock import Clock
from tools.operations.keys import FixedKey, Key
from tools.privacy.masking import Masker
from tools.privacy.vault import MemoryVault
from tools.reading.line import AuditTrail, Line
from tools.reading.reader import Reader
from tools.reading.reads import MemoryReads, ReadStore

KEY = "rk_test_scripted0001"


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Answer:
    """`body` None closes the connection without an answer."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])


@dataclass
class Stripe:
    """Answers in order, the last one for ever."""

    answers: list[Answer]
    url: str = ""
    requests: list[Request] = field(default_factory=list[Request])
    meanwhile: Callable[[], None] = lambda: None

    @property
    def targets(self) -> list[str]:
        return [request.target for request in self.requests]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = head[0].split(" ")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        self.requests.append(Request(method, target, headers))
        self.meanwhile()
        answer = self.answers[min(len(self.requests), len(self.answers)) - 1]
        if answer.body is not None:
            body = (answer.body if isinstance(answer.body, str) else json.dumps(answer.body)).encode()
            sent = {
                "content-length": str(len(body)),
                "request-id": f"req_{len(self.requests):04}",
                "connection": "close",
            }
            lines = [
                f"HTTP/1.1 {answer.status} -",
                *(f"{name}: {value}" for name, value in (sent | answer.headers).items()),
            ]
            writer.write("\r\n".join([*lines, "", ""]).encode() + body)
            await writer.drain()
        writer.close()
        await writer.wait_closed()


class FakeTime:
    """A clock that only moves when someone sleeps."""

    def __init__(self) -> None:
        self.seconds = 100.0
        self.slept: list[float] = []

    def now(self) -> Any:
        raise NotImplementedError

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds
        await asyncio.sleep(0)


def error(status: int, message: str, **fields: JsonValue) -> Answer:
    headers = {name.replace("_", "-"): str(fields.pop(name)) for name in list(fields) if name.startswith("stripe_")}
    return Answer({"error": {"message": message, **fields}}, status, headers)


@dataclass
class Desk:
    """A reader of a scripted Stripe, and all that a test may look at."""

    stripe: Stripe
    reader: Reader
    store: ReadStore
    masker: Masker
    time: FakeTime


@asynccontextmanager
async def desk(
    *answers: Answer,
    store: ReadStore | None = None,
    audit: AuditTrail | None = None,
    connected: tuple[str, ...] = (),
    keys: Any = None,
) -> AsyncIterator[Desk]:
    stripe, time = Stripe(list(answers)), FakeTime()
    server = await asyncio.start_server(stripe.serve, "127.0.0.1", 0)
    stripe.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    account = Account(name="scripted", mode="test", base_url=stripe.url, connected=list(connected))
    masker, kept = Masker(b"k" * 32, MemoryVault()), store or MemoryReads()
    clock: Clock = time
    line = Line(account, keys or FixedKey(Key(KEY)), clock, audit=audit, sleep=time.sleep, chance=lambda: 1.0)
    reader = Reader(account, line, masker, kept)
    try:
        yield Desk(stripe, reader, kept, masker, time)
    finally:
        await reader.close()
        server.close()
        await server.wait_closed()
