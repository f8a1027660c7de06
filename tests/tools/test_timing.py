"""When a schedule pays out, and what others would have done: the arithmetic, checked against small sums by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.contract.money import Money
from tools.contract.payouts import Balance, Interval, Schedule, ScheduleTrial, Upcoming
from tools.payouts.timing import Days, next_payouts, trials, upcoming_days
from tools.shapes.accounts import LedgerEntry

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
DAY = timedelta(days=1)


def schedule(interval: Interval = "weekly", minimum: int = 0, **changes: object) -> Schedule:
    kept = [Money(currency="usd", minor=minimum)] if minimum else []
    days = {"weekly_days": ["monday"]} if interval == "weekly" else {}
    return Schedule(interval=interval, minimum=kept, read_from="x", **days).model_copy(update=changes)


def came(day: float, minor: int, number: int = 0) -> LedgerEntry:
    at = int((MONDAY + day * DAY).timestamp())
    return LedgerEntry(id=f"txn_{number}", created=at, amount=minor, fee=0, net=minor, currency="usd",
                       available_on=at, type="payment")  # fmt: skip


def tried(set_: Schedule, *entries: LedgerEntry, days: int = 28) -> dict[str, ScheduleTrial]:
    found = trials(set_, entries, MONDAY, MONDAY + days * DAY)
    return {one.interval: one for one in found}


def test_the_waits_of_a_week_by_hand() -> None:
    """100 is there on Tuesday and 300 on Thursday: by the day they wait not at all, by Mondays six and four days."""
    found = tried(schedule(), came(1, 100), came(3, 300), days=7)
    assert (found["daily"].average_wait, found["daily"].payouts) == ("PT0S", 2)
    assert (found["weekly"].average_wait, found["weekly"].payouts) == ("P4DT12H", 1)  # (6 * 100 + 4 * 300) / 400 days
    assert (found["weekly"].present, found["daily"].present) == (True, False)
    assert (found["monthly"].payouts, found["monthly"].left.minor) == (0, 400)


def test_what_comes_on_a_weekend_waits_for_monday() -> None:
    assert tried(schedule("daily"), came(5, 100))["daily"].average_wait == "P2D"


def test_less_than_the_minimum_stays_and_is_counted() -> None:
    found = tried(schedule(minimum=150), came(1, 100), came(8, 100), days=21)
    assert (found["weekly"].payouts, found["weekly"].below_minimum) == (1, 2)
    assert (found["weekly"].paid.minor, found["weekly"].left.minor) == (50, 150)


def test_what_was_taken_back_comes_off_the_oldest() -> None:
    found = tried(schedule(), came(1, 100), came(2, -100), came(3, 300), days=7)
    assert (found["weekly"].average_wait, found["weekly"].paid.minor) == ("P4D", 300)


def test_the_currency_that_came_in_most_often_is_tried_whatever_its_minor_units_count() -> None:
    yen = came(1, 90_000).model_copy(update={"currency": "jpy"})
    [currency] = {one.currency for one in tried(schedule(), yen, came(1, 400), came(3, 300)).values()}
    assert currency == "usd", "90,000 JPY and 7.00 USD have no order"


@given(st.lists(st.tuples(st.integers(0, 25), st.integers(-5_000, 9_000)), max_size=30), st.integers(0, 3_000))
def test_what_was_paid_and_what_is_left_come_to_what_came_in_on_every_schedule(
    rows: list[tuple[int, int]], minimum: int
) -> None:
    entries = [came(day, minor, number) for number, (day, minor) in enumerate(rows)]
    for one in tried(schedule(minimum=minimum), *entries).values():
        assert one.paid.minor + one.left.minor == sum(minor for _, minor in rows)


@given(st.lists(st.tuples(st.integers(0, 25), st.integers(1, 9_000)), min_size=1, max_size=30))
def test_every_day_never_pays_less_than_once_a_week(rows: list[tuple[int, int]]) -> None:
    found = tried(schedule(), *[came(day, minor, number) for number, (day, minor) in enumerate(rows)])
    assert found["daily"].paid.minor >= found["weekly"].paid.minor


def test_a_schedule_by_hand_is_none_of_those_that_were_tried() -> None:
    assert not any(one.present for one in tried(schedule("manual"), came(1, 100)).values())
    assert tried(schedule(), came(1, -100)) == {}


@pytest.mark.parametrize(
    ("days", "dates"),
    [
        (Days("daily"), ["11-17", "11-18", "11-19", "11-20", "11-23"]),
        (Days("weekly", weekly=("monday", "thursday")), ["11-19", "11-23", "11-26", "11-30", "12-03"]),
        (Days("monthly", monthly=(31,)), ["11-30", "12-31"]),
        (Days("monthly", monthly=(21,)), ["11-23", "12-21"]),
    ],
)
def test_the_days_of_a_schedule_are_banking_days(days: Days, dates: list[str]) -> None:
    assert [f"{day:%m-%d}" for day, _ in zip(upcoming_days(days, MONDAY), dates, strict=False)] == dates


def test_the_next_payout_takes_what_is_available_by_its_day_beyond_the_minimum() -> None:
    held = Balance(available=[Money(currency="usd", minor=100)])
    waits = [Upcoming(on=MONDAY + day * DAY, amount=Money(currency="usd", minor=minor), movements=1)
             for day, minor in ((2, 500), (9, 700))]  # fmt: skip
    [plain] = next_payouts(schedule(), held, waits, MONDAY, 2)
    [kept] = next_payouts(schedule(minimum=1_000), held, waits, MONDAY, None)
    assert (plain.on, plain.amount.minor, plain.arrives) == (MONDAY + 7 * DAY, 600, MONDAY + 9 * DAY)
    assert (kept.on, kept.amount.minor, kept.arrives) == (MONDAY + 14 * DAY, 300, None)
    assert next_payouts(schedule("manual"), held, waits, MONDAY, 2) == []
    assert next_payouts(None, held, waits, MONDAY, 2) == []
