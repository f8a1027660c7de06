"""What a run is made of: the suite's cases and how they are served and scored, and the agents that know nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from evals.running.job import Driver
from evals.running.run import Suite
from evals.suite.case import Case


def no_problems() -> list[str]:
    """What a suite without checks of its own complains of."""
    return []


@dataclass(frozen=True)
class Bench:
    """The suite as the command needs it.

    `manifest` is how many cases there must be; `scorers` a digest of how the scorers judge answers made by hand;
    `problems` what the suite's checks of itself complain of.
    """

    cases: Sequence[Case]
    manifest: int
    suite: Suite
    scorers: Callable[[], str]
    titles: Mapping[str, str] = field(default_factory=dict[str, str])
    rivals: Sequence[Driver] = ()
    problems: Callable[[], list[str]] = no_problems
