"""How many rows leave the engine: slices and days, never payments."""

from collections import Counter
from datetime import timedelta

import pytest

from tools.contract.clock import Window
from tools.metrics.health import View, health
from tools.metrics.query import TooMany
from tools.metrics.store import Facts, Row, open_facts

from .shop import NOW, asked, attempts, table


def test_rows_that_leave_are_as_many_as_there_are_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    brought: list[int] = []
    told = Facts.rows

    def counted(self: Facts, statement: str, values: tuple[object, ...] = ()) -> list[Row]:
        rows = told(self, statement, values)  # type: ignore[arg-type]
        brought.append(len(rows))
        return rows

    monkeypatch.setattr(Facts, "rows", counted)
    most: list[int] = []
    for count in (2000, 8000):
        brought.clear()
        facts = {"attempts": table("attempts", attempts(count))}
        asked(facts, "attempt_success_rate", "gmv", by=("service",), compared="same_weekdays",
              since="2026-06-04T12:00Z")  # fmt: skip
        most.append(max(brought))
    assert 0 < most[0] <= most[1] <= 3 * 3 * 84


def test_more_slices_than_may_leave_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = {"attempts": table("attempts", attempts(300))}
    for module in ("store", "statements"):
        monkeypatch.setattr(f"tools.metrics.{module}.ROWS", 20)
    with pytest.raises(TooMany, match="day"):
        asked(facts, "attempts", by=("day",))
    assert asked(facts, "attempts", by=("brand",)).figures


def test_a_health_asks_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Counter[tuple[object, ...]]()
    told = Facts.rows

    def counted(self: Facts, statement: str, values: tuple[object, ...] = ()) -> list[Row]:
        made[statement, *values] += 1
        return told(self, statement, values)  # type: ignore[arg-type]

    monkeypatch.setattr(Facts, "rows", counted)
    with open_facts({"attempts": table("attempts", attempts(500))}) as facts:
        health(View(facts, Window(since=NOW - timedelta(days=1), until=NOW), "UTC", NOW))
    assert [one for one, often in made.items() if often > 1] == []
