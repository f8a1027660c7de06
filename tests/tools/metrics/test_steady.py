"""Since when traffic is steady: what a window is held against begins there."""

from datetime import datetime
from typing import Any

import pytest

from tools.contract.clock import Window
from tools.contract.figures import Figure
from tools.metrics.health import View, health
from tools.metrics.steady import thin
from tools.metrics.store import open_facts

from .shop import DAY, NOW, asked, attempt, table

END = int(NOW.timestamp())
SINCE, UNTIL = "2026-06-04T12:00+00:00", "2026-06-05T12:00+00:00"


def shop(a_day: dict[int, int]) -> dict[str, Any]:
    """So many attempts on each day, counted back from now: 0 is the last day."""
    days = [(day, number) for day, many in a_day.items() for number in range(many)]
    made = [attempt(at, END - day * DAY - 60 - number) for at, (day, number) in enumerate(days)]
    return {"attempts": table("attempts", made)}


def compared(facts: dict[str, Any]) -> Figure:
    (figure,) = asked(facts, "attempts", compared="same_weekdays", since=SINCE, until=UNTIL).figures
    return figure


@pytest.mark.parametrize("stray", [0, 1])
def test_a_day_is_held_against_the_weeks_since_traffic_is_steady_and_not_against_a_few_payments_before(
    stray: int,
) -> None:
    figure = compared(shop({**dict.fromkeys(range(61), 20), **dict.fromkeys(range(61, 100), stray)}))
    assert figure.before is not None
    assert (figure.before.windows, figure.before.count, figure.before.change) == (8, 20, 0)


def test_an_account_that_was_always_as_busy_is_held_against_all_twelve_weeks() -> None:
    figure = compared(shop(dict.fromkeys(range(100), 20)))
    assert figure.before is not None
    assert (figure.before.windows, figure.before.count) == (12, 20)


def test_one_week_without_a_payment_ends_nothing_and_is_in_the_mean() -> None:
    figure = compared(shop({day: 0 if 22 <= day < 29 else 20 for day in range(100)}))
    assert figure.before is not None
    assert (figure.before.windows, figure.before.count) == (12, round(20 * 11 / 12, 2))


@pytest.mark.parametrize(
    ("days", "thin_days"),
    [
        ([], 0),
        ([5] * 13, 0),
        ([0] * 84, 0),
        ([0] * 70 + [9] * 14, 70),
        ([1] * 40 + [3, 10] * 22, 41),
        ([10] * 28 + [0] * 14 + [10] * 42, 42),
        ([10] * 70 + [0] * 14, 0),
        ([6 + day // 14 for day in range(84)], 0),
        ([0, 10, 10, 10, 10, 10, 10] * 12, 0),
    ],
    ids=[
        "none",
        "too short",
        "idle",
        "began",
        "few then many",
        "stood still",
        "stands still",
        "grows",
        "rests on Sundays",
    ],
)
def test_what_is_thin_is_told_by_the_newest_weeks(days: list[int], thin_days: int) -> None:
    assert thin(days) == thin_days


@pytest.mark.parametrize(
    ("since", "windows", "weeks"), [("2026-06-04", 12, 12), ("2026-05-26", 6, 12), ("2026-05-08", 3, 12)]
)
def test_a_health_says_how_many_weeks_back_it_is_held_against_and_not_how_many_windows(
    since: str, windows: int, weeks: int
) -> None:
    window = Window(since=datetime.fromisoformat(f"{since}T12:00+00:00"), until=NOW)
    with open_facts(shop(dict.fromkeys(range(120), 20))) as facts:
        told = health(View(facts, window, "UTC", NOW))
    [attempts] = [one for one in told.figures if one.metric == "attempts"]
    assert attempts.before is not None
    assert (attempts.before.windows, told.weeks) == (windows, weeks)
