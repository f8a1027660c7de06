"""`paysleuth audit`: whether the record of what was read is whole."""

import click

from agent.cli.faults import FAULT, told
from agent.compose import Setting
from tools.operations.audits import Head, verify_audit


@click.group()
def audit() -> None:
    """Check the record of every tool call and every request to Stripe."""


@audit.command()
@click.option("--head", "kept", metavar="NUMBER:HASH", help="A head printed earlier and kept elsewhere.")
@told
def verify(kept: str | None) -> int:
    """Check that no entry was changed, removed or put in.

    Prints the head of the chain. That the end was cut off shows only against a head that was kept somewhere else: hand
    it over with --head.
    """
    checked = verify_audit(Setting.find().home, _head(kept))
    if checked is None:
        click.echo("Nothing has been recorded yet.")
        return 0
    for problem in checked.problems:
        click.echo(f"{problem}", err=True)
    click.echo(f"{'Whole' if checked.whole else 'Not whole'}. Head: {checked.head.number}:{checked.head.hash}")
    return 0 if checked.whole else FAULT


def _head(kept: str | None) -> Head | None:
    if kept is None:
        return None
    number, _, digest = kept.partition(":")
    if not number.isdigit() or len(digest) != 64:
        raise click.UsageError("A head is a number, a colon and a hash of 64 characters, as `audit verify` prints it.")
    return Head(int(number), digest)
