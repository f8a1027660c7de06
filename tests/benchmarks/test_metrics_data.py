"""Months of traffic in bulk: the columns that metrics are counted over, at a world's own rates, in no order."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from benchmarks.metrics_data import DAYS, FILES, UNTIL, table, write
from evals.world.build import build_world
from evals.world.draw import DAY
from tools.metrics.facts import ATTEMPTS

ROWS = 40_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("bulk")
    write(ROWS, out, seed=3)
    return out


def ask(folder: Path, words: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        return connection.sql(f"select {words}".replace("BULK", f"read_parquet('{folder}/*.parquet')")).fetchall()


def test_its_columns_are_those_of_attempts(folder: Path):
    described = ask(folder, "column_name, column_type from (describe select * from BULK)")

    assert dict(described) == dict(ATTEMPTS.columns)
    assert len(list(folder.iterdir())) == FILES
    assert ask(folder, "count(*), count(distinct id) from BULK") == [(ROWS, ROWS)]


def test_one_seed_writes_the_same_bytes_and_another_does_not(folder: Path, tmp_path: Path):
    again = write(ROWS, tmp_path, seed=3)

    assert [path.read_bytes() for path in again] == [(folder / path.name).read_bytes() for path in again]
    assert not table(500, seed=3).equals(table(500, seed=4))


def test_no_file_is_sorted_by_time_and_each_spans_it_all(folder: Path):
    for path in folder.iterdir():
        created: list[int] = pq.read_table(path, columns=["created"])["created"].to_pylist()
        rising = sum(one <= after for one, after in pairwise(created))
        assert 0.45 < rising / len(created) < 0.55
        assert max(created) - min(created) > (DAYS - 3) * DAY and max(created) < UNTIL + DAY


def test_attempts_of_a_payment_are_numbered_in_time_and_end_with_the_one_that_was_agreed_to(folder: Path):
    wrong = ask(
        folder,
        """count(*) from (
            select number, row_number() over (partition by payment order by created, number) as place,
                   lead(created) over (partition by payment order by created, number) as later, ending, delay, after
            from BULK)
        where number <> case when place > 3 then '4+' else place::varchar end
           or (later is not null and ending in ('paid', 'authorized', 'pending'))
           or (number = '1') <> (delay is null) or (number = '1') <> (after is null)""",
    )

    assert wrong == [(0,)]


def test_money_adds_up(folder: Path):
    wrong = ask(
        folder,
        """count(*) from BULK where captured not in (0, amount) or refunded > captured or transferred > captured
           or (ending = 'paid') <> (captured > 0) or (fee is null) <> (gross is null) or fee >= gross""",
    )

    assert wrong == [(0,)]


def test_its_rates_are_those_of_a_world(folder: Path):
    """Of a world's own charges, the refusals of which are drawn one by one."""
    worlds = [build_world([], seed, UNTIL) for seed in (1, 2, 3)]
    charges = [one for world in worlds for one in world.shelves.platform.objects["charge"].values()]
    cards = [one for one in charges if one["payment_method_details"]["type"] == "card"]
    declined = [one for one in cards if one["outcome"]["type"] == "issuer_declined"]
    bulk = ask(folder, "ending, code, wallet, currency from BULK where method = 'card'")

    assert part(one[0] for one in bulk)["paid"] == pytest.approx(part_of(cards, "paid"), abs=0.05)
    codes = part(one["outcome"]["reason"] for one in declined)
    ours = part(code for ending, code, _, _ in bulk if ending == "failed")
    for code in ("insufficient_funds", "do_not_honor", "generic_decline"):
        assert ours[code] == pytest.approx(codes[code], abs=0.1)
    assert part(one[3] for one in bulk)["usd"] == pytest.approx(part(one["currency"] for one in cards)["usd"], abs=0.05)


def part(values: Any) -> dict[Any, float]:
    """The part of each value in all."""
    counted = Counter(values)
    return {value: many / counted.total() for value, many in counted.items()}


def part_of(charges: Sequence[dict[str, Any]], flag: str) -> float:
    return sum(bool(one[flag]) for one in charges) / len(charges)


def test_a_customer_first_paid_with_the_first_attempt_of_theirs_that_was_captured(folder: Path):
    wrong = ask(
        folder,
        """count(*) from (
            select created, first_paid, captured, min(case when captured > 0 then created end)
                over (partition by customer) as first from BULK
        ) where first_paid is distinct from case when captured > 0 then first end""",
    )
    assert wrong == [(0,)]
