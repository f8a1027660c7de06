"""Which endpoints an event must have been sent to, and which of them did not take it."""

from collections.abc import Iterable

from evals.world.parties import Endpoint


def listening(endpoints: Iterable[Endpoint], kind: str, at: int) -> list[Endpoint]:
    """The endpoints that events of a type were sent to at a moment: subscribed, set up by then and not disabled."""
    return [
        one
        for one in endpoints
        if (kind in one.types or "*" in one.types)
        and one.created_at <= at
        and not (one.disabled_at is not None and one.disabled_at <= at)
    ]


def unheard(endpoints: Iterable[Endpoint], kind: str, at: int) -> list[Endpoint]:
    """Those of them that were down, and have not taken the event since."""
    return [one for one in listening(endpoints, kind, at) if one.down_from is not None and one.down_from <= at]
