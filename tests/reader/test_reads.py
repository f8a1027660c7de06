"""Reads: stored before they are seen, never made twice, paged honestly, and masked wherever they are kept."""

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from tools.contract.coverage import Missing, MissingReason
from tools.contract.outcome import FailureCode
from tools.privacy.personal import Personal
from tools.reading.failures import Unreadable
from tools.reading.query import encode
from tools.reading.reads import MemoryReads, ReadKey, ReadStore, SqliteReads, StoredRead
from tools.storage import StoreError

from .scripted import Answer, desk, error

CUSTOMER = Answer({"id": "cus_1", "object": "customer", "email": "jane@example.com"})


def page(*ids: str, more: bool = False, **others: Any) -> Answer:
    return Answer({"object": "list", "data": [{"id": i, "object": "charge"} for i in ids], "has_more": more, **others})


def stores(tmp_path: Path) -> list[ReadStore]:
    return [MemoryReads(), SqliteReads(tmp_path / "reads.sqlite", "t1")]


@pytest.mark.parametrize("which", [0, 1])
async def test_a_stored_read_is_not_made_again(which: int, tmp_path: Path) -> None:
    async with desk(CUSTOMER, store=stores(tmp_path)[which]) as at:
        first = await at.reader.get("/v1/customers/cus_1", {"expand": ["default_source"]})
        second = await at.reader.get("/v1/customers/cus_1", {"expand": ["default_source"]})
        await at.reader.get("/v1/customers/cus_1")
    assert first == second
    assert (len(at.stripe.requests), at.reader.reads) == (2, 2)


async def test_identical_reads_in_flight_are_made_once() -> None:
    async with desk(CUSTOMER) as at:
        reads = await asyncio.gather(*(at.reader.get("/v1/customers/cus_1") for _ in range(5)))
    assert (len(at.stripe.requests), len({read.request_id for read in reads})) == (1, 1)


async def test_one_who_stops_waiting_takes_nobody_elses_read_away() -> None:
    async with desk(CUSTOMER) as at:
        hurried = asyncio.create_task(at.reader.get("/v1/customers/cus_1"))
        patient = asyncio.create_task(at.reader.get("/v1/customers/cus_1"))
        await asyncio.sleep(0)
        hurried.cancel()
        assert (await patient).body["id"] == "cus_1"
    assert len(at.stripe.requests) == 1


