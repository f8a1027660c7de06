"""The demo account's payments by recipe, and the account with some of its objects replaced."""

from collections.abc import Mapping
from dataclasses import replace

from evals.world.shelf import JsonObject, Shelves

from .asking import demo

DAY = 86_400


def planted(recipe: str) -> str:
    return demo().planted[recipe]


def with_objects(shelves: Shelves, **changed: Mapping[str, JsonObject]) -> Shelves:
    """The account with some kinds of object replaced."""
    return replace(shelves, platform=replace(shelves.platform, objects={**shelves.platform.objects, **changed}))
