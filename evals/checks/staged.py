"""One account of the suite as it is checked: with what is planted, without it, and the cases that are told of it."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import cached_property

from evals.suite.case import Case
from evals.suite.manifest import Stage
from evals.world.build import World
from evals.world.shelf import JsonObject, Shelf


@dataclass(frozen=True)
class Planted:
    """An object that the account wouldn't hold, or not so, but for what is planted. `before`: as it would be."""

    account: str
    kind: str
    identity: str
    shown: JsonObject
    before: JsonObject | None


@dataclass(frozen=True)
class Staged:
    """An account and its cases. `clean` has the same healthy traffic and nothing planted."""

    stage: Stage
    world: World
    clean: World
    cases: Sequence[Case]

    @cached_property
    def planted(self) -> tuple[Planted, ...]:
        """What differs from the clean account, on the platform and on connected accounts."""
        return tuple(self._differing())

    def _differing(self) -> Generator[Planted]:
        before = {
            (shelf.account, kind, identity): shown
            for shelf in shelves(self.clean)
            for kind, objects in shelf.objects.items()
            for identity, shown in objects.items()
        }
        for shelf in shelves(self.world):
            for kind, objects in shelf.objects.items():
                for identity, shown in objects.items():
                    plain = before.get((shelf.account, kind, identity))
                    if shown != plain:
                        yield Planted(shelf.account, kind, identity, shown, plain)


def shelves(world: World) -> list[Shelf]:
    """The platform's shelf and those of its connected accounts."""
    return [world.shelves.platform, *world.shelves.connected.values()]
