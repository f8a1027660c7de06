"""A world as a process: it says where it listens in one line, and lives no longer than whoever reads that line."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette

from evals.world.http.serving import Server, listen, url_of

_STDIN = 0


def run(app: Starlette, port: int, announce: Callable[[str], None]) -> None:
    """Serve until standard input closes, which it also does when the parent is killed, or until SIGTERM or SIGINT.

    `announce` is called once with the URL, when it can be asked.
    """
    with listen(port) as bound:
        server = Server(app, lambda: announce(url_of(bound)))

        def end(*_: Any) -> None:
            server.end()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        threading.Thread(target=_until_stdin_ends, args=(server.end,), name="stdin", daemon=True).start()
        asyncio.run(server.serve([bound]))


def _until_stdin_ends(end: Callable[[], None]) -> None:
    # Below Python's own stdin, whose lock a thread would still hold when the interpreter shuts down.
    try:
        while os.read(_STDIN, 4096):
            pass
    except OSError:  # standard input was never open
        pass
    end()
