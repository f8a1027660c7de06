"""What stands in an account: values by object and path, as Stripe's own JSON holds them."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import JsonValue

from evals.suite.accounts import Objects

DEREFERENCE = ">"
ANY = "*"


@dataclass(frozen=True, order=True)
class Place:
    """A path in the innermost object around a value: that object's id, and dotted names and positions below it."""

    object_id: str
    path: str


@dataclass(frozen=True)
class Standing:
    """A value where it stands."""

    place: Place
    value: JsonValue


def standing(objects: Objects, object_id: str, path: str) -> list[Standing]:
    """What stands at a path, as many values as it leads to; nothing where it leads nowhere.

    `*` is any name or position, and `>` goes on in the object that the id before it names.
    """
    first, *rest = path.split(DEREFERENCE)
    found = list(_within(objects, object_id, first))
    for step in rest:
        named = [one.value for one in found if isinstance(one.value, str)]
        found = [reached for identity in named for reached in _within(objects, identity, step)]
    return found


def currency_at(objects: Objects, object_id: str) -> str | None:
    """The currency that an object's amounts are in; of an event, those of the object that it shows."""
    found = objects.find(object_id) or {}
    path = "data.object.currency" if found.get("object") == "event" else "currency"
    return next((one.value for one in standing(objects, object_id, path) if isinstance(one.value, str)), None)


def names(objects: Objects, object_id: str, identity: str) -> bool:
    """Whether an object names another in a field of its own."""
    return identity in (objects.find(object_id) or {}).values()


def _within(objects: Objects, object_id: str, path: str) -> Iterator[Standing]:
    found = objects.find(object_id)
    if found is not None:
        yield from _down(dict(found), object_id, [], path.split("."), is_past=found.get("object") == "event")


def _down(value: JsonValue, owner: str, walked: list[str], left: list[str], *, is_past: bool) -> Iterator[Standing]:
    """`is_past`: within an event, which shows objects as they were; what stands there belongs to the event."""
    if isinstance(value, dict) and "object" in value and not is_past:
        identity = value.get("id")
        if isinstance(identity, str) and identity != owner:
            owner, walked = identity, []
    if not left:
        yield Standing(Place(owner, ".".join(walked)), value)
        return
    step, rest = left[0], left[1:]
    for name, inner in _steps(value, step):
        yield from _down(inner, owner, [*walked, name], rest, is_past=is_past)


def _steps(value: JsonValue, step: str) -> Iterator[tuple[str, JsonValue]]:
    if isinstance(value, dict):
        # Stripe wraps some lists in an object of their own; a path may leave that out.
        if "data" in value and value.get("object") == "list" and step != "data":
            yield from _steps(value["data"], step)
        elif step == ANY:
            yield from value.items()
        elif step in value:
            yield step, value[step]
    elif isinstance(value, list):
        if step == ANY:
            yield from ((str(at), inner) for at, inner in enumerate(value))
        elif step.isdecimal() and int(step) < len(value):
            yield step, value[int(step)]
