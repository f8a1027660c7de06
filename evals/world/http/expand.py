"""Growing ids into objects: `expand`, to four levels, along the fields that Stripe lets expand."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from evals.world.http.errors import Refusal
from evals.world.http.expandable import INCLUDABLE, LISTS, REFERENCES
from evals.world.shelf import JsonObject

MAX_DEPTH = 4
Tree = dict[str, "Tree"]
Refer = Callable[[Sequence[str], str], JsonObject | None]
Include = Callable[[JsonObject, str], JsonObject]


def tree(paths: Iterable[str], object_types: Sequence[str], in_list: bool) -> Tree:
    """The paths merged by their beginnings, each checked before anything is read; 400 for one that leads nowhere."""
    root: Tree = {}
    for path in paths:
        segments = path.split(".")
        if len(segments) > MAX_DEPTH:  # `data` of a list counts as a level, as in Stripe's own account of the limit
            message = f"You cannot expand more than {MAX_DEPTH} levels of a property. Property: {path}"
            raise Refusal(400, message, "property_expansion_max_depth")
        bad = _bad_in_list(segments, object_types) if in_list else _bad(segments, object_types)
        if bad:
            raise Refusal(400, bad)
        branch = root
        for segment in segments:
            branch = branch.setdefault(segment, {})
    return root.get("data", {}) if in_list else root


def expanded(item: JsonObject, object_type: str, branch: Tree, refer: Refer, include: Include) -> JsonObject:
    """A copy of an object with the branch's fields grown; the stored object stays as it is."""
    return _Expansion(refer, include).grow(item, object_type, branch) if branch else item


class _Expansion:
    def __init__(self, refer: Refer, include: Include) -> None:
        self._refer = refer
        self._include = include

    def grow(self, item: JsonObject, object_type: str, branch: Tree, prefix: str = "") -> JsonObject:
        copy = dict(item)
        for segment, inner in branch.items():
            field = prefix + segment
            if targets := REFERENCES.get(object_type, {}).get(field):
                copy[segment] = self._reference(item.get(segment), targets, inner)
            elif field in INCLUDABLE.get(object_type, {}):
                listed = self._include(item, field)
                copy[segment] = self._list(listed, INCLUDABLE[object_type][field], inner)
            elif held := LISTS.get(object_type, {}).get(field):
                copy[segment] = self._list(item[segment], held, inner)
            elif isinstance(item.get(segment), dict):
                copy[segment] = self.grow(item[segment], object_type, inner, field + ".")
        return copy

    def _reference(self, value: object, targets: Sequence[str], inner: Tree) -> object:
        if not isinstance(value, str):
            return value
        found = self._refer(targets, value)
        if found is None:  # an object that this world keeps no record of stays an id
            return value
        return self.grow(found, str(found.get("object", targets[0])), inner)

    def _list(self, listed: JsonObject, held: str, inner: Tree) -> JsonObject:
        if not inner.get("data"):
            return listed
        return {**listed, "data": [self.grow(item, held, inner["data"]) for item in listed["data"]]}


def _bad_in_list(segments: Sequence[str], object_types: Sequence[str]) -> str | None:
    if segments[0] == "data":
        return _bad(segments[1:], object_types) if segments[1:] else None
    hint = "" if _bad(segments, object_types) else f" You may want to try expanding 'data.{segments[0]}' instead."
    return _cannot(segments[0]) + hint


def _bad(segments: Sequence[str], object_types: Sequence[str], prefix: str = "") -> str | None:
    """What is wrong with a path from any of these types, or None. A field of several targets (a balance transaction's
    source) takes a path that one of them takes."""
    if not segments:
        return None
    segment, rest = segments[0], segments[1:]
    field = prefix + segment
    targets = [target for held in object_types for target in REFERENCES.get(held, {}).get(field, ())]
    if targets:
        return _bad(rest, targets)
    listed = [item for held in object_types for item in _listed(held, field)]
    if listed:
        return _bad_in_list(rest, listed) if rest else None
    inner = [held for held in object_types if _leads(held, field)]
    if inner and rest:
        return _bad(rest, inner, field + ".")
    return _cannot(segment)


def _listed(object_type: str, field: str) -> list[str]:
    tables: tuple[Mapping[str, Mapping[str, str]], ...] = (INCLUDABLE, LISTS)
    return [table[object_type][field] for table in tables if field in table.get(object_type, {})]


def _leads(object_type: str, field: str) -> bool:
    return any(known.startswith(field + ".") for known in REFERENCES.get(object_type, {}))


def _cannot(segment: str) -> str:
    return f"This property cannot be expanded ({segment})."
