"""How fast metrics are counted over a folder of charges: the catalogue, the health page, and what they are held to.

`python -m benchmarks.metrics --data DIR [--only NAME ...]`, over what `python -m benchmarks.metrics_data --out DIR`
writes. Each row is a process of its own: the first run is told apart from the median of the others, with the most
memory that the process ever had. Beside each metric stands the engine's bare scan, a maximum of each column that it
reads; beside some, the plain way of writing it: the
zone's own clock, the first row by number.
"""

# pyright: reportUnknownMemberType=false, reportUnknownLambdaType=false
# duckdb carries no types.

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.metrics_data import UNTIL
from tools.contract.clock import Window
from tools.metrics.catalogue import METRICS
from tools.metrics.engine import ask, held, open_facts
from tools.metrics.facts import TABLES
from tools.metrics.health import View, health
from tools.metrics.query import Query
from tools.metrics.store import Facts

ZONE = "America/Detroit"
NOW = datetime.fromtimestamp(UNTIL, UTC)
WHOLE = Window(since=datetime(2024, 1, 1, tzinfo=UTC), until=NOW)
BY = {
    "success by day": ("attempt_success_rate", "day"),
    "failures by code": ("failures", "code"),
    "first attempt by brand": ("first_attempt_success_rate", "brand"),
}
"""Metrics with a dimension, which the plain way is written for."""
_PAID = "ending IN ('paid', 'authorized')"
_DECIDED = "ending NOT IN ('pending', 'invalid')"
_WITHIN = f"created >= {int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())} AND created < {UNTIL}"
"""The same window as the metrics are asked of: a question that reads no times is another one, and a cheaper."""
_PAYMENTS = f"FROM attempts WHERE ending <> 'invalid' AND {_WITHIN}"
PLAIN = {
    "attempts": f"SELECT COUNT(*) FROM attempts WHERE {_WITHIN}",
    "payments": f"SELECT COUNT(*) FROM (SELECT DISTINCT COALESCE(payment, id) {_PAYMENTS})",
    "attempt_success_rate": f"""SELECT COUNT(*) FILTER (WHERE {_PAID}) * 1.0 / COUNT(*) FILTER (WHERE {_DECIDED})
        FROM attempts WHERE {_WITHIN}""",
    "payment_success_rate": f"""SELECT AVG(paid) FROM (SELECT MAX(CASE WHEN {_PAID} THEN 1 ELSE 0 END) AS paid
        {_PAYMENTS} GROUP BY COALESCE(payment, id))""",
    "recovery_rate": f"""SELECT AVG(paid) FROM (SELECT MAX(CASE WHEN {_PAID} THEN 1 ELSE 0 END) AS paid,
        ARG_MIN(ending, created) AS first {_PAYMENTS} GROUP BY COALESCE(payment, id))
        WHERE first IN ('failed', 'blocked', 'reversed')""",
    "gmv": f"SELECT currency, SUM(captured) FROM attempts WHERE {_WITHIN} GROUP BY 1",
    "median_value": f"SELECT currency, MEDIAN(captured) FROM attempts WHERE captured > 0 AND {_WITHIN} GROUP BY 1",
    "customers": f"SELECT COUNT(DISTINCT customer) FROM attempts WHERE {_PAID} AND {_WITHIN}",
    "dispute_rate": f"SELECT AVG(disputed) FROM attempts WHERE {_PAID} AND {_WITHIN}",
    "hold_time": f"SELECT MEDIAN(released - created) FROM attempts WHERE captured > 0 AND {_WITHIN}",
    "success by day": f"""SELECT CAST(to_timestamp(created) AT TIME ZONE '{ZONE}' AS DATE),
        COUNT(*) FILTER (WHERE {_PAID}) * 1.0 / COUNT(*) FILTER (WHERE {_DECIDED})
        FROM attempts WHERE {_WITHIN} GROUP BY 1""",
    "failures by code": f"""SELECT code, COUNT(*) FROM attempts
        WHERE NOT {_PAID} AND {_DECIDED} AND {_WITHIN} GROUP BY 1""",
    "first attempt by brand": f"""SELECT brand, AVG(CASE WHEN {_PAID} THEN 1 ELSE 0 END) FROM (SELECT *,
        ROW_NUMBER() OVER (PARTITION BY payment ORDER BY created, id) AS n
        FROM attempts WHERE {_WITHIN}) WHERE n = 1 GROUP BY 1""",
}
HEAD = ("what", "first s", "then s", "scan s", "times scan", "plain s", "times plain", "peak MiB")
DAY_PAGE, WEEK_PAGE = "health of a day", "health of a week"
PAGES = {DAY_PAGE: 1, WEEK_PAGE: 7}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.metrics", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of charges")
    parser.add_argument("--only", nargs="*", default=[], help="rows of these names alone")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--child", nargs=2, metavar=("WAY", "NAME"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        way, name = asked.child
        print(json.dumps(_measured(asked.data, way, name, asked.times)))
        return
    with open_facts({"attempts": asked.data}) as facts:
        names = [*held(facts), *BY, *PAGES]
    print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}")
    for name in names:
        if not asked.only or name in asked.only:
            print(_row(asked.data, name, asked.times), flush=True)


