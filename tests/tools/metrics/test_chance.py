"""The tests of change against their formulas, and how often they tell a change where there was none."""

from collections.abc import Callable
from math import sqrt
from typing import Any

import numpy as np
import pytest
from scipy import stats

from tools.metrics.chance import (
    LEVEL,
    Day,
    Difference,
    discoveries,
    of_means,
    of_shares,
    of_sums,
    phi_of_counts,
    phi_of_shares,
)
from tools.metrics.finish import wilson

WEEKS = 12
DAYS = WEEKS * 7


def test_wilson_s_interval_is_the_published_one() -> None:
    for successes, trials in ((0, 10), (10, 10), (81, 263), (15, 148), (1, 29)):
        known = stats.binomtest(successes, trials).proportion_ci(0.95, method="wilson")
        assert wilson(successes, trials) == pytest.approx((known.low, known.high), abs=1e-12)
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)  # R. Newcombe, 1998, table I


def test_phi_of_coins_is_near_one_and_of_what_swings_is_pearson_s() -> None:
    days = [Day(day % 7, 90 + (5 if day % 14 < 7 else -5), 100) for day in range(DAYS)]
    square = sum((day.numerator - 90) ** 2 / (100 * 0.9 * 0.1) for day in days)
    assert phi_of_shares(days) == pytest.approx(square / (DAYS - 7))
    counts = [Day(day % 7, 100 + (30 if day % 14 < 7 else -30)) for day in range(DAYS)]
    assert phi_of_counts(counts) == pytest.approx(DAYS * 9 / (DAYS - 7))


def test_the_weekdays_own_level_is_no_overdispersion() -> None:
    days = [Day(day % 7, 90 - 10 * (day % 7), 100) for day in range(DAYS)]
    assert phi_of_shares(days) == 1.0
    flattened = [Day(0, day.numerator, day.denominator) for day in days]
    assert phi_of_shares(flattened) > 10


def test_days_that_only_differ_as_coins_do_give_the_test_of_two_proportions() -> None:
    days = [Day(day % 7, 90, 100) for day in range(DAYS)]
    found = of_shares((80, 100), (1080, 1200), days)
    assert found is not None
    pooled = 1160 / 1300
    z = (0.8 - 0.9) / sqrt(pooled * (1 - pooled) * (1 / 100 + 1 / 1200))
    assert found.chance == pytest.approx(2 * stats.t.sf(abs(z), DAYS - 7))


def test_two_weeks_at_least_are_needed() -> None:
    days = [Day(day % 7, 90, 100) for day in range(7)]
    assert of_shares((80, 100), (90, 100), days) is None
    assert of_sums(80, 90, 1, days) is None
    assert of_means((80, 100), (90, 100), days) is None
    twice = [Day(day % 7, 90, 100) for day in range(14)]
    assert of_shares((80, 100), (90, 100), twice) is not None


def test_so_many_payments_as_are_needed_tell_the_change() -> None:
    days = [Day(day % 7, 90, 100) for day in range(DAYS)]
    found = of_shares((85, 100), (1080, 1200), days)
    assert found is not None and found.chance > LEVEL
    needed = found.needed(0.01, 100 / 1200)
    larger = of_shares((round(0.85 * needed), needed), (round(0.9 * needed * 12), needed * 12), days)
    fewer = round(needed * 0.8)
    smaller = of_shares((round(0.85 * fewer), fewer), (round(0.9 * fewer * 12), fewer * 12), days)
    assert larger is not None and larger.chance < LEVEL * 1.3
    assert smaller is not None and smaller.chance > LEVEL


def test_discoveries_are_benjamini_and_hochberg_s() -> None:
    chances = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216]
    stepped = [min(chances[later] * 10 / (later + 1) for later in range(place, 10)) for place in range(10)]
    assert discoveries(chances) == pytest.approx(stepped)
    assert discoveries(chances[::-1]) == pytest.approx(stepped[::-1])
    assert discoveries([]) == []


def alarms(
    draw: Callable[[np.random.Generator], tuple[Any, Any]], test: Callable[[Any, Any], Difference | None]
) -> float:
    """How often a test tells a change in series where there is none."""
    generator, told, series = np.random.default_rng(20261126), 0, 1500
    for _ in range(series):
        found = test(*draw(generator))
        assert found is not None
        told += found.chance < LEVEL
    return told / series


def shares(a_day: int, swing: float) -> Callable[[np.random.Generator], tuple[Any, Any]]:
    """Successes of each of 85 days with the week's pattern, each day with a swing of its own."""
    week = np.array([0.0, 0.01, 0.005, 0.0, -0.01, -0.02, -0.015])

    def draw(generator: np.random.Generator) -> tuple[Any, Any]:
        level = 0.88 + week[np.arange(DAYS + 1) % 7] + generator.normal(0, swing, DAYS + 1)
        return generator.binomial(a_day, np.clip(level, 0, 1)), a_day

    return draw


def with_phi(successes: Any, a_day: int) -> Difference | None:
    days = [Day(day % 7, int(successes[day]), a_day) for day in range(DAYS)]
    same = [one for one in days if one.weekday == DAYS % 7]
    return of_shares((int(successes[DAYS]), a_day), (sum(one.numerator for one in same), a_day * len(same)), days)


def without_phi(successes: Any, a_day: int) -> Difference | None:
    found = with_phi(successes, a_day)
    if found is None:
        return None
    pooled = sum(int(successes[day]) for day in range(DAYS % 7, DAYS + 1, 7)) / (a_day * (WEEKS + 1))
    spread = pooled * (1 - pooled)
    return Difference(found.difference, sqrt(spread * (1 / a_day + 1 / (a_day * WEEKS))), found.freedom, spread)


@pytest.mark.parametrize(("a_day", "swing"), [(100, 0.0), (1000, 0.005), (20_000, 0.005)])
def test_rates_are_said_to_change_no_more_often_than_promised(a_day: int, swing: float) -> None:
    assert alarms(shares(a_day, swing), with_phi) <= LEVEL * 1.5


def test_a_plain_test_of_two_proportions_would_cry_wolf() -> None:
    assert alarms(shares(20_000, 0.005), without_phi) > LEVEL * 5


def test_counts_are_said_to_change_no_more_often_than_promised() -> None:
    def draw(generator: np.random.Generator) -> tuple[Any, Any]:
        level = 400 * np.array([1.0, 1.1, 1.2, 1.0, 1.3, 0.7, 0.6])[np.arange(DAYS + 1) % 7]
        return generator.poisson(level * generator.gamma(100, 1 / 100, DAYS + 1)), None

    def test(counts: Any, _: None) -> Difference | None:
        days = [Day(day % 7, int(counts[day])) for day in range(DAYS)]
        same = [one.numerator for one in days if one.weekday == DAYS % 7]
        return of_sums(int(counts[DAYS]), sum(same), len(same), days)

    assert alarms(draw, test) <= LEVEL * 1.5


def test_means_are_said_to_change_no_more_often_than_promised() -> None:
    def draw(generator: np.random.Generator) -> tuple[Any, Any]:
        numbers = generator.integers(80, 200, DAYS + 1)
        return [int(generator.gamma(2 * number, 2500)) for number in numbers], numbers

    def test(sums: Any, numbers: Any) -> Difference | None:
        days = [Day(day % 7, sums[day], int(numbers[day])) for day in range(DAYS)]
        same = [one for one in days if one.weekday == DAYS % 7]
        then = sum(one.numerator for one in same), sum(one.denominator for one in same)
        return of_means((sums[DAYS], int(numbers[DAYS])), then, days)

    assert alarms(draw, test) <= LEVEL * 1.5
