"""The market's rule: whose share of a payment is due when, and what of it was sent."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache

import pytest

from evals.world.build import World, build_world
from evals.world.draw import DAY, HOUR
from evals.world.known import DRONES
from evals.world.shelf import JsonObject

from .conftest import NOW, at_rest
from .looking import objects
from .test_books import with_object
from .test_truths import find

KEEPS = {
    **{"drone_delivery": 15, "drone_inspection": 15, "moving_help": 20},
    **dict.fromkeys(("home_cleaning", "lawn_care", "handyman", "pet_care"), 18),
}


@cache
def plain() -> World:
    """An account on which nothing is planted."""
    return at_rest(lambda: build_world([], 7, NOW))


def booked(world: World) -> Iterator[tuple[JsonObject, JsonObject, int]]:
    """Payments with a share to release, their charges, and when the share is due."""
    for payment in objects(world, "payment_intent"):
        due = payment["metadata"].get("release_at")
        if due is not None and payment["status"] == "succeeded":
            yield payment, find(world, payment["latest_charge"]), int(datetime.fromisoformat(due).timestamp())


def amiss(world: World) -> Iterator[str]:
    """Where what was sent isn't what the rule says."""
    sent: dict[str, list[JsonObject]] = {}
    for transfer in objects(world, "transfer"):
        sent.setdefault(transfer["source_transaction"], []).append(transfer)
    accounts = {one["metadata"]["provider_id"]: one["id"] for one in objects(world, "account") if one["metadata"]}
    refunds = list(objects(world, "refund"))
    for payment, charge, due in booked(world):
        found = sent.get(charge["id"], [])
        free = max(due, charge["created"])
        if charge["disputed"] or (charge["review"] and find(world, charge["review"])["open"]):
            continue
        back = sum(
            find(world, one["balance_transaction"])["amount"] for one in refunds if one["charge"] == charge["id"]
        )
        left = find(world, charge["balance_transaction"])["amount"] + back
        share = left * (100 - KEEPS[payment["metadata"]["service_type"]]) // 100
        split = payment["metadata"].get("split", f"{payment['metadata']['provider_id']}:100")
        legs = {accounts[one]: share * int(part) // 100 for one, part in (leg.split(":") for leg in split.split())}
        held = {one["destination"]: one["amount"] - one["amount_reversed"] for one in found}
        if found and any(one["created"] < free for one in found):
            yield f"{payment['id']}: sent before it was due"
        if not found and free + 20 * HOUR + 5 * DAY < world.shelves.now and share:
            yield f"{payment['id']}: nothing sent"
        if found and held != legs:
            yield f"{payment['id']}: {held} sent, not {legs}"


def test_every_share_is_sent_when_it_is_due_and_as_much_as_is_due():
    assert list(amiss(plain())) == []


@pytest.mark.parametrize("changes", [{"amount": 1}, {"destination": "acct_1other"}, {"created": 5}])
def test_a_share_that_is_wrong_is_noticed(changes: JsonObject):
    platform = plain().shelves.platform
    one = next(one for one in reversed(platform.objects["transfer"].values()) if one["metadata"])
    spoiled = with_object(platform, "transfer", {**one, **changes})

    assert list(amiss(replace(plain(), shelves=replace(plain().shelves, platform=spoiled)))) != []


def test_a_share_that_was_never_sent_is_noticed():
    platform = plain().shelves.platform
    early = next(
        one for one in platform.objects["transfer"].values() if one["metadata"] and not one["reversals"]["data"]
    )
    left = {name: one for name, one in platform.objects["transfer"].items() if name != early["id"]}
    spoiled = replace(platform, objects={**platform.objects, "transfer": left})

    assert list(amiss(replace(plain(), shelves=replace(plain().shelves, platform=spoiled)))) != []


def test_a_share_is_sent_within_twenty_hours_unless_something_holds_it():
    sent = {one["source_transaction"]: one["created"] for one in objects(plain(), "transfer")}
    late = [
        sent[charge["id"]] - due
        for payment, charge, due in booked(plain())
        if charge["id"] in sent
        and not charge["disputed"]
        and not charge["review"]
        and charge["created"] < due - 5 * DAY
    ]

    assert all(0 < one < 20 * HOUR for one in late)


def test_a_share_waits_for_a_dispute_and_is_lost_with_it(world: World):
    sent = {one["source_transaction"]: one["created"] for one in objects(world, "transfer")}
    for dispute in objects(world, "dispute"):
        if dispute["charge"] in sent and dispute["status"] not in {"won", "warning_closed"}:
            assert sent[dispute["charge"]] < dispute["created"]


def test_what_goes_back_after_the_release_takes_its_part_of_the_share_along():
    reversed_ = [one for one in objects(plain(), "transfer") if one["amount_reversed"]]

    assert reversed_
    for transfer in reversed_:
        charge = find(plain(), transfer["source_transaction"])
        assert charge["amount_refunded"] and transfer["reversed"] == (charge["amount_refunded"] == charge["amount"])


def test_some_bookings_are_the_work_of_several_providers(world: World):
    split = [one for one in objects(world, "payment_intent") if "split" in one["metadata"]]
    bookings = [one for one in objects(world, "payment_intent") if "release_at" in one["metadata"]]

    unsent: list[str] = []
    assert 0.004 < len(split) / len(bookings) < 0.05
    for payment in split:
        percents = [int(leg.partition(":")[2]) for leg in payment["metadata"]["split"].split()]
        assert len(percents) in {2, 3} and sum(percents) == 100
        assert payment["metadata"]["split"].startswith(payment["metadata"]["provider_id"] + ":")
        assert payment["metadata"]["service_type"] in {"moving_help", "home_cleaning"}
        legs = [one for one in objects(world, "transfer") if one["transfer_group"] == payment["transfer_group"]]
        assert len({one["destination"] for one in legs}) == len(legs) in {0, len(percents) - 1, len(percents)}
        if len(legs) == len(percents) - 1:
            unsent.append(payment["id"])
    assert len(unsent) <= 1, "only one story of a demo account leaves a provider's part unsent"


def test_an_escrow_week_has_every_state(world: World):
    sent = {one["source_transaction"]: one["created"] for one in objects(world, "transfer")}
    states: list[str] = []
    for payment, charge, due in booked(world):
        if payment["metadata"]["provider_id"] != DRONES:
            continue
        at, now = sent.get(charge["id"]), world.shelves.now
        late = "late" if at is not None and at > due + 24 * HOUR else "sent"
        states.append(late if at else "held" if charge["disputed"] else "due" if due + DAY < now else "waiting")

    assert {one: states.count(one) for one in ("late", "held", "due")} == {"late": 1, "held": 1, "due": 1}
    assert states.count("waiting") >= 3 and states.count("sent") >= 6
