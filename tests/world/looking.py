"""Ways to look into a world."""

from collections.abc import Iterator

from evals.world.build import World
from evals.world.shelf import JsonObject


def objects(world: World, kind: str) -> Iterator[JsonObject]:
    return iter(world.shelves.platform.objects[kind].values())


def planted(world: World, recipe: str) -> JsonObject:
    return world.shelves.platform.objects["payment_intent"][world.planted[recipe]]


def charges(world: World, payment: str) -> list[JsonObject]:
    return [one for one in objects(world, "charge") if one["payment_intent"] == payment]


def events(world: World, about: str, kind: str | None = None) -> list[JsonObject]:
    found = [one for one in objects(world, "event") if one["data"]["object"]["id"] == about]
    return [one for one in found if kind is None or one["type"] == kind]


def card(charge: JsonObject) -> JsonObject:
    return charge["payment_method_details"]["card"]
