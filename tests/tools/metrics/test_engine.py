"""The engine: the same whole numbers however the facts lie, and refusals that say what there is."""

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from tools.contract.clock import Window
from tools.metrics.catalogue import METRICS
from tools.metrics.engine import Query, ask, dimensions, held, open_facts
from tools.metrics.query import NotHeld, Unanswerable, UnknownDimension, UnknownMetric

from .shop import NOW, Rows, asked, at, attempt, attempts, only, table

MADE = attempts(3000)
FACTS = {"attempts": table("attempts", MADE)}
PAID = ("paid", "authorized")
DECIDED = (*PAID, "failed", "blocked", "reversed")


def counted(rows: Rows, of: Callable[[Any], bool]) -> int:
    return sum(of(row) for row in rows)


def test_a_rate_is_the_division_of_what_was_counted() -> None:
    figure = only(asked(FACTS, "attempt_success_rate"))
    paid = counted(MADE, lambda row: row["ending"] in PAID)
    decided = counted(MADE, lambda row: row["ending"] in DECIDED)
    assert (figure.numerator, figure.denominator) == (paid, decided)
    assert figure.rate == round(paid / decided, 4)
    assert figure.low is not None and figure.high is not None and figure.low < figure.rate < figure.high


def test_pending_and_invalid_attempts_are_no_failures() -> None:
    rows = [attempt(number, at("2026-06-01T00:00Z"), ending=ending)
            for number, ending in enumerate(("paid", "pending", "invalid"))]  # fmt: skip
    assert only(asked({"attempts": table("attempts", rows)}, "attempt_success_rate")).rate == 1.0


def test_slices_add_up_to_the_whole() -> None:
    whole = only(asked(FACTS, "attempt_success_rate"))
    split = asked(FACTS, "attempt_success_rate", by=("service", "metadata_team"))
    assert sum(one.numerator or 0 for one in split.figures) == whole.numerator
    assert sum(one.denominator or 0 for one in split.figures) == whole.denominator
    assert {one.slice["service"] for one in split.figures} == {"moving", "cleaning", "none"}


def test_amounts_of_two_currencies_stay_apart() -> None:
    told = asked(FACTS, "gmv", "average_value")
    sums = Counter[str]()
    for row in MADE:
        sums[row["currency"]] += row["captured"]
    volumes = [one.amount for one in told.figures if one.metric == "gmv"]
    assert {one.currency: one.minor for one in volumes if one} == dict(sums)
    assert {str(one).split()[-1] for one in volumes} == {"USD", "JPY", "KWD"}


def test_a_condition_is_the_slice_of_the_same_name() -> None:
    split = asked(FACTS, "attempt_success_rate", "gmv", by=("service",)).figures
    for service in ("moving", "none"):
        alone = asked(FACTS, "attempt_success_rate", "gmv", where={"service": service}).figures
        beside = [one for one in split if one.slice["service"] == service]
        assert [one.model_copy(update={"slice": {}}) for one in beside] == alone


def test_a_code_s_share_is_of_all_failures_and_its_rate_of_all_attempts() -> None:
    told = asked(FACTS, "decline_share", "decline_rate", by=("code",)).figures
    failed = counted(MADE, lambda row: row["code"] is not None)
    decided = counted(MADE, lambda row: row["ending"] in DECIDED)
    assert {one.denominator for one in told if one.metric == "decline_share"} == {failed}
    assert {one.denominator for one in told if one.metric == "decline_rate"} == {decided}
    assert sum(one.numerator or 0 for one in told if one.metric == "decline_share") == failed


def test_what_no_payment_carries_is_said_to_be_unsplit() -> None:
    assert asked(FACTS, "attempts", by=("metro",)).unsplit == ["metro"]
    assert asked(FACTS, "attempts", by=("service",)).unsplit == []


def test_the_largest_slices_are_told_and_the_others_counted() -> None:
    told = asked(FACTS, "attempts", by=("customer_kind", "brand"), limit=1)
    assert (len(told.figures), told.left_out) == (1, 1)
    assert told.figures[0].count == max(Counter(row["brand"] for row in MADE).values())


