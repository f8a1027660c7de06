"""Events that no endpoint has answered for: Stripe says of an event only how many still owe an answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from tools.contract.changes import MOST_REPRESENTATIVES, Change, Tally
from tools.contract.clock import from_unix

OWED = 3600
"""How old an event is before an answer is owed: the first retries are over."""

SEVERAL = 5
PART = "undelivered"


@dataclass(frozen=True)
class Undelivered:
    """An event that an endpoint hasn't answered yet."""

    id: str
    created: int
    type: str


def webhook_failures(events: Sequence[Undelivered], since: int, until: int, now: int) -> Change | None:
    """The window's events that are owed an answer for too long; None of fewer than several."""
    owed = sorted(
        (one for one in events if since <= one.created < min(until, now - OWED)),
        key=lambda one: (one.created, one.id),
    )
    if len(owed) < SEVERAL:
        return None
    types = {one.type for one in owed}
    return Change(
        detector="webhook_failures",
        metric="undelivered_events",
        where={"type": types.pop()} if len(types) == 1 else {},
        severity="warning",
        direction="higher",
        now=Tally(numerator=len(owed)),
        payments=len(owed),
        since=from_unix(owed[0].created),
        state="active",
        representatives=[one.id for one in owed[-MOST_REPRESENTATIVES:]],
        part=PART,
    )
