"""A world on a loopback port: in this process's own thread for tests, or as the whole process (`evals.world`)."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Collection, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette

from evals.world.http.app import create_app
from evals.world.http.faults import Fault
from evals.world.http.journal import Journal
from evals.world.http.keys import derive
from evals.world.shelf import Shelves

LOOPBACK = "127.0.0.1"
BACKLOG = 128


@dataclass(frozen=True)
class Served:
    """Where a world listens, and the key it demands."""

    url: str
    key: str


class Server(uvicorn.Server):
    """Uvicorn, silent, telling when it listens and leaving signals to whoever runs it."""

    def __init__(self, app: Starlette, listening: Callable[[], None]) -> None:
        config = uvicorn.Config(
            app,
            access_log=False,
            backlog=BACKLOG,
            date_header=False,
            http="h11",
            interface="asgi3",
            lifespan="off",
            log_config=None,
            log_level="critical",
            loop="asyncio",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=1,
            timeout_keep_alive=60,
            ws="none",
        )
        super().__init__(config)
        self._listening = listening
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        self._listening()

    async def main_loop(self) -> None:
        """Wait to be ended. Uvicorn's own loop wakes ten times a second, which would delay every end."""
        await self._ended.wait()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield

    def end(self) -> None:
        """Stop serving, from any thread and at any time: before it listens, it never will."""
        self.should_exit = True
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ended.set)


def listen(port: int = 0) -> socket.socket:
    """A socket on the loopback interface only; port 0 takes any free one."""
    # asyncio sends small answers at once only over sockets whose protocol is named; else each waits 40 ms for an ACK.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((LOOPBACK, port))
    bound.listen(BACKLOG)
    return bound


def url_of(bound: socket.socket) -> str:
    return f"http://{LOOPBACK}:{bound.getsockname()[1]}"


@contextmanager
def serve(
    shelves: Shelves,
    *,
    live: Shelves | None = None,
    key: str | None = None,
    denied: Collection[str] = frozenset(),
    faults: Iterable[Fault] = (),
    log: Journal | None = None,
) -> Generator[Served]:
    """Serve a world from a thread for as long as the block runs."""
    secret = key or derive(shelves.seed, shelves.platform.livemode)
    with running(create_app(shelves, live=live, key=secret, denied=denied, faults=faults, log=log)) as url:
        yield Served(url, secret)


@contextmanager
def running(app: Starlette) -> Generator[str]:
    """Serve an application from a thread for as long as the block runs; gives its address."""
    with listen() as bound:
        ready = threading.Event()
        server = Server(app, ready.set)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([bound])), name="world", daemon=True)
        thread.start()
        ready.wait()
        try:
            yield url_of(bound)
        finally:
            server.end()
            thread.join()
