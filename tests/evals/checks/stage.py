"""A small account to check, and ways to spoil it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from evals.checks.staged import Staged
from evals.suite.case import Case
from evals.suite.manifest import Entry, Stage
from evals.suite.telling import Tellings, source_of, tell
from evals.suite.worlds import Worlds
from evals.truth import Truth
from evals.world.happened import Happened
from evals.world.shelf import JsonObject, Shelf

RECIPES = ("A01", "B01", "B03", "C01", "N01", "C01t", "N01t")
STAGE = Stage(name="9-0", seed=4711, now=datetime(2026, 10, 7, 9, 30, tzinfo=UTC), recipes=RECIPES)


@cache
def staged() -> Staged:
    """The account as it should be: no check has anything against it."""
    worlds = Worlds()
    world = worlds.of(source_of(STAGE, "A01"))
    clean = worlds.planted((), STAGE.seed, int(STAGE.now.timestamp()))
    told = Tellings(worlds).of(STAGE)
    entries = [
        Entry(id=f"pay-{number:04d}", stage=STAGE.name, recipe=recipe, asked=0, split="ci")
        for number, recipe in enumerate(RECIPES)
    ]
    return Staged(STAGE, world, clean, [tell(entry, STAGE, told) for entry in entries])


def case_of(recipe: str) -> Case:
    return staged().cases[RECIPES.index(recipe)]


def retold(recipe: str, **changes: Any) -> Staged:
    """The account with another truth of one recipe."""
    one = staged()
    cases = [with_truth(case, **changes) if case is case_of(recipe) else case for case in one.cases]
    return replace(one, cases=cases)


def with_truth(case: Case, **changes: Any) -> Case:
    truth: Truth = replace(case.truth, **changes)
    return case.model_copy(update={"truth": truth})


def rehappened(change: Callable[[Happened], Happened]) -> Staged:
    """The account with another first layer."""
    one = staged()
    return replace(one, world=replace(one.world, happened=change(one.world.happened)))


def reshown(change: Callable[[dict[str, dict[str, JsonObject]]], object]) -> Staged:
    """The account with other objects on the platform's shelf; `change` may do with them what it likes."""
    one = staged()
    platform: Shelf = one.world.shelves.platform
    objects: Mapping[str, Mapping[str, JsonObject]] = platform.objects
    loose = {kind: dict(shown) for kind, shown in objects.items()}
    change(loose)
    shelves = replace(one.world.shelves, platform=replace(platform, objects=loose))
    return replace(one, world=replace(one.world, shelves=shelves))


def target(kind: str, recipe: str) -> str:
    """The id of the payment, or of its last charge, that a recipe turns on."""
    payment = case_of(recipe).truth.payment
    if kind == "payment_intent":
        return payment
    shown = staged().world.shelves.platform.objects["payment_intent"][payment]
    return str(shown["latest_charge"])
