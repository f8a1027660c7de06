"""The suite's accounts as tests share them."""

from functools import cache

from evals.suite.worlds import Worlds


@cache
def worlds() -> Worlds:
    """The accounts that are built in this process, each once; there is room for all of the suite's."""
    return Worlds(kept=24)
