"""A list of less is taken out of one of more that was read: the same rows, and no request for them."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from tests.tools.marketplace import NOW, Market, ago, market
from tools.contract.clock import Window
from tools.reading.query import Query
from tools.reading.reader import Listing
from tools.reading.reads import MemoryReads, ReadKey, SqliteReads

CHARGES = "/v1/charges"
ROWS = [{"id": f"ch_{number}", "object": "charge", "created": ago(number / 10)} for number in range(450)]
LONG = Window(since=NOW - timedelta(days=40), until=NOW + timedelta(seconds=1))


def back(days: float, until: timedelta = timedelta()) -> Window:
    return Window(since=NOW - timedelta(days=days), until=NOW + until)


async def listed(on: Market, window: Window, rows: int = 1000, query: Query | None = None) -> Listing:
    return await on.connection.reader.list(CHARGES, query, rows=rows, window=window)


def told(one: Listing) -> tuple[list[object], bool]:
    return [row["id"] for row in one.rows], one.more


@pytest.mark.parametrize(
    ("window", "rows"),
    [(back(7), 1000), (back(20), 1000), (back(39), 1000), (back(20), 150), (back(20), 30), (back(0.001), 1000)],
)
async def test_what_a_longer_list_holds_is_as_it_were_listed_alone(window: Window, rows: int) -> None:
    async with market({CHARGES: ROWS}) as on:
        alone = told(await listed(on, window, rows))
    async with market({CHARGES: ROWS}) as on:
        await listed(on, LONG)
        before = len(on.reads)
        out_of_it = await listed(on, window, rows)
        assert (told(out_of_it), len(on.reads)) == (alone, before)
    assert out_of_it.window == window and len(out_of_it.request_ids) == out_of_it.part().pages


async def test_both_at_once_make_each_request_once() -> None:
    async with market({CHARGES: ROWS}) as on:
        long, short = await asyncio.gather(listed(on, LONG), listed(on, back(30)))
        assert (len(long.rows), len(short.rows), len(on.reads)) == (401, 300, 5)


async def test_where_a_bound_cut_the_longer_one_the_rest_is_read_on_from_there() -> None:
    async with market({CHARGES: ROWS}) as on:
        assert (await listed(on, LONG, rows=100)).more
        short = await listed(on, back(25))
        assert (len(short.rows), short.more, len(on.reads)) == (250, False, 3)


@pytest.mark.parametrize(
    ("window", "query"),
    [
        (back(41), {}),  # since before it
        (back(7, timedelta(hours=1)), {}),  # until after it
        (back(7, -timedelta(minutes=11)), {}),  # until long before it, so that much would be passed over
        (Window(since=NOW - timedelta(days=7)), {}),
        (back(7), {"customer": "cus_1"}),
    ],
)
async def test_another_list_is_read_by_itself(window: Window, query: Query) -> None:
    async with market({CHARGES: ROWS}) as on:
        await listed(on, LONG)
        assert on.connection.reader.wider(CHARGES, query, window) is None
        before = len(on.reads)
        await listed(on, window, query=query)
        assert len(on.reads) > before


async def test_a_page_that_is_no_longer_kept_is_not_counted_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(store: MemoryReads, key: ReadKey) -> None:
        """All is too old."""

    async with market({CHARGES: ROWS}) as on:
        await listed(on, LONG)
        monkeypatch.setattr(MemoryReads, "find", nothing)
        assert on.connection.reader.wider(CHARGES, {}, back(7)) is None


async def test_whoever_resumes_an_investigation_reads_none_of_it_again(tmp_path: Path) -> None:
    async with market({CHARGES: ROWS}) as on:
        for window, read in ((LONG, 5), (back(30), 0)):
            store = SqliteReads(tmp_path / "reads.sqlite", "inv_1")
            before = len(on.reads)
            await on.connection.reader.storing_in(store).list(CHARGES, rows=1000, window=window)
            assert len(on.reads) - before == read
            store.close()
        other = SqliteReads(tmp_path / "reads.sqlite", "inv_2")
        assert on.connection.reader.storing_in(other).wider(CHARGES, None, back(30)) is None
        other.close()
