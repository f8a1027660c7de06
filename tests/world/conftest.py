"""Worlds to look at: the demo account of a few seeds, built once."""

from functools import cache

import pytest

from evals.world.build import World, build_demo

NOW = 1_795_452_345
SEEDS = ((7, NOW), (20_261, NOW - 191 * 86_400 + 40_000))


@cache
def built(seed: int, now: int) -> World:
    return build_demo(seed, now)


@pytest.fixture(params=SEEDS, ids=lambda pair: f"seed{pair[0]}")
def world(request: pytest.FixtureRequest) -> World:
    """A demo account, of several seeds and clocks in turn."""
    return built(*request.param)


@pytest.fixture
def demo() -> World:
    """The demo account of one seed, for what needs to be seen but once."""
    return built(*SEEDS[0])
