"""A world hangs together: every reference resolves and the ledger closes."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from evals.checks.books import dangling, miscounts
from evals.world.build import World
from evals.world.cast import card
from evals.world.draw import Draw
from evals.world.parties import Brand, Funding
from evals.world.shelf import JsonObject, Shelf
from evals.world.shown.money import nearest, processing_fee, settle


def with_object(shelf: Shelf, kind: str, one: JsonObject) -> Shelf:
    shown: Mapping[str, JsonObject] = {**shelf.objects[kind], one.get("id", kind): one}
    return replace(shelf, objects={**shelf.objects, kind: shown})


def spoiled(world: World, kind: str, **changes: object) -> World:
    """The world with another value in the last object of a kind."""
    platform = world.shelves.platform
    last = list(platform.objects[kind].values())[-1]
    return replace(world, shelves=replace(world.shelves, platform=with_object(platform, kind, {**last, **changes})))


def test_every_reference_resolves(world: World):
    assert list(dangling(world)) == []


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("charge", "payment_intent"),
        ("payment_intent", "latest_charge"),
        ("transfer", "destination_payment"),
        ("transfer", "destination"),
        ("balance_transaction", "source"),
        ("refund", "charge"),
        ("payout", "destination"),
        ("payout", "balance_transaction"),
        ("setup_intent", "payment_method"),
    ],
)
def test_a_reference_to_nothing_is_noticed(demo: World, kind: str, field: str):
    assert list(dangling(spoiled(demo, kind, **{field: "ch_3gone"}))) != []


def test_the_rule_that_acted_exists(world: World):
    platform = world.shelves.platform.objects
    acted = {one["outcome"]["rule"] for one in platform["charge"].values() if "rule" in one["outcome"]}

    assert acted and acted <= platform["radar.rule"].keys()


def test_every_account_s_ledger_closes(world: World):
    for shelf in (world.shelves.platform, *world.shelves.connected.values()):
        assert list(miscounts(shelf)) == []


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("balance_transaction", {"net": 1}),
        ("balance_transaction", {"amount": 1, "net": 1, "fee": 0, "fee_details": []}),
        ("balance_transaction", {"fee_details": [{"amount": 7}]}),
        ("balance", {"available": []}),
        ("refund", {"amount": 1}),
        ("refund", {"amount": 99_999_999}),
        ("dispute", {"balance_transactions": []}),
        ("payout", {"amount": 1}),
        ("payout", {"status": "failed"}),
    ],
)
def test_money_that_does_not_add_up_is_noticed(demo: World, kind: str, changes: JsonObject):
    assert list(miscounts(spoiled(demo, kind, **changes).shelves.platform)) != []


@pytest.mark.parametrize(
    ("amount", "currency", "country", "settled", "fee"),
    [
        (4550, "usd", "US", 4550, 162),
        (4550, "usd", "DE", 4550, 230),
        (9900, "cad", "US", 9900, 317),
        (4000, "jpy", "JP", 2597, 170),
        (12_340, "kwd", "KW", 4020, 247),
    ],
)
def test_fees_follow_the_rate_card(amount: int, currency: str, country: str, settled: int, fee: int):
    """2.9 % and 30 cents; 1.5 % more for a foreign card, 1 % for a conversion. Yen has no cents, the dinar three."""
    method = card(Draw(1), country, 0, 0, brand=Brand.VISA, funding=Funding.CREDIT)

    assert settle(amount, currency).amount == settled
    assert processing_fee(settle(amount, currency), method) == fee


def test_halves_are_rounded_away_from_zero():
    assert [nearest(Fraction(half, 2)) for half in (1, 3, -1, -3, 4)] == [1, 2, -1, -2, 2]
