"""How many of a list stand in each state."""

from collections import Counter
from collections.abc import Iterable

from tools.contract.record import Record


class StateCount(Record):
    """A state, as Stripe names it, and how many of the list stand in it."""

    status: str
    count: int


def by_state(statuses: Iterable[str]) -> list[StateCount]:
    """The counts by state, the largest first; they add up to all of the list."""
    return [StateCount(status=status, count=count) for status, count in Counter(sorted(statuses)).most_common()]
