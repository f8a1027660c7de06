"""Values of each kind, against what they might be mistaken for."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.scoring.comparing import alike, moment, same

USD: dict[str, Any] = {"currency": "usd", "minor": 7195}
RATE: dict[str, Any] = {"rate": 0.7101, "succeeded": 169, "attempted": 238}


@pytest.mark.parametrize(
    ("kind", "expected", "stated", "others"),
    [
        ("money", 7195, USD, [{**USD, "minor": 7196}, {**USD, "currency": "eur"}, 7195, "71.95", None]),
        ("money", 0, {**USD, "minor": 0}, [False, 0, None, {"currency": "usd", "minor": False}]),
        ("time", 1794440142, "2026-11-11T23:35:42Z", ["2026-11-11T23:35:43Z", "2026-11-11T23:35:42", "soon", None]),
        ("count", 3, 3, [4, "3", True, None]),
        ("count", 1, 1.0, [True, 1.5]),
        ("bool", False, False, [True, 0, None, "false"]),
        ("id", "ch_1", "ch_1", ["ch_2", "CH_1", None, ["ch_1"]]),
        ("set", ("a", "b"), ["b", "a"], [["a"], ["a", "b", "c"], "ab", None]),
        (
            "rate",
            ("169", "238"),
            RATE,
            [
                {**RATE, "rate": 0.711},
                {**RATE, "rate": 0.7102},
                {**RATE, "rate": None},
                {**RATE, "attempted": 239},
                {**RATE, "succeeded": "169.5"},
                {"rate": 0.7101},
                {"rate": 0.7101, "succeeded": 338, "attempted": 476},
                0.7101,
                None,
            ],
        ),
        ("rate", ("0", "0"), {}, [{"rate": "0", "succeeded": 0, "attempted": 0}]),
    ],
)
def test_only_the_right_value_is_the_same(kind: Any, expected: Any, stated: Any, others: list[Any]) -> None:
    if stated:
        assert same(kind, expected, stated, unit="usd")
    assert [other for other in others if same(kind, expected, other, unit="usd")] == []


@given(minor=st.integers(-(10**12), 10**12), other=st.integers(-(10**12), 10**12))
def test_amounts_are_the_same_to_the_last_minor_unit(minor: int, other: int) -> None:
    stated: Any = {"currency": "jpy", "minor": other}
    assert same("money", minor, stated, unit="jpy") == (minor == other)


def test_a_time_may_be_off_by_its_tolerance_and_no_more() -> None:
    assert same("time", 1794440142, "2026-11-11T23:36:42Z", unit=None, tolerance=60)
    assert not same("time", 1794440142, "2026-11-11T23:36:43Z", unit=None, tolerance=60)


def test_a_time_is_the_same_in_another_zone() -> None:
    assert moment("2026-11-12T00:35:42+01:00") == moment("2026-11-11T23:35:42Z") == 1794440142


@pytest.mark.parametrize(
    ("account", "stated", "verdict"),
    [
        (7195, USD, True),
        (7196, USD, False),
        (1794440142, "2026-11-11T23:35:42Z", True),
        (1794440142, "2026-11-12T23:35:42Z", False),
        (True, True, True),
        (False, True, False),
        (None, "ch_1", False),
        (None, None, True),
        ("failed", "failed", True),
        ("failed", "succeeded", False),
        ("lea@mail.example", "[email-a2ac430dd3]", None),
        ("48201", "482*", True),
        ("58201", "482*", False),
        (True, USD, None),
        (7195, "insufficient_funds", None),
        (True, 1, None),
    ],
)
def test_what_a_tool_shows_is_compared_to_what_the_account_holds(account: Any, stated: Any, verdict: bool) -> None:
    assert alike(account, stated, "usd") is verdict


@given(
    account=st.from_type(int | str | bool | None),
    stated=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["currency", "minor", "rate"]), inner)
        ),
        max_leaves=6,
    ),
)
def test_no_value_is_too_strange_to_compare(account: Any, stated: Any) -> None:
    alike(account, stated, "usd")
    for kind in ("money", "id", "enum", "time", "count", "rate", "bool", "set", "text"):
        same(kind, account, stated, unit="usd")
