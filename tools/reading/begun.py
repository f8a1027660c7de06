"""The lists that were begun, so that a list of less is taken out of one of more instead of being read anew.

Stripe lists the newest first: a list since a later moment is how a list since an earlier one begins. A page is read
once in an investigation, and whoever asks for one that is on its way waits for it: the shorter list costs no read.
What was begun is told by the reads themselves, so that whoever resumes an investigation knows it too.
"""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import unquote

from pydantic import JsonValue

from tools.contract.clock import Window, from_unix
from tools.reading.query import Query, encode

NEAR = timedelta(minutes=10)
"""How much later the longer list may end: what lies between is passed over, and what was read is no older than that."""

_PAGE = ("limit", "created[gte]", "created[lt]")


def wider(query: Query, window: Window, page: int, begun: Iterable[str]) -> Window | None:
    """The window of the list that was begun last and holds all of this one; null where there is none.

    `begun` are canonical queries of the same path, as they were asked, the first first; `query` is masked as they are,
    and without the window. Only a list of whole pages is one to go on with.
    """
    wanted = encode(query)
    found: Window | None = None
    for one in begun:
        rest, told = _parted(one)
        since, until = told.get("created[gte]"), told.get("created[lt]")
        if rest == wanted and told.get("limit") == str(page) and since and until:
            held = Window(since=from_unix(int(since)), until=from_unix(int(until)))
            found = held if _holds(held, window) else found
    return found


def _parted(query: str) -> tuple[str, dict[str, str]]:
    """What a list is of, and which page of which time."""
    told: dict[str, str] = {}
    rest: list[str] = []
    for piece in query.split("&") if query else []:
        name, _, value = piece.partition("=")
        if unquote(name) in _PAGE:
            told[unquote(name)] = value
        else:
            rest.append(piece)
    return "&".join(rest), told


def _holds(wide: Window, narrow: Window) -> bool:
    if not (wide.since and wide.until and narrow.since and narrow.until):
        return False
    return wide.since <= narrow.since and timedelta() <= wide.until - narrow.until <= NEAR


def within(rows: "list[dict[str, JsonValue]]", window: Window) -> "tuple[list[dict[str, JsonValue]], bool]":
    """The rows that a window holds, and whether older ones follow, so that the rest of the list holds none."""
    since = int(window.since.timestamp()) if window.since else 0
    until = int(window.until.timestamp()) if window.until else None
    moments = [(row, at) for row in rows if isinstance(at := row.get("created"), int)]
    kept = [row for row, at in moments if since <= at and (until is None or at < until)]
    return kept, any(at < since for _, at in moments)
