"""The accounts of the suite, built when they are first wanted; equal ones once, and the last few kept."""

import gc
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import TypeVar

from evals.recipes import BY_NAME
from evals.suite.case import Computed
from evals.world.build import World, build_busy, build_live, build_world
from evals.world.busy import Pace

KEPT = 6
"""How many accounts are kept; each takes about 20 MB."""

PACE = Pace(a_day=100, days=23)
"""How busy a busy account is: enough for a day to tell a change from chance, and few enough to be read in seconds."""

_RANK = {name: rank for rank, name in enumerate(BY_NAME)}
_PAUSE = threading.Lock()
T = TypeVar("T")


def in_order(recipes: Iterable[str]) -> tuple[str, ...]:
    """Recipes in the order in which they are planted. Raises KeyError for one that doesn't exist."""
    return tuple(sorted(set(recipes), key=lambda name: _RANK[name]))


def at_rest(build: Callable[[], T]) -> T:
    """What `build` builds, without looking for garbage in it then or later: a world is large, and all of it stays."""
    with _PAUSE:
        collecting = gc.isenabled()
        gc.disable()
        try:
            return build()
        finally:
            gc.freeze()
            if collecting:
                gc.enable()


class Worlds:
    """Accounts by what they are made from. May be asked from several threads."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._held: OrderedDict[tuple[object, ...], World] = OrderedDict()
        self._lock = threading.Lock()
        self.built = 0
        """How many were built so far."""

    def of(self, source: Computed) -> World:
        """The account that a case plays on."""
        recipes = in_order((source.recipe, *source.beside))
        if source.is_busy:
            return self.busy(recipes, source.seed, int(source.now.timestamp()))
        return self.planted(recipes, source.seed, int(source.now.timestamp()), source.livemode)

    def planted(self, recipes: tuple[str, ...], seed: int, now: int, livemode: bool = False) -> World:
        """An account with recipes planted, or with none: healthy traffic alone."""
        return self._find(
            ("planted", recipes, seed, now, livemode), lambda: build_world(recipes, seed, now, livemode=livemode)
        )

    def busy(self, recipes: tuple[str, ...], seed: int, now: int) -> World:
        """A busy account on whose payments recipes befell something, or nothing did."""
        return self._find(("busy", recipes, seed, now), lambda: build_busy(recipes, seed, now, PACE))

    def live(self, source: Computed) -> World:
        """The live side of a case's account, for a key of the live mode where the stories are in the test mode."""
        seed, now = source.seed, int(source.now.timestamp())
        return self._find(("live", seed, now), lambda: build_live(seed, now))

    def _find(self, key: tuple[object, ...], build: Callable[[], World]) -> World:
        with self._lock:
            if key not in self._held:
                self._held[key] = at_rest(build)
                self.built += 1
            self._held.move_to_end(key)
            while len(self._held) > self._kept:
                self._held.popitem(last=False)
            return self._held[key]
