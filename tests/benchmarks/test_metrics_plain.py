"""The plain query beside each metric asks the same question, and so do those beside the pages."""

import os
from argparse import Namespace
from collections import Counter
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.metrics import BY, PAGES, measured
from benchmarks.metrics_data import FILES, UNTIL, write
from benchmarks.metrics_plain import PLAIN, WHOLE, ZONE, Plain
from benchmarks.metrics_plain_pages import Table, Weeks, of_weeks_before, of_window, page, tables
from tests.benchmarks.plainly import NOW, alone, ours, plainly, rare, same, value
from tools.contract.clock import Window
from tools.contract.figures import Figure, FigureTable, Health
from tools.metrics.catalogue import METRICS
from tools.metrics.engine import held, open_facts
from tools.metrics.finish import mean
from tools.metrics.health import View, health
from tools.metrics.query import WEEKS
from tools.metrics.store import Facts

ROWS = 20_000


@pytest.fixture(scope="module")
def facts() -> Generator[Facts]:
    with open_facts({"attempts": rare(ROWS)}, threads=1) as opened:
        yield opened


def test_each_metric_that_attempts_tell_has_its_plain_query(facts: Facts):
    assert [*PLAIN] == held(facts)


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_query_brings_the_metrics_own_figure(facts: Facts, name: str):
    told, one = ours(facts, name), PLAIN[name]

    assert same(alone(facts, name, one), told)
    assert not same(alone(facts, name, off_by_one(one)), told)
    if one.when:
        assert same(alone(facts, name, replace(one, when=None)), told) == (name in OF_ALL_ROWS)


OF_ALL_ROWS = {"three_d_secure_share", "decline_share", "gmv", "fees"}
"""What is the same of all rows as of those that its condition holds of: all of whatever there is, a sum of nothing
more."""


def off_by_one(one: Plain) -> Plain:
    """The same with one attempt, one minor unit or one second too many."""
    within = "QUANTILE_DISC("
    return replace(
        one, value=one.value.replace(within, f"{within}1 + ") if within in one.value else f"(1 + {one.value})"
    )


@pytest.mark.parametrize("name", BY)
def test_a_plain_query_brings_each_slice(facts: Facts, name: str):
    metric, *by = BY[name]
    told = ours(facts, metric, by)

    assert len(told) > 3
    assert same(alone(facts, metric, PLAIN[metric], by), told)
    assert not same(alone(facts, metric, off_by_one(PLAIN[metric]), by), told)


@pytest.mark.parametrize(
    ("name", "written", "instead"),
    [
        ("payments", "COALESCE(payment, id)", "payment"),
        ("payments", "<> 'invalid'", f"<> 'invalid' AND created >= {WHOLE[0]}"),
        ("payment_success_rate", "<> 'invalid'", f"<> 'invalid' AND created < {UNTIL}"),
        ("recovery_rate", "<> 'invalid'", "<> ''"),
        ("retry_time", "FILTER (WHERE ending IN ('paid', 'authorized'))", ""),
        ("first_attempt_success_rate", "ARG_MIN(", "ARG_MAX("),
        ("first_attempt_success_rate", "::INT) AS first", "::INT * 0) AS first"),
        ("first attempt by brand", "ARG_MAX_NULL(brand", "ARG_MAX(brand"),
        ("first attempt by brand", "ARG_MAX_NULL(brand", "ARG_MIN_NULL(brand"),
    ],
)
def test_payments_put_together_otherwise_are_others(facts: Facts, name: str, written: str, instead: str):
    metric, *by = BY.get(name, (name,))
    one = PLAIN[metric]

    assert written in one.of
    assert not same(
        alone(facts, metric, replace(one, of=one.of.replace(written, instead)), by), ours(facts, metric, by)
    )


@pytest.mark.parametrize("cold", [True, False])
def test_files_are_let_go_of_before_a_cold_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cold: bool):
    write(500, tmp_path, seed=1)
    done: list[Any] = []
    monkeypatch.setattr("os.posix_fadvise", lambda _, *said: done.append(said))
    monkeypatch.setattr("time.perf_counter", lambda: float(len(done)))

    took = measured(Namespace(data=tmp_path, times=2, cold=cold), "scan", "attempts")

    assert done == [(0, 0, os.POSIX_FADV_DONTNEED)] * (FILES if cold else 0)
    assert (took["first"], took["then"]) == (0, 0)


@dataclass(frozen=True)
class Heard(View):
    """A view that keeps what a page asked it for, as a table of the page, with the answer."""

    heard: list[tuple[Table, FigureTable]] = field(default_factory=list[tuple[Table, FigureTable]])

    def ask(self, metrics: Iterable[str], by: Sequence[str] = (), **said: Any) -> FigureTable:
        wanted, of = tuple(metrics), said.get("window") or self.window
        told = super().ask(wanted, by, **said)
        self.heard.append((Table(wanted, seconds(of), tuple(by), said.get("beside", True)), told))
        return told


