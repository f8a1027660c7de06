"""Months of traffic with what traffic rarely has, and figures of it: as the engine has them, and asked for plainly."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import duckdb
import pyarrow as pa

from benchmarks.metrics_data import UNTIL, table
from benchmarks.metrics_plain import WHOLE, ZONE, Plain, asked
from tools.contract.clock import Window
from tools.contract.figures import Figure
from tools.metrics.engine import Query, ask
from tools.metrics.finish import iso
from tools.metrics.store import Facts

NOW = datetime.fromtimestamp(UNTIL, UTC)
RARE = """
SELECT * EXCLUDE last REPLACE (
    CASE WHEN last <> 1 THEN payment END AS payment, CASE WHEN last <> 2 THEN customer END AS customer,
    CASE WHEN last <> 2 THEN first_paid END AS first_paid, CASE WHEN last <> 3 THEN provider END AS provider,
    CASE WHEN last <> 4 THEN transferred END AS transferred, CASE WHEN last <> 5 THEN fee END AS fee,
    CASE WHEN last = 6 THEN 0 ELSE gross END AS gross, CASE WHEN last = 7 THEN 100 END AS platform_fee,
    CASE WHEN last <> 8 THEN refunded END AS refunded, captured // CASE WHEN last = 9 THEN 2 ELSE 1 END AS captured,
    CASE WHEN last = 1 THEN 'failed' ELSE three_d_secure END AS three_d_secure,
    CASE WHEN number <> '1' AND last < 4 THEN 'do_not_try_again' END AS after_advice
) FROM bulk
UNION ALL SELECT * EXCLUDE last REPLACE (id || 'tie' AS id, 'failed' AS ending, 0 AS captured, 'jcb' AS brand)
FROM bulk WHERE last = 0 AND ending = 'paid'
UNION ALL SELECT * EXCLUDE last REPLACE (id || 'void' AS id, 'invalid' AS ending, 0 AS captured, created - 5 AS created)
FROM bulk WHERE last = 4
UNION ALL SELECT * EXCLUDE last REPLACE (id || 'was' AS id, 'failed' AS ending, 0 AS captured, 1703000000 AS created)
FROM bulk WHERE last = 5
UNION ALL SELECT * EXCLUDE last REPLACE (id || '?' AS id, 'pending' AS ending, 0 AS captured, created + 50 AS created)
FROM bulk WHERE last = 7 AND ending = 'failed'
UNION ALL SELECT * EXCLUDE last REPLACE (id || '+' AS id, 'paid' AS ending, amount AS captured, 1795132860 AS created)
FROM bulk WHERE last = 6 AND ending = 'failed'
UNION ALL SELECT * EXCLUDE last REPLACE (
    id || '!' AS id, id AS payment, 1795132799 - created % 86400 AS created,
    CASE WHEN released IS NOT NULL THEN 1795132799 - created % 86400 + released % 5000 END AS released
) FROM bulk WHERE last = 9
"""
"""Attempts of no payment, customer or provider; two in one second, the failure first; invalid requests; payments begun
before the window, and paid after it; what still waits; amounts that are null, nothing, or captured in part; and many on
one day, the last."""


def rare(rows: int) -> pa.Table:
    """So many attempts of bulk traffic, and the rare ones."""
    with duckdb.connect() as connection:
        connection.register("made", table(rows, seed=5))
        connection.execute("CREATE TABLE bulk AS SELECT *, ascii(right(id, 1)) % 10 AS last FROM made")
        return connection.sql(RARE).to_arrow_table()


def ours(facts: Facts, name: str, by: Sequence[str] = ()) -> dict[Any, Any]:
    """A metric's figures by their slices and currency."""
    window = Window(since=datetime.fromtimestamp(WHOLE[0], UTC), until=NOW)
    figures = ask(facts, Query((name,), window, ZONE, NOW, by=tuple(by))).figures
    return {(tuple(one.slice.values()), one.currency): value(one) for one in figures}


def value(one: Figure) -> Any:
    """A figure's value, before it was rounded."""
    if one.unit == "duration":
        return (one.duration, one.late) if one.duration else None
    if one.numerator is not None:
        return one.numerator / one.denominator if one.denominator else None
    return one.count if one.amount is None else one.amount.minor


def plainly(facts: Facts, statements: Sequence[str], by: Sequence[str] = ()) -> dict[str, dict[Any, Any]]:
    """What plain statements bring, by the names of their figures: each by its slices and currency."""
    found: dict[str, dict[Any, Any]] = {}
    for statement in statements:
        cursor = facts.connection.execute(statement)
        names, rows = [column[0] for column in cursor.description or ()], cursor.fetchall()
        money = len(names) > len(by) and names[len(by)] in ("currency", "fee_currency")
        for row in rows:
            labels = tuple(label(*one) for one in zip(by, row, strict=False))
            for name, told in list(zip(names, row, strict=True))[len(by) + money :]:
                found.setdefault(name, {})[labels, row[len(by)] if money else None] = durations(told)
    return found


def label(name: str, given: Any) -> str:
    if given is None:
        return "none"
    return given.isoformat() if isinstance(given, date) else f"{given:02d}" if name == "hour" else str(given)


def durations(told: Any) -> Any:
    return tuple(iso(one) for one in told) if isinstance(told, list) else told


def alone(facts: Facts, name: str, one: Plain, by: Sequence[str] = ()) -> dict[Any, Any]:
    return plainly(facts, asked({name: one}, WHOLE, by), by)[name]


def same(plain: Mapping[Any, Any], told: Mapping[Any, Any]) -> bool:
    """Whether each figure is the same, and what is no figure is nothing."""
    return bool(told) and all(
        plain.get(key) == told[key] if key in told else not plain[key] for key in {**plain, **told}
    )
