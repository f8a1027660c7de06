"""The metrics and what they are counted over, as the catalogue defines them."""

from collections.abc import Iterable

from tests.docs.pages import Table
from tools.metrics.catalogue import METRICS
from tools.metrics.facts import TABLES, meaning


def metrics() -> Table:
    return Table(
        ("metric", "answers", "formula", "beware", "source"),
        [
            (
                f"`{one.name}`",
                one.question,
                f"{one.formula} ({one.unit})",
                one.edges or "-",
                f"[page](https://{one.source})",
            )
            for one in METRICS.values()
        ],
    )


def metric_splits() -> Table:
    return Table(
        ("metric", "counted over", "not told by", "splits only what is counted", "days until it stands"),
        [
            (
                f"`{one.name}`",
                _names(one.tables),
                _names(one.without),
                _names(one.whole),
                "-" if one.horizon is None else str(one.horizon),
            )
            for one in METRICS.values()
        ],
    )


def fact_tables() -> Table:
    return Table(
        ("table", "a row is", "told by"),
        [(f"`{one.name}`", one.row, _names(one.dimensions)) for one in TABLES.values()],
    )


def dimensions() -> Table:
    known = dict.fromkeys(name for table in TABLES.values() for name in table.dimensions)
    return Table(("dimension", "says"), [(f"`{name}`", meaning(name)) for name in known])


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "-"
