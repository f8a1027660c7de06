"""The graph for LangGraph's own server: `langgraph dev`, which langgraph.json points here.

The server keeps the checkpoints and names the threads; the journal, the reads and the reports are kept where the
command line keeps them, so that either can show what the other asked.
"""

# LangGraph has no marker of being typed, and leaves type parameters open:
# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph_sdk.runtime import ServerRuntime

from agent.compose import Choice, Setting, open_investigation
from agent.demo import SEED
from agent.graph import build, outline
from agent.investigator import investigator
from agent.settings import Settings
from agent.thread.threads import Threads


@asynccontextmanager
async def graph(config: RunnableConfig, runtime: ServerRuntime[Settings]) -> AsyncGenerator[Any]:
    """The compiled graph: with all it needs for a run, with nothing for who only looks at it."""
    running = runtime.execution_runtime
    if running is None:
        yield outline().compile()
        return
    settings = Settings.model_validate(running.context or {})
    thread = str(config.get("configurable", {})["thread_id"])
    setting = replace(Setting.find(), name=lambda: thread)
    with Threads(setting.home.threads) as threads:
        stored = thread if threads.has(thread) else None
    async with open_investigation(_choice(settings), thread=stored, setting=setting) as investigation:
        yield build(investigator(investigation.journal(), investigation.means)).compile()


def _choice(settings: Settings) -> Choice:
    seed = SEED if settings.seed is None else settings.seed
    return Choice(settings.account, settings.model, settings.now, seed, settings.budget)
