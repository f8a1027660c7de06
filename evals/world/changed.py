"""A world told in another way that changes no answer: other ids, another order of what happened in the same second."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from evals.world.shelf import JsonObject, Shelf, Shelves

_ID = re.compile(r"(?<![A-Za-z0-9_])([a-z]{2,9}_(?:test_|live_)?)((?=[a-z]*[A-Z0-9])[A-Za-z0-9]{14,})")
OWN = 8
"""The letters of an id that are its alone; those before them tell when and where it was minted."""
LETTERS = ("0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True)
class Renaming:
    """Other ids for everything: each id's own letters moved on by so many, a digit staying a digit."""

    steps: int

    def __call__(self, text: str) -> str:
        """A text with every id of Stripe's in it renamed; ids shorter than Stripe's are names, and stay."""
        return _ID.sub(lambda match: match[1] + match[2][:-OWN] + self._moved(match[2][-OWN:]), text)

    def _moved(self, letters: str) -> str:
        steps = self.steps
        moved = {one: each[(place + steps) % len(each)] for each in LETTERS for place, one in enumerate(each)}
        return letters.translate(str.maketrans(moved))

    def shelves(self, shelves: Shelves) -> Shelves:
        """The same world under other ids; its digest is void."""
        connected = {self(name): self._shelf(shelf) for name, shelf in shelves.connected.items()}
        return replace(shelves, platform=self._shelf(shelves.platform), connected=connected, digest="")

    def _shelf(self, shelf: Shelf) -> Shelf:
        told: JsonObject = json.loads(self(json.dumps({"objects": shelf.objects, "paid_out": shelf.paid_out})))
        return Shelf(self(shelf.account), shelf.livemode, told["objects"], told["paid_out"])


def ties_turned(shelves: Shelves) -> Shelves:
    """The same world with everything that was created in the same second the other way round."""
    connected = {name: _turned(shelf) for name, shelf in shelves.connected.items()}
    return replace(shelves, platform=_turned(shelves.platform), connected=connected, digest="")


def _turned(shelf: Shelf) -> Shelf:
    return replace(shelf, objects={kind: _by_second(shown) for kind, shown in shelf.objects.items()})


def _by_second(shown: Mapping[str, JsonObject]) -> Mapping[str, JsonObject]:
    seconds = groupby(shown.items(), key=lambda item: str(item[1].get("created", "")))
    return {name: one for _, group in seconds for name, one in reversed(list(group))}
