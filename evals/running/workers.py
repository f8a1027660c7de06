"""Workers as whoever hands out jobs sees them: asked in turn, replaced where they die."""

import subprocess
import sys
import tempfile
from collections.abc import Collection, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Timer
from typing import IO

from pydantic import ValidationError

from evals.running.job import Job
from evals.running.ran import Ran, Status
from tools.operations.environment import for_children
from tools.operations.keys import redact

GRACE_SECONDS = 60
"""How much longer than its budget a question may take, start of the worker included, before the worker is killed."""

_END_SECONDS = 5.0

COMMAND = (sys.executable, "-P", "-m", "evals.running.worker")


@dataclass
class Worker:
    """A worker's process, started when it is first needed and again after a death; ended by whoever made it.

    `keep` names the secrets that it is handed: a model's key. One thread at a time may use it.
    """

    keep: Collection[str] = ()
    command: Sequence[str] = COMMAND
    grace: float = GRACE_SECONDS
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    _complaints: IO[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Starts the process where none runs, and returns at once."""
        if self._process is not None and self._process.poll() is None:
            return
        self.end()
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `end`
        self._process = subprocess.Popen(  # noqa: S603
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            env=for_children(self.keep),
            start_new_session=True,  # Ctrl-C is for whoever runs the suite, who ends the workers
        )

    def ask(self, job: Job) -> Ran:
        """What comes of a job. A worker that dies of it, or outlives the job's budget, has crashed."""
        self.start()
        process = self._process
        assert process is not None and process.stdin is not None and process.stdout is not None  # noqa: S101
        limit = job.budget.seconds + self.grace
        overdue = Timer(limit, process.kill)
        overdue.start()
        try:
            process.stdin.write(job.model_dump_json().encode() + b"\n")
            process.stdin.flush()
            return Ran.model_validate_json(process.stdout.readline())
        except (OSError, ValidationError):
            late = overdue.finished.is_set()
            reason = f"took longer than {limit:g} seconds" if late else self._died(process)
            self.end()
            return Ran(case=job.case, trial=job.trial, status=Status.CRASHED, reason=reason, model=job.driver.name)
        finally:
            overdue.cancel()

    def kill(self) -> None:
        """Kills the process, from any thread: whoever waits for its answer learns that it died."""
        if (process := self._process) is not None:
            process.kill()

    def end(self) -> None:
        """Ends the process, in the middle of a question if need be."""
        process, self._process = self._process, None
        if process is not None:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    _close(pipe)
            try:
                process.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._complaints is not None:
            self._complaints.close()
            self._complaints = None

    def _died(self, process: "subprocess.Popen[bytes]") -> str:
        """How a worker ended, in its last words."""
        process.kill()
        code = process.wait()
        assert self._complaints is not None  # noqa: S101
        self._complaints.seek(0)
        lines = self._complaints.read().decode(errors="replace").strip().splitlines()
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return redact(f"the worker ended ({how}){': ' + lines[-1] if lines else ''}")


@contextmanager
def some_workers(count: int, keep: Collection[str] = ()) -> Generator[list[Worker]]:
    """Workers, started at once so that they are ready when the first question is."""
    workers = [Worker(keep) for _ in range(count)]
    try:
        for worker in workers:
            worker.start()
        yield workers
    finally:
        for worker in workers:
            worker.end()


def _close(pipe: IO[bytes]) -> None:
    with suppress(OSError):  # what was written to a dead process can't be flushed
        pipe.close()
