"""What befell a busy account's payments: each truth is what the account's JSON holds, counted apart from it."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from evals.checks.books import dangling, miscounts
from evals.recipes import PAIRS
from evals.world.draw import DAY
from tools.contract.causes import CauseCode, Verdict

from . import served
from .busy_days import (
    ADAY,
    DIFFERENT,
    LAST_DAY,
    SEEN,
    account,
    charges,
    day_seen,
    differing,
    incidents,
    part,
    rate,
    truth,
    values,
    whole,
    window_of,
)
from .conftest import NOW


@pytest.mark.parametrize("recipe", ADAY)
def test_a_day_s_figures_are_those_of_its_charges(recipe: str):
    world, told = account(recipe), truth(recipe)
    seen = day_seen(world, window_of(recipe))

    assert differing(told, seen) == []
    reasons = served.codes(served.charges(world, window_of(recipe)))
    declined = values(told, "failures code=").keys() & reasons.keys()
    assert declined and all(values(told)[f"failures code={code}"] == reasons[code] for code in declined)
    assert max(reasons.values()) in {reasons[code] for code in declined}


def test_figures_of_another_day_are_not_taken_for_it():
    told, (start, end) = truth("F09"), LAST_DAY

    assert "attempts" in differing(told, day_seen(account("F09"), (start - DAY, end - DAY)))


# What befell it


@pytest.mark.parametrize("recipe", ["F01", "F02", "F03", "F03t", "F04", "F05", "F06", "F10"])
def test_an_incident_s_figures_are_those_of_the_objects_it_befell(recipe: str):
    world, told = account(recipe), truth(recipe)

    prefixes = list(incidents(told))

    assert len(prefixes) == (5 if recipe == "F10" else 1)
    for prefix in prefixes:
        incident = values(told, prefix)
        seen = SEEN[str(incident["incident"])](world, incident)
        assert differing(told, seen, prefix) == [], prefix
        assert any(seen.values())


@pytest.mark.parametrize(("recipe", "count"), [("F01", "tested_attempts"), ("F02", "outage_failed"),
                                               ("F04", "rule_blocked"), ("F05", "unconfirmed")])  # fmt: skip
def test_a_fact_that_is_one_off_is_noticed(recipe: str, count: str):
    """The broken twin of each check: a truth that counts one too many."""
    told = truth(recipe)
    facts = tuple(
        replace(fact, value=fact.value + 1) if fact.key == count and isinstance(fact.value, int) else fact
        for fact in told.facts
    )
    incident = values(told)

    seen = SEEN[str(incident["incident"])](account(recipe), incident)

    assert differing(replace(told, facts=facts), seen) == [count]


def test_the_dearest_that_goes_on_comes_first_and_what_is_over_last():
    told = values(truth("F10"))

    assert [told[f"incident_{place}_over"] for place in range(5)] == [False, False, False, True, True]
    assert {told[f"incident_{place}_incident"] for place in (3, 4)} == {
        "cards were tested",
        "issuers could not be reached",
    }


def test_the_whole_falls_while_no_part_does_and_its_twin_falls_in_one():
    """Simpson's, strictly: more are of the part that was always worse."""
    told, twin = values(truth("F03")), values(truth("F03t"))

    assert part(told["whole_after"]) < part(told["whole_before"]) - 0.08
    assert part(told["slice_after"]) >= part(told["slice_before"])
    assert part(told["others_after"]) >= part(told["others_before"])
    assert part(twin["slice_success"]) < part(twin["slice_before"]) - 0.3
    assert part(twin["others_success"]) > 0.78
    assert (truth("F03").verdict, truth("F03t").verdict) == (Verdict.NO_ISSUE, Verdict.EXPLAINED)


def test_what_shows_an_incident_is_stated_of_its_slice_as_tools_would_cut_it():
    made = served.charges(account("F02"), LAST_DAY)
    begun = account("F05").shelves.platform.objects["payment_intent"].values()
    cleaned = [
        one for one in begun if one["created"] >= LAST_DAY[0] and one["metadata"].get("service_type") == "home_cleaning"
    ]

    by_brand = rate([one for one in made if served.part(one, "brand") == "mastercard"])
    assert values(truth("F02"))["success_rate brand=mastercard"] == by_brand
    assert values(truth("F05"))["conversion service=home_cleaning"][1] == str(len(cleaned))  # type: ignore[index]


def test_a_region_s_figures_are_those_of_its_charges():
    world, told = account("F11"), values(truth("F11"))
    made = served.charges(world, (NOW - 14 * DAY, NOW))
    metros = {name: one["metadata"] for name, one in world.shelves.platform.objects["payment_intent"].items()}
    own = [one for one in made if metros[one["payment_intent"]].get("metro") == "detroit"]

    services = {metros[one["payment_intent"]]["service_type"] for one in own}
    stated = values(truth("F11"), "success_rate metro=detroit service=")
    assert services <= stated.keys()
    assert told["success_rate metro=detroit service=home_cleaning"] == rate(
        [one for one in own if metros[one["payment_intent"]]["service_type"] == "home_cleaning"]
    )


