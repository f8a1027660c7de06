"""A stand-in for Stripe that holds what a test puts there: objects, listed, filtered, searched and refused."""

import asyncio
import itertools
import re
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.reader.scripted import KEY, Answer, FakeTime, Request, Stripe, error
from tools.contract.account import Account
from tools.contract.clock import StandingClock
from tools.operations.keys import FixedKey, Key
from tools.privacy.masking import Masker
from tools.privacy.vault import MemoryVault
from tools.reading.line import Line
from tools.reading.reader import Reader
from tools.reading.reads import MemoryReads
from tools.server import Connection

NOW = datetime.fromisoformat("2026-11-22T15:00:00Z")
DAY = 86_400
Object = dict[str, Any]

EMPTY: Object = {"object": "balance", "available": [], "pending": []}

_CLAUSE = re.compile(r'(-?)(?:metadata\["(\w+)"\]|(\w+))(:|>=|<)(?:"([^"]*)"|(\w+))')


@dataclass
class Shelves(Stripe):
    """Objects by the account they are on; empty is the platform's own. `denied` are paths that the key may not read."""

    answers: list[Answer] = field(default_factory=list[Answer])
    objects: dict[str, list[Object]] = field(default_factory=dict[str, list[Object]])
    denied: set[str] = field(default_factory=set[str])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:] if line)}
        target = lines[0].split(" ")[1]
        fed = asyncio.StreamReader()
        fed.feed_data(head)
        self.answers = [self.answer(target, headers.get("stripe-account", ""))]
        await super().serve(fed, writer)

    def answer(self, target: str, account: str) -> Answer:
        parts = urlsplit(target)
        query, path = dict(parse_qsl(parts.query)), parts.path
        if path in self.denied or path.rsplit("/", 1)[0] in self.denied:
            message = "Enabling \"Transfers Read\" ('transfers_read') permission on this key would allow this request."
            return error(403, message, type="invalid_request_error")
        if path == "/v1/balance":
            return Answer((self._of(account, path) or [EMPTY])[0])
        if path == "/v1/account" and (own := self._of(account, path)):
            return Answer(own[0])
        if path.endswith("/search"):
            listed = self._of(account, path.removesuffix("/search"))
            return self._page([one for one in listed if _meets(one, query["query"])], query, "search_result")
        if path.count("/") > 2:
            above, _, identity = path.rpartition("/")
            found = next((one for one in self._of(account, above) if one["id"] == identity), None)
            return Answer(found) if found else error(404, "No such object", code="resource_missing")
        return self._page([one for one in self._of(account, path) if _fits(one, query)], query, "list")

    def _of(self, account: str, path: str) -> list[Object]:
        return self.objects.get(f"{account}{path}", [])

    def _page(self, found: list[Object], query: Mapping[str, str], kind: str) -> Answer:
        newest = sorted(found, key=lambda one: (-one.get("created", 0), one["id"]))
        if after := query.get("starting_after") or query.get("page"):
            newest = newest[next(at for at, one in enumerate(newest) if one["id"] == after) + 1 :]
        limit = int(query.get("limit", "10"))
        page, more = newest[:limit], len(newest) > limit
        token = {"next_page": page[-1]["id"]} if more and kind == "search_result" else {}
        return Answer({"object": kind, "data": page, "has_more": more, **token})


def _meets(one: Object, query: str) -> bool:
    def meets(clause: re.Match[str]) -> bool:
        negated, key, name, sign, text, number = clause.groups()
        held: Any = one["metadata"].get(key) if key else one.get(name)
        if number == "null":
            return (held is None) is not bool(negated)
        if sign == ":":
            return str(held) == (text if text is not None else number)
        made = int(one[name])
        return made >= int(number) if sign == ">=" else made < int(number)

    return all(meets(clause) for clause in _CLAUSE.finditer(query))


def _fits(one: Object, query: Mapping[str, str]) -> bool:
    plain = {"transfer_group", "destination", "payment_intent", "charge", "customer"} & query.keys()
    since, until = int(query.get("created[gte]", 0)), int(query.get("created[lt]", 1 << 40))
    return all(one.get(name) == query[name] for name in plain) and since <= one.get("created", 0) < until


@dataclass
class Market:
    """An account under test, and what its Stripe holds."""

    stripe: Shelves
    connection: Connection

    @property
    def reads(self) -> list[Request]:
        return self.stripe.requests


@asynccontextmanager
async def market(
    objects: Mapping[str, Iterable[Object]], *, denied: Iterable[str] = (), **account: Any
) -> AsyncGenerator[Market]:
    """A connection to a Stripe that holds these objects by path; a path may begin with a connected account."""
    stripe = Shelves(objects={path: list(held) for path, held in objects.items()}, denied=set(denied))
    server = await asyncio.start_server(stripe.serve, "127.0.0.1", 0)
    stripe.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    known = Account(name="market", mode="test", base_url=stripe.url, **account)
    time = FakeTime()
    masker = Masker(b"k" * 32, MemoryVault())
    line = Line(known, FixedKey(Key(KEY)), time, sleep=time.sleep, chance=lambda: 1.0)
    reader = Reader(known, line, masker, MemoryReads())
    try:
        yield Market(stripe, Connection(known, reader, StandingClock(NOW), masker))
    finally:
        await reader.close()
        server.close()
        await server.wait_closed()


_NUMBERS = itertools.count(1)


def ago(days: float) -> int:
    """The moment so many days before `NOW`, as Stripe stamps it."""
    return int(NOW.timestamp() - days * DAY)


def account(identity: str, provider: str | None = None) -> Object:
    named = {"provider_id": provider} if provider else {}
    return {
        "id": identity,
        "object": "account",
        "created": 1_700_000_000 - next(_NUMBERS),
        "metadata": named,
        "business_profile": {"name": "Kestrel Works"},
    }


def payment(number: int, provider: str, **changes: Any) -> Object:
    """A payment for `booking_<number>`."""
    metadata = {"booking_id": f"booking_{number}", "provider_id": provider, "service_type": "lawn_care"}
    return {
        "id": f"pi_{number}",
        "object": "payment_intent",
        "status": "succeeded",
        "amount": 10_000,
        "amount_received": 10_000,
        "currency": "usd",
        "created": ago(12),
        "transfer_group": f"booking_{number}",
        "latest_charge": f"ch_{number}",
        **changes,
        "metadata": metadata | changes.get("metadata", {}),
    }


def transfer(number: int, destination: str, **changes: Any) -> Object:
    """A transfer for `booking_<number>`."""
    return {
        "id": f"tr_{next(_NUMBERS)}",
        "object": "transfer",
        "amount": 8_200,
        "amount_reversed": 0,
        "currency": "usd",
        "created": ago(4.5),
        "destination": destination,
        "metadata": {},
        "reversals": {"object": "list", "data": [], "has_more": False},
        "source_transaction": f"ch_{number}",
        "transfer_group": f"booking_{number}",
        **changes,
    }
