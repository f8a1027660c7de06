"""Findings about shares: each fault once and at its place, next to nothing where nothing happened."""

from random import Random

import pytest

from tests.tools.detectors.weeks import NOW, SINCE, befallen, declined, drawn, named, succeeded, told
from tests.tools.metrics.shop import DAY, attempt, table
from tools.detectors import Looking, detect
from tools.metrics.store import open_facts


def test_a_slice_that_declines_is_told_once_and_at_its_place() -> None:
    [found] = told(befallen(drawn(1), "do_not_honor", "issuer", country="CA"))

    assert (found.detector, found.where, found.state, found.direction) == (
        "rate_drop",
        {"country": "CA"},
        "active",
        "lower",
    )
    assert found.before is not None
    assert found.before.rate is not None
    assert found.before.rate > 0.85
    assert found.effect is not None
    assert found.effect < -0.4
    assert [one.dimension for one in found.attribution] == ["country"]
    assert [money.currency for money in found.money] == ["usd"]
    assert 0 < len(found.representatives) <= 5


def test_a_fall_of_everything_is_told_though_no_slice_of_it_shows_it() -> None:
    """One of sixteen more, of a bad day: by itself once in a thousand days by chance."""
    paid = [row["id"] for row in drawn(31) if row["created"] >= SINCE and row["ending"] == "paid"]
    lost = set(paid[::16])
    rows = [declined(row, "do_not_honor", "issuer") if row["id"] in lost else row for row in drawn(31)]
    [found] = told(rows)

    assert (found.detector, found.where) == ("rate_drop", {})
    assert found.q_value is not None
    assert 0.0006 < found.q_value < 0.0015


