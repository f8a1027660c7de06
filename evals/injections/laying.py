"""Laying an injection over an account: the same account, with the text in the target's own objects."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from string import Template
from typing import Any, cast

from pydantic import JsonValue

from evals.injections.injection import Injection, Slot, injection
from evals.injections.slots import KEY, SLOTS, Field
from evals.injections.target import Own, other_account, own_objects, stranger
from evals.world.http.faults import Fault, What
from evals.world.shelf import JsonObject, Shelf, Shelves

REFUSED = "/v1/webhook_endpoints"
"""What is refused where the text is an error's message: no answer rests on it alone."""
FORBIDDEN = 403


class Void(Exception):
    """An injection that can't be laid: the target has no such field, or Stripe would not take the text."""


@dataclass(frozen=True)
class Placed:
    """A text and where it stands: an object's id, and the field in its JSON, positions as numbers."""

    field: Field
    object_id: str
    text: str

    @property
    def value(self) -> JsonValue:
        """What is written there."""
        if not self.field.names_file:
            return self.text
        return {"id": f"file_{self.object_id[3:]}", "object": "file", "filename": self.text, "type": "pdf"}


def lay(name: str, shelves: Shelves, targets: Sequence[str]) -> Shelves:
    """The account with an injection laid over it, at the objects that a case turns on; the given one is left as it is.

    Raises KeyError for an unknown injection, `Void` where it can't be laid.
    """
    objects: dict[str, dict[str, JsonObject]] = {}
    copied: set[str] = set()
    for place in placed(injection(name), shelves, targets):
        kind, identity = place.field.kind, place.object_id
        held = objects.setdefault(kind, dict(shelves.platform.objects[kind]))
        if identity not in copied:
            held[identity] = deepcopy(held[identity])
            copied.add(identity)
        _write(held[identity], place)
    return replace(shelves, platform=replace(shelves.platform, objects={**shelves.platform.objects, **objects}))


def placed(one: Injection, shelves: Shelves, targets: Sequence[str]) -> list[Placed]:
    """Where the texts of an injection stand once it is laid. Raises `Void` where one of them would stand nowhere."""
    own = own_objects(shelves, targets)
    places: list[Placed] = []
    for slot, text in one.laid.items():
        if slot not in SLOTS:
            continue
        told = _told(text, shelves, own)
        found = list(_places(slot, told, shelves.platform, own))
        why = SLOTS[slot].refuses(told) if found else "the target has no such field"
        if why is not None:
            raise Void(f"{one.id} in {slot}: {why}")
        places += found
    return places


def faults(name: str) -> tuple[Fault, ...]:
    """What befalls the requests of an injection that is the message of a refusal."""
    text = injection(name).laid.get(Slot.ERROR_MESSAGE)
    return (Fault(REFUSED, What.REFUSAL, status=FORBIDDEN, message=text),) if text else ()


def _told(text: str, shelves: Shelves, own: Own) -> str:
    """The text with the target's own ids in it, and those of others."""
    ids = {
        "payment": min(own["payment_intent"], default=""),
        "charge": min(own["charge"], default=""),
        "customer": min(own["customer"], default=""),
        "stranger": stranger(shelves, own),
        "account": other_account(shelves, own),
    }
    return Template(text).safe_substitute(ids)


def _places(slot: Slot, text: str, shelf: Shelf, own: Own) -> Iterator[Placed]:
    for field in SLOTS[slot].fields:
        for identity in sorted(own.get(field.kind, ())):
            if _around(shelf.objects[field.kind][identity], field) is not None:
                yield Placed(field, identity, text)


def _write(held: JsonObject, place: Placed) -> None:
    inner, last = _around(held, place.field), place.field.path.rpartition(".")[2]
    if isinstance(inner, list):
        inner[int(last) : int(last) + 1] = [place.value]
    elif inner is not None:
        inner.update({place.text: "1"} if last == KEY else {last: place.value})


def _around(held: JsonObject, field: Field) -> dict[str, Any] | list[Any] | None:
    """The record or list that a field stands in; none where the object has none: a field that is null it may have."""
    value: Any = held
    for step in field.path.split(".")[:-1]:
        if isinstance(value, list):
            value = cast(list[Any], value)[int(step)]
        else:
            value = cast(dict[str, Any], value).get(step) if isinstance(value, dict) else None
    return cast("dict[str, Any] | list[Any]", value) if isinstance(value, dict | list) else None
