"""The accounts of the suite, built when they are first wanted; equal ones once, and the last few kept."""

import gc
import threading
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ParamSpec, TypeVar

from evals.recipes import BY_NAME
from evals.suite.case import Computed
from evals.world.build import World, build_busy, build_live, build_world
from evals.world.busy import Pace
from evals.world.keeping import kept
from tools.operations.environment import variable, with_variable

KEPT = 6
"""How many accounts are kept; each takes about 20 MB."""

PACE = Pace(a_day=100, days=23)
"""How busy a busy account is: enough for a day to tell a change from chance, and few enough to be read in seconds."""

VARIABLE = "PAYSLEUTH_WORLDS"
_RANK = {name: rank for rank, name in enumerate(BY_NAME)}
_PAUSE = threading.Lock()
P = ParamSpec("P")
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


def shared() -> Path | None:
    """The folder that processes of one run keep accounts in, where `PAYSLEUTH_WORLDS` names one."""
    folder = variable(VARIABLE)
    return Path(folder) if folder else None


@contextmanager
def sharing() -> Generator[Path]:
    """Such a folder for this process and those that it starts meanwhile: the one that there is, or a new one."""
    if (folder := shared()) is not None:
        yield folder
        return
    with TemporaryDirectory(prefix="paysleuth-worlds-") as new, with_variable(VARIABLE, new):
        yield Path(new)


class Worlds:
    """Accounts by what they are made from. May be asked from several threads.

    At most `most` of them are held at a time. Those in `folder` are not built, and all that are built are kept there.
    """

    def __init__(self, most: int = KEPT, folder: Path | None = None) -> None:
        self._most = most
        self._folder = folder
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
        return self._find(build_world, recipes, seed, now, livemode=livemode)

    def busy(self, recipes: tuple[str, ...], seed: int, now: int) -> World:
        """A busy account on whose payments recipes befell something, or nothing did."""
        return self._find(build_busy, recipes, seed, now, PACE)

    def live(self, source: Computed) -> World:
        """The live side of a case's account, for a key of the live mode where the stories are in the test mode."""
        seed, now = source.seed, int(source.now.timestamp())
        return self._find(build_live, seed, now)

    def _find(self, build: Callable[P, World], *args: P.args, **kwargs: P.kwargs) -> World:
        key = (build.__name__, *args, *kwargs.values())
        with self._lock:
            if key not in self._held:
                self._held[key] = at_rest(lambda: kept(self._folder, build, *args, **kwargs))
                self.built += 1
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
            return self._held[key]
