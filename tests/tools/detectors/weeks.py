"""Weeks of attempts, what befell some of them, and what is found of it."""

from collections.abc import Sequence
from random import Random
from typing import Any

from tests.tools.metrics.shop import DAY, attempt, table
from tools.contract.changes import Change
from tools.detectors import Looking, detect
from tools.metrics.store import open_facts

NOW = 20_600 * DAY
SINCE = NOW - DAY
BRANDS, COUNTRIES = ("visa", "visa", "mastercard"), ("US", "US", "US", "CA")

Row = dict[str, Any]


def drawn(seed: int, a_day: int = 150, weeks: int = 9) -> list[Row]:
    """Weeks of attempts, one in ten of which an issuer declines."""
    draw = Random(seed)  # noqa: S311
    return [
        declined(row, "do_not_honor", "issuer") if draw.random() < 0.1 else row
        for number in range(a_day * weeks * 7)
        for row in [succeeded(draw, number, NOW - 1 - draw.randrange(weeks * 7 * DAY))]
    ]


def succeeded(draw: Random, number: int, created: int) -> Row:
    return attempt(number, created, brand=draw.choice(BRANDS), country=draw.choice(COUNTRIES), method="card",
                   customer=f"cus_{number}", card=f"card_{number}", amount=draw.randrange(2000, 9000))  # fmt: skip


def declined(row: Row, code: str, category: str) -> Row:
    return row | {"ending": "failed", "captured": 0, "code": code, "category": category}


def told(rows: Sequence[Row], since: int = SINCE) -> list[Change]:
    with open_facts({"attempts": table("attempts", rows)}) as facts:
        return detect(Looking(facts, "UTC", since, since + DAY, NOW), "booking_id")


def befallen(
    rows: Sequence[Row], code: str, category: str, begin: int = SINCE, end: int = NOW, **where: str
) -> list[Row]:
    """Two of three payments of a slice are refused for some time."""
    return [
        declined(row, code, category)
        if begin <= row["created"] < end and place % 3 and all(row[name] == value for name, value in where.items())
        else row
        for place, row in enumerate(rows)
    ]


def named(found: Sequence[Change]) -> list[tuple[str, dict[str, str]]]:
    return [(one.detector, one.where) for one in found]
