"""What a run is made of: the suite's cases, how they are served and scored, and what the suite says of itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from evals.running.run import Suite
from evals.suite.case import Case


def no_problems() -> list[str]:
    """What a suite without checks of its own complains of."""
    return []


@dataclass(frozen=True)
class Bench:
    """The suite as the command needs it.

    `manifest` is how many cases there must be; `titles` what each family asks; `problems` what the suite's checks of
    itself complain of.
    """

    cases: Sequence[Case]
    manifest: int
    suite: Suite
    titles: Mapping[str, str] = field(default_factory=dict[str, str])
    problems: Callable[[], list[str]] = no_problems
