"""The demo account with all that is asked of payments besides why they failed."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import pytest

from evals.recipes import TWINS, WIDER
from evals.world.build import World, build_world
from tools.contract.outcome import Outcome

from .asking import NOW, Asking, asking


@cache
def wider() -> World:
    """Every wider recipe and its twin over healthy traffic."""
    return build_world([name for name, _ in (*WIDER, *TWINS)], 1, NOW)


def payment_of(recipe: str) -> str:
    """The payment that a recipe is about."""
    return str(wider().truth_of(recipe).payment)


def shelf(kind: str) -> dict[str, Any]:
    return dict(wider().shelves.platform.objects[kind])


@asynccontextmanager
async def at_demo(**given: Any) -> AsyncGenerator[Asking]:
    async with asking(world=wider, **given) as on:
        yield on


def refused(outcome: Outcome) -> str:
    if outcome.error is None:
        pytest.fail("the call was not refused")
    return f"{outcome.error.code} {outcome.error.parameter}"


def missing(outcome: Outcome) -> dict[str, str]:
    return {part.name: str(part.missing.reason) for part in outcome.coverage.parts if part.missing}


def noted(outcome: Outcome) -> None:
    """Assert that each list and each total of the data names a part that the coverage has."""
    assert outcome.data is not None
    names = {part.name for part in outcome.coverage.parts}
    assert {note.part for note in outcome.fields} <= names
    lists = {name for name, value in outcome.data.items() if isinstance(value, list) and name != "searched"}
    counts = {name for name in outcome.data if name.endswith("_count")}
    assert lists | counts <= {note.path for note in outcome.fields}