@pytest.mark.parametrize("by", [(), ("service",), ("weekday", "brand")])
def test_neither_order_nor_threads_nor_partitions_change_a_number(by: tuple[str, ...]) -> None:
    metrics = ("attempt_success_rate", "gmv", "first_attempt_success_rate", "recovery_rate", "retry_time")
    shuffled = Random(3).sample(MADE, len(MADE))  # noqa: S311
    ways = [asked({"attempts": table("attempts", rows)}, *metrics, by=by, threads=threads, zone="America/New_York")
            for rows in (MADE, shuffled) for threads in (1, 2, 8)]  # fmt: skip
    assert all(told == ways[0] for told in ways)
    assert asked({"attempts": table("attempts", MADE[:-1])}, *metrics, by=by, zone="America/New_York") != ways[0]


def test_two_parts_of_the_time_add_up_to_both() -> None:
    middle = "2026-05-10T05:00+00:00"
    parts = [only(asked(FACTS, "attempt_success_rate", **ends)) for ends in ({"until": middle}, {"since": middle})]
    both = only(asked(FACTS, "attempt_success_rate"))
    assert sum(one.numerator or 0 for one in parts) == both.numerator
    assert sum(one.denominator or 0 for one in parts) == both.denominator


def test_of_nothing_there_is_no_rate() -> None:
    figure = only(asked(FACTS, "attempt_success_rate", since="2020-01-01T00:00Z", until="2020-02-01T00:00Z"))
    assert (figure.rate, figure.denominator, figure.few) == (None, 0, True)


def test_every_metric_that_is_held_can_be_told_by_each_of_its_dimensions() -> None:
    with open_facts(FACTS) as facts:
        told = held(facts)
        assert {"refunds", "conversion_rate"}.isdisjoint(told) and "gmv" in told
        every = {name: dimensions(facts, METRICS[name]) for name in told}
        for by in sorted({one for known in every.values() for one in known}):
            metrics = tuple(name for name in told if by in every[name])
            told_by = ask(facts, Query(metrics, Window(), "Asia/Kolkata", NOW, by=(by,)))
            assert {tuple(one.slice) for one in told_by.figures} == {(by,)}


def test_a_metric_of_no_such_name_is_refused_with_those_that_are_like_it() -> None:
    with pytest.raises(UnknownMetric) as refusal:
        asked(FACTS, "recovery")
    assert (refusal.value.field, refusal.value.value) == ("metrics", "recovery")
    assert "recovery_rate" in refusal.value.nearest


def test_a_dimension_that_makes_no_sense_of_a_metric_is_refused() -> None:
    with pytest.raises(UnknownDimension) as refusal:
        asked(FACTS, "attempt_success_rate", by=("code",))
    assert refusal.value.field == "by"
    with pytest.raises(UnknownDimension, match="Such are"):
        asked(FACTS, "gmv", where={"servic; DROP TABLE attempts": "x"})


def test_what_the_facts_don_t_hold_is_refused() -> None:
    with pytest.raises(NotHeld, match="refunds"):
        asked(FACTS, "refunds")
    with pytest.raises(NotHeld, match="never tried"):
        asked(FACTS, "conversion_rate")
    without = FACTS["attempts"].drop_columns(["captured"])
    with pytest.raises(NotHeld, match="captured"):
        asked({"attempts": without}, "gmv")


def test_a_value_is_bound_and_never_read_as_a_statement() -> None:
    told = asked(FACTS, "attempts", where={"service": "x' OR '1'='1"})
    assert only(told).count == 0


@pytest.mark.parametrize(
    "said", [{"zone": "Mars/Olympus"}, {"since": "2026-06-02T00:00Z", "until": "2026-06-01T00:00Z"}]
)
def test_a_window_or_zone_that_is_none_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(Unanswerable):
        asked(FACTS, "attempts", **said)
