"""The table by family and the figures under it, for whoever waits at a terminal; it fits eighty columns."""

from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evals.output.summary import Group, Summary
from evals.output.words import VERDICTS, headline, lines, percent, some

_COLOURS = {"ok": "green", "regression": "red", "invalid": "red", "stale": "yellow"}


def show(summary: Summary, console: Console) -> None:
    """Prints the run."""
    console.print(f"[bold]{escape(headline(summary))}[/bold]\n")
    console.print(_families(summary))
    console.print()
    console.print(_figures(summary))
    console.print()
    colour = _COLOURS[summary.verdict]
    console.print(f"[bold {colour}]{VERDICTS[summary.verdict]}[/]")
    for text in (*summary.reasons, *summary.alarms):
        console.print(f" • {escape(text)}")


def _families(summary: Summary) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("Family", no_wrap=True)
    table.add_column("What it asks", overflow="ellipsis", no_wrap=True, max_width=36)
    table.add_column("Passed", justify="right", no_wrap=True)
    if summary.trials > 1:
        table.add_column(f"pass^{summary.trials}", justify="right", no_wrap=True)
    table.add_column("Quality", justify="right", no_wrap=True)
    table.add_column("Failing", overflow="fold")
    for group in summary.families:
        table.add_row(*_row(group, summary.trials > 1), style="" if group.passed == group.trials else "yellow")
    return table


def _row(group: Group, reliability: bool) -> Iterator[str]:
    yield group.name
    yield group.title
    yield f"{group.passed}/{group.trials}"
    if reliability:
        yield "" if group.all_pass is None else percent(group.all_pass)
    yield f"{group.quality:.2f}"
    yield some(group.failing, 2)


def _figures(summary: Summary) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, text in lines(summary):
        table.add_row(name, escape(text))
    return table
