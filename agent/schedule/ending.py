"""Ending when a process is asked to: what is being written is left to the next start, what is being sent is sent.

Nothing is lost by it and nothing done twice: a report that was begun is given back, and the ledger holds the rest.
"""

import os
import signal
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from types import FrameType

from tools.contract.fault import Fault

GRACE = 20.0
"""Seconds after which a process that was asked to end is gone, whatever it waits for: more than a channel waits for its
receiver, less than what Kubernetes waits. What it was sending is then looked for by the next one, as after any other
death."""
_LATE = 1


class Ended(Fault):
    """Work that was cut short, as its process was asked to end."""

    def __init__(self) -> None:
        super().__init__("Ended, as it was asked to. What is left is done by the next `paysleuth report run --due`.")


@dataclass(frozen=True)
class Ending:
    """Whether this process was asked to end. True of it as a condition: `ending()`."""

    _asked: Event = field(default_factory=Event)
    _told: list[Callable[[], object]] = field(default_factory=list[Callable[[], object]])

    def __call__(self) -> bool:
        return self._asked.is_set()

    def ask(self) -> None:
        """Ask it to end; whoever works is told at once."""
        self._asked.set()
        for tell in [*self._told]:
            tell()

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until it is asked to end; whether it is."""
        return self._asked.wait(seconds)

    @contextmanager
    def telling(self, tell: Callable[[], object]) -> Generator[None]:
        """While the block runs, `tell` is called when it is asked to end; at once where it already is."""
        self._told.append(tell)
        try:
            if self():
                tell()
            yield
        finally:
            self._told.remove(tell)

    @contextmanager
    def heeding(self, signals: Sequence[signal.Signals] = (signal.SIGTERM,)) -> Generator[None]:
        """While the block runs, these signals ask this process to end, and it ends within `GRACE`."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        gone = threading.Timer(GRACE, os._exit, (_LATE,))  # a signal would not do: the first process of a container
        gone.daemon = True  # is ended by none that it doesn't heed

        def heed(number: int, frame: FrameType | None) -> None:
            if not self():
                gone.start()
            self.ask()

        before = {number: signal.signal(number, heed) for number in signals}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            gone.cancel()
