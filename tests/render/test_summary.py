"""The summary of payment health as each face of a report shows it."""

import io
from typing import Any

import pytest
from rich.console import Console

from agent.render import html, markdown, terminal
from agent.render.summary import DRAWN_BY
from agent.report import Report, ReportExhibit
from tests.render.sample import report
from tools.contract.coverage import Coverage, Part
from tools.contract.outcome import Exhibit

DATA: dict[str, Any] = {
    "successRate": {"rate": 0.9143, "succeeded": 32, "attempted": 35},
    "averageProcessingTime": "PT1M1S",
    "declineReasons": {"insufficient_funds": 2, "\x1b[31m<b>odd</b>": 1},
    "providerPayoutStatus": {"pending": 1, "processing": 2, "paid": 3, "failed": 4},
    "revenueMetrics": {"today": [{"currency": "usd", "minor": 76698}]},
}


def of_health(*, read_whole: bool = True) -> Report:
    part = Part(name="provider_payouts", resource="/v1/payouts", pages=1, rows=10, more=not read_whole)
    whole = report()
    covered = Coverage(account="demo", livemode=False, as_of=whole.as_of, parts=[part])
    exhibit = ReportExhibit(evidence="E1", exhibit=Exhibit(kind="payment_health_metrics", data=DATA))
    return whole.model_copy(update={"exhibits": [exhibit], "coverage": [covered]})


def in_terminal(shown: Report) -> str:
    written = io.StringIO()
    terminal.render(shown, Console(file=written, width=120))
    return written.getvalue()


@pytest.mark.parametrize("face", [in_terminal, markdown.render, html.render])
def test_the_summary_is_a_table_in_every_face_and_says_how_the_dashboard_is_drawn(face: object) -> None:
    assert callable(face)
    shown = str(face(of_health())).replace("\\", "")
    assert "Payment health" in shown
    for said in ("91.4% (32 of 35)", "1 min 1 s", "1 pending, 2 processing, 3 paid, 4 failed", "766.98 USD"):
        assert said in shown
    assert DRAWN_BY in shown
    assert "\x1b" not in shown
    assert "of the accounts that were read" not in shown


def test_payouts_of_accounts_that_were_read_in_part_are_marked() -> None:
    assert "4 failed (of the accounts that were read)" in in_terminal(of_health(read_whole=False))


def test_a_report_without_the_exhibit_has_no_such_table() -> None:
    assert "Payment health" not in markdown.render(report())
