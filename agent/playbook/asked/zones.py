"""The time zone whose days a question means, where it names one: "UTC", "America/Detroit"."""

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_UTC = re.compile(r"\b(?:UTC|GMT)\b")
_NAMED = re.compile(r"(?<![\w/])[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_]+)+(?![\w/])")


def zone_meant(question: str, own: str) -> str:
    """The zone that a question names, else the account's own."""
    named = next((name for name in _NAMED.findall(question) if _is_zone(name)), None)
    return named or ("UTC" if _UTC.search(question) else own)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False
    return True
