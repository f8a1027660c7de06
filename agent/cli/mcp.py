"""`paysleuth mcp`: the same read-only tools that the investigator uses, for an editor, over stdio."""

import asyncio
import json
import shutil
import sys
from datetime import datetime
from pathlib import Path

import click

from agent.cli.faults import told
from agent.cli.options import Moment
from agent.compose import Choice, Setting, serve_tools
from agent.editors import EDITORS, FILES, Editor, Start, configuration
from tools.contract.account import Account
from tools.operations.sections import DEMO

_FOLDER = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where paysleuth.toml lies. Default: this folder, else your configuration folder.",
)


@click.group(invoke_without_command=True)
@click.option("--account", metavar="NAME", help="An account of paysleuth.toml, or demo. Default: as for ask.")
@click.option("--now", type=Moment(), help="What the simulated account takes for the present (demo only).")
@_FOLDER
@click.pass_context
def mcp(context: click.Context, account: str | None, now: datetime | None, folder: Path | None) -> None:
    """Serve the read-only Stripe tools to an editor over stdio.

    One process serves one account. It ends when the editor closes its standard input. Nothing but the protocol is
    written to standard output.
    """
    if context.invoked_subcommand is None:
        serve(Choice(account=account, now=now), folder)


@told
def serve(choice: Choice, folder: Path | None) -> None:
    """Serve until the editor has had enough."""
    asyncio.run(serve_tools(choice, Setting.find(_existing(folder))))


def _existing(folder: Path | None) -> Path:
    place = folder or Path.cwd()
    if not place.is_dir():
        raise click.UsageError(
            f"There is no folder {str(place)!r}. Name with --folder the one where paysleuth.toml lies."
        )
    return place.resolve()


@mcp.command()
@click.argument("editor", type=click.Choice(EDITORS))
@_FOLDER
@told
def config(editor: Editor, folder: Path | None) -> None:
    """Print what EDITOR's configuration must hold: one entry for each account of paysleuth.toml.

    Keys never stand in it: each server takes its own from where paysleuth.toml says.
    """
    place = _existing(folder)
    accounts = Setting.find(place).accounts
    configured = [accounts.find(name).account for name in accounts.names if name != DEMO]
    if not configured:
        click.echo("No account is configured here, so this serves the demo account. `paysleuth init` begins.", err=True)
    chosen = configured or [Account(name=DEMO, mode="test")]
    shown = configuration(editor, chosen, _start(str(place) if configured else None))
    click.echo(f"For {FILES[editor]}:", err=True)
    click.echo(json.dumps(shown, indent=2))


def _start(folder: str | None) -> Start:
    """This paysleuth, by its whole path: an editor may not have it on its own."""
    script = Path(sys.argv[0])
    found = str(script.resolve()) if script.name == "paysleuth" and script.exists() else shutil.which("paysleuth")
    return Start(command=found or "paysleuth", folder=folder)
