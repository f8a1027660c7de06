"""The store of the graph's checkpoints, from which an interrupted thread goes on."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Coroutine, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from agent.failures import StoreUnusable
from agent.storing import make_private

T = TypeVar("T")


@asynccontextmanager
async def open_saver(path: Path) -> AsyncGenerator[AsyncSqliteSaver]:
    """The checkpoints in the file `path`, which reads back no types but plain ones. Raises `StoreUnusable`."""
    with faults_of_checkpoints():
        make_private(path)
        async with aiosqlite.connect(path) as connection:
            saver = _Saver(connection)
            await connection.execute("pragma synchronous = off")  # the journal is what must last
            await saver.setup()
            try:
                yield saver
            finally:
                await saver.ended()


@contextmanager
def faults_of_checkpoints() -> Generator[None]:
    """Tells a fault of the file as a `StoreUnusable` that says which file it is."""
    try:
        yield
    except sqlite3.DatabaseError as fault:
        raise StoreUnusable(
            f"checkpoints.sqlite in the folder of stores can't be used: {fault}. "
            "Move it away: threads go on without it."
        ) from fault


class _Saver(AsyncSqliteSaver):
    """Ctrl-C ends no write halfway: its transaction would stay open, and lock the file for every other process."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        super().__init__(connection, serde=JsonPlusSerializer(allowed_msgpack_modules=None))
        self._writes: set[asyncio.Task[Any]] = set()

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        return await self._whole(super().aput(config, checkpoint, metadata, new_versions))

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        await self._whole(super().aput_writes(config, writes, task_id, task_path))

    async def ended(self) -> None:
        """Waits for the writes whose caller was cancelled."""
        await asyncio.gather(*self._writes, return_exceptions=True)

    async def _whole(self, work: Coroutine[Any, Any, T]) -> T:
        """What `work` gives. It goes on where whoever waits is cancelled."""
        task = asyncio.create_task(work)
        self._writes.add(task)
        task.add_done_callback(self._writes.discard)
        return await asyncio.shield(task)
