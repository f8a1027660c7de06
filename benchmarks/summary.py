"""A morning's summary of a busy account: how long it takes, what it reads, and whether it is whole.

`python -m benchmarks.summary [BOOKINGS_A_DAY] [DAYS]` builds a simulated account with so many bookings a day over so
many days, serves it by a process of its own, and writes the summary of its last whole day as `paysleuth report daily`
would, without a model: of the account as it is, and of one on which nothing waits for anybody. *CPU* is of the writing
process alone. The account answers at once; Stripe takes some tenths of a second for a page, and the three long lists
are read beside each other, so that the pages of the longest of them add to *seconds*.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from agent import summary
from agent.compose import Choice, Setting, open_investigation
from agent.render.headline import headline
from agent.report import Report
from agent.reports.daily_figures import KIND
from benchmarks.asking import Running, always
from evals.recipes.summing import ZONE, yesterday
from evals.world.build import build_busy
from evals.world.busy import Pace
from evals.world.http.serving import Served, serve
from tools.operations.environment import Environment
from tools.operations.homes import Home

NOW = datetime(2026, 10, 7, 15, 30, tzinfo=UTC)
SEED = 7
LISTS = {"payments": "payment_intent", "attempts": "charge", "transfers": "transfer"}


@dataclass(frozen=True)
class Row:
    """One summary: what it was of, what it took, and how many weeks the day is held against."""

    account: str
    held: dict[str, int]
    reads: int
    cpu: float
    seconds: float
    weeks: int
    said: str
    lacking: Sequence[str]


@contextmanager
def elsewhere(recipes: Sequence[str], pace: Pace) -> Generator[tuple[Served, dict[str, int]]]:
    """An account built and served by a process of its own, which ends with the block, and how much it holds."""
    told, telling = os.pipe()
    child = os.fork()
    if child == 0:
        shelves = build_busy(recipes, SEED, int(NOW.timestamp()), pace).shelves
        counts = {title: len(shelves.platform.objects[kind]) for title, kind in LISTS.items()}
        with serve(shelves) as served:
            os.write(telling, json.dumps([served.url, served.key, counts]).encode())
            signal.pause()
        os._exit(0)
    url, key, counts = json.loads(os.read(told, 4096))
    try:
        yield Served(url, key), counts
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


async def written(served: Served, day: date) -> Report:
    """The summary of a day, its stores in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        world = Running(served, time_zone=str(ZONE))
        found = replace(
            Setting.find(home),
            environment=Environment(home=home),
            home=Home(home / "stores"),
            world=always(world),
        )
        choice = Choice(account="demo", model="playbook", now=NOW, seed=SEED)
        async with open_investigation(choice, setting=found) as investigation:
            return await summary.write(investigation, day)


def measured(name: str, recipes: Sequence[str], pace: Pace) -> Row:
    """One summary of one account."""
    day = datetime.fromtimestamp(yesterday(int(NOW.timestamp()))[0], ZONE).date()
    with elsewhere(recipes, pace) as (served, held):
        began, used = time.perf_counter(), time.process_time()
        report = asyncio.run(written(served, day))
        seconds, cpu = time.perf_counter() - began, time.process_time() - used
    head = headline(report)
    lacking = [one.missing for one in report.limits] + _lacking(report)
    weeks = next((one.exhibit.data["weeks"] for one in report.exhibits if one.exhibit.kind == KIND), 0)
    return Row(name, held, report.cost.stripe_reads, cpu, seconds, int(str(weeks)), f"{head.verdict}: {head.cause}",
               lacking)  # fmt: skip


def _lacking(report: Report) -> list[str]:
    parts = [part for coverage in report.coverage for part in coverage.parts if not part.complete]
    counted = Counter(f"{part.name}: {part.missing.detail if part.missing else 'more exist'}" for part in parts)
    return [*counted]


def table(rows: Sequence[Row]) -> str:
    """A row a summary, and beneath it what of each was not whole."""
    head = ["account", *LISTS, "reads", "CPU s", "seconds", "weeks", "said"]
    lines = [
        [row.account, *(f"{row.held[one]:,}" for one in LISTS), str(row.reads), f"{row.cpu:.1f}", f"{row.seconds:.1f}",
         str(row.weeks), row.said]
        for row in rows
    ]  # fmt: skip
    shown = ["| " + " | ".join(one) + " |" for one in [head, ["---"] * len(head), *lines]]
    return "\n".join([*shown, *(f"{row.account}: not whole: {one}" for row in rows for one in row.lacking)])


def main() -> int:
    """Print the table."""
    arguments = argparse.ArgumentParser(description="What a morning's summary of a busy account takes.")
    arguments.add_argument("a_day", nargs="?", type=int, default=100, help="bookings a day")
    arguments.add_argument("days", nargs="?", type=int, default=30, help="for so many days")
    given = arguments.parse_args()
    pace = Pace(given.a_day, given.days)
    print(table([measured("as it is", [], pace), measured("quiet", ["S01t"], pace)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