@pytest.mark.parametrize("wild", [False, True])
def test_a_slice_by_two_is_told_unless_its_own_days_differ_as_much(wild: bool) -> None:
    """Half of the Canadian attempts with one brand are refused, today or on every second day."""
    rows = [
        declined(row, "do_not_honor", "issuer")
        if (row["brand"], row["country"]) == ("mastercard", "CA")
        and (row["created"] >= SINCE or (wild and row["created"] // DAY % 2))
        and number % 2
        else row
        for number, row in enumerate(drawn(32, a_day=400))
    ]
    places = [one.where for one in told(rows)]
    assert places == ([] if wild else [{"brand": "mastercard", "country": "CA"}])


def test_two_faults_at_once_are_both_told() -> None:
    rows = befallen(drawn(2), "do_not_honor", "issuer", country="CA")
    found = told(befallen(rows, "issuer_not_available", "processing", brand="mastercard"))

    assert sorted(named(found), key=str) == [
        ("issuer_outage", {"brand": "mastercard"}),
        ("rate_drop", {"country": "CA"}),
    ]


def test_an_outage_that_is_over_is_dated_by_the_hour_and_recovered() -> None:
    begin, end = SINCE + 6 * 3600, SINCE + 12 * 3600
    rows = befallen(drawn(3, a_day=400), "issuer_not_available", "processing", begin, end, brand="mastercard")
    [found] = told(rows)

    assert (found.detector, found.state) == ("issuer_outage", "recovered")
    assert found.until is not None
    assert abs(int(found.since.timestamp()) - begin) <= 3600
    assert abs(int(found.until.timestamp()) - end) <= 3600


def test_a_change_that_began_days_ago_is_dated_then() -> None:
    begun = SINCE - 3 * DAY
    [found] = told(befallen(drawn(4), "do_not_honor", "issuer", begun, country="CA"))

    assert abs(int(found.since.timestamp()) - begun) <= DAY


def test_a_new_rule_is_told_by_its_name() -> None:
    blocked = {"ending": "blocked", "captured": 0, "code": "rule", "category": "blocked", "rule": "rule_2"}
    rows = [row | blocked if row["created"] >= SINCE and row["amount"] > 7500 else row for row in drawn(5)]
    [found] = told(rows)

    assert (found.detector, found.where, found.direction) == ("rule_effect", {"rule": "rule_2"}, "higher")


@pytest.mark.parametrize(("payments", "expected"), [(2, []), (12, ["rate_drop"])])
def test_a_few_payments_that_are_tried_again_and_again_are_a_few(payments: int, expected: list[str]) -> None:
    """Twelve attempts are blocked for their risk, of so many payments."""
    blocked = {"ending": "blocked", "captured": 0, "code": "highest_risk_level", "category": "blocked"}
    base = next(row for row in drawn(35) if row["created"] >= SINCE and row["country"] == "CA")
    more = [
        base | blocked | {"id": f"ch_b{at}", "payment": f"pi_b{at % payments}", "customer": f"cus_b{at % payments}",
                          "created": SINCE + 3600 * (at + 2)}
        for at in range(12)
    ]  # fmt: skip
    assert [one.detector for one in told([*drawn(35), *more])] == expected


def test_cards_that_are_tested_are_told_and_make_nothing_else_look_wrong() -> None:
    rows, base = drawn(7), attempt(0, 0)
    burst = [
        declined(base, "incorrect_cvc", "card_data")
        | {"id": f"ch_t{at}", "payment": f"pi_t{at}", "created": SINCE + 3600 + at * 30, "amount": 120,
           "method": "card", "customer": f"cus_t{at % 2}", "card": f"card_t{at}", "brand": "visa", "country": "US"}
        for at in range(60)
    ]  # fmt: skip
    [found] = told([*rows, *burst])

    assert (found.detector, found.payments, found.state) == ("card_testing", 60, "recovered")


def test_what_an_issuer_does_to_one_customers_many_attempts_is_no_test_of_cards() -> None:
    """The twin: as many attempts by as few customers, with the one card that each has."""
    base = attempt(0, 0)
    tries = [
        declined(base, "insufficient_funds", "funds")
        | {"id": f"ch_t{at}", "payment": f"pi_t{at}", "created": SINCE + 3600 + at * 30, "amount": 120,
           "method": "card", "customer": f"cus_t{at % 2}", "card": f"card_t{at % 2}", "brand": "visa", "country": "US"}
        for at in range(30)
    ]  # fmt: skip
    assert "card_testing" not in [one.detector for one in told([*drawn(8), *tries])]


def test_the_same_payment_twice_within_minutes_is_told_unless_it_was_refunded() -> None:
    rows = drawn(9)
    first = next(row for row in rows if row["created"] >= SINCE and row["ending"] == "paid")
    again = first | {"id": "ch_again", "payment": "pi_again", "created": first["created"] + 40}

    [found] = told([*rows, again])
    assert (found.detector, found.payments) == ("duplicate_charges", 1)
    assert "pi_again" in found.representatives
    assert told([*rows, again | {"refunded": again["amount"]}]) == []


def test_quiet_days_are_told_nothing_of() -> None:
    """Ninety tests of a day, each of dozens of slices, held to five false in a thousand days."""
    alarms = [one for seed in range(10) for back in range(3) for one in told(drawn(100 + seed), SINCE - back * DAY)]
    assert len(alarms) <= 1, alarms


def test_a_handful_of_payments_is_told_nothing_of() -> None:
    assert told(befallen(drawn(11, a_day=8), "do_not_honor", "issuer", country="CA")) == []


def test_cards_that_are_tested_hide_no_way_to_pay_that_broke_meanwhile() -> None:
    """One in ten is never tried, and of one service's none any more; meanwhile three customers try many cards."""
    draw = Random(8)  # noqa: S311
    rows = [row | {"service": draw.choice(("cleaning", "moving", "repair"))} for row in drawn(8, a_day=42)]
    lost = {row["payment"] for row in rows if int(row["created"]) >= NOW - 20 * 3600 and row["service"] == "cleaning"}
    lost |= {row["payment"] for row in rows if draw.random() < 0.1}
    tests = [
        declined(succeeded(draw, 50_000 + number, NOW - 7200 + number), "incorrect_number", "card_data")
        | {"amount": 150, "customer": f"cus_tester{number % 3}", "service": "moving"}
        for number in range(240)
    ]
    tried = [row for row in rows if row["payment"] not in lost] + tests
    begun = [
        {"id": row["payment"], "created": row["created"], "currency": "usd", "amount": row["amount"],
         "service": row["service"], "customer": None if row["payment"] in lost else row["customer"],
         "status": "requires_confirmation" if row["payment"] in lost else "succeeded",
         "attempts": 0 if row["payment"] in lost else 1}
        for row in (*rows, *tests)
    ]  # fmt: skip
    with open_facts({"attempts": table("attempts", tried), "payments": table("payments", begun)}) as facts:
        found = detect(Looking(facts, "UTC", SINCE, NOW, NOW), "booking_id")
    assert {("card_testing", ""), ("broken_flow", "cleaning")} <= {
        (one.detector, one.where.get("service", "")) for one in found
    }
