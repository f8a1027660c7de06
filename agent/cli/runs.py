"""`paysleuth runs`: the investigations that are stored, and their reports."""

import json
from pathlib import Path

import click

from agent.cli.faults import exit_code, told
from agent.cli.options import Form, showing
from agent.compose import Setting
from agent.failures import RunEnds
from agent.render.words import plain
from agent.reports.labels import VERDICTS
from agent.thread.threads import Run, Threads
from tools.contract.causes import Verdict

_TITLES = ["Thread", "As of (UTC)", "Account", "Model", "Verdict", "Question"]
_WIDEST_QUESTION = 70


@click.group()
def runs() -> None:
    """List investigations, show their reports, and export them whole."""


@runs.command("list")
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many of the latest to list."
)
@told
def list_runs(limit: int) -> None:
    """List the latest investigations, the last asked first."""
    with Threads(Setting.find().home.threads) as threads:
        found = threads.runs()
    if not found:
        click.echo('Nothing has been asked yet. Try: paysleuth ask "why did pi_failed123 fail?"')
        return
    rows = [_row(run) for run in found[:limit]]
    widths = [max(len(row[column]) for row in [_TITLES, *rows]) for column in range(len(_TITLES))]
    for row in [_TITLES, *rows]:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        click.echo("  ".join(cells).rstrip())
    if len(found) > limit:
        click.echo(f"{len(found) - limit} more: paysleuth runs list --limit {len(found)}")


@runs.command()
@click.argument("thread")
@showing
@told
def show(thread: str, form: Form) -> int:
    """Show a stored report again, as it was written."""
    with Threads(Setting.find().home.threads) as threads:
        history = threads.history(thread)
    if not history.reports:
        raise RunEnds(f"{thread!r} has no report yet. `paysleuth resume {thread}` goes on with it.")
    report = history.reports[max(history.reports)]
    form.show(report)
    return exit_code(report)


@runs.command()
@click.argument("thread")
@click.option(
    "--file",
    "place",
    metavar="FILE",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the document there instead of printing it.",
)
@told
def export(thread: str, place: Path | None) -> None:
    """Export a finished investigation as one JSON document.

    It holds the question, its moment, budget and report, and everything that was read of Stripe, masked.
    """
    from agent.thread.export import export_run  # noqa: PLC0415 - not needed for help

    run = export_run(Setting.find().home, thread)
    document = json.dumps(run.document(), ensure_ascii=False, indent=1)
    if place is None:
        click.echo(document)
        return
    place.write_text(document + "\n", "utf-8")
    click.echo(f"{place}: {len(run.questions)} answered, {len(run.reads)} reads")


def _row(run: Run) -> list[str]:
    question = plain(run.question)
    shown = question if len(question) <= _WIDEST_QUESTION else f"{question[: _WIDEST_QUESTION - 1]}…"
    asked = run.asked[:16].replace("T", " ")
    return [run.thread, asked, f"{run.account} ({run.mode})", run.model, _verdict(run), shown]


def _verdict(run: Run) -> str:
    return VERDICTS[Verdict(run.verdict)] if run.verdict else "Unfinished"
