"""The demo account's world: a process of its own, reached over HTTP like Stripe, ended with the process that asked."""

import asyncio
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from agent.failures import RunEnds
from tools.contract.record import Record
from tools.operations.accounts import DemoWorld
from tools.operations.environment import for_children, variable
from tools.operations.keys import Key

SEED = 7
"""What the demo account is made from unless another is asked for."""

HOUR = 14
"""The hour of the day, in UTC, that the demo account's clock stands at."""

_START_SECONDS = 60.0
_END_SECONDS = 5.0


class DemoUnavailable(RunEnds):
    """The demo account's world did not start."""


class _Announced(Record):
    url: str
    key: str
    seed: int
    now: int
    digest: str
    connected: list[str] = []


def demo_now(now: datetime) -> datetime:
    """What a demo account takes for the present: the last time it was `HOUR` o'clock, so that a day's runs agree."""
    today = now.astimezone(UTC).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return today if today <= now else today - timedelta(days=1)


@dataclass(frozen=True)
class StartingWorld:
    """A world that was started and may not listen yet."""

    process: subprocess.Popen[bytes]
    complaints: IO[bytes]

    async def ready(self) -> DemoWorld:
        """The world, once it listens; raises `DemoUnavailable`."""
        assert self.process.stdout is not None  # noqa: S101
        try:
            async with asyncio.timeout(_START_SECONDS):
                line = await asyncio.to_thread(self.process.stdout.readline)
            told = _Announced.model_validate_json(line)
        except (TimeoutError, ValidationError) as fault:
            raise DemoUnavailable(f"The demo account did not start. {self._complaint()}".strip()) from fault
        return DemoWorld(url=told.url, key=Key(told.key), connected=tuple(told.connected))

    def end(self) -> None:
        """Ends the world by closing its standard input, and waits until it is gone."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self.process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.complaints.close()

    def _complaint(self) -> str:
        self.complaints.seek(0)
        lines = self.complaints.read().decode(errors="replace").strip().splitlines()
        return f"It says: {lines[-1]}" if lines else ""


def start_world(seed: int, now: datetime, log: Path | None = None) -> StartingWorld:
    """Starts the world of `seed` whose clock stands at `now`; `log` is a file for the requests it gets.

    Returns at once, so that the caller can load what it needs meanwhile. Whoever starts it many times may name a folder
    in `PAYSLEUTH_WORLDS`, in which it is kept.
    """
    command = [sys.executable, "-P", "-m", "evals.world", "--seed", str(seed), "--now", str(int(now.timestamp()))]
    command += ["--port", "0"] if log is None else ["--port", "0", "--log", str(log)]
    if (worlds := variable("PAYSLEUTH_WORLDS")) is not None:
        command += ["--keep", worlds]
    complaints = tempfile.TemporaryFile()  # noqa: SIM115 - StartingWorld.end closes it
    process = subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        env=for_children(),
        start_new_session=True,  # Ctrl-C is for whoever asks: a chat goes on with the same world
    )
    return StartingWorld(process, complaints)
