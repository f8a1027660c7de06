"""The statistics against values that are known otherwise."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.statistics import Interval, interval, mean, paired, pass_at_one, pass_hat, quantile, upper_bound


@pytest.mark.parametrize(
    ("passed", "trials", "k", "chance"),
    [(3, 3, 3, 1.0), (2, 3, 3, 0.0), (2, 3, 1, 2 / 3), (2, 3, 2, 1 / 3), (4, 6, 3, 4 / 20), (0, 3, 1, 0.0)],
)
def test_pass_hat_is_the_share_of_draws_in_which_every_trial_passes(passed: int, trials: int, k: int, chance: float):
    assert pass_hat(passed, trials, k) == pytest.approx(chance)


@pytest.mark.parametrize(("passed", "trials", "k"), [(1, 2, 3), (3, 2, 1), (-1, 2, 1), (0, 0, 1), (1, 1, 0)])
def test_pass_hat_of_too_few_trials_is_refused(passed: int, trials: int, k: int):
    with pytest.raises(ValueError, match="can't be told"):
        pass_hat(passed, trials, k)


def test_pass_at_one_is_the_share_that_passed():
    assert pass_at_one(2, 3) == pytest.approx(2 / 3)


def test_families_that_all_score_alike_leave_nothing_to_chance():
    assert interval({"a": [0.5, 0.5], "b": [0.5]}) == Interval(0.5, 0.5, 0.5)


def test_a_single_family_has_no_width_however_its_cases_differ():
    assert interval({"a": [0.0, 1.0, 1.0]}).half_width == 0


def binomial_quantile(n: int, p: float, share: float) -> int:
    """The least count that at least `share` of Binomial(n, p) lies at or below."""
    total, count = 0.0, 0
    while True:
        total += comb(n, count) * p**count * (1 - p) ** (n - count)
        if total >= share:
            return count
        count += 1


@pytest.mark.parametrize(("n", "right"), [(20, 16), (40, 30), (60, 33)])
def test_the_interval_of_families_of_one_case_each_is_the_binomial_one(n: int, right: int):
    """Drawing n families of one case is drawing n times with the share that passed: a binomial, known exactly."""
    found = interval({f"f{at}": [float(at < right)] for at in range(n)})
    p = right / n
    assert found.mean == pytest.approx(p)
    assert found.low * n == pytest.approx(binomial_quantile(n, p, 0.025), abs=1e-9)
    assert found.high * n == pytest.approx(binomial_quantile(n, p, 0.975), abs=1e-9)


def test_cases_of_one_family_are_drawn_together():
    """Ten families whose four cases stand or fall together are known no better than ten cases."""
    together = interval({f"f{at}": [float(at < 7)] * 4 for at in range(10)})
    alone = interval({f"f{at}": [float(at < 7)] for at in range(10)})
    apart = interval({f"f{at}.{copy}": [float(at < 7)] for at in range(10) for copy in range(4)})
    assert together == alone
    assert apart.half_width < together.half_width


def test_the_same_values_always_get_the_same_interval_in_whatever_order():
    values = {f"f{at}": [at**0.5 / 4, at / 17] for at in range(9)}
    assert interval(values) == interval(dict(reversed(values.items())))
    assert interval(values, seed=1) != interval(values, seed=2)


def test_a_fall_everywhere_is_a_fall_and_one_of_chance_is_not():
    everywhere = {f"f{at}": [-0.2, -0.1] for at in range(12)}
    by_chance = {f"f{at}": [-0.3 if at % 2 else 0.28] for at in range(12)}
    assert upper_bound(everywhere) < 0
    assert mean(by_chance) < 0 < upper_bound(by_chance)


def test_the_upper_bound_of_a_binomial_is_its_ninety_fifth_percentile():
    found = upper_bound({f"f{at}": [float(at < 16)] for at in range(20)})
    assert found * 20 == pytest.approx(binomial_quantile(20, 0.8, 0.95), abs=1e-9)


def test_only_cases_that_both_runs_have_are_paired():
    family = {"a1": "a", "a2": "a", "b1": "b", "c1": "c"}
    found = paired({"a1": 1.0, "a2": 0.5, "b1": 0.0, "gone": 1.0}, {"a1": 0.0, "a2": 1.0, "b1": 1.0, "c1": 1.0}, family)
    assert found == {"a": [-1.0, 0.5], "b": [1.0]}


def test_nothing_has_no_mean_no_interval_and_no_quantile():
    for of_nothing in (mean, interval, upper_bound):
        with pytest.raises(ValueError, match="of nothing"):
            of_nothing({"a": []})
    with pytest.raises(ValueError, match="of nothing"):
        quantile([], 0.5)


@pytest.mark.parametrize(("share", "value"), [(0, 1.0), (0.5, 2.5), (1, 4.0), (0.25, 1.75)])
def test_a_quantile_lies_between_its_neighbours(share: float, value: float):
    assert quantile([1.0, 2.0, 3.0, 4.0], share) == value


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.floats(0, 1), min_size=1, max_size=4), min_size=1))
def test_an_interval_holds_its_mean_between_the_least_and_the_greatest_value(clusters: dict[str, list[float]]):
    found = interval(clusters, resamples=200)
    values = [value for values in clusters.values() for value in values]
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9
