"""Receivers on this machine that misbehave when they are told to: of HTTP, and of Slack's API."""

import json
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message as Headers
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Answer:
    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict[str, str])
    cut: bool = False


@dataclass
class Received:
    path: str
    headers: Headers
    body: bytes

    @property
    def form(self) -> dict[str, Any]:
        """What was sent, as JSON or as a form."""
        if self.headers.get("content-type", "").startswith("application/json"):
            return json.loads(self.body)
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


class Receiver:
    """Answers each request by the next of `answers`, and with 200 when they are used up."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.received: list[Received] = []
        self.answers: list[Answer] = []

    def answer(self, one: Received) -> Answer:
        return self.answers.pop(0) if self.answers else Answer()


class SlackServer(Receiver):
    """Slack's API, as far as a bot that posts needs it: it keeps what it posts, even where it then breaks off."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.posted: list[dict[str, Any]] = []

    def answer(self, one: Received) -> Answer:
        planned = self.answers.pop(0) if self.answers else Answer()
        path = urlsplit(one.path).path.removeprefix("/api/")
        if planned.status == 200:
            body = json.loads(planned.body) if planned.body else self._done(path, one)
            return Answer(200, json.dumps(body), {"content-type": "application/json"}, planned.cut)
        return planned

    def _done(self, path: str, one: Received) -> dict[str, Any]:
        match path:
            case "chat.postMessage":
                stamp = f"1760000000.{len(self.posted):06d}"
                self.posted.append({**one.form, "ts": stamp})
                return {"ok": True, "ts": stamp, "channel": one.form["channel"]}
            case "conversations.history":
                top = [
                    {key: post.get(key) for key in ("ts", "metadata")}
                    for post in self.posted
                    if "thread_ts" not in post
                ]
                return {"ok": True, "messages": top[::-1], "response_metadata": {"next_cursor": ""}}
            case "files.getUploadURLExternal":
                return {"ok": True, "upload_url": f"{self.url}upload", "file_id": "F1"}
            case "files.completeUploadExternal":
                return {"ok": True, "files": [{"id": "F1"}]}
            case _:
                return {"ok": True}


@contextmanager
def serving(kind: type[Receiver] = Receiver) -> Iterator[Any]:
    """A receiver on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            one = Received(self.path, self.headers, self.rfile.read(int(self.headers.get("content-length") or 0)))
            receiver.received.append(one)
            answer = receiver.answer(one)
            if answer.cut:
                # A reset, not an end: the other side can't take it for an answer.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(answer.body.encode())))
            self.end_headers()
            self.wfile.write(answer.body.encode())

        def handle(self) -> None:
            with suppress(ConnectionError, ValueError):  # it was this side that broke off
                super().handle()

        def finish(self) -> None:
            with suppress(OSError, ValueError):
                super().finish()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = kind(f"http://127.0.0.1:{server.server_port}/api/")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def nobody() -> str:
    """An address of this machine that nobody listens at."""
    return f"http://127.0.0.1:{free_port()}/api/"
