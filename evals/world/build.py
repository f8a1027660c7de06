"""Worlds: what happened in one, what Stripe shows of it, and the truth about what was planted."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from evals.recipes import RECIPES, Telling
from evals.recipes.derive import truth_of
from evals.recipes.reading import Index
from evals.truth import Truth
from evals.world import express, market, members, traffic
from evals.world.checkout import Scene
from evals.world.draw import Draw
from evals.world.happened import Happened
from evals.world.shelf import Shelf, Shelves
from evals.world.shown import show


@dataclass(frozen=True)
class World:
    """A simulated account. `shelves` are what can be read of it; `happened` and the truths are for the judges alone."""

    shelves: Shelves
    happened: Happened
    truths: Mapping[str, Truth]
    """By payment id."""
    planted: Mapping[str, str]
    """Payment id by recipe."""

    def truth_of(self, recipe: str) -> Truth:
        """The truth about a recipe's payment. Raises KeyError if the recipe isn't planted here."""
        return self.truths[self.planted[recipe]]


def build_demo(seed: int, now: int) -> World:
    """The demo account: every recipe, and the story of `pi_failed123`."""
    return build_world([name for name, _ in RECIPES], seed, now)


def build_world(recipes: Sequence[str], seed: int, now: int, *, livemode: bool = False) -> World:
    """Chosen recipes planted over healthy traffic; the same bytes for the same arguments, wherever and whenever.

    Raises KeyError for a recipe that doesn't exist.
    """
    known = dict(RECIPES)
    platform = market.platform(seed, now, livemode)
    scene = Scene(seed, now, platform, plans=market.plans(Draw(seed, "plans"), platform.opened_at))
    for business in (traffic, express, members):
        business.happen(scene)
    stories = [known[name](Telling(scene, scene.draw("recipe", name), name)) for name in recipes]
    happened = scene.told()
    shown = show(happened)
    index = Index.of(happened, shown)
    truths = [truth_of(story, index) for story in stories]
    return World(
        shelves=replace(shown, digest=digest(shown)),
        happened=happened,
        truths={truth.payment: truth for truth in truths},
        planted={truth.recipe: truth.payment for truth in truths},
    )


def digest(shelves: Shelves) -> str:
    """The sha256 of everything on the shelves as JSON, in the order in which it is served."""

    def plain(shelf: Shelf) -> object:
        return {"account": shelf.account, "livemode": shelf.livemode, "objects": shelf.objects}

    everything = {
        "seed": shelves.seed,
        "now": shelves.now,
        "platform": plain(shelves.platform),
        "connected": {account: plain(shelf) for account, shelf in shelves.connected.items()},
    }
    return sha256(json.dumps(everything, separators=(",", ":"), check_circular=False).encode()).hexdigest()
