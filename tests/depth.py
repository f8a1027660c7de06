"""How often the tests repeat what they repeat: a part of it each time, and all of it in `make test DEEP=1`."""

import os
from collections.abc import Sequence
from typing import TypeVar

DEEP = bool(os.environ.get("DEEP"))
T = TypeVar("T")


def part(of: Sequence[T], every: int) -> Sequence[T]:
    """One in so many, the first among them; all where the tests go deep."""
    return of if DEEP else of[::every]
