"""`paysleuth eval add`, `record`, `replay` and `record-accounts`: what the suite keeps of accounts and of models."""

import click
from pydantic import JsonValue

from agent.cli.starting import start

_FOLDER = click.Path(file_okay=False)
_TASKS = (
    *("payment", "booking", "refund", "dispute", "customer", "webhook", "fee", "billing", "debit", "window"),
    "payout",
)


@click.command(short_help="Make a case of an investigation.")
@click.option(
    "--from", "source", required=True, metavar="RUN", help="A stored investigation, or a file `runs export` wrote."
)
@click.option("--family", default="INCIDENT", show_default=True, metavar="NAME", help="The family that it counts in.")
@click.option("--task", type=click.Choice(_TASKS), default="payment", show_default=True, help="What it asks about.")
@click.option("--to", "folder", type=_FOLDER, metavar="FOLDER", help="Where the case is kept. Default: in the suite.")
def add(**given: JsonValue) -> None:
    """Make a case of an investigation: its reads become the account, its report a draft of the truth.

    The draft is to be read and mended by a person: until it says that it was reviewed, the suite refuses to run.
    """
    start("add", given)


@click.command(short_help="Keep a model's turns on cases.")
@click.option("--case", "cases", multiple=True, required=True, metavar="ID", help="The case; may be repeated.")
@click.option("--model", default="claude", show_default=True, metavar="NAME", help="Whose turns are recorded.")
@click.option("--trials", type=click.IntRange(1), default=1, show_default=True, help="How often each case is asked.")
@click.option("--to", "folder", type=_FOLDER, metavar="FOLDER", help="Where they are kept. Default: in the suite.")
def record(**given: JsonValue) -> None:
    """Ask cases and keep every turn of the model, so that they can be replayed without it.

    Prints the score of each. What is kept replaces what was kept of the same case before.
    """
    start("record", given)


@click.command(short_help="Replay kept turns, and the transcripts.")
@click.option("--case", "cases", multiple=True, metavar="ID", help="This case alone; may be repeated.")
@click.option("--from", "folder", type=_FOLDER, metavar="FOLDER", help="Where they are kept. Default: in the suite.")
@click.option("--plain", is_flag=True, expose_value=False, help="No colour and no terminal control: it has none.")
def replay(**given: JsonValue) -> None:
    """Replay recorded turns, and play the transcripts that were made by hand.

    \b
    Exit codes: 0 ok, 1 a transcript comes out wrong, 2 usage, 4 stale recordings.
    """
    start("replay", given)


@click.command("record-accounts", short_help="Record the suite's accounts anew.")
@click.option("--family", "families", multiple=True, metavar="NAME", help="This family alone; may be repeated.")
@click.option("--to", "folder", type=_FOLDER, metavar="FOLDER", help="Where they are kept. Default: in the suite.")
def record_accounts(**given: JsonValue) -> None:
    """Record the simulated accounts of the suite's cases anew: one of each family, and of each variant of its fault."""
    start("record-accounts", given)


COMMANDS = (add, record, replay, record_accounts)
