"""A recorded account on a loopback port: it answers what was recorded, and says of all else that it was not."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from evals.recorded.account import RecordedAccount
from evals.recorded.answers import Answer, Answers, unrecorded
from evals.recorded.cases import FOLDER, account_of
from evals.recorded.objects import RecordedObjects
from evals.suite.accounts import Opened
from evals.suite.case import Case
from evals.world.http.keys import code
from evals.world.http.serving import running


@contextmanager
def open_recorded(case: Case, folder: Path = FOLDER) -> Generator[Opened]:
    """The account of a recorded case, served for as long as the block runs. Raises `UnusableRecording`."""
    with serve_recorded(account_of(case, folder)) as opened:
        yield opened


@contextmanager
def serve_recorded(recorded: RecordedAccount) -> Generator[Opened]:
    """A recorded account, served for as long as the block runs."""
    key = f"rk_{recorded.account.mode}_{code(f'recorded:{recorded.digest()}', 24)}"
    asked, outside = list[str](), list[str]()
    endpoint = _Endpoint(Answers(recorded), key, asked, outside)
    with running(Starlette(routes=[Mount("/", app=endpoint)])) as url:
        yield Opened(url, key, RecordedObjects(recorded.reads), asked, outside, recorded.account)


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
        return self.answers.find(path, query, headers.get("stripe-account"), headers.get("stripe-version"))


async def _respond(answer: Answer, send: Send) -> None:
    body = json.dumps(answer.body, separators=(",", ":"), ensure_ascii=False).encode()
    sent = [("content-type", "application/json"), ("content-length", str(len(body)))]
    if answer.request_id is not None:
        sent.append(("request-id", answer.request_id))
    headers = [(name.encode(), value.encode()) for name, value in sent]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
