"""A desk to sit at: a folder with its own `paysleuth.toml`, and the command line in this process or as a process."""

import os
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner

from agent.cli import paysleuth
from evals.world.build import build_world
from evals.world.http.faults import Fault
from evals.world.http.serving import Served, serve
from evals.world.shelf import Shelves

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds; only ever waited in full by a test that fails
QUESTION = "why did pi_failed123 fail?"


@dataclass(frozen=True)
class Said:
    """What a command wrote, and its exit code."""

    code: int
    out: str
    err: str


def run(*arguments: str, typed: str | bytes | None = None) -> Said:
    """The command line in this process, its failures and its exit code as a person meets them."""
    result = CliRunner().invoke(paysleuth, list(arguments), input=typed, catch_exceptions=False)
    return Said(result.exit_code, result.stdout, result.stderr)


COMMAND = (sys.executable, "-W", "error", "-c", "from agent.cli import main; main()")


def environment(**given: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **given}


def spawn(*arguments: str, folder: Path, variables: dict[str, str] | None = None) -> Said:
    """The command line as a process of its own."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment() if variables is None else variables,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return Said(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True)
class Desk:
    """A working folder whose account `main` is a served world."""

    folder: Path
    settings: list[str] = field(default_factory=list[str])

    def account(self, name: str, url: str, key: str, mode: str = "test") -> None:
        """Adds an account, its key in a file of its owner's."""
        place = self.folder / f"{name}.key"
        place.write_text(key)
        place.chmod(0o600)
        self.settings.append(
            f'[accounts.{name}]\nmode = "{mode}"\nbase_url = "{url}"\ntime_zone = "America/Detroit"\n'
            f'[accounts.{name}.key]\nfile = "{place.name}"\n'
        )
        (self.folder / "paysleuth.toml").write_text("\n".join(self.settings))


def ordinary(*recipes: str) -> Shelves:
    """A small account's records as they would be now: healthy traffic, and what recipes plant in it."""
    return build_world(recipes, 5, int(datetime.now(UTC).timestamp())).shelves


@contextmanager
def opened(
    desk: Desk, shelves: Shelves, *, denied: Sequence[str] = (), faults: Sequence[Fault] = ()
) -> Generator[Served]:
    """The desk while its account `main` is served, with what its key lacks and what goes wrong."""
    with serve(shelves, denied=denied, faults=faults) as served:
        desk.account("main", served.url, served.key)
        yield served
