"""The store of threads: what it gives back, and what it says when it can't be used."""

import sqlite3
from pathlib import Path

import pytest

from agent.budget import Budget
from agent.failures import StoreBusy, StoreUnusable, UnknownThread
from agent.models.conversation import Turn
from agent.thread.history import Inquiry, StoredTurn, Thread
from agent.thread.threads import Run, Threads
from tests.agent.stage import NOW, flow, plan, stage, submit
from tools.contract.account import Account

THREAD = Thread(
    id="inv_1", account=Account(name="demo", mode="test"), model="scripted", began=NOW, seed=7, system="s", tools=[]
)
ASKED = Inquiry(number=1, question="why?", asked=NOW, budget=Budget(), first_turn=0)
TURN = StoredTurn(turn=Turn(content=[], stop_reason="end_turn", model="scripted"))


async def test_what_is_read_back_is_what_was_written(tmp_path: Path):
    async with stage(tmp_path, [plan(), flow(), submit()]) as on:
        report = await on.ask()
        with Threads(tmp_path / "threads.sqlite3") as other:
            assert other.history("inv_1") == on.history
            assert other.history("inv_1").reports == {1: report}


async def test_runs_are_listed_with_their_verdicts_the_last_asked_first(tmp_path: Path):
    async with stage(tmp_path, [plan(), flow(), submit()]) as on:
        await on.ask()
        on.threads.begin(THREAD.model_copy(update={"id": "inv_2"}), ASKED)
        first, second = on.threads.runs()

    shared = {"account": "demo", "mode": "test", "model": "scripted", "asked": "2026-11-22T14:00:00+00:00"}
    assert first == Run(thread="inv_2", question="why?", **shared)
    assert second == Run(thread="inv_1", question="why did pi_1 fail?", verdict="explained", **shared)


def test_an_unknown_thread_is_said_with_what_to_do(tmp_path: Path):
    with Threads(tmp_path / "threads.sqlite3") as threads, pytest.raises(UnknownThread, match="runs list"):
        threads.open("inv_9")


def test_a_file_that_is_no_store_is_said_by_its_path(tmp_path: Path):
    path = tmp_path / "threads.sqlite3"
    path.write_bytes(b"not a database, though long enough to be looked at" * 100)
    with pytest.raises(StoreUnusable, match=r"threads\.sqlite3.*damaged.*Move it away"):
        Threads(path)


async def test_checkpoints_that_can_t_be_read_are_said_to_be_dispensable(tmp_path: Path):
    (tmp_path / "checkpoints.sqlite3").write_bytes(b"not a database, though long enough to be looked at" * 100)
    with pytest.raises(StoreUnusable, match="threads go on without it"):
        async with stage(tmp_path, [plan()]):
            pass


def test_a_damaged_page_is_said_and_not_read(tmp_path: Path):
    path = tmp_path / "threads.sqlite3"
    with Threads(path) as threads:
        journal = threads.begin(THREAD, ASKED)
        for _ in range(200):
            journal.keep_turn(TURN)
    damaged = bytearray(path.read_bytes())
    damaged[4096:] = b"\xa5" * (len(damaged) - 4096)
    path.write_bytes(damaged)
    with pytest.raises(StoreUnusable, match="damaged"), Threads(path) as threads:
        threads.history("inv_1")


def test_a_row_that_is_no_turn_is_said_without_its_content(tmp_path: Path):
    path = tmp_path / "threads.sqlite3"
    with Threads(path) as threads:
        threads.begin(THREAD, ASKED).keep_turn(TURN)
    with sqlite3.connect(path) as database:
        database.execute("update turns set body = '{\"secret\":1}'")
    database.close()
    with Threads(path) as threads, pytest.raises(StoreUnusable, match="StoredTurn") as said:
        threads.history("inv_1")
    assert "secret" not in str(said.value)


def test_a_store_of_another_form_is_left_alone(tmp_path: Path):
    path = tmp_path / "threads.sqlite3"
    Threads(path).close()
    with sqlite3.connect(path) as database:
        database.execute("pragma user_version = 99")
    database.close()
    with pytest.raises(StoreUnusable, match="form 99"):
        Threads(path)


def test_a_folder_that_can_t_be_made_is_said(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnusable, match="can't be opened"):
        Threads(tmp_path / "file" / "threads.sqlite3")


def test_two_processes_on_one_thread_don_t_mix_their_turns(tmp_path: Path):
    path = tmp_path / "threads.sqlite3"
    with Threads(path) as one, Threads(path) as other:
        first = one.begin(THREAD, ASKED)
        second = other.open("inv_1")
        first.keep_turn(TURN)
        with pytest.raises(StoreBusy, match="another process"):
            second.keep_turn(TURN)
        assert second.history.turns == []


def test_what_stands_or_falls_together_leaves_nothing_behind_when_it_falls(tmp_path: Path):
    with Threads(tmp_path / "threads.sqlite3") as threads:
        threads.begin(THREAD, ASKED)
        with pytest.raises(StoreBusy):
            threads.write(
                [
                    ("insert into asides values (?, ?, ?)", ("inv_1", 1, "said")),
                    ("insert into threads values (?, ?)", ("inv_1", "again")),
                ]
            )
        assert threads.history("inv_1").asides == {}
