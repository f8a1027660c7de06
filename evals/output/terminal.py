"""The table by family and the figures under it, for whoever waits at a terminal; it fits eighty columns."""

from collections.abc import Iterator, Sequence
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, TaskID, TextColumn
from rich.progress import Progress as Bar
from rich.table import Table

from evals.output.summary import Group, Summary
from evals.output.words import VERDICTS, headline, lines, percent
from evals.running.results import Result

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
    table.add_column("What it asks", overflow="ellipsis", no_wrap=True, max_width=34)
    table.add_column("Passed", justify="right", no_wrap=True)
    if summary.trials > 1:
        table.add_column(f"pass^{summary.trials}", justify="right", no_wrap=True)
    table.add_column("Quality", justify="right", no_wrap=True)
    table.add_column("Failing", no_wrap=True)
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
    yield _first(group.failing)


def _first(failing: Sequence[str]) -> str:
    """The first case that fails, and how many more do."""
    return "" if not failing else failing[0] + (f" +{len(failing) - 1}" if len(failing) > 1 else "")


def _figures(summary: Summary) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, text in lines(summary):
        table.add_row(name, escape(text))
    return table


class Progress:
    """How far a run is: a line that moves where somebody watches, else a line for each quarter of it."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar = Bar(
            TextColumn("{task.completed:.0f} of {task.total:.0f}"),
            BarColumn(),
            TextColumn("{task.fields[told]}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task: TaskID | None = None
        self._failed = 0

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def tell(self, result: Result, done: int, total: int) -> None:
        """Tells of a trial that ended."""
        self._failed += not result.passed
        if self._task is None:
            self._task = self._bar.add_task("", total=total, told="")
        self._bar.update(self._task, completed=done, total=total, told=f"{self._failed} failed")
        if not self._console.is_terminal and done * 4 // total > (done - 1) * 4 // total:
            self._console.print(f"{done} of {total}, {self._failed} failed")

    def end(self) -> None:
        """Clears the line."""
        self._bar.stop()