class Watched(MemoryReads):
    """Notes what had been seen when each read was kept."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def append(self, key: ReadKey, read: StoredRead) -> None:
        self.seen.append("kept")
        super().append(key, read)


async def test_a_read_is_kept_before_anyone_sees_it() -> None:
    watched = Watched()
    async with desk(CUSTOMER, store=watched) as at:
        await at.reader.get("/v1/customers/cus_1")
        watched.seen.append("seen")
    assert watched.seen == ["kept", "seen"]


class Full(MemoryReads):
    def append(self, key: ReadKey, read: StoredRead) -> None:
        raise StoreError(Path("reads.sqlite"), "can't be used: disk full", "make room")


async def test_a_read_that_can_not_be_kept_is_not_handed_on() -> None:
    async with desk(CUSTOMER, store=Full()) as at:
        with pytest.raises(StoreError, match="disk full"):
            await at.reader.get("/v1/customers/cus_1")


async def test_what_is_on_disk_is_masked_and_complete_after_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "reads.sqlite"
    async with desk(CUSTOMER, store=SqliteReads(path, "t1")) as at:
        await at.reader.get("/v1/customers", {"email": "jane@example.com"})
        # As another process finds it, nothing having been closed.
        on_disk = b"".join(file.read_bytes() for file in tmp_path.iterdir())  # noqa: ASYNC240
        with sqlite3.connect(path) as other:
            [(query, body)] = other.execute("SELECT query, body FROM reads").fetchall()
        other.close()
    assert b"jane" not in on_disk
    email = at.masker.mask_text("jane@example.com", Personal.EMAIL)
    assert json.loads(body)["email"] == email
    assert query == encode({"email": email})
    assert path.stat().st_mode & 0o077 == 0


def test_threads_share_a_file_and_no_reads(tmp_path: Path) -> None:
    path = tmp_path / "reads.sqlite"
    one, other = SqliteReads(path, "t1"), SqliteReads(path, "t2")
    key = ReadKey("/v1/charges", "", None, "v")
    one.append(key, StoredRead({"id": "ch_1"}, "req_1"))
    assert (one.find(key), other.find(key)) == (StoredRead({"id": "ch_1"}, "req_1"), None)
    assert (one.count(), other.count()) == (1, 0)


def test_reads_differ_by_scope_and_version(tmp_path: Path) -> None:
    for store in stores(tmp_path):
        store.append(ReadKey("/v1/charges", "", "acct_1", "v1"), StoredRead({"id": "ch_1"}, None))
        assert store.find(ReadKey("/v1/charges", "", None, "v1")) is None
        assert store.find(ReadKey("/v1/charges", "", "acct_1", "v2")) is None


def test_a_damaged_store_is_told_plainly(tmp_path: Path) -> None:
    path = tmp_path / "reads.sqlite"
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 4096)
    with pytest.raises(StoreError) as damaged:
        SqliteReads(path, "t1")
    assert str(damaged.value) == f"{path} is damaged or no store of paysleuth. Move it away to start afresh."


def test_a_damaged_row_is_told_plainly(tmp_path: Path) -> None:
    store, key = SqliteReads(tmp_path / "reads.sqlite", "t1"), ReadKey("/v1/charges", "", None, "v")
    store.append(key, StoredRead({"id": "ch_1"}, None))
    with sqlite3.connect(tmp_path / "reads.sqlite") as other:
        other.execute("UPDATE reads SET body = '{\"id\": '")
    other.close()
    with pytest.raises(StoreError, match="damaged read"):
        store.find(key)


def test_a_store_of_another_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "reads.sqlite"
    SqliteReads(path, "t1").close()
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 7")
    other.close()
    with pytest.raises(StoreError, match="version 7"):
        SqliteReads(path, "t1")


def test_a_read_in_memory_can_grow_stale() -> None:
    now = [0.0]
    store, key = MemoryReads(60, lambda: now[0]), ReadKey("/v1/charges", "", None, "v")
    store.append(key, StoredRead({"id": "ch_1"}, None))
    now[0] = 60
    assert store.find(key) is not None
    now[0] = 61
    assert store.find(key) is None


@pytest.mark.parametrize(("status", "again"), [(403, 1), (404, 1), (400, 1), (401, 2)])
async def test_a_lasting_refusal_is_kept_too(status: int, again: int) -> None:
    async with desk(error(status, "no")) as at:
        failures = []
        for _ in range(2):
            with pytest.raises(Unreadable) as refused:
                await at.reader.get("/v1/charges/ch_1")
            failures.append(refused.value.failure.code)
    assert (len(at.stripe.requests), failures[0]) == (again, failures[1])


async def test_a_list_goes_on_from_the_last_row_and_stops_at_the_bound() -> None:
    async with desk(page("ch_3", "ch_2", more=True), page("ch_1", more=True), page("ch_0")) as at:
        listing = await at.reader.list("/v1/charges", {"payment_intent": "pi_1"}, rows=3, name="charges")
    assert at.stripe.targets == [
        "/v1/charges?limit=3&payment_intent=pi_1",
        "/v1/charges?limit=1&payment_intent=pi_1&starting_after=ch_2",
    ]
    assert [row["id"] for row in listing.rows] == ["ch_3", "ch_2", "ch_1"]
    assert listing.part().to_json() == snapshot(
        {
            "name": "charges",
            "resource": "/v1/charges",
            "filters": {"payment_intent": "pi_1"},
            "pages": 2,
            "rows": 3,
            "more": True,
        }
    )


async def test_a_list_that_was_read_to_its_end_is_complete() -> None:
    async with desk(page("ch_2", more=True), page("ch_1")) as at:
        listing = await at.reader.list("/v1/charges", rows=500)
    assert (listing.more, listing.part().complete, listing.pages) == (False, True, 2)


async def test_a_page_that_can_not_be_had_makes_the_list_partial() -> None:
    async with desk(page("ch_2", more=True), error(403, "no")) as at:
        listing = await at.reader.list("/v1/charges", rows=500)
    assert [row["id"] for row in listing.rows] == ["ch_2"]
    assert (listing.more, listing.part().complete) == (True, False)
    assert listing.missing == Missing(reason=MissingReason.PERMISSION, detail="permission")


async def test_without_a_first_page_there_is_no_list() -> None:
    async with desk(error(403, "no")) as at:
        with pytest.raises(Unreadable) as refused:
            await at.reader.list("/v1/charges")
    assert refused.value.failure.code is FailureCode.PERMISSION


async def test_a_list_read_backwards_goes_on_backwards() -> None:
    async with desk(page("ch_2", "ch_1", more=True), page("ch_4")) as at:
        await at.reader.list("/v1/charges", {"ending_before": "ch_0"}, rows=3)
    assert at.stripe.targets[1] == "/v1/charges?ending_before=ch_2&limit=1"


async def test_searches_and_thin_events_go_on_by_their_token() -> None:
    searched = [
        page("pi_2", more=True, object="search_result", next_page="bmV4dA=="),
        page("pi_1", object="search_result"),
    ]
    async with desk(*searched) as at:
        found = await at.reader.search("/v1/payment_intents/search", "status:'succeeded'", rows=200)
    assert at.stripe.targets[1] == (
        "/v1/payment_intents/search?limit=100&page=bmV4dA%3D%3D&query=status%3A%27succeeded%27"
    )
    assert (len(found.rows), found.filters) == (2, {"query": "status:'succeeded'"})
    event = {"id": "evt_1", "object": "v2.core.event", "type": "v1.charge.failed"}
    thin = [
        {"data": [event], "next_page_url": "/v2/core/events?page=abc&limit=1"},
        {"data": [event], "next_page_url": None},
    ]
    async with desk(*(Answer(body) for body in thin)) as at:
        events = await at.reader.list("/v2/core/events", {"object_id": "pi_1"}, rows=200)
    assert at.stripe.targets[1] == "/v2/core/events?limit=100&object_id=pi_1&page=abc"
    assert (len(events.rows), events.more) == (2, False)


async def test_a_placeholder_becomes_its_value_on_the_wire_and_nowhere_else() -> None:
    async with desk(page("cus_1")) as at:
        email = at.masker.mask_question("jane@example.com")
        listing = await at.reader.list("/v1/customers", {"email": email})
        await at.reader.list("/v1/customers", {"email": "jane@example.com"})
    assert at.stripe.targets == ["/v1/customers?email=jane%40example.com&limit=100"]
    assert listing.filters == {"email": email}


async def test_what_is_put_into_a_search_can_not_widen_it() -> None:
    async with desk(page("cus_1")) as at:
        name = at.masker.mask_text('Jane" OR name:"x\\', Personal.NAME)
        await at.reader.search("/v1/customers/search", f'name:"{name}"')
    assert at.stripe.targets == [
        "/v1/customers/search?limit=100&query=name%3A%22Jane%5C%22%20OR%20name%3A%5C%22x%5C%5C%22"
    ]


async def test_a_placeholder_nobody_knows_is_refused_unsent() -> None:
    async with desk(page("cus_1")) as at:
        with pytest.raises(Unreadable) as refused:
            await at.reader.list("/v1/customers", {"email": "[email-0000000000]"})
    assert (refused.value.failure.code, at.stripe.requests) == (FailureCode.BAD_ARGUMENTS, [])


VALUES = st.one_of(st.text(max_size=8), st.integers(), st.booleans(), st.lists(st.text(max_size=4), max_size=3))


@given(st.dictionaries(st.sampled_from(["a", "created", "expand", "types"]), VALUES), st.randoms())
def test_equal_queries_are_one_read_whatever_their_order(query: dict[str, Any], shuffle: Any) -> None:
    pairs = list(query.items())
    shuffle.shuffle(pairs)
    assert encode(dict(pairs)) == encode(query)
    assert encode({**query, "limit": 1}) != encode({**query, "limit": 2})
