"""What a run is made of: the suite's cases, how they are served and scored, and what the suite says of itself."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from evals.running.run import Suite
from evals.suite.case import Case

Problems = Callable[[], list[str]]
"""Gives what the suite's checks of itself complain of, once they are through."""


def no_checks() -> AbstractContextManager[Problems]:
    """What a suite without checks of its own begins."""
    return nullcontext(lambda: [])


@dataclass(frozen=True)
class Replayed:
    """How many recordings of turns there are, and why some are stale."""

    count: int = 0
    stale: Sequence[str] = ()


def nothing_recorded(cases: Collection[str]) -> Replayed:
    """What a suite without recordings replays."""
    return Replayed()


@dataclass(frozen=True)
class Bench:
    """The suite as the command needs it.

    `manifest` is how many cases there must be; `titles` what each family asks; `checks` begins the suite's checks of
    itself, which go on beside a run; `replays` plays the recorded turns of some cases, or with
    none named all that are kept.
    """

    cases: Sequence[Case]
    manifest: int
    suite: Suite
    titles: Mapping[str, str] = field(default_factory=dict[str, str])
    checks: Callable[[], AbstractContextManager[Problems]] = no_checks
    replays: Callable[[Collection[str]], Replayed] = nothing_recorded
