"""The suite's accounts as tests share them."""

from functools import cache

from evals.suite.worlds import Worlds, shared


@cache
def worlds() -> Worlds:
    """The accounts of this process, each built once in a run of tests; there is room for all of the suite's."""
    return Worlds(most=24, folder=shared())
