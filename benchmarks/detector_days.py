"""Days of simulated accounts, each quiet or with one known fault, as the `attempts` of `tools.metrics.facts`."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false, reportUnknownParameterType=false, reportAttributeAccessIssue=false
# pyarrow carries no types.

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.metrics_data import facts
from benchmarks.metrics_traffic import Random, attempts, payments
from evals.world.draw import DAY, HOUR

__all__ = ["DAY", "Case", "Shop", "day_of"]

WEEKS, LAST = 12, 30
"""Weeks before the first day that is looked at, and how many days may be."""
UNTIL = 1_795_132_800
"""The midnight that the traffic goes up to: 20 November 2026, UTC."""
LOST = ("failed", "blocked", "reversed")
POOR, POORER = "CA", 1 / 3
"""The country whose issuers decline so much of what others pay, before and after."""
LAUNCHED, GONE = "drone_delivery", "provider_10200"

Row = dict[str, Any]
Fault = Callable[[Random, list[Row], int], "tuple[Mapping[str, str], list[Row]]"]


@dataclass(frozen=True)
class Case:
    """A day, what befell it, where, how many attempts that cost or concerned, and how many of a hundred those are."""

    since: int
    kind: str
    where: Mapping[str, str]
    lost: int
    points: float
    phi: float
    attempts: int

    def explains(self, detector: str, where: Mapping[str, str]) -> bool:
        """Whether a finding tells of this fault: by one of its names, at its place or around it."""
        at = all(self.where.get(name) == value for name, value in where.items())
        return detector in NAMED.get(self.kind, ()) and (at or self.is_exact(where))

    def is_exact(self, where: Mapping[str, str]) -> bool:
        return dict(where) == dict(self.where)


NAMED = {
    "drop": ("rate_drop", "broken_flow"),
    "drop of two": ("rate_drop", "broken_flow"),
    "drop of all": ("rate_drop",),
    "outage": ("issuer_outage",),
    "rule": ("rule_effect",),
    "broken flow": ("broken_flow",),
    "card testing": ("card_testing",),
    "mix": ("mix_shift",),
    "duplicates": ("duplicate_charges",),
}


@dataclass(frozen=True)
class Shop:
    """An account: its attempts up to the end, in the order of time; `seed` and `phi` are its own."""

    seed: Sequence[int]
    phi: float
    table: pa.Table

    @classmethod
    def drawn(cls, seed: Sequence[int]) -> "Shop":
        """An account with its growth, holidays, launch, departure and overdispersion."""
        random = np.random.default_rng(seed)
        days = WEEKS * 7 + LAST
        each, growth, phi = int(random.choice((150, 300, 600))), random.uniform(0, 0.5), random.uniform(1, 3)
        weights = (1 + growth * np.arange(days) / days) * random.uniform(0.85, 1.15, days)
        weights[random.choice(days, 4, replace=False)] *= 0.4
        made = payments(random, each * days, weights.tolist(), UNTIL - days * DAY)
        one = attempts(random, made, UNTIL)
        table = facts(random, made, one).sort_by("created")
        table = pa.table({name: _plain(table[name]) for name in table.column_names})
        launched, gone = (UNTIL - int(at) * DAY for at in random.integers(5, 60, 2))
        early = pc.and_(pc.equal(table["service"], LAUNCHED), pc.less(table["created"], launched))
        late = pc.and_(pc.equal(table["provider"], GONE), pc.greater_equal(table["created"], gone))
        table = table.filter(pc.invert(pc.or_(pc.fill_null(early, False), pc.fill_null(late, False))))
        return cls(seed, phi, _overdispersed(random, table, phi))


def day_of(shop: Shop, number: int) -> tuple[Case, pa.Table]:
    """One of its last days, drawn anew: what befell it, and its attempts."""
    random = np.random.default_rng([*shop.seed, 1 + number])
    since = (UNTIL // DAY - LAST + number) * DAY
    created = shop.table["created"]
    day = shop.table.filter(pc.and_(pc.greater_equal(created, since), pc.less(created, since + DAY))).to_pylist()
    kind = str(random.choice(["quiet", *FAULTS], p=[0.5, *([0.5 / len(FAULTS)] * len(FAULTS))]))
    where, lost, rows = dict[str, str](), 0, day
    if kind != "quiet":
        was = sum(row["ending"] in LOST for row in day)
        told, rows = FAULTS[kind](random, day, since)
        where = dict(told)
        lost = max(sum(row["ending"] in LOST for row in rows) - was, len(rows) - len(day))
    points = round(100 * lost / max(1, len(rows)), 2)
    case = Case(since, kind, where, lost, points, round(shop.phi, 2), len(rows))
    return case, pa.Table.from_pylist(rows, schema=shop.table.schema)


def _plain(column: Any) -> Any:
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def _overdispersed(random: Random, table: pa.Table, phi: float) -> pa.Table:
    """Each day's issuers are a little better or worse than the odds, as much as `phi` says."""
    day = table["created"].to_numpy() // DAY
    ending = np.array(table["ending"].to_pylist(), object)
    code, category = (np.array(table[name].to_pylist(), object) for name in ("code", "category"))
    poor = (np.array(table["country"].to_pylist(), object) == POOR) & (random.random(len(day)) < POORER)
    declined = poor & (ending == "paid")
    ending[declined], code[declined], category[declined] = "failed", "do_not_honor", "issuer"
    for one in np.unique(day):
        mine = day == one
        share = float(np.isin(ending[mine], ("paid", "authorized")).mean())
        apart = random.normal(0, np.sqrt((phi - 1) * share * (1 - share) / mine.sum()))
        turned = mine & (ending == ("paid" if apart < 0 else "failed"))
        chosen = turned & (random.random(len(day)) < abs(apart) / (share if apart < 0 else max(0.05, 1 - share)))
        ending[chosen] = "failed" if apart < 0 else "paid"
        code[chosen] = "do_not_honor" if apart < 0 else None
        category[chosen] = "issuer" if apart < 0 else None
    for name, column in (("ending", ending), ("code", code), ("category", category)):
        table = table.set_column(table.column_names.index(name), name, pa.array(column.tolist(), pa.string()))
    return table


