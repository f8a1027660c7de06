"""How fast metrics are counted over a folder of charges: the catalogue, two pages of health, and what they are held to.

`python -m benchmarks.metrics --data DIR [--only NAME ...] [--cold]`, over what `python -m benchmarks.metrics_data --out
DIR` writes. Each row is a process of its own: the first run is told apart from the median of the others, with the most
memory that the process ever had. Opening the folder, which looks for its first attempt, is in none of them.

With `--cold` the files' pages are given back to the system after the folder was opened, so that each first run reads
its columns from the disk again; the runs after it don't. Without, the files are as warm as whoever read them last left
them.

Beside each stands the engine's bare scan, a maximum of each column that it reads, and the plain way of writing it, as
`benchmarks.metrics_plain` has it. A page's bare scan is one statement, a maximum of each column that any of its figures
is counted from, once over all rows: less than the page can do with, which reads some columns again and again. Its plain
way is the statements of `benchmarks.metrics_plain_pages` one after the other, and nothing of what the page makes of
them.
"""

# pyright: reportUnknownMemberType=false, reportUnknownLambdaType=false
# duckdb carries no types.

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.metrics_data import UNTIL
from benchmarks.metrics_plain import PLAIN, WHOLE, ZONE, asked
from benchmarks.metrics_plain_pages import page, tables
from tools.contract.clock import Window
from tools.metrics.catalogue import METRICS
from tools.metrics.engine import ask, held, open_facts
from tools.metrics.facts import TABLES
from tools.metrics.health import View, health
from tools.metrics.query import Query
from tools.metrics.store import Facts

NOW = datetime.fromtimestamp(UNTIL, UTC)
BY = {
    "success by day": ("attempt_success_rate", "day"),
    "failures by code": ("failures", "code"),
    "first attempt by brand": ("first_attempt_success_rate", "brand"),
}
"""Metrics with a dimension."""
HEAD = ("what", "first s", "then s", "scan s", "times scan", "plain s", "times plain", "peak MiB")
DAY_PAGE, WEEK_PAGE = "health of a day", "health of a week"
PAGES = {DAY_PAGE: 1, WEEK_PAGE: 7}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.metrics", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of charges")
    parser.add_argument("--only", nargs="*", default=[], help="rows of these names alone")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--cold", action="store_true", help="read the files from the disk in each first run")
    parser.add_argument("--child", nargs=2, metavar=("WAY", "NAME"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        way, name = given.child
        print(json.dumps(measured(given, way, name)))
        return
    with open_facts({"attempts": given.data}) as facts:
        names = [*held(facts), *BY, *PAGES]
    head = [f"{one}, files cold" if given.cold and one == "first s" else one for one in HEAD]
    print(f"| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for name in names:
        if not given.only or name in given.only:
            print(_row(given, name), flush=True)


def _row(given: argparse.Namespace, name: str) -> str:
    """A line of the table: the ratios are of the runs after the first."""
    own, scan, plain = (_alone(given, way, name) for way in ("metric", "scan", "plain"))
    told = [f"{own['first']:.2f}", f"{own['then']:.2f}"]
    for other in (scan, plain):
        told += [f"{other['then']:.2f}", f"{own['then'] / other['then']:.1f}"]
    return f"| {name} | {' | '.join(told)} | {own['peak']:.0f} |"


def _alone(given: argparse.Namespace, way: str, name: str) -> dict[str, float]:
    """What a process of its own measures."""
    command = [sys.executable, "-m", "benchmarks.metrics", "--data", str(given.data), "--times", str(given.times)]
    command += ["--cold"] if given.cold else []
    ran = subprocess.run([*command, "--child", way, name], capture_output=True, check=True, text=True)  # noqa: S603
    return json.loads(ran.stdout)


def measured(given: argparse.Namespace, way: str, name: str) -> dict[str, float]:
    """How long a row takes one way, in seconds, and the most memory of this process, in MiB."""
    with open_facts({"attempts": given.data}) as facts:
        run = _runs(facts, way, name)
        if given.cold:
            evict(given.data)
        took: list[float] = []
        for _ in range(max(given.times, 2)):
            begun = time.perf_counter()
            run()
            took.append(time.perf_counter() - begun)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"first": took[0], "then": statistics.median(took[1:]), "peak": peak}


def evict(data: Path) -> None:
    """Asks the system to let go of what it holds of the files in memory, once all that waits to be written is."""
    os.sync()
    for path in data.glob("*.parquet") if data.is_dir() else [data]:
        opened = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(opened, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(opened)


def _runs(facts: Facts, way: str, name: str) -> Callable[[], Any]:
    if way == "metric":
        return _ours(facts, name)
    statements = _plain(name) if way == "plain" else [_scan(name)]
    return lambda: [facts.connection.execute(statement).fetchall() for statement in statements]


def _ours(facts: Facts, name: str) -> Callable[[], Any]:
    if name in PAGES:
        since, until = _seconds(name)
        window = Window(since=datetime.fromtimestamp(since, UTC), until=datetime.fromtimestamp(until, UTC))
        return lambda: (facts.steady.clear(), health(View(facts, window, ZONE, NOW)))
    metric, *by = BY.get(name, (name,))
    whole = Window(since=datetime.fromtimestamp(WHOLE[0], UTC), until=NOW)
    query = Query((metric,), whole, ZONE, NOW, by=tuple(by))
    return lambda: ask(facts, query)


def _plain(name: str) -> list[str]:
    if name in PAGES:
        return page(_seconds(name), ZONE, UNTIL)
    metric, *by = BY.get(name, (name,))
    return asked({metric: PLAIN[metric]}, WHOLE, by)


def _scan(name: str) -> str:
    metric, *by = BY.get(name, (name,))
    wanted = _of_page(name) if name in PAGES else _columns(metric, by)
    return f"SELECT {', '.join(f'MAX({column})' for column in sorted(wanted))} FROM attempts"


def _seconds(name: str) -> tuple[int, int]:
    """The window of a page: the last days of the folder."""
    return UNTIL - PAGES[name] * 86_400, UNTIL


def _of_page(name: str) -> set[str]:
    shown = tables(_seconds(name), ZONE, UNTIL)
    return {column for one in shown for metric in one.told for column in _columns(metric, one.by)}


def _columns(metric: str, by: Sequence[str]) -> set[str]:
    """The columns of attempts that a metric reads; of a payment, what it is told from."""
    known = TABLES["attempts"].columns
    wanted = {column for one in METRICS[metric].measures for column in one.columns} | {*by}
    wanted |= {METRICS[metric].currency or "created"}
    if "payments" in METRICS[metric].tables:
        wanted |= {"id", "payment", "created", "ending"} | ({"captured"} if "received" in wanted else set())
    return wanted & known.keys()


if __name__ == "__main__":
    main()
