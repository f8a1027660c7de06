"""The application: one request in, Stripe's answer out, with its headers, its faults and its line in the journal."""

import json
from asyncio import sleep
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from evals.world.http import API_VERSION, errors
from evals.world.http.account import Reading, permission_of, permission_to_write
from evals.world.http.catalogue import Catalogue, World
from evals.world.http.errors import Refusal
from evals.world.http.faults import Fault, FaultPlan, Struck, What
from evals.world.http.journal import Entry, Journal
from evals.world.http.keys import CONNECT, Key, authenticated, code, derive, masked
from evals.world.http.resources import permissions
from evals.world.http.wire import Call, canonical, params
from evals.world.shelf import JsonObject, Shelf, Shelves


def create_app(
    shelves: Shelves,
    *,
    live: Shelves | None = None,
    key: str | None = None,
    denied: Collection[str] = frozenset(),
    faults: Iterable[Fault] = (),
    log: Journal | None = None,
) -> Starlette:
    """The account as an ASGI application that demands `key` (by default the seed's own).

    `live` are the account's objects of the live mode, where `shelves` are those of the test mode: the same key under
    the live mode's prefix reads them.
    `denied` are the permissions that the key lacks, such as `charge_read`; ValueError for one that no resource takes.
    """
    unknown = sorted(set(denied) - permissions())
    if unknown:
        raise ValueError(f"no such permission: {', '.join(unknown)}; there are {', '.join(sorted(permissions()))}")
    secret = key or derive(shelves.seed, shelves.platform.livemode)
    endpoint = _Endpoint(
        World(shelves), World(live) if live else None, secret, frozenset(denied), FaultPlan(faults), log
    )
    return Starlette(routes=[Mount("/", app=endpoint)])


@dataclass(frozen=True)
class _Answer:
    status: int
    body: JsonObject
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class _Endpoint:
    """The server's one endpoint: the resources are data (resources.py), not routes."""

    world: World
    live: World | None
    secret: str
    denied: frozenset[str]
    faults: FaultPlan
    log: Journal | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        call = _call(scope)
        struck = self.faults.strike(call.path)
        if delay := struck.delay_seconds():
            await sleep(delay)
        request_id = self._request_id(call)
        answer = self._answer(call, struck, request_id)
        if self.log:
            account = call.account or self.world.shelves.platform.account
            self.log(Entry(call.method, call.path, canonical(call.query), account, answer.status, request_id))
        await _respond(answer, request_id, struck, send)

    def _answer(self, call: Call, struck: Struck, request_id: str) -> _Answer:
        try:
            return _Answer(200, self._read(call, struck))
        except Refusal as refusal:
            body = refusal.envelope(self._log_url(request_id) if refusal.status != 401 else None)
            return _Answer(refusal.status, body, refusal.headers)

    def _read(self, call: Call, struck: Struck) -> JsonObject:
        account = self.world.shelves.platform.account
        key = authenticated(self.secret, call.authorization, self.denied, account)
        if call.version not in (None, API_VERSION):
            raise errors.other_version(str(call.version), API_VERSION)
        world, other = self.world, self.live
        if other and key.livemode == other.shelves.platform.livemode:
            world, other = other, world
        if (connected := call.account not in {None, account}) and CONNECT in key.denied:
            raise errors.no_connect()
        catalogue = self._catalogue(world, call, key)
        key = replace(key, account=call.account or account, connected=connected)
        if refusal := struck.refusal():
            raise refusal
        reads = call.method == "GET"
        permission = permission_of(call.path) if reads else permission_to_write(call.path)
        if permission and not reads:
            raise key.lacks(permission, "Write")
        if permission is None:
            raise errors.unrecognized_url(call.method, call.path)
        if struck.has(What.PERMISSION):
            raise key.lacks(permission)
        elsewhere = other or world
        return Reading(world, elsewhere, catalogue, key, call, params(call.query), struck.stale_seconds()).answer()

    def _catalogue(self, world: World, call: Call, key: Key) -> Catalogue:
        catalogue = world.of(call.account)
        if catalogue is None:
            raise errors.no_such_account(masked(key.secret), str(call.account))
        if key.livemode == catalogue.shelf.livemode:
            return catalogue
        # The account in the key's own mode: there, and without a single object.
        return Catalogue(Shelf(catalogue.shelf.account, key.livemode, {}), world.shelves.now)

    def _request_id(self, call: Call) -> str:
        """The same for the same question, so that a repeated read can be recognised and a run repeated exactly."""
        asked = (str(self.world.shelves.seed), call.method, call.path, canonical(call.query), call.account or "")
        return "req_" + code("\n".join(asked), 14)

    def _log_url(self, request_id: str) -> str:
        platform = self.world.shelves.platform
        mode = "" if platform.livemode else "test/"
        return f"https://dashboard.stripe.com/{platform.account}/{mode}workbench/logs?object={request_id}"


def _call(scope: Scope) -> Call:
    headers = Headers(scope=scope)
    return Call(
        method=scope["method"],
        path=scope["path"].rstrip("/") or "/",
        query=scope["query_string"],
        authorization=headers.get("authorization"),
        account=headers.get("stripe-account") or headers.get("stripe-context"),
        version=headers.get("stripe-version"),
    )


async def _respond(answer: _Answer, request_id: str, struck: Struck, send: Send) -> None:
    body = json.dumps(answer.body, separators=(",", ":"), ensure_ascii=False).encode()
    if struck.has(What.MALFORMED):
        body = body[: len(body) // 2]
    sent = [
        ("content-type", "application/json"),
        ("content-length", str(len(body))),
        ("request-id", request_id),
        ("stripe-version", API_VERSION),
        *answer.headers,
    ]
    headers = [(name.encode(), value.encode()) for name, value in sent]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if struck.has(What.CUT):
        # Half a body and no more: the server closes a connection whose response stays unfinished.
        await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        return
    await send({"type": "http.response.body", "body": body})
