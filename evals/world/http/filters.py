"""How a list is narrowed: the parameters of Stripe's list endpoints and what each keeps."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, assert_never, cast

from evals.world.http import errors
from evals.world.http.wire import Params, Value, texts
from evals.world.shelf import JsonObject

Test = Callable[[JsonObject], bool]
MAX_TYPES = 20
_BOUNDS: Mapping[str, Callable[[int, int], bool]] = {
    "gt": lambda held, bound: held > bound,
    "gte": lambda held, bound: held >= bound,
    "lt": lambda held, bound: held < bound,
    "lte": lambda held, bound: held <= bound,
}


class Kind(StrEnum):
    """What a parameter compares."""

    SAME = "same"  # the field equals the value
    FLAG = "flag"  # the same, the value being true or false
    RANGE = "range"  # Unix seconds: exact, or gt, gte, lt, lte
    TYPE = "type"  # an event's type, `*` standing for any end
    TYPES = "types"  # any of up to 20 event types
    DELIVERED = "delivered"  # whether every endpoint has acknowledged an event
    PAYOUT = "payout"  # the automatic payout that paid a balance transaction out
    ONE_OF = "one of"  # the field is one of several values
    PARTS = "parts"  # a parameter of parts, each of which compares the part of the same name
    STANDING = "standing"  # a subscription's status: canceled ones only if asked for


@dataclass(frozen=True)
class Filter:
    """One parameter of a list.

    `refers` is the type of object that the value must be an id of; `at` the dotted path of the field that it compares,
    where that isn't the parameter's own name.
    """

    name: str
    kind: Kind = Kind.SAME
    refers: str = ""
    required: bool = False
    at: str = ""

    def held(self, item: JsonObject) -> object:
        """What an object holds there; of a list, what its first item holds."""
        found: object = item
        for part in (self.at or self.name).split("."):
            found = _part(found, part)
        return found


CREATED = Filter("created", Kind.RANGE)


def test_for(choice: Filter, value: Value, paid_out: Mapping[str, Collection[str]]) -> Test:
    """What an object must satisfy for one parameter as it was sent."""
    name = choice.name
    match choice.kind:
        case Kind.PAYOUT:
            members = frozenset(paid_out.get(_plain(name, value), ()))
            return lambda item: item["id"] in members
        case Kind.TYPE | Kind.TYPES | Kind.DELIVERED:
            return _event_test(choice.kind, name, value)
        case _:
            return _field_test(choice, value)


def _field_test(choice: Filter, value: Value) -> Test:
    """What one field of an object must hold."""
    name = choice.name
    match choice.kind:
        case Kind.FLAG:
            flag = _flag(name, value)
            return lambda item: choice.held(item) is flag
        case Kind.RANGE:
            return _within(choice, value)
        case Kind.ONE_OF:
            accepted = frozenset(texts({name: value}, name))
            return lambda item: choice.held(item) in accepted
        case Kind.PARTS:
            return _parts(choice, value)
        case Kind.STANDING:
            return _standing(_plain(name, value))
        case _:
            wanted = _plain(name, value)
            return lambda item: choice.held(item) == wanted


def _event_test(kind: Literal[Kind.TYPE, Kind.TYPES, Kind.DELIVERED], name: str, value: Value) -> Test:
    match kind:
        case Kind.TYPE:
            return _of_type(_plain(name, value))
        case Kind.TYPES:
            return any_of_types(texts({name: value}, name))
        case Kind.DELIVERED:
            delivered = _flag(name, value)
            return lambda item: (item.get("pending_webhooks") == 0) is delivered
        case _:
            assert_never(kind)


def any_of_types(names: list[str]) -> Test:
    if len(names) > MAX_TYPES:
        raise errors.invalid_value("types", f"You may only specify up to {MAX_TYPES} event types.")
    wanted = frozenset(names)
    return lambda item: item["type"] in wanted


def exclusive(given: Params, one: str, other: str) -> None:
    """Refuse two parameters that say the same thing."""
    if one in given and other in given:
        raise errors.Refusal(400, f"You may only specify one of these parameters: {one}, {other}.")


def integer(name: str, value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise errors.invalid_integer(name, value) from None


def _plain(name: str, value: Value) -> str:
    if isinstance(value, str):
        return value
    raise errors.invalid_value(name, f"Invalid string: {value}")


def _flag(name: str, value: Value) -> bool:
    text = _plain(name, value).lower()
    if text not in ("true", "false"):
        raise errors.invalid_value(name, f"Invalid boolean: {text}")
    return text == "true"


def _part(found: object, name: str) -> object:
    if isinstance(found, list):
        listed: list[object] = found  # pyright: ignore[reportUnknownVariableType] - JSON
        found = listed[0] if listed else None
    return cast(JsonObject, found).get(name) if isinstance(found, dict) else None


def _parts(choice: Filter, value: Value) -> Test:
    """A parameter such as `payment[payment_intent]`: every part given must be the same part of the field."""
    if not isinstance(value, dict):
        raise errors.invalid_value(choice.name, f"Invalid object: {choice.name}")
    wanted = {part: text.lower() if text.lower() in {"true", "false"} else text for part, text in value.items()}
    return lambda item: all(_shown(_part(choice.held(item), part)) == text for part, text in wanted.items())


def _shown(held: object) -> str:
    return str(held).lower() if isinstance(held, bool) else str(held)


ENDED = ("canceled", "incomplete_expired")


def _standing(wanted: str) -> Test:
    if wanted == "all":
        return lambda item: True
    if wanted == "ended":
        return lambda item: item["status"] in ENDED
    return lambda item: item["status"] == wanted


def not_canceled(item: JsonObject) -> bool:
    """What a list of subscriptions keeps when no status is asked for."""
    return item["status"] != "canceled"


def _within(choice: Filter, value: Value) -> Test:
    name = choice.name
    if isinstance(value, str):
        exact = integer(name, value)
        return lambda item: choice.held(item) == exact
    if isinstance(value, list):
        raise errors.invalid_value(name, f"Invalid object: {name}")
    tests: list[tuple[Callable[[int, int], bool], int]] = []
    for bound, text in value.items():
        full = f"{name}[{bound}]"
        if bound not in _BOUNDS:
            raise errors.unknown_parameter(full)
        tests.append((_BOUNDS[bound], integer(full, text)))

    def inside(item: JsonObject) -> bool:
        held = choice.held(item)
        return isinstance(held, int) and all(holds(held, edge) for holds, edge in tests)

    return inside


def _of_type(pattern: str) -> Test:
    head, star, tail = pattern.partition("*")
    if not star:
        return lambda item: item["type"] == pattern
    if tail:
        raise errors.invalid_value("type", f"Invalid type: {pattern}. A wildcard may only end an event type.")
    return lambda item: str(item["type"]).startswith(head)
