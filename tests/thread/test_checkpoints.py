"""The store of checkpoints: whoever is stopped while it writes leaves it whole, and free for others."""

import asyncio
import sqlite3
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import empty_checkpoint

from agent.thread.checkpoints import open_saver

CONFIG: RunnableConfig = {"configurable": {"thread_id": "inv_1", "checkpoint_ns": ""}}
TURNS = range(12)
"""How often the loop turns before the write is cancelled: from before it has begun to after its end."""


@pytest.mark.parametrize("turns", TURNS)
async def test_a_write_that_is_cancelled_locks_nobody_out(tmp_path: Path, turns: int):
    path = tmp_path / "checkpoints.sqlite"
    async with open_saver(path) as saver:
        stored = await saver.aput(CONFIG, empty_checkpoint(), {}, {})
        for work in (saver.aput(CONFIG, empty_checkpoint(), {}, {}), saver.aput_writes(stored, [("said", 1)], "task")):
            await cancelled(work, turns)
        assert await saver.aget_tuple(stored)
        write(path)
        await cancelled(saver.aput(CONFIG, empty_checkpoint(), {}, {}), turns)

    write(path)


async def test_a_write_that_was_begun_is_whole_when_the_store_is_opened_again(tmp_path: Path):
    path = tmp_path / "checkpoints.sqlite"
    async with open_saver(path) as saver:
        stored = await saver.aput(CONFIG, empty_checkpoint(), {}, {})
        await cancelled(saver.aput_writes(stored, [("said", 1), ("turn", 2)], "task"), turns=2)
    async with open_saver(path) as saver:
        kept = await saver.aget_tuple(stored)

    assert kept is not None and kept.pending_writes == [("task", "said", 1), ("task", "turn", 2)]


async def cancelled(work: Coroutine[Any, Any, object], turns: int) -> None:
    task = asyncio.create_task(work)
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])


def write(path: Path) -> None:
    """What another process does, which waits for nobody."""
    other = sqlite3.connect(path, timeout=0)
    other.execute("begin immediate")
    other.close()
