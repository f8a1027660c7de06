"""What a request asks: Stripe's bracket notation read into parameters, and one canonical form of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from evals.world.http.errors import empty_value, invalid_value, unknown_parameter

Value = str | list[str] | dict[str, str]
Params = Mapping[str, Value]

_NAME = re.compile(r"([^\[\]]+)(?:\[([^\[\]]*)\])?")


@dataclass(frozen=True)
class Call:
    """One request: `account` is the Stripe-Account header's value, or None for the platform."""

    method: str
    path: str
    query: bytes
    authorization: str | None = None
    account: str | None = None
    version: str | None = None


def params(query: bytes) -> Params:
    """The parameters of a query string: `a=x`, `a[]=x` or `a[0]=x` (a list), `a[gte]=x` (a hash).

    Deeper nesting is no parameter of any read here, so it is refused as unknown, by its full name, as Stripe does.
    """
    found: dict[str, Value] = {}
    for name, value in _pairs(query):
        match = _NAME.fullmatch(name)
        if match is None:
            raise unknown_parameter(name)
        base, inner = match.group(1), match.group(2)
        if value == "":
            raise empty_value(name)
        if inner is None:
            found[base] = value
        elif inner == "" or inner.isdecimal():
            present = found.setdefault(base, [])
            if not isinstance(present, list):
                raise invalid_value(base, f"Invalid array: {base}")
            present.append(value)
        else:
            present = found.setdefault(base, {})
            if not isinstance(present, dict):
                raise invalid_value(base, f"Invalid object: {base}")
            present[inner] = value
    return found


def canonical(query: bytes) -> str:
    """The query with its names sorted and list indices dropped, so that spellings of one request are one string.

    Items of a list keep their order: it can matter.
    """
    pairs = [(re.sub(r"\[\d+\]", "[]", name), value) for name, value in _pairs(query)]
    return urlencode(sorted(pairs, key=lambda pair: pair[0]), safe="[]")


def text(given: Params, name: str) -> str | None:
    """A parameter that must be a plain string, or None where it wasn't sent."""
    value = given.get(name)
    if value is None or isinstance(value, str):
        return value
    raise invalid_value(name, f"Invalid string: {value}")


def texts(given: Params, name: str) -> list[str]:
    """A parameter that must be a list of strings, empty where it wasn't sent."""
    value = given.get(name, [])
    if isinstance(value, list):
        return value
    raise invalid_value(name, "Invalid array")


def _pairs(query: bytes) -> list[tuple[str, str]]:
    return parse_qsl(query.decode("latin-1"), keep_blank_values=True)
