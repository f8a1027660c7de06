"""The summary that payment teams know, `PaymentHealthMetrics`, as lines of a terminal."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from agent.render.figures import name, share
from agent.render.shapes import Section
from agent.render.words import span
from tools.contract.coverage import Coverage
from tools.contract.exhibits import PaymentHealthMetrics
from tools.contract.figures import Health
from tools.contract.money import Money

DRAWN_BY = "paysleuth health --html FILE draws it, over the window that --from and --to give"
_PAID_OUT = "provider payouts"
_MOST = 5  # reasons that the line names


def summary_lines(health: Health) -> list[RenderableType]:
    """A row a field of the summary; nothing where the health has none."""
    if health.summary is None:
        return []
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    for label, said in summary_rows(health.summary):
        grid.add_row(Text(label), Text(said))
    return [grid]


def summary_section(summary: PaymentHealthMetrics, coverage: Sequence[Coverage]) -> Section:
    """The summary as a report shows it, and how its dashboard is drawn."""
    parts = [part for one in coverage for part in one.parts if part.name == "provider_payouts"]
    note = "" if all(part.complete for part in parts) else " (of the accounts that were read)"
    rows = [[label, said + (note if label == _PAID_OUT else "")] for label, said in summary_rows(summary)]
    return Section(title="Payment health", header=["", ""], rows=[*rows, ["dashboard", DRAWN_BY]])


def summary_rows(summary: PaymentHealthMetrics) -> list[tuple[str, str]]:
    """A label and what it says for each field."""
    rate, revenue = summary.success_rate, summary.revenue_metrics
    took = summary.average_processing_time
    return [
        (
            "success rate",
            f"{share(rate.rate, rate.succeeded, rate.attempted)} ({rate.succeeded:,} of {rate.attempted:,})",
        ),
        ("average processing time", span(took) if took else "none succeeded"),
        ("decline reasons", _reasons(summary.decline_reasons)),
        (_PAID_OUT, _payouts(summary)),
        ("revenue today", _amounts(revenue.today)),
        ("revenue this week", _amounts(revenue.week)),
        ("revenue this month", _amounts(revenue.month)),
        ("average transaction", _amounts(revenue.average_transaction_value)),
    ]


def _reasons(reasons: dict[str, int]) -> str:
    first = [f"{name(code)} {count:,}" for code, count in list(reasons.items())[:_MOST]]
    left = len(reasons) - _MOST
    return ", ".join([*first, *([f"and {left} more"] if left > 0 else [])]) or "none"


def _payouts(summary: PaymentHealthMetrics) -> str:
    status = summary.provider_payout_status
    if status is None:
        return "no connected account may be read"
    return (
        f"{status.pending:,} pending, {status.processing:,} processing, {status.paid:,} paid, {status.failed:,} failed"
    )


def _amounts(amounts: list[Money]) -> str:
    return ", ".join(map(str, amounts)) or "none"
