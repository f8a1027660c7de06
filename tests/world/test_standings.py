"""The accounts of stories about a provider whose account is stopped, and of their twins."""

from evals.recipes import standings
from evals.recipes.story import Telling
from evals.world import market, work
from evals.world.checkout import Scene
from evals.world.treasury import Interval

from .conftest import NOW

SEEDS = range(40)


def telling(seed: int) -> Telling:
    scene = Scene(seed, NOW, market.platform(seed, NOW, livemode=False))
    return Telling(scene, scene.draw("recipe", "D13t"), "D13t")


def test_an_account_that_nobody_stopped_is_paid_out_by_itself():
    by_chance, told = set[Interval](), set[Interval]()
    for seed in SEEDS:
        drawn, asked = telling(seed), telling(seed)
        found = work.joined(drawn.scene, drawn.draw)
        standings.d13t(asked)
        [one] = [one for one in asked.scene.platform.apart if one.id == found.id]
        assert found.treasury is not None
        assert one.treasury is not None
        by_chance.add(found.treasury.interval)
        told.add(one.treasury.interval)
    assert by_chance - told == {Interval.BY_HAND}
