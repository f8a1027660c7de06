"""A process that dies by SIGKILL: a fork that is killed, and a store that kills whoever writes to it."""

import os
import signal
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from agent.thread.threads import Threads


def in_a_fork(work: Callable[[], None], seconds: float | None = None) -> bool:
    """Does `work` in a fork, killed after `seconds`; whether it died by SIGKILL. Raises if it failed otherwise."""
    while signal.sigtimedwait({signal.SIGCHLD}, 0) is not None:
        pass  # of children that are gone
    child = os.fork()
    if child == 0:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        try:
            work()
        except BaseException:  # noqa: BLE001 - a fork must not go on as its parent
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if seconds is not None and signal.sigtimedwait({signal.SIGCHLD}, seconds) is None:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, -signal.SIGKILL), f"the investigation failed: {code}"
    return code != 0


class Deadly(Threads):
    """A store that kills its process at its `at`-th write, before it or after."""

    def __init__(self, path: Path, at: int, after: bool) -> None:
        super().__init__(path)
        self._left, self._after = at, after

    def write(self, statements: Sequence[tuple[str, tuple[str | int, ...]]]) -> None:
        self._left -= 1
        if self._left == 0 and not self._after:
            os.kill(os.getpid(), signal.SIGKILL)
        super().write(statements)
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