def _refused(row: Row, code: str, category: str, **more: str) -> Row:
    return row | {"ending": "failed", "captured": 0, "code": code, "category": category, **more}


def _slice(random: Random, rows: Sequence[Row], names: Sequence[str]) -> dict[str, str]:
    """A slice that there is: the values of one of the payments."""
    held = [row for row in rows if all(row[name] is not None for name in names)]
    row = held[int(random.integers(0, len(held)))]
    return {name: row[name] for name in names}


def _within(row: Row, where: Mapping[str, str]) -> bool:
    return all(row[name] == value for name, value in where.items())


def _hours(random: Random, since: int, least: int) -> tuple[int, int]:
    start = int(random.integers(0, 12))
    return since + start * HOUR, since + min(24, start + int(random.integers(least, 25))) * HOUR


def _lost(random: Random, rows: list[Row], since: int, where: Mapping[str, str], code: str, category: str,
          least: int) -> list[Row]:  # fmt: skip
    """Some of what was paid in a slice, for some hours, is refused."""
    begin, end = _hours(random, since, least)
    share = random.uniform(0.15, 0.9)
    return [
        _refused(row, code, category)
        if row["ending"] == "paid" and begin <= row["created"] < end and _within(row, where) and random.random() < share
        else row
        for row in rows
    ]


def _drop(random: Random, rows: list[Row], since: int) -> tuple[Mapping[str, str], list[Row]]:
    where = _slice(random, rows, [str(random.choice(("brand", "country", "funding", "service", "metro")))])
    return where, _lost(random, rows, since, where, "do_not_honor", "issuer", 8)


def _drop_of_two(random: Random, rows: list[Row], since: int) -> tuple[Mapping[str, str], list[Row]]:
    pairs = (("brand", "country"), ("brand", "service"), ("funding", "brand"), ("service", "metro"))
    where = _slice(random, rows, pairs[int(random.integers(0, len(pairs)))])
    return where, _lost(random, rows, since, where, "do_not_honor", "issuer", 8)


