"""The objects of a recorded account, put together from every answer that shows them."""

from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from urllib.parse import parse_qsl

from pydantic import JsonValue

from agent.thread.export import ExportedRead

JsonObject = dict[str, JsonValue]
Tree = dict[str, "Tree"]


class Shown(IntEnum):
    """How an answer comes to show an object: the lower, the more it counts where two differ."""

    ITSELF = 0
    LISTED = 1
    EXPANDED = 2
    BESIDE = 3
    """A part of another object, which may be older: the payment method of a past error."""


class RecordedObjects:
    """What is known of each object, as Stripe shows it with nothing expanded."""

    def __init__(self, reads: Iterable[ExportedRead]) -> None:
        seen = [one for read in reads if read.body is not None for one in _shown(read.body, _expanded(read.query))]
        self._found: dict[str, JsonObject] = {}
        for _, shown in sorted(seen, key=lambda one: one[0]):
            identity = str(shown["id"])
            self._found[identity] = {**shown, **self._found.get(identity, {})}

    def find(self, identity: str) -> Mapping[str, JsonValue] | None:
        """The object of an id, as far as it was read; None where nothing of it was."""
        return self._found.get(identity)

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)


def _shown(value: JsonValue, tree: Tree, how: Shown = Shown.ITSELF) -> Iterator[tuple[Shown, JsonObject]]:
    """Every object in a body, and how it is shown; not those that an event holds as they once were."""
    if isinstance(value, list):
        for one in value:
            yield from _shown(one, tree, how)
    elif isinstance(value, dict):
        if isinstance(value.get("id"), str):
            yield how, _folded(value, tree)
        for name, inner in value.items():
            if name == "data" and value.get("object") != "event":
                yield from _shown(inner, tree.get(name, {}), max(how, Shown.LISTED))
            elif name != "data":
                expanded = Shown.EXPANDED if name in tree else Shown.BESIDE
                yield from _shown(inner, tree.get(name, {}), max(how, expanded))


def _folded(value: JsonObject, tree: Tree) -> JsonObject:
    """An object with what its request expanded put back to ids."""
    return {name: _folded_field(inner, tree[name]) if name in tree else inner for name, inner in value.items()}


def _folded_field(value: JsonValue, tree: Tree) -> JsonValue:
    if isinstance(value, list):
        return [_folded_field(one, tree) for one in value]
    if not isinstance(value, dict):
        return value
    return value["id"] if "id" in value else _folded(value, tree)


def _expanded(query: str) -> Tree:
    """What a request asked to be expanded, by field."""
    tree: Tree = {}
    for name, path in parse_qsl(query):
        if name.partition("[")[0] == "expand":
            branch = tree
            for field in path.split("."):
                branch = branch.setdefault(field, {})
    return tree
