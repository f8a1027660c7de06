"""Metrics of an account read live: each figure against a count over the objects that the account serves."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.tools.asking import NOW
from tests.tools.wider import at_demo, missing, noted, refused, shelf
from tools.contract.coverage import Missing, MissingReason, Part
from tools.contract.figures import Figure, FigureTable, Health
from tools.contract.outcome import Outcome
from tools.metrics import gather, looking

DAY = 86_400
LOST = {"failed"}


def stamp(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


SINCE, UNTIL = NOW - 28 * DAY, NOW
WINDOW = {"since": stamp(SINCE), "until": stamp(UNTIL)}


def charges() -> list[dict[str, Any]]:
    return [one for one in shelf("charge").values() if SINCE <= one["created"] < UNTIL]


def decided(made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in made if one["status"] != "pending" and one["outcome"]["type"] != "invalid"]


def succeeded(one: dict[str, Any]) -> bool:
    return one["status"] == "succeeded" and one["outcome"]["network_status"] != "reversed_after_approval"


def health(outcome: Outcome) -> Health:
    assert outcome.data is not None, outcome.error
    return Health.from_json(outcome.data)


def table(outcome: Outcome) -> FigureTable:
    assert outcome.data is not None, outcome.error
    return FigureTable.from_json(outcome.data)


def figure(figures: list[Figure], metric: str, currency: str | None = None) -> Figure:
    [found] = [one for one in figures if (one.metric, one.currency) == (metric, currency)]
    return found


async def test_the_health_of_a_window_is_what_its_charges_come_to() -> None:
    async with at_demo() as on:
        outcome = await on.call("payment_health", **WINDOW)

    found, made = health(outcome), charges()
    rate = figure(found.figures, "attempt_success_rate")
    assert figure(found.figures, "attempts").count == len(made) > 300
    assert (rate.numerator, rate.denominator) == (sum(map(succeeded, made)), len(decided(made)))
    volume = Counter[str]()
    for one in made:
        if succeeded(one):
            volume[one["currency"]] += one["amount_captured"]
    for currency in ("usd", "eur"):
        amount = figure(found.figures, "gmv", currency).amount
        assert amount is not None
        assert amount.minor == volume[currency] > 0
    assert sum(one.count for one in found.declines) == sum(not succeeded(one) for one in decided(made))
    assert not missing(outcome).keys() - {"provider_payouts"}


async def test_the_codes_of_declines_are_the_issuers_reasons() -> None:
    async with at_demo() as on:
        found = health(await on.call("payment_health", **WINDOW))

    told = Counter(
        one["outcome"]["reason"] or one["failure_code"] or one["outcome"]["type"]
        for one in decided(charges())
        if not succeeded(one)
    )
    assert {one.code: one.count for one in found.declines} == dict(told)


@pytest.mark.parametrize(("dimension", "key"), [("service", "service_type"), ("metro", "metro")])
async def test_a_metric_by_a_dimension_is_counted_apart_for_each_of_its_values(dimension: str, key: str) -> None:
    async with at_demo() as on:
        asked = {"metrics": ["attempt_success_rate"], "by": [dimension], **WINDOW}
        found = table(await on.call("payment_metrics", **asked))

    ended, won = Counter[str](), Counter[str]()
    for one in decided(charges()):
        value = one["metadata"].get(key, "none")
        ended[value] += 1
        won[value] += succeeded(one)
    told = {one.slice[dimension]: (one.numerator, one.denominator) for one in found.figures if one.denominator}
    assert len(told) > 3
    assert told == {value: (won[value], ended[value]) for value in told}
    assert found.definitions["attempt_success_rate"].better == "higher"


async def test_a_filter_leaves_only_what_it_names() -> None:
    async with at_demo() as on:
        asked = {"metrics": ["attempts"], "where": {"service": "drone_delivery"}, **WINDOW}
        found = table(await on.call("payment_metrics", **asked))

    mine = [one for one in charges() if one["metadata"].get("service_type") == "drone_delivery"]
    assert 0 < len(mine) < len(charges())
    assert found.figures[0].count == len(mine)


async def test_retries_are_those_of_the_same_payment() -> None:
    async with at_demo() as on:
        found = table(await on.call("payment_metrics", metrics=["retries"], by=["number"], **WINDOW))

    before = Counter[str]()
    later = Counter[str]()
    for one in sorted(shelf("charge").values(), key=lambda one: (one["created"], one["status"] != "failed")):
        if one["created"] < SINCE - 1:
            continue
        payment = one["payment_intent"] or one["id"]
        before[payment] += 1
        if before[payment] > 1 and one["created"] < UNTIL:
            later[str(before[payment]) if before[payment] < 4 else "4+"] += 1
    assert {one.slice["number"]: one.count for one in found.figures if one.count} == dict(later)
    assert later["2"] > 5


async def test_what_is_not_known_is_refused_by_its_field_with_what_comes_near() -> None:
    async with at_demo() as on:
        metric = await on.call("payment_metrics", metrics=["succes_rate"], **WINDOW)
        dimension = await on.call("payment_metrics", metrics=["attempts"], by=["colour"], **WINDOW)
        backwards = await on.call("payment_health", since=WINDOW["until"], until=WINDOW["since"])
        ahead = await on.call("payment_health", since=stamp(NOW + DAY), until=stamp(NOW + 2 * DAY))

    assert refused(metric) == "bad_arguments metrics"
    assert metric.error is not None and "attempt_success_rate" in str(metric.error.next)
    assert refused(dimension) == "bad_arguments by"
    assert (refused(backwards), refused(ahead)) == ("bad_arguments until", "bad_arguments since")


async def test_where_the_bound_is_met_the_past_is_cut_short_and_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "LISTED", 100)
    async with at_demo() as on:
        outcome = await on.call("payment_health", **WINDOW)

    assert outcome.status == "partial"
    assert [one.more for one in outcome.coverage.parts if one.name == "charges"] == [True]
    attempts = figure(health(outcome).figures, "attempts")
    assert attempts.count == 100 < len(charges())
    assert attempts.before is None, "nothing before was read, so that nothing is compared"


async def test_where_the_bound_is_met_before_the_window_that_is_whole_and_held_against_fewer_weeks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    day = {"since": stamp(UNTIL - DAY), "until": stamp(UNTIL)}
    async with at_demo() as on:
        all_of_it = health(await on.call("payment_health", **day))
    monkeypatch.setattr(looking, "LISTED", 300)
    async with at_demo() as on:
        outcome = await on.call("payment_health", **day)

    found, cut = health(outcome), outcome.coverage.part("earlier")
    assert figure(found.figures, "attempts").count == figure(all_of_it.figures, "attempts").count
    assert 0 < found.weeks < all_of_it.weeks
    assert cut is not None and cut.window is not None and cut.window.until is not None
    assert all(one.complete for one in outcome.coverage.parts if one.name not in {"earlier", "provider_payouts"})
    assert outcome.status == "partial" and missing(outcome)["earlier"] == "limit"
    assert gather.measured(outcome.coverage.parts)
    charges_part = outcome.coverage.part("charges")
    assert charges_part is not None and charges_part.window is not None
    assert charges_part.window.since == cut.window.until


async def test_each_figure_names_the_part_that_it_rests_on() -> None:
    async with at_demo() as on:
        noted(await on.call("payment_health", **WINDOW))
        noted(await on.call("payment_metrics", metrics=["attempts"], by=["service"], **WINDOW))


async def test_of_many_providers_those_are_looked_at_that_were_sent_money_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "ACCOUNTS", 5)
    async with at_demo(connected=shelf("account")) as on:
        outcome = await on.call("payment_health", **WINDOW)

    newest: dict[str, int] = {}
    for one in shelf("transfer").values():
        newest[one["destination"]] = max(one["created"], newest.get(one["destination"], 0))
    last = sorted(newest.values(), reverse=True)[:5]
    part = outcome.coverage.part("provider_payouts")
    assert part is not None and part.missing is not None
    named = part.filters["accounts"]
    assert isinstance(named, list)
    assert sorted((newest[str(account)] for account in named), reverse=True) == last
    assert f"the 5 of {len(shelf('account'))} accounts" in str(part.missing.detail)
    assert gather.measured(outcome.coverage.parts)


async def test_figures_of_payouts_are_of_more_providers_than_are_looked_at_beside_all_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gather, "ACCOUNTS", 5)
    async with at_demo(connected=shelf("account")) as on:
        alone = await on.call("payment_metrics", metrics=["payouts"], **WINDOW)
        monkeypatch.setattr(gather, "ACCOUNTS_ALONE", 4)
        fewer = await on.call("payment_metrics", metrics=["payouts"], **WINDOW)
    whole, cut = (one.coverage.part("provider_payouts") for one in (alone, fewer))
    assert whole is not None and whole.complete
    assert cut is not None and cut.missing is not None and "the 4 of" in str(cut.missing.detail)


@pytest.mark.parametrize(
    ("name", "reason", "more"),
    [
        ("provider_payouts", MissingReason.PERMISSION, False),
        ("provider_payouts", MissingReason.LIMIT, True),
        ("refunds", MissingReason.LIMIT, False),
        ("charges", None, True),
    ],
)
def test_what_else_is_lacking_leaves_the_health_unmeasured(name: str, reason: MissingReason | None, more: bool) -> None:
    lacking = Missing(reason=reason) if reason else None
    part = Part(name=name, resource=name, pages=1, rows=1, more=more, missing=lacking)
    whole = Part(name="disputes", resource="disputes", pages=1, rows=1)
    assert not gather.measured([whole, part])
    assert gather.measured([whole])


def moved(since: int, until: int) -> dict[tuple[str, str], int]:
    """What the balance got and gave in a time, by what and in which currency, from its transactions alone."""
    kinds = {"charge": "gross", "charge_failure": "gross", "refund": "refunds", "refund_failure": "refunds"}
    found = Counter[tuple[str, str]]()
    for one in shelf("balance_transaction").values():
        kind = kinds.get(one["reporting_category"])
        if kind and since <= one["created"] < until:
            found[kind, one["currency"]] += one["amount"] if kind == "gross" else -one["amount"]
            found["fees", one["currency"]] += one["fee"]
            found["net", one["currency"]] += one["net"]
    return dict(found)


async def test_what_a_day_brought_to_the_balance_is_what_its_transactions_come_to_by_the_zone_that_is_asked() -> None:
    names = ("gross", "refunds", "fees", "net")
    asked = {"metrics": [f"balance_{name}" for name in names], "by": ["day"], "zone": "Asia/Tokyo", **WINDOW}
    async with at_demo() as on:
        outcome = await on.call("payment_metrics", **asked)
        requests = [one.path for one in on.requests]

    found = table(outcome)
    begun = int(datetime(2026, 11, 10, tzinfo=ZoneInfo("Asia/Tokyo")).timestamp())
    told = {
        (one.metric.removeprefix("balance_"), one.currency): one.amount.minor
        for one in found.figures
        if one.slice["day"] == "2026-11-10" and one.amount
    }
    expected = moved(begun, begun + DAY)
    assert found.time_zone == "Asia/Tokyo"
    assert {key: told[key] for key in expected} == expected
    assert any(told[name, "usd"] for name in names if name != "refunds")
    assert {path for path in requests if path.startswith("/v1/")} == {"/v1/balance_transactions"}, "and no charges"
    assert [(part.name, part.complete) for part in outcome.coverage.parts] == [("ledger", True)]


async def test_a_zone_that_there_is_not_is_refused_by_its_name() -> None:
    async with at_demo() as on:
        outcome = await on.call("payment_metrics", metrics=["balance_net"], zone="Mars/Olympus", **WINDOW)
    assert refused(outcome) == "bad_arguments zone"
