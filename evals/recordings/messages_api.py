"""A scripted Messages API: real HTTP on loopback, real server-sent events, one reply after another.

Each reply answers one request. A reply may be a function of the request's body, so that a script can read evidence as a
model would. What was asked is kept, byte for byte.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from evals.world.http.serving import running

Body = dict[str, Any]


def _usage() -> Body:
    return {"input_tokens": 100, "output_tokens": 20}


@dataclass(frozen=True)
class Says:
    """A whole message: its content blocks, why it stopped, and by which model."""

    content: Sequence[Body]
    stop_reason: str = "tool_use"
    usage: Body = field(default_factory=_usage)
    model: str = "claude-scripted"

    def events(self) -> Iterator[tuple[str, Body]]:
        message: Body = {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": self.model,
            "content": [],
        }
        yield "message_start", {"message": {**message, "stop_reason": None, "stop_sequence": None, "usage": self.usage}}
        for index, block in enumerate(self.content):
            yield from _block_events(index, block)
        delta = {"stop_reason": self.stop_reason, "stop_sequence": None}
        yield "message_delta", {"delta": delta, "usage": {"output_tokens": self.usage["output_tokens"]}}
        yield "message_stop", {}


@dataclass(frozen=True)
class Fails:
    """An HTTP error in the API's envelope; `retry-after-ms` keeps the SDK's waits short."""

    status: int
    kind: str

    def response(self) -> Response:
        error = {"type": self.kind, "message": "scripted"}
        headers = {"retry-after-ms": "1"}
        return JSONResponse({"type": "error", "error": error}, status_code=self.status, headers=headers)


@dataclass(frozen=True)
class Breaks:
    """A stream that begins well and ends badly: cut, malformed, without its end, or with an `error` event."""

    says: Says
    after: int
    how: str = "cut"  # cut | malformed | silence | error


Reply = Says | Fails | Breaks
Script = Sequence[Reply | Callable[[Body], Reply]]


@dataclass
class MessagesApi:
    """The running server: its address and every request it was sent."""

    url: str = ""
    requests: list[Body] = field(default_factory=list[Body])
    raw: list[bytes] = field(default_factory=list[bytes])
    headers: list[dict[str, str]] = field(default_factory=list[dict[str, str]])


def text(words: str) -> Body:
    return {"type": "text", "text": words}


def call(name: str, arguments: Body, id: str = "toolu_1") -> Body:
    return {"type": "tool_use", "id": id, "name": name, "input": arguments}


@contextmanager
def messages_api(script: Script, *, repeat_last: bool = False) -> Generator[MessagesApi]:
    """Serve `script` on a loopback port. A request past its end fails the run with a 400, unless the last repeats."""
    api = MessagesApi()
    app = Starlette(routes=[Route("/v1/messages", _endpoint(api, script, repeat_last), methods=["POST"])])
    with running(app) as url:
        api.url = url
        yield api


def _endpoint(api: MessagesApi, script: Script, repeat_last: bool) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        raw = await request.body()
        api.raw.append(raw)
        api.headers.append(dict(request.headers))
        api.requests.append(json.loads(raw))
        turn = len(api.requests) - 1
        if turn >= len(script) and not repeat_last:
            return Fails(400, "script_is_over").response()
        reply = script[min(turn, len(script) - 1)]
        reply = await asyncio.to_thread(reply, api.requests[-1]) if callable(reply) else reply
        if isinstance(reply, Fails):
            return reply.response()
        return StreamingResponse(_stream(reply), media_type="text/event-stream")

    return answer


async def _stream(reply: Says | Breaks) -> AsyncIterator[bytes]:
    if isinstance(reply, Says):
        for event in reply.events():
            yield _sse(*event)
        return
    for _, event in zip(range(reply.after), reply.says.events(), strict=False):
        yield _sse(*event)
    match reply.how:
        case "malformed":
            yield b"event: content_block_delta\ndata: {not json\n\n"
        case "error":
            yield _sse("error", {"error": {"type": "overloaded_error", "message": "scripted"}})
        case "cut":
            raise ConnectionAbortedError("scripted cut")
        case _:
            return


def _block_events(index: int, block: Body) -> Iterator[tuple[str, Body]]:
    empty: Body
    match block["type"]:
        case "text":
            empty = {**block, "text": ""}
            deltas = [{"type": "text_delta", "text": block["text"]}]
        case "tool_use":
            arguments = json.dumps(block["input"])
            middle = len(arguments) // 2
            halves = (arguments[:middle], arguments[middle:])
            empty = {**block, "input": {}}
            deltas = [{"type": "input_json_delta", "partial_json": half} for half in halves]
        case "thinking":
            empty = {**block, "thinking": "", "signature": ""}
            deltas = [
                {"type": "thinking_delta", "thinking": block["thinking"]},
                {"type": "signature_delta", "signature": block["signature"]},
            ]
        case _:
            empty, deltas = block, []
    yield "content_block_start", {"index": index, "content_block": empty}
    for delta in deltas:
        yield "content_block_delta", {"index": index, "delta": delta}
    yield "content_block_stop", {"index": index}


def _sse(event: str, data: Body) -> bytes:
    return f"event: {event}\ndata: {json.dumps({'type': event, **data})}\n\n".encode()
