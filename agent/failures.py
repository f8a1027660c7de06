"""The failure that ends a run. What the model can mend is a `Refusal`; a model that is gone is `ModelUnavailable`."""

from tools.contract.fault import Fault


class RunEnds(Fault):
    """The run can't go on. The message says what happened, to what, and what to do next."""


class UnknownThread(RunEnds):
    """No thread of this name is in the store."""

    def __init__(self, thread: str) -> None:
        super().__init__(f"There is no investigation {thread!r} here. `paysleuth runs list` shows those that are.")


class StoreBusy(RunEnds):
    """Another process held the store for longer than a writer waits."""


class StoreUnusable(RunEnds):
    """The store can't be read or written: damaged, of another make, or on a disk that is full or read-only."""
