"""The causes of accounts, told of what happened: each is so of its own recipe, and no longer once that is undone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest

from evals.checks import uniqueness
from evals.checks.causes.providers import ORDERLY, owner_of, true_of_owner
from evals.checks.staged import Staged
from evals.suite.case import Case
from evals.suite.manifest import Entry, Stage
from evals.suite.telling import Tellings, source_of, tell
from evals.suite.worlds import Worlds, in_order
from evals.world.happened import Happened
from evals.world.parties import Provider
from evals.world.treasury import Interval
from tests.evals.checks.stage import with_truth
from tools.contract.causes import CauseCode as C

Undo = Callable[[Provider], Provider]


def unstopped(one: Provider) -> Provider:
    return replace(one, stopped=None)


def banked(**changes: object) -> Undo:
    """Other habits of being paid out."""

    def undone(one: Provider) -> Provider:
        assert one.treasury is not None
        return replace(one, treasury=replace(one.treasury, **changes))  # pyright: ignore[reportArgumentType]

    return undone


FAULTS: dict[str, tuple[C, Undo]] = {
    "D09": (C.PAYOUT_FAILED, banked(sent_back=())),
    "D10": (C.PAYOUT_RETURNED, banked(sent_back=())),
    "D12": (C.REQUIREMENTS_PAST_DUE, unstopped),
    "D13": (C.ACCOUNT_UNDER_REVIEW, unstopped),
    "D13j": (C.ACCOUNT_REJECTED, unstopped),
    "D13p": (C.ACCOUNT_PAUSED, unstopped),
    "D16": (C.PAYOUTS_MANUAL, banked(interval=Interval.DAILY)),
    "D17": (C.RESERVE_HELD, banked(reserved=())),
    "D23": (C.PAYOUT_FAILED, banked(sent_back=())),
}
FINE: dict[str, C] = {"D09t": C.PAYOUT_PAID, "D11": C.PAYOUT_IN_TRANSIT, "D13t": C.NO_FAULT_FOUND}
TAKEN_BACK = "D15"
RECIPES = in_order([*FAULTS, *FINE, TAKEN_BACK])
STAGE = Stage(name="9-1", seed=4712, now=datetime(2026, 10, 7, 9, 30, tzinfo=UTC), recipes=RECIPES)


@cache
def staged() -> Staged:
    worlds = Worlds()
    world = worlds.of(source_of(STAGE, RECIPES[0]))
    told = Tellings(worlds).of(STAGE)
    entries = [
        Entry(id=f"pay-{number:04d}", stage=STAGE.name, recipe=recipe, asked=0, split="ci")
        for number, recipe in enumerate(RECIPES)
    ]
    return Staged(STAGE, world, world, [tell(entry, STAGE, told) for entry in entries])


def case_of(recipe: str) -> Case:
    return staged().cases[RECIPES.index(recipe)]


def so_of(recipe: str, happened: Happened | None = None) -> frozenset[C]:
    owner = owner_of(case_of(recipe), happened or staged().world.happened)
    assert owner is not None
    return true_of_owner(owner)


def without(recipe: str, undo: Undo) -> Happened:
    """What would have happened without the fault of a recipe's provider."""
    happened = staged().world.happened
    account = case_of(recipe).truth.subject
    apart = tuple(undo(one) if one.account == account else one for one in happened.platform.apart)
    return replace(happened, platform=replace(happened.platform, apart=apart))


def test_a_sound_account_has_one_answer_to_each_question() -> None:
    assert uniqueness.ambiguous(staged().cases, uniqueness.holding(staged())) == []


@pytest.mark.parametrize("recipe", FAULTS)
def test_a_fault_is_so_until_it_is_undone(recipe: str) -> None:
    cause, undo = FAULTS[recipe]
    assert cause in so_of(recipe)
    assert cause not in so_of(recipe, without(recipe, undo))


def test_a_balance_is_below_nothing_until_nothing_is_taken_back() -> None:
    happened = staged().world.happened
    assert C.NEGATIVE_BALANCE in so_of(TAKEN_BACK)
    kept = tuple(
        replace(one, steps=tuple(step for step in one.steps if type(step).__name__ != "PulledBack"))
        for one in happened.payments
    )
    assert C.NEGATIVE_BALANCE not in so_of(TAKEN_BACK, replace(happened, payments=kept))


@pytest.mark.parametrize("recipe", FINE)
def test_what_is_in_order_is_no_fault(recipe: str) -> None:
    assert FINE[recipe] in so_of(recipe)
    assert so_of(recipe) <= ORDERLY


@pytest.mark.parametrize("recipe", [*FAULTS, TAKEN_BACK])
@pytest.mark.parametrize("cause", [C.PAYOUT_PAID, C.ACCOUNT_PAUSED, C.PAYOUT_RETURNED, C.RESERVE_HELD])
def test_a_truth_that_is_not_so_of_an_account_is_noticed(recipe: str, cause: C) -> None:
    if cause in so_of(recipe):
        return
    retold = replace(staged(), cases=[with_truth(case_of(recipe), cause=cause)])
    assert uniqueness.ambiguous(retold.cases, uniqueness.holding(retold)) != []


def test_a_second_fault_of_an_account_is_noticed() -> None:
    held = staged()
    stop = next(one.stopped for one in held.world.happened.platform.apart if one.stopped)
    happened = without("D09", lambda one: replace(one, stopped=stop))
    both = replace(held, world=replace(held.world, happened=happened), cases=[case_of("D09")])
    assert [wrong for wrong in uniqueness.ambiguous(both.cases, uniqueness.holding(both)) if "also" in wrong]