def _drop_of_all(random: Random, rows: list[Row], since: int) -> tuple[Mapping[str, str], list[Row]]:
    share = random.uniform(0.01, 0.12)
    hit = [row["ending"] == "paid" and random.random() < share for row in rows]
    return {}, [_refused(row, "do_not_honor", "issuer") if one else row for row, one in zip(rows, hit, strict=True)]


def _outage(random: Random, rows: list[Row], since: int) -> tuple[Mapping[str, str], list[Row]]:
    where = _slice(random, rows, [str(random.choice(("brand", "country")))])
    return where, _lost(random, rows, since, where, "issuer_not_available", "processing", 3)


def _rule(random: Random, rows: list[Row], since: int) -> tuple[Mapping[str, str], list[Row]]:
    dear = float(np.quantile([row["amount"] for row in rows if row["currency"] == "usd"], random.uniform(0.5, 0.95)))
    begin, _ = _hours(random, since, 8)
    blocked = {"ending": "blocked", "captured": 0, "code": "rule", "category": "blocked", "rule": "rule_new"}
    hit = [row["currency"] == "usd" and row["amount"] > dear and row["created"] >= begin for row in rows]
    return {"rule": "rule_new"}, [row | blocked if one else row for row, one in zip(rows, hit, strict=True)]


def _broken(random: Random, rows: list[Row], since: int) -> tuple[Mapping[str, str], list[Row]]:
    where = _slice(random, rows, ["service"])
    return where, [
        _refused(row, "do_not_honor", "issuer") if _within(row, where) and row["ending"] == "paid" else row
        for row in rows
    ]


def _tested(random: Random, rows: list[Row], since: int) -> tuple[Mapping[str, str], list[Row]]:
    many, people = int(random.integers(15, 150)), int(random.integers(1, 6))
    begin, _ = _hours(random, since, 1)
    usd = [row for row in rows if row["currency"] == "usd"]
    made: list[Row] = []
    for place in range(many):
        row = usd[int(random.integers(0, len(usd)))] | {
            "id": f"ch_tested{place}", "payment": f"pi_tested{place}", "customer": f"cus_tester{place % people}",
            "card": f"tested{place}", "amount": int(random.integers(50, 900)), "created": begin + place * 40,
            "number": "1", "refunded": 0,
        }  # fmt: skip
        made.append(_refused(row, "incorrect_cvc", "card_data") if random.random() < 0.8 else row | {"ending": "paid"})
    return {}, [*rows, *made]


def _mixed(random: Random, rows: list[Row], since: int) -> tuple[Mapping[str, str], list[Row]]:
    """Many more payments of a country whose issuers always declined more than others."""
    poor = [row for row in rows if row["country"] == POOR and row["ending"] == "paid"]
    others = [
        row["ending"] == "failed" for row in rows if row["country"] != POOR and row["ending"] in ("paid", "failed")
    ]
    refused = 1 - (1 - POORER) * (1 - sum(others) / max(1, len(others)))
    more = [
        row | {name: f"{row[name]}_{place}" for name in ("id", "payment", "customer", "card")}
        for place in range(int(random.integers(3, 9)))
        for row in poor
    ]
    return {}, [*rows, *(_refused(row, "do_not_honor", "issuer") if random.random() < refused else row for row in more)]


def _doubled(random: Random, rows: list[Row], since: int) -> tuple[Mapping[str, str], list[Row]]:
    paid = [row for row in rows if row["ending"] == "paid" and row["refunded"] == 0 and row["kind"] == "one_time"]
    chosen = random.choice(len(paid), min(len(paid), int(random.integers(1, 9))), replace=False)
    again = [
        paid[at]
        | {"id": f"{paid[at]['id']}_again", "payment": f"{paid[at]['payment']}_again",
           "created": paid[at]["created"] + int(random.integers(2, 300))}
        for at in chosen
    ]  # fmt: skip
    return {}, [*rows, *(row for row in again if row["created"] < since + DAY)]


FAULTS: Mapping[str, Fault] = {
    "drop": _drop,
    "drop of two": _drop_of_two,
    "drop of all": _drop_of_all,
    "outage": _outage,
    "rule": _rule,
    "broken flow": _broken,
    "card testing": _tested,
    "mix": _mixed,
    "duplicates": _doubled,
}