def _row(data: Path, name: str, times: int) -> str:
    """A line of the table: the ratios are of the runs after the first."""
    own = _alone(data, "metric", name, times)
    scan = _alone(data, "scan", name, times) if name not in PAGES else None
    plain = _alone(data, "plain", name, times) if name in PLAIN else None
    told = [f"{own['first']:.2f}", f"{own['then']:.2f}"]
    for other in (scan, plain):
        told += [f"{other['then']:.2f}", f"{own['then'] / other['then']:.1f}"] if other else ["", ""]
    return f"| {name} | {' | '.join(told)} | {own['peak']:.0f} |"


def _alone(data: Path, way: str, name: str, times: int) -> dict[str, float]:
    """What a process of its own measures."""
    command = [sys.executable, "-m", "benchmarks.metrics", "--data", str(data), "--times", str(times)]
    ran = subprocess.run([*command, "--child", way, name], capture_output=True, check=True, text=True)  # noqa: S603
    return json.loads(ran.stdout)


def _measured(data: Path, way: str, name: str, times: int) -> dict[str, float]:
    with open_facts({"attempts": data}) as facts:
        run = _runs(facts, way, name)
        took: list[float] = []
        for _ in range(max(times, 2)):
            begun = time.perf_counter()
            run()
            took.append(time.perf_counter() - begun)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"first": took[0], "then": statistics.median(took[1:]), "peak": peak}


def _runs(facts: Facts, way: str, name: str) -> Callable[[], Any]:
    if name in PAGES:
        window = Window(since=datetime.fromtimestamp(UNTIL - PAGES[name] * 86_400, UTC), until=NOW)
        return lambda: health(View(facts, window, ZONE, NOW))
    metric, *by = BY.get(name, (name,))
    if way == "plain":
        return lambda: facts.connection.execute(PLAIN[name]).fetchall()
    if way == "scan":
        scan = f"SELECT {', '.join(f'MAX({column})' for column in _columns(metric, by))} FROM attempts"
        return lambda: facts.connection.execute(scan).fetchall()
    query = Query((metric,), WHOLE, ZONE, NOW, by=tuple(by))
    return lambda: ask(facts, query)


def _columns(metric: str, by: list[str]) -> list[str]:
    """The columns of attempts that a metric reads; of a payment, what it is told from."""
    known = TABLES["attempts"].columns
    wanted = {column for one in METRICS[metric].measures for column in one.columns} | {*by}
    wanted |= {METRICS[metric].currency or "created"}
    if "payments" in METRICS[metric].tables:
        wanted |= {"id", "payment", "created", "ending"}
    return sorted(wanted & known.keys())


if __name__ == "__main__":
    main()
