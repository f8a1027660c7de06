"""Ctrl-C while a chat is being begun: it ends nothing yet. What takes long to import is not imported here."""

import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def heedless(noticed: Callable[[], object]) -> Generator[None]:
    """Where Ctrl-C ends nothing the first time, and is `noticed`; the second time it ends the program.

    `noticed` runs wherever the program is just then: it may write to no stream that the program writes to.
    """
    pressed = False

    def notice(number: int, frame: FrameType | None) -> None:
        nonlocal pressed
        if pressed:
            raise KeyboardInterrupt
        pressed = True
        noticed()

    before = signal.signal(signal.SIGINT, notice)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
