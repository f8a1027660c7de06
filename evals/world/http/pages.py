"""Walking a list: cursors both ways, page sizes, and the envelope around a page.

A cursor is a place in the whole order of its type, so it needn't match the list's filters (recorded: a list filtered by
e-mail took the id of a customer since deleted). It is checked before the two cursors are found to exclude each other.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from evals.world.http import errors
from evals.world.http.catalogue import Shown
from evals.world.http.filters import integer
from evals.world.http.wire import Params, text
from evals.world.shelf import JsonObject

DEFAULT_LIMIT = 10
MAX_LIMIT = 100
PAGING = frozenset({"limit", "starting_after", "ending_before", "expand"})


@dataclass(frozen=True)
class Page:
    data: Sequence[JsonObject]
    has_more: bool  # in the direction of travel

    def envelope(self, url: str) -> JsonObject:
        return {"object": "list", "url": url, "has_more": self.has_more, "data": list(self.data)}


def limit(given: Params) -> int:
    """The page size asked for. Stripe clamps one out of range in silence (recorded: 0 gives 1, 101 gives 100)."""
    asked = text(given, "limit")
    return DEFAULT_LIMIT if asked is None else min(max(integer("limit", asked), 1), MAX_LIMIT)


def page(shown: Shown, given: Params, keeps: Callable[[JsonObject], bool], called: str) -> Page:
    """The page that the parameters ask for, newest first whichever way the walk goes."""
    size = limit(given)
    after = _place(shown, given, "starting_after", called)
    before = _place(shown, given, "ending_before", called)
    if after is not None and before is not None:
        message = "Received both starting_after and ending_before parameters. Please pass in only one."
        raise errors.Refusal(400, message)
    if before is not None:
        found = _kept(shown, range(before - 1, -1, -1), keeps, size + 1)
        return Page(found[:size][::-1], len(found) > size)
    found = _kept(shown, range(0 if after is None else after + 1, len(shown.newest)), keeps, size + 1)
    return Page(found[:size], len(found) > size)


def _kept(shown: Shown, places: range, keeps: Callable[[JsonObject], bool], enough: int) -> list[JsonObject]:
    walk: Iterator[JsonObject] = (shown.newest[place] for place in places)
    return list(islice(filter(keeps, walk), enough))


def _place(shown: Shown, given: Params, name: str, called: str) -> int | None:
    cursor = text(given, name)
    if cursor is None:
        return None
    if cursor not in shown.place:
        raise errors.no_such(called, cursor, name, status=400)
    return shown.place[cursor]
