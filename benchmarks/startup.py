"""How long a person waits: for help, for a first answer from cold, for another answer in a warm process.

Run it with `python -m benchmarks.startup`. Each figure is a whole process on this machine, save the warm one; compare
figures of one run only, since machines are noisy.
"""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from agent.compose import Choice, Setting, open_investigation
from agent.demo import start_world
from agent.thread.events import Event
from tools.operations.environment import Environment

QUESTION = "why did pi_failed123 fail?"
NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
RUNS = 7
WARM_RUNS = 20

PAYSLEUTH = [sys.executable, "-c", "from agent.cli import main; main()"]


def timed(run: Callable[[], object]) -> float:
    """Seconds that `run` took."""
    begun = time.perf_counter()  # the machine's clock is what a benchmark measures
    run()
    return time.perf_counter() - begun


def process(*words: str, home: Path) -> Callable[[], object]:
    """A whole paysleuth process, its output thrown away; raises if it fails."""
    environment = {"PAYSLEUTH_HOME": str(home), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path.cwd())}
    return lambda: subprocess.run([*PAYSLEUTH, *words], env=environment, capture_output=True, check=True)  # noqa: S603


async def warm(home: Path) -> list[float]:
    """Seconds of each investigation in a process that has already answered one, from question to report.

    Every run is a new thread, so that nothing it needs has been read before; the world is started once.
    """
    world = start_world(7, NOW)
    try:
        ready = await world.ready()
        lasting = _Lasting(ready)
        found = replace(Setting.find(home), environment=Environment(home=home), world=lambda seed, now, log: lasting)  # type: ignore[arg-type]
        return [await _one(found) for _ in range(WARM_RUNS + 1)][1:]
    finally:
        world.end()


async def _one(found: Setting) -> float:
    async with open_investigation(Choice(model="playbook", now=NOW), setting=found) as investigation:
        events: list[Event] = []
        begun = time.perf_counter()
        await investigation.ask(QUESTION, events.append)
        return time.perf_counter() - begun


class _Lasting:
    """A world that outlives the investigations which use it."""

    def __init__(self, ready: object) -> None:
        self._ready = ready

    async def ready(self) -> object:
        return self._ready

    def end(self) -> None: ...


def row(what: str, seconds: list[float], bound: str) -> str:
    low, middle, high = min(seconds), statistics.median(seconds), max(seconds)
    return f"{what:44} {middle:7.3f} s  ({low:.3f} to {high:.3f}, {len(seconds)} runs)  wanted: {bound}"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        asking = process("ask", QUESTION, "--account", "demo", "--model", "playbook", "--json", home=home)
        helping = process("--help", home=home)
        for first in (helping, asking):
            first()
        print(row("paysleuth --help", [timed(helping) for _ in range(RUNS)], "under 0.4 s"))
        print(row("paysleuth ask, cold, world included", [timed(asking) for _ in range(RUNS)], "under 3 s"))
        print(row("a warm investigation, question to report", asyncio.run(warm(home)), "under 0.150 s"))


if __name__ == "__main__":
    main()
