"""Worlds to look at: the demo account of a few seeds, built once."""

import gc
from collections.abc import Callable
from functools import cache

import pytest

from evals.world.build import World, build_demo

NOW = 1_795_452_345
SEEDS = ((7, NOW), (20_261, NOW - 191 * 86_400 + 40_000))


def at_rest(build: Callable[[], World]) -> World:
    """A world built without looking for garbage in it, then or later: it is large, and all of it stays."""
    gc.disable()
    try:
        return build()
    finally:
        gc.freeze()
        gc.enable()


@cache
def built(seed: int, now: int) -> World:
    return at_rest(lambda: build_demo(seed, now))


@pytest.fixture(params=SEEDS, ids=lambda pair: f"seed{pair[0]}")
def world(request: pytest.FixtureRequest) -> World:
    """A demo account, of several seeds and clocks in turn."""
    return built(*request.param)


@pytest.fixture
def demo() -> World:
    """The demo account of one seed, for what needs to be seen but once."""
    return built(*SEEDS[0])
