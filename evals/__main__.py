"""`python -P -m evals run '{…}'`: what `paysleuth eval` starts. What is wanted comes as JSON, checked by `Wanted`."""

import sys
from collections.abc import Callable, Sequence

from rich.console import Console

from evals.output.summary import CODES
from evals.output.terminal import Progress, show
from evals.output.written import as_json
from evals.running.command import Command
from evals.running.committed import committed_bench
from evals.running.wanted import Wanted
from tools.contract.clock import MachineClock
from tools.contract.fault import Fault
from tools.operations import Misconfigured
from tools.operations.environment import read_environment

MISCONFIGURED = 2
STOPPED = CODES["invalid"]


def run(given: str) -> int:
    """Runs the suite; the exit code says how it went."""
    wanted = Wanted.model_validate_json(given)
    console, aside = _console(wanted.plain, stderr=wanted.as_json), _console(wanted.plain, stderr=True)
    with committed_bench() as bench, Progress(aside) as progress:
        try:
            summary = Command(wanted, bench, read_environment(), MachineClock(), progress.tell).run()
        except KeyboardInterrupt:
            progress.end()
            aside.print(f"Stopped. What is done is in {wanted.out}: --resume goes on with it.", markup=False)
            return STOPPED
    if wanted.as_json:
        sys.stdout.write(as_json(summary))
    else:
        show(summary, console)
        console.print(f"\n{wanted.out}: report.html, report.md, junit.xml, summary.json, results.jsonl", markup=False)
    return summary.code


def _console(plain: bool, *, stderr: bool) -> Console:
    if plain:
        return Console(stderr=stderr, color_system=None, force_terminal=False, highlight=False)
    return Console(stderr=stderr, highlight=False)


COMMANDS: dict[str, Callable[[str], int]] = {"run": run}


def main(arguments: Sequence[str]) -> int:
    """The command named first, with what it is given as JSON."""
    name, given = arguments if len(arguments) == 2 else ("", "")
    if name not in COMMANDS:
        sys.stderr.write("This is started by `paysleuth eval`, which says how it is used.\n")
        return MISCONFIGURED
    try:
        return COMMANDS[name](given)
    except Misconfigured as fault:
        sys.stderr.write(f"paysleuth: {str(fault)[:1].upper()}{str(fault)[1:]}: {fault.next}.\n")
        return MISCONFIGURED
    except Fault as fault:
        sys.stderr.write(f"paysleuth: {fault}\n")
        return MISCONFIGURED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
