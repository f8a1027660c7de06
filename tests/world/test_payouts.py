"""What the platform is paid out of its balance, as Stripe shows it (Stripe facts, 4.5)."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from evals.world.build import World
from evals.world.draw import DAY, HOUR, Draw
from evals.world.treasury import Interval, Mishap, SentBack, Treasury, platform_treasury

from .conftest import NOW
from .looking import events, objects
from .test_truths import find


def test_what_is_available_is_paid_out_every_monday_and_arrives_two_days_later(world: World):
    made = list(objects(world, "payout"))

    assert len(made) > 4
    for payout in made:
        assert datetime.fromtimestamp(payout["created"], UTC).weekday() == 0
        assert payout["arrival_date"] - payout["created"] // DAY * DAY == 2 * DAY
        assert payout["automatic"] and payout["amount"] > 0
        waiting = payout["arrival_date"] + 9 * HOUR > world.shelves.now
        assert (payout["status"] in {"pending", "in_transit"}) == waiting
        assert (payout["reconciliation_status"] == "in_progress") == waiting


def test_a_payout_holds_only_what_was_available_then(world: World):
    for name, members in world.shelves.platform.paid_out.items():
        payout = find(world, name)
        for entry in (find(world, one) for one in members):
            own = entry["type"] == "payout_minimum_balance_hold"
            assert entry["currency"] == payout["currency"]
            assert own or entry["available_on"] <= payout["created"]


def test_what_is_owed_to_providers_stays_on_the_balance(world: World):
    settings = world.shelves.platform.objects["balance_settings"]["balance_settings"]["payments"]["payouts"]
    [balance] = objects(world, "balance")

    assert settings["schedule"] == {
        **{"interval": "weekly", "monthly_payout_days": None},
        "weekly_payout_days": ["monday"],
    }
    assert set(settings["minimum_balance_by_currency"]) == {"usd", "cad", "eur"}
    held = Counter[str]()
    for one in (*balance["available"], *balance["pending"]):
        held[one["currency"]] += one["amount"]
    assert all(amount > 0 for amount in held.values())


def test_a_payout_that_came_back_had_seemed_to_arrive(world: World):
    [failed] = [one for one in objects(world, "payout") if one["status"] == "failed"]
    paid, told = (events(world, failed["id"], kind)[0] for kind in ("payout.paid", "payout.failed"))
    back = find(world, failed["failure_balance_transaction"])

    assert failed["failure_code"] in {"account_closed", "no_account", "declined"}
    assert paid["data"]["object"]["status"] == "paid" and told["data"]["previous_attributes"] == {"status": "paid"}
    assert (back["type"], back["net"]) == ("payout_failure", failed["amount"])
    assert 3 * DAY < back["created"] - failed["created"] < 6 * DAY


def test_the_next_payout_brings_what_had_come_back(world: World):
    [failed] = [one for one in objects(world, "payout") if one["status"] == "failed"]
    later = [one for one in objects(world, "payout")
             if one["currency"] == failed["currency"] and one["created"] > failed["created"]]  # fmt: skip

    assert later
    assert failed["failure_balance_transaction"] in world.shelves.platform.paid_out[later[0]["id"]]


def test_payouts_go_to_a_bank_of_their_currency(world: World):
    account = find(world, world.shelves.platform.account)
    banks = {bank["id"]: bank for bank in account["external_accounts"]["data"]}

    assert {one["currency"] for one in banks.values()} == {"usd", "cad", "eur"}
    assert all(banks[one["destination"]]["currency"] == one["currency"] for one in objects(world, "payout"))


@pytest.mark.parametrize(
    ("interval", "days"), [(Interval.DAILY, 20), (Interval.WEEKLY, 4), (Interval.BY_HAND, 0)], ids=str
)
def test_a_schedule_names_its_days(interval: Interval, days: int):
    monday = 1_795_392_000
    found = Treasury(interval, ()).days(monday, monday + 28 * DAY - 1)

    assert len(found) == days
    assert all(datetime.fromtimestamp(at, UTC).weekday() < 5 for at in found)


def test_nothing_is_paid_to_a_bank_until_its_details_are_mended():
    back = SentBack("usd", 10 * DAY, 14 * DAY, Mishap.NO_ACCOUNT, 16 * DAY)
    treasury = Treasury(Interval.DAILY, (), sent_back=(back,))

    assert [treasury.stopped("usd", day * DAY) for day in (13, 14, 15, 16)] == [False, True, True, False]
    assert not treasury.stopped("cad", 15 * DAY)
    assert treasury.mishap("usd", 10 * DAY) == back and treasury.mishap("usd", 11 * DAY) is None


def test_each_account_has_banks_of_its_own():
    one, other = (platform_treasury(Draw(seed), "SkyMarket", NOW - 500 * DAY, NOW) for seed in (1, 2))

    assert not {bank.id for bank in one.banks} & {bank.id for bank in other.banks}
