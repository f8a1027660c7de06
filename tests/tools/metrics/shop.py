"""Facts of a made-up shop, drawn from a seed, and questions put to them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

import pyarrow as pa

from tools.contract.clock import Window
from tools.contract.figures import Figure, FigureTable
from tools.metrics.engine import Query, ask, open_facts
from tools.metrics.facts import BIGINT, TABLES

Rows = Sequence[Mapping[str, Any]]

NOW = datetime(2026, 6, 5, 12, tzinfo=UTC)
DAY = 86_400


def at(text: str) -> int:
    """The seconds of a moment."""
    return int(datetime.fromisoformat(text).timestamp())


def table(name: str, rows: Rows) -> pa.Table:
    """A table of facts of these rows; what a row doesn't say is null."""
    columns = TABLES[name].columns
    extra = {key: "VARCHAR" for row in rows for key in row if key not in columns}
    types = {key: pa.int64() if kind == BIGINT else pa.string() for key, kind in {**columns, **extra}.items()}
    return pa.table({key: pa.array([row.get(key) for row in rows], kind) for key, kind in types.items()})


def attempt(number: int, created: int, **said: Any) -> dict[str, Any]:
    """An attempt that paid 10.00 USD, unless said otherwise."""
    paid = said.get("ending", "paid") == "paid"
    amount = said.get("amount", 1000)
    return {
        "id": f"ch_{number}",
        "payment": f"pi_{number}",
        "created": created,
        "currency": "usd",
        "amount": amount,
        "captured": amount if paid else 0,
        "refunded": 0,
        "ending": "paid",
        "network": "approved_by_network" if paid else "declined_by_network",
        "number": "1",
        "disputed": 0,
        "warned": 0,
        **said,
    }


def attempts(count: int, seed: int = 1, days: int = 100, until: datetime = NOW) -> list[dict[str, Any]]:
    """Attempts of the days before, some of them retries, in three currencies."""
    draw, end = Random(seed), int(until.timestamp())  # noqa: S311
    made: list[dict[str, Any]] = []
    for number in range(count):
        ending = draw.choices(("paid", "authorized", "failed", "blocked", "reversed", "pending", "invalid"),
                              (80, 2, 11, 3, 1, 2, 1))[0]  # fmt: skip
        failed = ending in ("failed", "blocked", "reversed")
        said = {
            "ending": ending,
            "payment": f"pi_{draw.randrange(count)}",
            "amount": draw.randrange(100, 90_000),
            "currency": draw.choice(("usd", "jpy", "kwd")),
            "service": draw.choice(("moving", "cleaning", None)),
            "brand": draw.choice(("visa", "mastercard")),
            "customer": f"cus_{draw.randrange(1 + count // 10)}",
            "code": draw.choice(("insufficient_funds", "generic_decline")) if failed else None,
            "metadata_team": draw.choice(("red", "blue")),
        }
        made.append(attempt(number, end - 1 - draw.randrange(days * DAY), **said))
    return made


def asked(
    tables: Mapping[str, Any], *metrics: str, zone: str = "UTC", threads: int | None = None, **said: Any
) -> FigureTable:
    """The answer to a question about the metrics; `since` and `until` are texts."""
    ends = {end: datetime.fromisoformat(said.pop(end)) for end in ("since", "until") if end in said}
    with open_facts(tables, threads=threads) as facts:
        return ask(facts, Query(metrics, Window(**ends), zone, **{"now": NOW, **said}))


def only(told: FigureTable) -> Figure:
    (figure,) = told.figures
    return figure
