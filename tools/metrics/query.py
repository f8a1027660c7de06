"""What can be asked of the metrics, and why a question can't be answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from tools.contract.clock import Window
from tools.contract.figures import Compared

SLICES = 50
"""The most slices that are told, unless asked for more."""

WEEKS = 12
"""The most weeks before that a window is compared with."""


@dataclass(frozen=True)
class Query:
    """A question: which metrics, of when, split by what, of which payments, compared with what.

    `zone` names the account's time zone, `now` the moment as of which it is answered: a window never reaches beyond it,
    and its open ends are the first fact and `now`. A value of `where` is what a figure's slice says: `none` are the
    payments without one. `apart`: each slice is held against the others, too.
    """

    metrics: tuple[str, ...]
    window: Window
    zone: str
    now: datetime
    by: tuple[str, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict[str, str])
    compared: Compared | None = None
    weeks: int = WEEKS
    limit: int = SLICES
    apart: bool = False


class Unanswerable(ValueError):
    """A question that the facts or the catalogue can't answer: `field` of the query, its `value`, what to do next."""

    def __init__(self, field: str, value: str, what: str, step: str) -> None:
        super().__init__(f"{what} {step}")
        self.field, self.value, self.what, self.step = field, value, what, step


class UnknownMetric(Unanswerable):
    """No metric is called so; `nearest` are those that are called something like it."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self.nearest = near(name, known)
        super().__init__("metrics", name, f"No metric is called {name!r}.", f"Such are {', '.join(self.nearest)}.")


class UnknownDimension(Unanswerable):
    """A metric can't be split by this; `nearest` are those that it can be split by and that are called like it."""

    def __init__(self, field: str, name: str, metric: str, known: Iterable[str]) -> None:
        self.nearest = near(name, known)
        such = f"Such are {', '.join(self.nearest)}."
        super().__init__(field, name, f"{metric} is not told by {name!r}.", such)


class NotHeld(Unanswerable):
    """The facts at hand don't hold what a metric is counted from."""

    def __init__(self, metric: str, missing: str) -> None:
        super().__init__(
            "metrics",
            metric,
            f"{metric} is counted from {missing}, which were not given.",
            "Read them, or leave it out.",
        )


class TooMany(Unanswerable):
    """So many slices that they tell nothing."""

    def __init__(self, by: Iterable[str], most: int) -> None:
        value = ", ".join(by)
        super().__init__("by", value, f"There are more than {most} slices by {value}.", "Split by fewer dimensions.")


def near(name: str, known: Iterable[str]) -> list[str]:
    """The names most like this one, or the first few where none is."""
    names = list(known)
    return get_close_matches(name.lower(), names, n=5, cutoff=0.5) or names[:5]


def zone_of(name: str) -> ZoneInfo:
    """Raises Unanswerable where there is no such time zone."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Unanswerable(
            "zone", name, f"No time zone is called {name!r}.", "Give a name such as Europe/Berlin."
        ) from None
