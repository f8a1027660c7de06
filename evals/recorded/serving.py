"""A recorded account on a loopback port: it answers what was recorded, and says of all else that it was not."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from evals.recorded.account import RecordedAccount
from evals.recorded.answers import Answer, Answers, unrecorded
from evals.recorded.objects import RecordedObjects
from evals.world.http.keys import code
from evals.world.http.serving import running
from tools.contract.account import Account


@dataclass(frozen=True)
class OpenedRecording:
    """Where a recorded account listens, the key it demands, and what it is asked while it is open."""

    url: str
    key: str
    account: Account
    objects: RecordedObjects
    _asked: list[str] = field(default_factory=list[str])
    _unrecorded: list[str] = field(default_factory=list[str])

    def requests(self) -> list[str]:
        """What was asked so far: `GET /v1/charges?limit=10`, a connected account in brackets after it."""
        return list(self._asked)

    def unrecorded(self) -> list[str]:
        """Those of the requests that are outside the recording."""
        return list(self._unrecorded)


@contextmanager
def serve_recorded(recorded: RecordedAccount) -> Generator[OpenedRecording]:
    """Serves a recorded account for as long as the block runs."""
    key = f"rk_{recorded.account.mode}_{code(f'recorded:{recorded.digest()}', 24)}"
    asked, outside = list[str](), list[str]()
    endpoint = _Endpoint(Answers(recorded), key, asked, outside)
    with running(Starlette(routes=[Mount("/", app=endpoint)])) as url:
        yield OpenedRecording(url, key, recorded.account, RecordedObjects(recorded.reads), asked, outside)


@dataclass(frozen=True)
class _Endpoint:
    answers: Answers
    key: str
    asked: list[str]
    outside: list[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        query, account = scope["query_string"].decode("latin-1"), headers.get("stripe-account")
        told = f"{scope['method']} {scope['path']}{'?' if query else ''}{query}{f' [{account}]' if account else ''}"
        self.asked.append(told)
        answer = self._answer(scope["method"], scope["path"], query, headers)
        if answer is None:
            self.outside.append(told)
            answer = unrecorded()
        await _respond(answer, send)

    def _answer(self, method: str, path: str, query: str, headers: Headers) -> Answer | None:
        if headers.get("authorization") != f"Bearer {self.key}":
            return Answer(401, {"error": {"type": "invalid_request_error", "message": "Invalid API Key provided."}})
        if method != "GET":
            return None
        return self.answers.find(path, query, headers.get("stripe-account"), headers.get("stripe-version", ""))


async def _respond(answer: Answer, send: Send) -> None:
    body = json.dumps(answer.body, separators=(",", ":"), ensure_ascii=False).encode()
    sent = [("content-type", "application/json"), ("content-length", str(len(body)))]
    if answer.request_id is not None:
        sent.append(("request-id", answer.request_id))
    headers = [(name.encode(), value.encode()) for name, value in sent]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
