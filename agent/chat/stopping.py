"""Ctrl-C while a question runs: it ends the question, and not the chat."""

import asyncio
import signal
from collections.abc import Coroutine
from types import FrameType
from typing import Any, TypeVar

from agent.chat.lines import Interrupted

T = TypeVar("T")


async def until_stopped(work: Coroutine[Any, Any, T]) -> T:
    """What `work` gives; raises `Interrupted` once it has ended because of Ctrl-C."""
    loop = asyncio.get_running_loop()
    task = loop.create_task(work)
    stopped = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopped
        if not stopped:
            stopped = True
            loop.call_soon_threadsafe(task.cancel)

    before = signal.signal(signal.SIGINT, stop)
    try:
        return await task
    except asyncio.CancelledError:
        if stopped:
            raise Interrupted from None
        raise
    finally:
        signal.signal(signal.SIGINT, before)
