"""`python -P -m evals run '{…}'`: what `paysleuth eval` starts. What is wanted comes as JSON, checked by `Wanted`."""

import os
import stat
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import ValidationError
from rich.console import Console

from evals.output.summary import CODES, Summary
from evals.output.terminal import Progress, show
from evals.output.written import json_of
from evals.recorded.command import add_case, record_all
from evals.recordings.command import record_turns, replay_turns
from evals.running.command import Command
from evals.running.committed import committed_bench
from evals.running.exporting import Exported, export
from evals.running.rescoring import Rescored, rescore
from evals.running.results import RESULTS, RUN, TRAJECTORIES
from evals.running.wanted import Wanted
from tools.contract.clock import MachineClock
from tools.contract.fault import Fault
from tools.operations import Misconfigured
from tools.operations.environment import read_environment

MISCONFIGURED = 2
WRITTEN = ("report.html", "report.md", "junit.xml", "summary.json", RESULTS, TRAJECTORIES, RUN)
STOPPED = CODES["invalid"]


def run(given: str) -> int:
    """Runs the suite; the exit code says how it went."""
    wanted = Wanted.model_validate_json(given)
    aside = _console(wanted.plain, stderr=True)
    with committed_bench(wanted.seed) as bench, Progress(aside) as progress:
        try:
            summary = Command(wanted, bench, read_environment(), MachineClock(), progress.tell).run()
        except KeyboardInterrupt:
            progress.end()
            aside.print(f"Stopped. What is done is in {wanted.out}: --resume goes on with it.", markup=False)
            return STOPPED
    return _told(summary, wanted.out, wanted.as_json, wanted.plain)


def _told(summary: Summary, out: Path, as_json: bool, plain: bool) -> int:
    if as_json:
        sys.stdout.write(json_of(summary))
    else:
        console = _console(plain, stderr=False)
        show(summary, console)
        console.print(f"\n{out}: {', '.join(WRITTEN)}", markup=False)
    return summary.code


def _console(plain: bool, *, stderr: bool) -> Console:
    if plain:
        return Console(stderr=stderr, color_system=None, force_terminal=False, highlight=False)
    return Console(stderr=stderr, highlight=False)


def again(given: str) -> int:
    """Scores a stored run anew."""
    wanted = Rescored.model_validate_json(given)
    with committed_bench() as bench:
        return _told(rescore(wanted, bench), wanted.out or wanted.folder / "rescored", wanted.as_json, wanted.plain)


def handed_on(given: str) -> int:
    """Writes a stored run for another tool."""
    wanted = Exported.model_validate_json(given)
    with committed_bench() as bench:
        export(wanted, bench, MachineClock())
    sys.stdout.write(f"{wanted.inspect} holds the run: inspect view --log-dir {wanted.inspect.parent}\n")
    return 0


COMMANDS: dict[str, Callable[[str], int]] = {
    "run": run,
    "rescore": again,
    "export": handed_on,
    "add": add_case,
    "record": record_turns,
    "replay": replay_turns,
    "record-accounts": record_all,
}


def main(arguments: Sequence[str]) -> int:
    """The command named first, with what it is given as JSON."""
    name, given = arguments if len(arguments) == 2 else ("", "")
    if name not in COMMANDS:
        sys.stderr.write("This is started by `paysleuth eval`, which says how it is used.\n")
        return MISCONFIGURED
    _end_with_whoever_started_this()
    try:
        return COMMANDS[name](given)
    except ValidationError as invalid:
        told = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in invalid.errors())
        sys.stderr.write(f"paysleuth: What is wanted can't be had: {told}.\n")
        return MISCONFIGURED
    except Misconfigured as fault:
        sys.stderr.write(f"paysleuth: {str(fault)[:1].upper()}{str(fault)[1:]}: {fault.next}.\n")
        return MISCONFIGURED
    except Fault as fault:
        sys.stderr.write(f"paysleuth: {fault}\n")
        return MISCONFIGURED


def _end_with_whoever_started_this() -> None:
    """Where standard input is a pipe, whoever holds its other end is waited for; without them nothing more is spent."""

    def watch() -> None:
        while os.read(0, 4096):
            pass
        os._exit(STOPPED)

    if stat.S_ISFIFO(os.fstat(0).st_mode):
        threading.Thread(target=watch, name="stdin", daemon=True).start()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
