"""One account, two modes: each key sees its own mode's objects, and is told of the other's."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from stripe import InvalidRequestError

from evals.world.build import World, build_live, build_world
from evals.world.http.keys import derive
from evals.world.http.serving import Served, serve

from .conftest import Client, client_of

ROOT = Path(__file__).parents[2]
SEED, NOW = 7, 1_794_312_000


@pytest.fixture(scope="module")
def test_side() -> World:
    return build_world(["A01"], SEED, NOW)


@pytest.fixture(scope="module")
def live_side() -> World:
    return build_live(SEED, NOW)


@pytest.fixture(scope="module")
def both(test_side: World, live_side: World) -> Iterator[Served]:
    with serve(test_side.shelves, live=live_side.shelves) as served:
        yield served


@pytest.fixture(scope="module")
def live(both: Served) -> Client:
    return client_of(both, derive(SEED, livemode=True))


def payments(world: World) -> list[str]:
    return list(world.shelves.platform.objects["payment_intent"])


def test_the_modes_share_the_account_and_no_payment(test_side: World, live_side: World):
    assert test_side.shelves.platform.account == live_side.shelves.platform.account
    assert live_side.shelves.platform.livemode and not test_side.shelves.platform.livemode
    for kind, shown in live_side.shelves.platform.objects.items():
        if kind not in {"account", "balance", "balance_settings"}:
            assert not shown.keys() & test_side.shelves.platform.objects[kind].keys(), kind


def test_each_key_reads_its_own_mode(both: Served, live: Client, live_side: World, test_side: World):
    mine = live.v1.payment_intents.list({"limit": 1}).data[0]

    assert mine.livemode and mine.id == payments(live_side)[-1]
    assert client_of(both).v1.payment_intents.retrieve(payments(test_side)[0]).livemode is False
    shown = live.v1.charges.list({"limit": 1, "expand": ["data.balance_transaction", "data.payment_intent"]}).data[0]
    assert shown.payment_intent.livemode


@pytest.mark.parametrize(("asking", "mode"), [("live", "test"), ("test", "live")])
def test_an_id_of_the_other_mode_gets_a_hint_of_where_it_is(
    both: Served, test_side: World, live_side: World, asking: str, mode: str
):
    client = client_of(both, derive(SEED, livemode=asking == "live"))
    other = payments(test_side if mode == "test" else live_side)[0]

    with pytest.raises(InvalidRequestError, match=f"a similar object exists in {mode} mode") as refused:
        client.v1.payment_intents.retrieve(other)
    assert refused.value.code == "resource_missing"


def test_an_id_of_neither_mode_gets_no_hint(live: Client):
    with pytest.raises(InvalidRequestError) as refused:
        live.v1.payment_intents.retrieve("pi_3nothing")

    assert "similar" not in str(refused.value)


def test_the_process_tells_the_live_key_only_when_asked():
    command = [sys.executable, "-P", "-m", "evals.world", "--seed", "7", "--now", str(NOW), "--recipes", "A01"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    lines: list[dict[str, str]] = []
    for more in ([], ["--live"]):
        with subprocess.Popen([*command, *more], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env) as process:
            assert process.stdout and process.stdin
            lines.append(json.loads(process.stdout.readline()))
            process.stdin.close()

    plain, live = lines
    assert "live_key" not in plain and live["live_key"] == derive(7, livemode=True)
    assert plain["digest"] == live["digest"] and plain["key"] == live["key"]