def test_fewer_buy_and_as_many_of_them_can_pay():
    told = values(truth("F06"))
    before = [whole(told[f"attempts_{week}_weeks_before"]) for week in (1, 2, 3, 4)]

    assert whole(told["attempts"]) < 0.6 * min(before)
    assert part(told["success_rate"]) > 0.75
    assert truth("F06").verdict is Verdict.NO_ISSUE


# Months and money


@pytest.mark.parametrize("recipe", ["F07", "F07t"])
def test_claims_by_visa_are_those_of_the_month_s_objects(recipe: str):
    world, told = account(recipe), values(truth(recipe))
    shelf = world.shelves.platform.objects
    month = datetime.fromtimestamp(NOW - 20 * DAY, UTC).replace(day=1, hour=0, minute=0, second=0)
    after = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    visa = {one["id"]: one for one in charges(world) if one["captured"] and served.part(one, "brand") == "visa"}

    def within(created: int, day: int) -> bool:
        return month.replace(day=day).timestamp() <= created < after.replace(day=day).timestamp()

    disputes = [one for one in shelf["dispute"].values() if one["charge"] in visa and within(one["created"], 5)]
    warned = shelf["radar.early_fraud_warning"].values()
    warnings = [one for one in warned if one["charge"] in visa and within(one["created"], 5)]
    payments = [one for one in visa.values() if within(one["created"], 1)]

    assert (told["disputes"], told["fraud_warnings"]) == (len(disputes), len(warnings))
    assert (told["claims"], told["payments"]) == (len(disputes) + len(warnings), len(payments))
    assert told["claims_rate network=visa"] == (str(told["claims"]), str(told["payments"]))


def test_the_month_comes_near_to_the_bound_and_its_twin_does_not():
    assert 0.003 < part(values(truth("F07"))["claims_rate network=visa"]) < 0.005
    assert part(values(truth("F07t"))["claims_rate network=visa"]) < 0.0015


@pytest.mark.parametrize(("recipe", "zone"), [("F08", "America/Detroit"), ("F08t", "UTC")])
def test_a_day_s_revenue_is_what_the_balance_got_that_day(recipe: str, zone: str):
    world, told = account(recipe), values(truth(recipe))
    given = dict(world.cases[recipe].questions[0].given)
    day = datetime.fromisoformat(given["day"]).replace(tzinfo=ZoneInfo(zone))

    moved = served.moved(world, (int(day.timestamp()), int(day.timestamp()) + DAY))

    assert given["zone"] == told["zone"] == zone
    assert set(moved) == {key.removeprefix("gross_of_day currency=") for key in told if key.startswith("gross_of_day ")}
    for currency, sums in moved.items():
        gross, fees, refunds = (sums.get(name, 0) for name in ("gross", "fees", "refunds"))
        found = tuple(told[f"{name}_of_day currency={currency}"] for name in ("gross", "fees", "refunds", "net"))
        assert found == (gross, fees, refunds, gross - fees - refunds)


def test_the_day_of_one_zone_is_not_that_of_another():
    assert values(truth("F08"))["gross_of_day currency=usd"] != values(truth("F08t"))["gross_of_day currency=usd"]


# All of them


def test_every_fault_is_held_against_a_day_of_another_answer():
    told_apart = [name for name in DIFFERENT if name in PAIRS]
    faults = [name for name in told_apart if truth(name).verdict in {Verdict.EXPLAINED, Verdict.LIKELY}]

    assert {"F01", "F02", "F03t", "F04", "F05", "F10"} <= set(faults)
    assert [name for name in faults if truth(PAIRS[name]).cause is truth(name).cause] == []


@pytest.mark.parametrize("recipe", ["F09", "F06t"])
def test_a_quiet_day_states_no_incident(recipe: str):
    told = truth(recipe)

    assert (told.verdict, told.cause) == (Verdict.NO_ISSUE, CauseCode.NO_FAULT_FOUND)
    assert list(incidents(told)) == []


@pytest.mark.parametrize("recipe", ["F07", "F08", "F10"])  # disputes, money in several currencies, several at once
def test_its_account_hangs_together(recipe: str):
    world = account(recipe)
    shelves = (world.shelves.platform, *world.shelves.connected.values())

    assert list(dangling(world)) == []
    assert [one for shelf in shelves for one in miscounts(shelf)] == []


@pytest.mark.parametrize("recipe", DIFFERENT)
def test_its_questions_hold_nothing_that_is_asked_for(recipe: str):
    case = account(recipe).cases[recipe]
    hidden = [
        str(fact.value) for fact in case.truth.facts if fact.kind in {"count", "money"} and whole(fact.value) > 99
    ]

    assert 3 <= len(case.questions) == len({asked.text for asked in case.questions})
    assert not [value for value in hidden for asked in case.questions if value in asked.text.split()]
