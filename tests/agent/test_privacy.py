"""What a run must not leave behind for others: traces for a tracing service, stores that anyone can read."""

import stat
from pathlib import Path

import pytest
from langsmith.utils import get_env_var, tracing_is_enabled

from agent.models.conversation import Conversation, Turn
from tests.agent.stage import flow, plan, stage, submit


async def test_a_run_is_not_traced_even_where_the_environment_asks_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    get_env_var.cache_clear()
    assert tracing_is_enabled(), "the environment does ask for it"
    seen: list[bool | str] = []

    def looks(_: Conversation) -> Turn:
        seen.append(tracing_is_enabled())
        return flow()

    try:
        async with stage(tmp_path, [plan(), looks, submit()]) as on:
            await on.ask()
    finally:
        get_env_var.cache_clear()
    assert seen == [False]


async def test_the_stores_are_their_owners_alone(tmp_path: Path):
    async with stage(tmp_path, [plan(), flow(), submit()]) as on:
        await on.ask()
        found = modes(tmp_path)
    assert len(found) >= 2
    assert set(found.values()) == {0o600}, found


def modes(folder: Path) -> dict[str, int]:
    """Each file's permissions."""
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
