"""`python -P -m evals.running.worker`: asks questions, and knows nothing of their answers.

Each line of standard input is a `Job`, each line of standard output the `Ran` that came of it. Neither a truth, nor a
recipe, nor a seed is handed to this process. It ends when its standard input closes, so with whoever started it, in
the middle of a question if need be.
"""

import asyncio
import os
import shutil
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import TextIO

from evals.running.asking import ask
from evals.running.job import Job
from evals.running.ran import Ran, Status
from tools.contract.clock import MachineClock
from tools.operations.environment import read_environment
from tools.operations.keys import redact


def main() -> None:
    """Answers jobs until there are no more."""
    answers = _answers()
    with tempfile.TemporaryDirectory(prefix="paysleuth-eval-") as folder:
        for number, job in enumerate(_jobs(Path(folder))):
            answers.write(answered(job, Path(folder) / str(number)).model_dump_json() + "\n")
            answers.flush()


def answered(job: Job, home: Path) -> Ran:
    """What comes of a job; whatever nobody foresaw is a failure of the answer, never of the machine."""
    came: list[Ran] = []

    async def wait() -> None:  # at its end asyncio writes out what a task gave, only to throw that away
        came.append(await ask(job, read_environment(), home, MachineClock()))

    try:
        asyncio.run(wait())
        return came[0]
    except Exception as fault:  # noqa: BLE001 - told as the reason of a failed case
        traceback.print_exc()
        reason = redact(f"{type(fault).__name__}: {fault}")
        return Ran(case=job.case, trial=job.trial, status=Status.CRASHED, reason=reason, model=job.driver.name)


def _jobs(folder: Path) -> Iterator[Job]:
    lines = SimpleQueue[str]()
    threading.Thread(target=_read, args=(lines, folder), name="stdin", daemon=True).start()
    while True:
        yield Job.model_validate_json(lines.get())


def _read(lines: "SimpleQueue[str]", folder: Path) -> None:
    """Hands lines on until there are no more: then whoever asked is gone, and nothing more is spent for them."""
    for line in sys.stdin:
        lines.put(line)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _answers() -> TextIO:
    """Standard output, for answers alone: what else is printed goes to standard error."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


if __name__ == "__main__":
    main()
