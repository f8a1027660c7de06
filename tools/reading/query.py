"""Query strings in Stripe's bracket notation, in one canonical form."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from urllib.parse import quote

from pydantic import JsonValue

from tools.contract.clock import Window

Query = Mapping[str, JsonValue]

_PATH = re.compile(r"/v[12](?:/[A-Za-z0-9_-][A-Za-z0-9_.-]{0,254}){1,6}")


def is_path(path: str) -> bool:
    """Whether `path` is one of Stripe's API, plain to the last character: no query, no escapes, no way upwards."""
    return _PATH.fullmatch(path) is not None


def created(window: Window | None, path: str) -> dict[str, JsonValue]:
    """The `created` range of a window, as the path's API version writes moments; empty for an open window."""
    ends = {"gte": window.since, "lt": window.until} if window else {}
    within: dict[str, JsonValue] = {name: _moment(end, path) for name, end in ends.items() if end is not None}
    return {"created": within} if within else {}


def _moment(moment: datetime, path: str) -> JsonValue:
    if path.startswith("/v2/"):
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return int(moment.timestamp())


def encode(query: Query) -> str:
    """The query string: names sorted, nulls left out, lists indexed, hashes in brackets.

    Equal queries give equal strings.
    """
    return "&".join(f"{quote(name, safe='[]')}={quote(value, safe='')}" for name, value in _pairs(query))


def _pairs(query: Query) -> Iterator[tuple[str, str]]:
    for name in sorted(query):
        match query[name]:
            case None:
                continue
            case dict() as within:
                yield from ((f"{name}[{key}]", _word(within[key])) for key in sorted(within) if within[key] is not None)
            case list() as items:
                yield from ((f"{name}[{place}]", _word(item)) for place, item in enumerate(items))
            case value:
                yield (name, _word(value))


def _word(value: JsonValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
