"""The analysis and the calendar of an account's payouts, as a report shows them."""

from datetime import datetime, timedelta

import pytest

from agent.render import payouts
from agent.render.html import render
from agent.render.outline import outline
from agent.render.ruled_out import ruled_out
from agent.render.shapes import Section
from agent.report import Fact, ReportExhibit, RuledOut
from tests.render.sample import report
from tools.contract.causes import CauseCode
from tools.contract.exhibits import EscrowAgeing
from tools.contract.money import Money
from tools.contract.outcome import Exhibit
from tools.contract.payout_exhibits import (
    AnalysedEarnings,
    AnalysedPerformance,
    AnalysedProvider,
    AnalysedSchedule,
    CalendarDay,
    CalendarState,
    PayoutCalendar,
    ProviderPayoutAnalysis,
)

NOW = datetime.fromisoformat("2026-11-22T15:00:00Z")


def day(number: int, state: CalendarState, length: int | None = 2) -> CalendarDay:
    at = datetime.fromisoformat("2026-11-22T00:00:00Z") + timedelta(days=number)
    until = None if length is None else at + timedelta(days=length)
    return CalendarDay(
        date=at, until=until, state=state, amount=Money(currency="usd", minor=100 * abs(number)), payout="po_1"
    )


ENTRIES = [day(-20, "paid"), day(-13, "returned", 8), day(1, "becomes_available", None), day(8, "expected")]
CALENDAR = PayoutCalendar(account="acct_1", now=NOW, entries=ENTRIES, rule="by its schedule")


def test_the_calendar_is_a_table_and_bars_of_the_same_rows() -> None:
    drawn = payouts.calendar(CALENDAR)
    assert [row[:4] for row in drawn.rows] == [
        ["2026-11-02", "2026-11-04", "paid out", "20.00 USD"],
        ["2026-11-09", "2026-11-17", "paid, then came back", "13.00 USD"],
        ["2026-11-23", "", "becomes available", "1.00 USD"],
        ["2026-11-30", "2026-12-02", "expected", "8.00 USD"],
    ]
    assert [(bar.start, bar.start + bar.width, bar.tone) for bar in drawn.spans] == [
        (0, 66, "good"), (233, 500, "critical"), (700, 708, "quiet"), (933, 1000, "quiet"),
    ]  # fmt: skip
    assert 500 < drawn.now < drawn.spans[2].start


def test_a_calendar_of_nothing_draws_nothing() -> None:
    drawn = payouts.calendar(CALENDAR.model_copy(update={"entries": []}))
    assert (drawn.rows, drawn.spans, drawn.now) == ([], [], 0)


def test_every_bar_lies_within_the_drawing() -> None:
    spans = payouts.calendar(CALENDAR).spans
    assert spans
    for bar in spans:
        assert bar.start >= 0
        assert bar.start + bar.width <= payouts.WIDTH


def bare() -> Section:
    exhibit = ProviderPayoutAnalysis(
        provider=AnalysedProvider(id="provider_12345"),
        earnings=AnalysedEarnings(),
        payout_schedule=AnalysedSchedule(),
        performance=AnalysedPerformance(top_service_types=[]),
    )
    return payouts.analysis(exhibit, "E1")


def test_what_stripe_does_not_hold_is_called_unknown() -> None:
    said = {line.label: line.text for line in bare().lines}
    assert said["Pending transfers"] == "unknown"
    assert said["Completed bookings"] == "unknown"
    assert said["Account"] == "unknown"
    assert said["Provider"] == "(provider_12345)"


def test_the_page_draws_the_calendar_without_scripts_or_styles_of_its_own() -> None:
    exhibit = ReportExhibit(evidence="E1", exhibit=Exhibit(kind="payout_calendar", data=CALENDAR.to_json()))
    page = render(report().model_copy(update={"exhibits": [exhibit]}))
    assert page.count("<rect ") == len(ENTRIES)
    assert "paid, then came back" in page
    days = [day for one in ENTRIES for day in (one.date, one.until) if day is not None]
    axis = "".join(f"<span>{at:%Y-%m-%d}</span>" for at in (min(days), max(days)))
    assert f'<span class="axis">{axis}</span>' in page
    assert "<script" not in page
    assert " style=" not in page


@pytest.mark.parametrize(("provider", "said"), [("provider_1", "12.00 USD"), ("provider_2", "unknown")])
def test_pending_transfers_are_those_of_the_same_provider_s_escrow_where_the_report_has_it(
    provider: str, said: str
) -> None:
    ageing = EscrowAgeing(provider=provider, owed=[Money(currency="usd", minor=1_200)], rows=[], oldest=[])
    analysed = ProviderPayoutAnalysis(
        provider=AnalysedProvider(id="provider_1"),
        earnings=AnalysedEarnings(),
        payout_schedule=AnalysedSchedule(),
        performance=AnalysedPerformance(top_service_types=[]),
    )
    attached = [
        ReportExhibit(evidence=by, exhibit=Exhibit(kind=kind, data=data.to_json()))
        for by, kind, data in (("E1", "provider_payout_analysis", analysed), ("E2", "escrow_ageing", ageing))
    ]
    sections = outline(report().model_copy(update={"exhibits": attached})).sections
    [line] = [line for one in sections for line in one.lines if line.label == "Pending transfers"]
    assert (line.text, line.evidence) == (said, "E2" if said != "unknown" else "E1")


@pytest.mark.parametrize(
    ("status", "said"), [("in_transit", "not so far, "), ("pending", "not so far, "), ("paid", "no, ")]
)
def test_a_payout_that_may_still_fail_is_not_said_never_to_fail(status: str, said: str) -> None:
    fact = Fact(ref="E1.payouts[0].status", value=status, owner="po_1")
    excluded = RuledOut(cause=CauseCode.PAYOUT_FAILED, facts=[fact])
    [line] = ruled_out(report().model_copy(update={"ruled_out": [excluded]}))
    assert line.text == f"{said}payout 1 has status {status.replace('_', ' ')}"
