"""Where a change is, and since when."""

from math import sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.detectors.attribution import localised, split
from tools.detectors.dating import Stretch, begun_before, stretch
from tools.detectors.significance import Pair, Spread, chance
from tools.metrics.chance import shares_apart

COUNTS = st.integers(0, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


def _pair(now: tuple[int, int], then: tuple[int, int]) -> Pair:
    return Pair(now[0], now[1], then[0], then[1])


@given(st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=6))
def test_both_parts_of_a_change_add_up_to_it(counts: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    slices = {str(place): _pair(now, then) for place, (now, then) in enumerate(counts)}
    whole = sum(slices.values(), Pair())
    if not whole.of_now or not whole.of_then:
        return
    told = split(slices, 1.0)
    assert told.rate + told.mix == pytest.approx(whole.apart, abs=1e-9)


def test_where_only_shares_change_nothing_is_of_the_rates() -> None:
    told = split({"good": Pair(90, 100, 900, 1000), "poor": Pair(250, 500, 50, 100)}, 1.0)
    assert told.rate == pytest.approx(0)
    assert told.mix < -0.2
    assert told.mixed in {"good", "poor"}


def test_a_change_in_two_dimensions_is_traced_through_both() -> None:
    cells = {
        (brand, country): Pair(40 if (brand, country) == ("visa", "CA") else 180, 200, 1800, 2000)
        for brand in ("visa", "mastercard")
        for country in ("US", "CA")
    }
    found = localised(cells, ("brand", "country"), -1, 1.0)
    assert found.where == {"brand": "visa", "country": "CA"}
    assert all(step.z < -4 for step in found.steps)


def test_what_changes_everywhere_is_traced_nowhere() -> None:
    cells = {(brand, country): Pair(140, 200, 1800, 2000) for brand in ("visa", "amex") for country in ("US", "CA")}
    assert localised(cells, ("brand", "country"), -1, 1.0).where == {}


def test_a_small_share_of_few_is_no_less_likely_than_the_binomial_tail() -> None:
    """Three failures of twenty where one in a hundred fails: chance makes that once in a thousand days."""
    assert chance(Pair(3, 20, 10, 1000), Spread(1.0, 60), 1) > 5e-4
    assert chance(Pair(15, 20, 10, 1000), Spread(1.0, 60), 1) < 1e-6


def test_the_wilder_the_days_the_less_a_change_says() -> None:
    calm, wild = (chance(Pair(820, 1000, 10_800, 12_000), Spread(phi, 60), -1) for phi in (1.0, 3.0))
    assert calm < wild / 100


def test_what_became_better_is_nothing_and_what_became_worse_is_tested_one_way() -> None:
    fell, spread = Pair(860, 1000, 10_800, 12_000), Spread(1.0, 60)
    assert chance(fell, spread, 1) == 1.0
    both_ways = shares_apart((fell.now, fell.of_now), (fell.then, fell.of_then), spread.phi, spread.freedom).chance
    assert chance(fell, spread, -1) == pytest.approx(both_ways / 2)


def test_a_slice_has_its_part_of_the_ups_and_downs() -> None:
    """A day that moves everybody's odds alike moves the count of a tenth of them by a tenth."""
    draw, square = Random(3), 0.0  # noqa: S311
    for _ in range(2000):
        share = min(1.0, max(0.0, draw.gauss(0.5, sqrt(0.25 * 2 / 1000))))
        square += (sum(draw.random() < share for _ in range(100)) - 50) ** 2 / 25
    assert Spread(3.0, 60).of_part(0.1).phi == pytest.approx(1.2)
    assert square / 2000 == pytest.approx(1.2, abs=0.12)


BUCKETS = [(90, 100)] * 24


@pytest.mark.parametrize(
    ("first", "end", "expected"),
    [(6, 12, Stretch(6, 12, False)), (15, 24, Stretch(15, 24, True)), (0, 24, Stretch(0, 24, True))],
)
def test_a_fault_is_dated_by_its_buckets(first: int, end: int, expected: Stretch) -> None:
    buckets = [*BUCKETS[:first], *[(50, 100)] * (end - first), *BUCKETS[end:]]
    assert stretch(buckets, 0.9, -1) == expected


def test_what_is_as_usual_has_no_stretch() -> None:
    assert stretch(BUCKETS, 0.9, -1) is None
    assert stretch([(95, 100)] * 24, 0.9, -1) is None


def test_a_fault_is_followed_back_over_the_days_that_were_alike() -> None:
    assert begun_before([(90, 100)] * 5 + [(60, 100)] * 3, 0.9, 0.6) == 3
    assert begun_before([(60, 100), (90, 100)], 0.9, 0.6) == 0
