"""`paysleuth init`: the configuration to start from."""

from pathlib import Path

import click

from tools.operations.homes import SETTINGS_FILE
from tools.operations.sample import sample_settings


@click.command()
@click.option("--force", is_flag=True, help="Replace the file that is there.")
def init(force: bool) -> None:
    """Write a commented paysleuth.toml into this folder.

    It says where a restricted Stripe key is to be found; the key itself never stands in it.
    """
    place = Path(SETTINGS_FILE)
    try:
        with place.open("w" if force else "x", encoding="utf-8") as file:
            file.write(sample_settings())
    except FileExistsError:
        raise click.UsageError(f"{place} is there already. Edit it, or replace it with --force.") from None
    except OSError as fault:
        raise click.UsageError(f"{place} can't be written here: {fault.strerror}. Go to another folder.") from None
    click.echo(f"Wrote {place}. Next: put a restricted, read-only key where [accounts.main.key] says, then\n")
    click.echo('  paysleuth ask "why did pi_... fail?" --account main\n')
    click.echo("Until then, `--account demo` asks the simulated account from this folder, too.")
