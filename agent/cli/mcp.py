"""`paysleuth mcp`: the same read-only tools that the investigator uses, for an editor, over stdio."""

import asyncio
from datetime import datetime

import click

from agent.cli.faults import told
from agent.cli.options import Moment
from agent.compose import Choice, Setting, serve_tools


@click.command()
@click.option("--account", metavar="NAME", help="An account of paysleuth.toml, or demo. Default: as for ask.")
@click.option("--now", type=Moment(), help="What the simulated account takes for the present (demo only).")
@told
def mcp(account: str | None, now: datetime | None) -> None:
    """Serve the read-only Stripe tools to an editor over stdio.

    One process serves one account. It ends when the editor closes its standard input. Nothing but the protocol is
    written to standard output.
    """
    asyncio.run(serve_tools(Choice(account=account, now=now), Setting.find()))
