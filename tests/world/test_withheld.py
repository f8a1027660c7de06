"""A share that can't be sent as the platform has had all of its currency paid out: the money, and what it proves."""

from dataclasses import replace

import pytest

from evals.checks.books import dangling, miscounts
from evals.recipes.expected import platform
from evals.world.build import World, build_world
from evals.world.draw import DAY

from .conftest import NOW, at_rest


@pytest.fixture(scope="module")
def emptied() -> World:
    return at_rest(lambda: build_world(["D07", "D07t"], 11, NOW))


def test_what_is_paid_out_at_once_is_all_that_was_available_of_that_currency_alone(emptied: World):
    objects = emptied.shelves.platform.objects
    [made] = [one for one in objects["payout"].values() if one["method"] == "instant"]
    left = {one["currency"]: one["amount"] for one in objects["balance"]["balance"]["available"]}
    banks = objects["account"][emptied.shelves.platform.account]["external_accounts"]["data"]

    assert (made["currency"], made["automatic"], made["status"]) == ("cad", False, "paid")
    assert made["amount"] > 0 and left["cad"] <= 0 < left["usd"]
    assert {one["currency"]: len(one["available_payout_methods"]) for one in banks} == {"usd": 1, "cad": 2, "eur": 1}
    assert list(dangling(emptied)) == []
    assert list(miscounts(emptied.shelves.platform)) == []


def test_how_much_can_be_left_is_told_for_the_day_on_which_all_was_paid_out_and_no_other(emptied: World):
    happened, treasury = emptied.happened, emptied.happened.platform.treasury
    assert treasury is not None
    [(currency, at)] = treasury.instant
    before = replace(happened.platform, treasury=replace(treasury, instant=((currency, at - DAY),)))

    assert platform.at_most(happened, "cad") == 0
    assert platform.at_most(happened, "usd") is None
    assert platform.at_most(replace(happened, platform=before), "cad") is None