def seconds(window: Window) -> tuple[int, int]:
    assert window.since and window.until
    return int(window.since.timestamp()), int(window.until.timestamp())


@dataclass(frozen=True)
class Shown:
    """A page, and its tables of what attempts tell."""

    facts: Facts
    within: tuple[int, int]
    health: Health
    tables: list[tuple[Table, FigureTable]]


@pytest.fixture(scope="module", params=PAGES)
def shown(facts: Facts, request: pytest.FixtureRequest) -> Shown:
    within = UNTIL - PAGES[request.param] * 86_400, UNTIL
    since, until = (datetime.fromtimestamp(end, UTC) for end in within)
    view = Heard(facts, Window(since=since, until=until), ZONE, NOW)
    return Shown(facts, within, health(view), [one for one in view.heard if one[0].told])


def test_a_page_asked_for_plainly_has_every_table(shown: Shown):
    asked = Counter(table for table, _ in shown.tables)
    told = Counter(one for one in tables(shown.within, ZONE, UNTIL) if "held_amount" not in one.metrics)

    assert told == asked
    assert len(page(shown.within, ZONE, UNTIL)) > len(asked)


def test_each_table_of_a_page_has_the_same_figures(shown: Shown):
    for table, told in shown.tables:
        own, other = (plainly(shown.facts, of_window(one, ZONE), table.by) for one in (table, earlier(table)))
        assert told.figures and all(figure_in(own, one) for one in told.figures)
        assert not all(figure_in(other, one) for one in told.figures)


def figure_in(plain: Any, one: Figure) -> bool:
    """Whether a figure is the same; of no rows a plain query tells nothing."""
    told, key = plain.get(one.metric, {}), (tuple(one.slice.values()), one.currency)
    return told[key] == value(one) if key in told else not value(one)


def earlier(table: Table) -> Table:
    """The same of a window that begins and ends by a third of it earlier."""
    since, until = table.within
    return replace(table, within=(since - (until - since) // 3, until - (until - since) // 3))


def test_each_table_of_a_page_has_the_same_figures_of_the_weeks_before(shown: Shown):
    in_another_zone: list[bool] = []
    for table, told in shown.tables:
        if table.compared:
            assert told.figures and all(before_in(shown, table, told, ZONE))
            assert not all(before_in(shown, earlier(table), told, ZONE))
            in_another_zone += before_in(shown, table, told, "UTC")
    assert not all(in_another_zone)


def before_in(shown: Shown, table: Table, told: FigureTable, zone: str) -> list[bool]:
    """Of each figure, whether plain statements bring what it was before."""
    weeks, days = Weeks(table.within, zone), (table.within[1] - table.within[0]) // 86_400
    daily, medians = [], []
    for statement in of_weeks_before(table, zone):
        (medians if "QUANTILE" in statement else daily).append(statement)
    of_days = plainly(shown.facts, daily, ("day", *table.by))
    sums = {name: Counter[Any]() for name in of_days}
    for name, several in of_days.items():
        for ((day, *labels), currency), many in several.items():
            if (date.fromisoformat(day) - weeks.first.date()).days % 7 < days:
                sums[name][tuple(labels), currency] += many or 0
    middle = plainly(shown.facts, medians, table.by)
    return [was(one, sums, middle) for one in told.figures]


def was(one: Figure, sums: dict[str, Counter[Any]], middle: dict[str, dict[Any, Any]]) -> bool:
    key, before = (tuple(one.slice.values()), one.currency), one.before
    assert before and before.windows == WEEKS
    if METRICS[one.metric].of_values:
        return before.duration == middle.get(one.metric, {}).get(key, (None,))[0]
    many = sums.get(one.metric, Counter())[key]
    if one.unit == "count":
        return before.count == round(many / WEEKS, 2)
    if one.unit == "money":
        return before.amount is not None and before.amount.minor == mean(many, WEEKS)
    return (before.numerator, before.denominator) == (many, sums.get(f"{one.metric}_of", Counter())[key])


def test_a_page_has_the_same_that_is_held(shown: Shown):
    (table,) = [one for one in tables(shown.within, ZONE, UNTIL) if "held_amount" in one.metrics]
    plain = plainly(shown.facts, of_window(table, ZONE), table.by)
    held = Counter[str]()
    for one in shown.health.escrow:
        held.update({money.currency: money.minor for money in one.amount})

    assert sum(one.payments for one in shown.health.escrow) == sum(plain["held_payments"].values()) > 0
    assert held == sum((Counter({key[1]: many}) for key, many in plain["held_amount"].items()), Counter[str]())
