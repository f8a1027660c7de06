"""What providers earn and are paid, on accounts of their own (Stripe facts, 4.5)."""

from collections import Counter
from datetime import UTC, datetime

from evals.world.build import World
from evals.world.draw import DAY
from evals.world.known import DRONES, HOMES
from evals.world.shelf import JsonObject, Shelf

from .looking import objects


def account_of(world: World, provider: str) -> JsonObject:
    [found] = [one for one in objects(world, "account") if one["metadata"].get("provider_id") == provider]
    return found


def shelf_of(world: World, provider: str) -> Shelf:
    return world.shelves.connected[account_of(world, provider)["id"]]


def schedule_of(shelf: Shelf) -> JsonObject:
    return shelf.objects["balance_settings"]["balance_settings"]["payments"]["payouts"]


def test_every_provider_has_a_bank_and_is_paid_out_to_it(world: World):
    for account in objects(world, "account"):
        if account["id"] == world.shelves.platform.account:
            continue
        [bank] = account["external_accounts"]["data"]
        shelf = world.shelves.connected[account["id"]]
        assert bank["currency"] == account["default_currency"]
        assert {one["destination"] for one in shelf.objects.get("payout", {}).values()} <= {bank["id"]}
        assert {one["currency"] for one in shelf.objects.get("payout", {}).values()} <= {bank["currency"]}


def test_providers_are_paid_by_habits_of_their_own(world: World):
    schedules = [schedule_of(shelf) for shelf in world.shelves.connected.values()]
    intervals = Counter(one["schedule"]["interval"] for one in schedules)

    assert intervals["weekly"] > len(schedules) / 3
    assert intervals.keys() <= {"weekly", "daily", "monthly", "manual"} and len(intervals) >= 3
    assert any(one["minimum_balance_by_currency"] for one in schedules)


def test_a_payout_is_made_on_the_day_of_its_schedule(world: World):
    for shelf in world.shelves.connected.values():
        schedule = schedule_of(shelf)["schedule"]
        for payout in shelf.objects.get("payout", {}).values():
            made = datetime.fromtimestamp(payout["created"], UTC)
            assert payout["automatic"] == (schedule["interval"] != "manual")
            assert datetime.fromtimestamp(payout["arrival_date"], UTC).weekday() < 5
            match schedule["interval"]:
                case "weekly":
                    assert made.strftime("%A").lower() in schedule["weekly_payout_days"]
                case "monthly":
                    assert made.day in schedule["monthly_payout_days"]
                case "daily":
                    assert made.weekday() < 5
                case _:
                    assert payout["id"] not in shelf.paid_out and payout["reconciliation_status"] == "not_applicable"


def test_a_provider_of_months_had_a_payout_sent_back_and_was_not_paid_until_it_was_mended(world: World):
    shelf = shelf_of(world, HOMES)
    payouts = list(shelf.objects["payout"].values())
    [failed] = [one for one in payouts if one["status"] == "failed"]
    told = [one["type"] for one in shelf.objects["event"].values() if one["data"]["object"]["id"] == failed["id"]]
    later = [one for one in payouts if one["created"] > failed["created"]]

    assert len(payouts) >= 12 and "payout.paid" in told and "payout.failed" in told
    assert failed["failure_code"] == "account_closed"
    assert later[0]["created"] - failed["created"] > 13 * DAY
    assert failed["failure_balance_transaction"] in shelf.paid_out[later[0]["id"]]


def test_the_known_providers_have_bookings_of_their_own(world: World):
    bookings = Counter(one["metadata"].get("provider_id") for one in objects(world, "payment_intent"))

    assert bookings[HOMES] > 40 and bookings[DRONES] > 10
    assert account_of(world, HOMES)["requirements"]["currently_due"] == ["representative.verification.document"]
    assert account_of(world, DRONES)["business_profile"]["name"] == "Kestrel Detroit Aerial"
