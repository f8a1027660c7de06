"""`/v2/core/events`: thin events, by object, in the envelope of Stripe's second API.

A page names the next and the previous by URL, filters included; dates are ISO 8601.
"""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from evals.world.http import errors
from evals.world.http.catalogue import Shown, moment
from evals.world.http.filters import Test, any_of_types
from evals.world.http.pages import limit
from evals.world.http.wire import Params, text, texts
from evals.world.shelf import JsonObject

PATH = "/v2/core/events"
OBJECT = "v2.core.event"
PARAMETERS = frozenset({"created", "limit", "object_id", "types", "page"})
_BOUNDS: Mapping[str, Callable[[float, float], bool]] = {
    "gt": lambda held, bound: held > bound,
    "gte": lambda held, bound: held >= bound,
    "lt": lambda held, bound: held < bound,
    "lte": lambda held, bound: held <= bound,
}


def page(shown: Shown, given: Params) -> JsonObject:
    """A page of thin events, newest first."""
    tests = _tests(given)
    found = [event for event in shown.newest if all(test(event) for test in tests)]
    size, start = limit(given), _start(text(given, "page"))
    following = start + size if len(found) > start + size else None
    previous = max(start - size, 0) if start else None
    return {
        "data": found[start : start + size],
        "next_page_url": _url(given, following),
        "previous_page_url": _url(given, previous),
    }


def _tests(given: Params) -> list[Test]:
    tests: list[Test] = []
    if (about := text(given, "object_id")) is not None:
        tests.append(lambda event: _about(event) == about)
    if "types" in given:
        tests.append(any_of_types(texts(given, "types")))
    bounds = given.get("created", {})
    if not isinstance(bounds, dict):
        raise errors.invalid_value("created", "Invalid object: created")
    return tests + [_bound(name, written) for name, written in bounds.items()]


def _about(event: JsonObject) -> str | None:
    related: JsonObject | None = event.get("related_object")
    return related["id"] if related else None


def _bound(name: str, written: str) -> Test:
    full = f"created[{name}]"
    if name not in _BOUNDS:
        raise errors.unknown_parameter(full)
    try:
        edge = moment(written)
    except ValueError:
        raise errors.invalid_value(
            full, f"Invalid timestamp: {written}. It must be ISO 8601 with a time zone."
        ) from None
    holds = _BOUNDS[name]
    return lambda event: holds(moment(str(event["created"])), edge)


def _start(token: str | None) -> int:
    if token is None:
        return 0
    if not token.isdecimal():
        raise errors.invalid_value("page", f"Invalid page: {token}")
    return int(token)


def _url(given: Params, start: int | None) -> str | None:
    if start is None:
        return None
    pairs: list[tuple[str, str]] = []
    for name, value in given.items():
        match value:
            case str():
                pairs.append((name, value))
            case list():
                pairs += [(f"{name}[{index}]", each) for index, each in enumerate(value)]
            case dict():
                pairs += [(f"{name}[{inner}]", each) for inner, each in value.items()]
    kept = [pair for pair in pairs if pair[0] != "page"]
    return f"{PATH}?{urlencode([*kept, ('page', str(start))])}"
