"""The reader and the simulated account: every kind of trouble that the account can make on demand."""

from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from functools import cache

import pytest

from evals.world.build import build_world
from evals.world.http.faults import Fault, What
from evals.world.http.serving import serve
from evals.world.shelf import Shelves
from tools.contract.account import Account
from tools.contract.outcome import FailureCode
from tools.operations.keys import FixedKey, Key
from tools.privacy.masking import Masker
from tools.privacy.vault import MemoryVault
from tools.reading.line import Line
from tools.reading.reader import Reader, Unreadable
from tools.reading.reads import MemoryReads

from .scripted import FakeTime

NOW = 1795357800


@cache
def shelves() -> Shelves:
    return build_world(["A01"], 3, NOW).shelves


@asynccontextmanager
async def reading(
    denied: Collection[str] = (), faults: Iterable[Fault] = (), key: str | None = None
) -> AsyncIterator[Reader]:
    with serve(shelves(), denied=denied, faults=faults) as served:
        connected = list(shelves().connected)
        account = Account(name="demo", mode="test", base_url=served.url, connected=connected)
        time = FakeTime()
        line = Line(account, FixedKey(Key(key or served.key)), time, sleep=time.sleep)
        reader = Reader(account, line, Masker(b"k" * 32, MemoryVault()), MemoryReads())
        try:
            yield reader
        finally:
            await reader.close()


@pytest.mark.parametrize(
    "fault",
    [
        Fault("/v1/charges", What.CUT, frozenset({1})),
        Fault("/v1/charges", What.MALFORMED, frozenset({1})),
        Fault("/v1/charges", What.RATE_LIMIT, frozenset({1, 2}), reason="global-concurrency"),
        Fault("/v1/charges", What.ERROR, frozenset({1, 2, 3}), status=503),
    ],
    ids=lambda fault: fault.what.value,
)
async def test_passing_trouble_is_ridden_out(fault: Fault) -> None:
    async with reading(faults=[fault]) as reader:
        listing = await reader.list("/v1/charges", rows=3)
    assert (len(listing.rows), reader.requests) == (3, 1 + len(fault.nth))


async def test_lists_searches_and_thin_events_are_read_page_by_page_without_a_gap() -> None:
    charges, intents = (len(shelves().platform.objects[kind]) for kind in ("charge", "payment_intent"))
    async with reading() as reader:
        listed = await reader.list("/v1/charges", rows=10_000)
        found = await reader.search("/v1/payment_intents/search", "created>0", rows=10_000)
        thin = await reader.list("/v2/core/events", rows=250)
    assert (len({str(row["id"]) for row in listed.rows}), listed.more) == (charges, False)
    assert (len({str(row["id"]) for row in found.rows}), found.more) == (intents, False)
    assert (len({str(row["id"]) for row in thin.rows}), thin.more, thin.pages) == (250, True, 3)


async def test_a_permission_that_the_key_lacks_is_named() -> None:
    async with reading(denied=["charge_read"]) as reader:
        with pytest.raises(Unreadable) as refused:
            await reader.list("/v1/charges")
    assert refused.value.failure.permission == "charge_read"
    assert "Charges: Read" in (refused.value.failure.next or "")


async def test_a_wrong_key_is_told() -> None:
    async with reading(key="rk_test_someoneElses") as reader:
        with pytest.raises(Unreadable) as refused:
            await reader.list("/v1/charges")
    assert refused.value.failure.code is FailureCode.AUTHENTICATION


async def test_a_connected_account_has_objects_of_its_own() -> None:
    scope = next(iter(shelves().connected))
    async with reading() as reader:
        own = await reader.list("/v1/charges", rows=100, scope=scope)
        platform = await reader.list("/v1/charges", rows=100)
    assert own.rows
    assert {str(row["id"]) for row in own.rows}.isdisjoint(str(row["id"]) for row in platform.rows)
