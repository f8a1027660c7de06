"""The recipes of a busy account's days and months, by name, and those of them that the suite asks about."""

from collections.abc import Callable

from evals.recipes import days, summing
from evals.recipes.matter import Matter
from evals.recipes.story import Telling

BUSY: tuple[tuple[str, Callable[[Telling], Matter]], ...] = (
    ("F01", days.f01),
    ("F02", days.f02),
    ("F03", days.f03),
    ("F03t", days.f03t),
    ("F04", days.f04),
    ("F05", days.f05),
    ("F06", days.f06),
    ("F06t", days.f06t),
    ("F07", days.f07),
    ("F07t", days.f07t),
    ("F08", days.f08),
    ("F08t", days.f08t),
    ("F09", days.quiet),
    ("F10", days.f10),
    ("F11", days.f11),
    ("S01t", summing.s01t),
)
"""What is asked of a busy account's days and months, each with its twin or beside the quiet day, F09; and a summary of
such a day, the twin of one that stands elsewhere."""

OF_DAYS: tuple[str, ...] = tuple(name for name, _ in BUSY)
"""Those of a busy account that the suite asks about."""
