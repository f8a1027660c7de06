"""The charts: Vega-Lite that leaves nothing to reckon, and that draws."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from xml.etree import ElementTree

import altair as alt
import pytest
from jsonschema import ValidationError
from pydantic import JsonValue

from agent.render.dashboard import Spec, charts, png, svg
from tests.render.figures import rate
from tests.render.health_sample import ALL, currencies, hostile, marketplace, tiny
from tools.contract.clock import Window
from tools.contract.figures import Hour

RECKONS = {"aggregate", "bin", "timeUnit", "transform", "calculate", "impute", "stack", "url"}


@cache
def drawn(name: str) -> dict[str, Spec]:
    return charts(ALL[name]())


def keys(spec: JsonValue) -> Iterator[str]:
    """Each key of a specification, its rows left out."""
    if isinstance(spec, dict):
        for key, value in spec.items():
            if key != "datasets":
                yield key
                yield from keys(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from keys(value)


@pytest.mark.parametrize("name", ALL)
def test_a_chart_leaves_nothing_to_reckon_or_to_fetch(name: str):
    assert {key for spec in drawn(name).values() for key in keys(spec)} & RECKONS == set()


def test_a_chart_that_reckons_would_be_noticed():
    spec = alt.Chart(alt.NamedData("rows")).mark_bar().encode(y="mean(x):Q").to_dict()
    assert set(keys(spec)) & RECKONS == {"aggregate"}


def is_vega_lite(spec: Spec) -> bool:
    """Whether Altair's schema allows a specification; rows aren't of its concern."""
    try:
        alt.Chart.from_dict({**spec, "datasets": {}})
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("name", ["course", "declines", "by_brand", "week", "money"])
def test_each_kind_of_chart_is_vega_lite(name: str):
    assert is_vega_lite(drawn("marketplace")[name])


def test_a_chart_that_is_no_vega_lite_would_be_noticed():
    assert not is_vega_lite({**drawn("marketplace")["payouts"], "layer": [{"mark": "cloud"}]})


def test_there_is_a_chart_for_each_panel_that_has_one():
    assert list(drawn("marketplace")) == [
        *("course", "declines", "funnel", "first", "by_method", "by_brand", "by_country", "by_service", "by_metro"),
        *("week", "disputes", "money", "payouts"),
    ]
    assert list(drawn("currencies")) == ["course", "declines", "by_method", "money", "money_2", "payouts"]
    assert drawn("empty") == {}


def test_charts_draw_to_png_and_svg():
    spec = drawn("marketplace")["declines"]
    assert png(spec).startswith(b"\x89PNG")
    text = "".join(ElementTree.fromstring(svg(spec)).itertext())  # noqa: S314 - drawn here
    assert "Why attempts failed" in text and "insufficient_funds" in text


def test_a_strangers_code_is_drawn_as_text():
    root = ElementTree.fromstring(svg(drawn("hostile")["declines"]))  # noqa: S314 - drawn here
    assert {"script", "img", "image", "a"}.isdisjoint(element.tag.rpartition("}")[2] for element in root.iter())
    assert any("<script>" in (element.text or "") for element in root.iter())


def test_two_codes_of_one_name_stay_two_rows():
    twice = hostile().model_copy(update={"declines": [hostile().declines[0], hostile().declines[0]]})
    assert len(charts(twice)["declines"]["datasets"]["rows"]) == 2


def test_the_attempts_of_an_hour_stand_on_each_other_and_come_to_all_of_them():
    rows = drawn("marketplace")["course"]["datasets"]["attempts"]
    tops: dict[float, int] = {}
    for row in rows:
        assert row["base"] == tops.get(row["from"], 0)
        tops[row["from"]] = row["top"]
    assert list(tops.values()) == [hour.attempts for hour in marketplace().course]


def test_a_time_of_too_few_has_no_rate_and_a_window_of_such_no_line():
    rates = drawn("marketplace")["course"]["datasets"]["rates"]
    assert [row["rate"] is None for row in rates] == [hour.rate is None for hour in marketplace().course]
    assert "rates" not in charts(tiny())["course"]["datasets"]


def test_hours_of_few_are_blank_and_those_that_may_be_as_all_are_not_coloured():
    cells = [
        rate("attempt_success_rate", 90, 100, slice={"weekday": "Monday", "hour": "09"}),
        rate("attempt_success_rate", 30, 100, slice={"weekday": "Monday", "hour": "10"}),
        rate("attempt_success_rate", 61, 100, slice={"weekday": "Monday", "hour": "11"}),
        rate("attempt_success_rate", 0, 3, slice={"weekday": "Monday", "hour": "12"}, few=True),
    ]
    rows = charts(marketplace().model_copy(update={"slices": cells}))["week"]["datasets"]["rows"]
    assert {row["hour"]: row["class"] for row in rows} == {
        9: "10 points or more above",
        10: "10 points or more below",
        11: "as overall, or may be",
    }


def labels(spec: Spec) -> dict[int, str]:
    """The ticks of time of the course: seconds from its beginning, and what is written there."""
    told = re.findall(r'\((\{"\d+": .*?\})\)\[', json.dumps(spec).replace('\\"', '"'))
    return {int(key): value for key, value in json.loads(told[-1]).items()}


def test_a_day_of_25_hours_is_as_long_as_it_was():
    start = datetime(2026, 11, 1, 4, tzinfo=UTC)  # midnight in Detroit; the clocks go back at 06:00 UTC
    hours = [
        Hour(at=start + timedelta(hours=at), attempts=20, succeeded=19, failed=1, blocked=0, pending=0)
        for at in range(25)
    ]
    window = Window(since=start, until=start + timedelta(hours=25))
    ticks = labels(charts(marketplace().model_copy(update={"course": hours, "window": window}))["course"])
    assert ticks[0] == "Sun 1"
    assert {second // 3600: label for second, label in ticks.items()}[7] == "06:00"


def test_amounts_stay_whole_minor_units():
    for one in (spec for key, spec in charts(currencies()).items() if key.startswith("money")):
        assert all(type(row["minor"]) is int for row in one["datasets"]["rows"])
