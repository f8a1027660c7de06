"""A change of what there is more of is no change of how well it does, and is told as what it is."""

from random import Random

import pytest

from tests.tools.detectors.weeks import NOW, SINCE, Row, declined, drawn, succeeded, told
from tests.tools.metrics.shop import DAY


def test_a_change_of_mix_is_no_drop() -> None:
    """Each country declines as it always did; there are many more of the one that declines more."""
    draw = Random(6)  # noqa: S311

    def declining(row: Row) -> Row:
        poor = row["country"] == "CA" and draw.random() < 0.4
        return declined(row, "do_not_honor", "issuer") if poor else row

    rows = [declining(row) for row in drawn(6)]
    more = [
        declining(
            row | {"created": SINCE + row["created"] % DAY, "id": f"{row['id']}_", "payment": f"{row['payment']}_"}
        )
        for row in drawn(60)[:900]
        if row["country"] == "CA"
    ]
    [found] = told([*rows, *more])

    assert found.detector == "mix_shift"
    assert found.mix_part is not None
    assert found.rate_part is not None
    assert found.effect is not None
    assert abs(found.rate_part) < 0.05 < abs(found.mix_part)
    assert found.mix_part + found.rate_part == pytest.approx(found.effect, abs=2e-4)


def mixed(times: int) -> list[Row]:
    """Canadian cards are declined half the time, and today there are so many times as many of them."""
    draw = Random(5)  # noqa: S311
    always = [
        declined(row, "do_not_honor", "issuer") if row["country"] == "CA" and draw.random() < 0.5 else row
        for row in drawn(6)
    ]
    more = [row for row in always if row["country"] == "CA" and row["created"] >= SINCE]
    copies = [row | {"id": f"{row['id']}_{time}", "payment": f"{row['payment']}_{time}", "customer": f"cus_more_{time}_"
                     f"{row['id']}"} for time in range(1, times) for row in more]  # fmt: skip
    return always + copies


def test_a_change_of_mix_names_what_there_is_more_of_and_an_ordinary_mix_is_silent() -> None:
    [found] = told(mixed(4))
    assert (found.detector, found.where) == ("mix_shift", {})
    [step] = found.attribution
    assert (step.dimension, step.value) == ("country", "CA")
    assert step.now.rate is not None
    assert step.before.rate is not None
    assert step.now.rate > step.before.rate + 0.1
    assert told(mixed(1)) == []


def test_what_was_launched_today_is_no_change_of_mix_by_its_first_day_s_luck() -> None:
    """A third of today's attempts are for a new service, two in ten of which are declined, where one in ten was."""
    rows: list[Row] = [row | {"service": "cleaning"} for row in drawn(33)]
    today = [row for row in rows if row["created"] >= SINCE]
    launched = [
        declined(row, "do_not_honor", "issuer") | {"service": "drone"}
        if number % 15 == 0
        else row | {"service": "drone" if number % 3 == 0 else "cleaning"}
        for number, row in enumerate(today)
    ]
    found = told([*(row for row in rows if row["created"] < SINCE), *launched])
    assert "mix_shift" not in [one.detector for one in found]


def test_what_a_rule_leaves_is_no_change_of_mix_of_its_own() -> None:
    """A new rule blocks six in ten payments of the brand that was always better, so that what is left is worse."""
    blocked = {"ending": "blocked", "captured": 0, "code": "rule", "category": "blocked", "rule": "rule_2"}
    rows = [
        declined(row, "do_not_honor", "issuer")
        if row["brand"] == "mastercard" and number % 4 == 0
        else row | blocked
        if row["brand"] == "visa" and row["created"] >= SINCE and number % 5 < 3
        else row
        for number, row in enumerate(drawn(34, a_day=300))
    ]
    assert [one.detector for one in told(rows)] == ["rule_effect"]


def test_the_thin_weeks_of_a_beginning_hide_no_change_of_mix() -> None:
    """Before weeks of steady traffic lie days of one attempt each, every second of them refused."""
    thin = [
        declined(row, "do_not_honor", "issuer") if number % 2 else row
        for number in range(40)
        for row in [succeeded(Random(number), 90_000 + number, NOW - (64 + number) * DAY + 60)]  # noqa: S311
    ]
    assert [one.detector for one in told([*mixed(4), *thin])] == ["mix_shift"]
