"""`python -P -m evals.running.checking`: the suite's checks of itself, in a process beside the run, told as JSON."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from pydantic import TypeAdapter, ValidationError

from evals.running.bench import Problems
from tools.operations.environment import for_children

COMMAND = (sys.executable, "-P", "-m", "evals.running.checking")
_SHOWN = 3
_TOLD: TypeAdapter[Mapping[str, list[str]]] = TypeAdapter(Mapping[str, list[str]])


@dataclass(frozen=True)
class Checking:
    """The checks under way."""

    process: "subprocess.Popen[bytes]"
    complaints: IO[bytes]

    def problems(self) -> list[str]:
        """What they complain of, once they are through; that they could not be made is a complaint as well."""
        said, _ = self.process.communicate()
        try:
            found = _TOLD.validate_json(said)
        except ValidationError:
            self.complaints.seek(0)
            lines = self.complaints.read().decode(errors="replace").strip().splitlines()
            return [f"the suite's checks of itself broke off: {lines[-1] if lines else 'they said nothing'}"]
        return [_told(name, lines) for name, lines in found.items() if lines]


def _told(name: str, lines: Sequence[str]) -> str:
    more = f" and {len(lines) - _SHOWN} more" if len(lines) > _SHOWN else ""
    return f"not so: {name}: {'; '.join(lines[:_SHOWN])}{more}"


@contextmanager
def checking(command: Sequence[str] = COMMAND) -> Generator[Problems]:
    """Starts the checks, and gives what waits for them; they end with the block at the latest."""
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=for_children(),
            start_new_session=True,
        ) as process,
    ):
        try:
            yield Checking(process, complaints).problems
        finally:
            process.kill()


def main() -> None:
    """Makes every check, and prints what each complains of."""
    from evals.checks.run import Checks  # noqa: PLC0415 - whoever starts this has no use for it

    outcomes = Checks().run()
    sys.stdout.write(json.dumps({name: outcome.complaints for name, outcome in outcomes.items()}) + "\n")


if __name__ == "__main__":
    main()
