"""Passes over what is due, one after the other, until somebody ends them."""

from collections.abc import Callable

from agent.schedule.run import Done
from tools.contract.fault import Fault


def keep_passing(
    passing: Callable[[], Done],
    pause: Callable[[], bool],
    done: Callable[[Done], None],
    failed: Callable[[Fault], None],
) -> None:
    """A pass, then a pause, until `pause` says that it was ended.

    A store that is busy, or a disk that is full, ends a pass and not the loop: the next one may do better. Nothing is
    remembered between two passes: the ledger holds all of it, so that the loop may be killed at any moment.
    """
    while True:
        try:
            done(passing())
        except Fault as fault:
            failed(fault)
        if pause():
            return
