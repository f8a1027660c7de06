"""What kind of refusal a code is, so that hundreds of codes can be told as ten kinds."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

UNMAPPED = "unmapped"
"""The category of a code that the table doesn't know: told as such, and never folded into another."""


def category(code: str) -> str:
    """The category of a decline, block or error code, such as `funds`."""
    return _categories().get(code, UNMAPPED)


@cache
def _categories() -> Mapping[str, str]:
    table = json.loads(files("tools.metrics").joinpath("categories.json").read_text("utf-8"))
    return MappingProxyType({code: kind for kind, codes in table["categories"].items() for code in codes})
