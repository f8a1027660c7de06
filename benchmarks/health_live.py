"""How long the health of a window of some thousand payments takes, read live from a simulated account on loopback.

`python -m benchmarks.health_live [--a-day N] [--days N]`: the window is all that the account has, held against the
time before it, of which there is nothing. The account is served by this process, so the processor's seconds are of
both sides; requests are counted where they are served. Lists are read at the same time, each page by page, and those of
connected accounts after the platform's own: the rounds are the pages of the longest list of each, one after the other.
"""

import argparse
import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent.compose import Choice, open_account
from evals.running.asking import ACCOUNT, setting_of
from evals.running.job import Driver, Job
from evals.world.build import World, build_busy
from evals.world.busy import Pace
from evals.world.http.journal import Entry
from evals.world.http.keys import derive
from evals.world.http.serving import serve
from tools.metrics.looking import payment_health
from tools.operations.environment import read_environment

SEED, NOW = 5, 1_790_000_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.health_live", description=__doc__)
    parser.add_argument("--a-day", type=int, default=180)
    parser.add_argument("--days", type=int, default=28)
    asked = parser.parse_args()
    world = build_busy((), SEED, NOW, Pace(asked.a_day, asked.days))
    begun, spent = time.perf_counter(), time.process_time()
    made, status = asyncio.run(_looked(world, asked.days))
    took, used = time.perf_counter() - begun, time.process_time() - spent
    payments = len(world.shelves.platform.objects["payment_intent"])
    cost = f"{took:.1f} s, {used:.1f} s of processor time, {len(made)} reads in {rounds(made)} rounds"
    print(f"{payments:,} payments, {status}: {cost}")


def rounds(made: Sequence[Entry]) -> int:
    """How many answers had to be waited for, one after the other."""
    pages = Counter((one.scope, one.path) for one in made)
    longest: dict[bool, int] = {}
    for (scope, _), many in pages.items():
        own = scope == made[0].scope
        longest[own] = max(many, longest.get(own, 0))
    return sum(longest.values())


async def _looked(world: World, days: int) -> tuple[list[Entry], str]:
    """The requests that the health took, and what it says of the attempts."""
    asked: list[Entry] = []
    now = datetime.fromtimestamp(NOW, UTC)
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(world.shelves, log=asked.append) as served,
    ):
        job = Job(
            case="live",
            question="",
            url=served.url,
            key=derive(SEED, livemode=False),
            now=now,
            driver=Driver(name="playbook"),
        )
        setting = setting_of(job, read_environment(), Path(folder))
        async with open_account(Choice(account=ACCOUNT, now=now), setting) as connection:
            outcome = await payment_health(connection, now - timedelta(days=days), now, "window_before")
    return asked, outcome.status


if __name__ == "__main__":
    main()
