"""`paysleuth eval`: the eval suite, run, scored anew, and written down."""

from decimal import Decimal
from pathlib import Path

import click
from pydantic import JsonValue

from agent.cli import recordings
from agent.cli.starting import start

_MICROS = 1_000_000
_FOLDER = click.Path(file_okay=False, path_type=Path)
_PLACE = click.Path(path_type=Path)


@click.group(invoke_without_command=True)
@click.option("--case", "cases", multiple=True, metavar="ID", help="This case alone; may be repeated.")
@click.option("--family", "families", multiple=True, metavar="NAME", help="This family alone; may be repeated.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Cases with this tag alone; may be repeated.")
@click.option("--split", type=click.Choice(["dev", "ci"]), help="This half of the suite alone.")
@click.option(
    "--model",
    default="playbook",
    show_default=True,
    metavar="NAME",
    help="Who is asked: playbook (no LLM), claude, or a Claude model's own name.",
)
@click.option("--trials", type=click.IntRange(1), default=1, show_default=True, help="How often each case is asked.")
@click.option("--jobs", type=click.IntRange(1), default=2, show_default=True, help="How many are asked at a time.")
@click.option("--seed", type=int, metavar="N", help="Accounts drawn anew from this number, held to no baseline.")
@click.option(
    "--baseline", type=_PLACE, metavar="PATH", help="What to hold the scores against: a file, or a run's folder."
)
@click.option("--compare", type=_PLACE, metavar="PATH", help="Tell flips against this baseline instead.")
@click.option("--update-baseline", is_flag=True, help="Make these scores the baseline.")
@click.option(
    "--max-usd",
    type=click.FloatRange(0, min_open=True),
    default=50,
    show_default=True,
    help="What a language model may cost in all; then no further case is begun.",
)
@click.option("--resume", is_flag=True, help="Go on with the run in the folder; what is finished is not asked again.")
@click.option(
    "--out", type=_FOLDER, default="eval-results", show_default=True, help="Where results and reports are written."
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary's JSON and nothing else.")
@click.option("--plain", is_flag=True, help="No colour and no terminal control, as when piped.")
@click.pass_context
def evaluate(ctx: click.Context, max_usd: float, **given: JsonValue) -> None:
    """Run the eval suite on simulated accounts, and score every answer.

    \b
    Exit codes: 0 ok, 1 regression, 2 usage, 3 invalid run, 4 stale recordings.
    """
    if ctx.invoked_subcommand is None:
        start("run", {**given, "max_usd_micros": int(Decimal(str(max_usd)) * _MICROS)})


@evaluate.command()
@click.argument("folder", type=_FOLDER)
@click.option("--out", type=_FOLDER, help="Where the new scores are written. Default: rescored/ in the run's folder.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary's JSON and nothing else.")
@click.option("--plain", is_flag=True, help="No colour and no terminal control, as when piped.")
def rescore(**given: JsonValue) -> None:
    """Score an earlier run's answers with today's scorers.

    Nobody is asked anything again; what the run's folder holds is left as it is.
    """
    start("rescore", given)


@evaluate.command()
@click.argument("folder", type=_FOLDER)
@click.option("--inspect", type=_PLACE, required=True, metavar="FILE", help="The log to write; its name ends in .eval.")
def export(**given: JsonValue) -> None:
    """Write a run as a log for inspect_ai's viewer.

    Needs the extra `evals-inspect`.
    """
    start("export", given)


for _command in recordings.COMMANDS:
    evaluate.add_command(_command)
