"""`paysleuth ask` and `paysleuth resume`: a question in, a report out."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING

import click

from agent.cli.faults import Stopped, exit_code, told
from agent.cli.options import Form, choosing, continued, showing, threaded
from agent.cli.question import tidy
from agent.compose import Choice, open_investigation

if TYPE_CHECKING:
    from agent.investigator import Investigation
    from agent.report import Report
    from agent.thread.events import Emit


@click.command()
@click.argument("question", nargs=-1)
@choosing
@threaded
@showing
@told
def ask(
    question: tuple[str, ...], account: str | None, model: str, now: datetime | None, thread: str | None, form: Form
) -> int:
    """Ask a question about payments, and get a report that proves its figures.

    The plan and each tool call are shown on standard error as they happen; the report goes to standard output. A
    question of "-" is read from standard input.
    """
    text, choice = tidy(_typed(question)), continued(thread, account, model, now)

    def step(investigation: "Investigation", emit: "Emit") -> "Awaitable[Report]":
        return investigation.ask(text, emit, form.person())

    return asyncio.run(_investigate(choice, thread, form, step))


@click.command()
@click.argument("thread")
@click.option("--model", metavar="NAME", default="auto", help="Another model than the one that began.")
@showing
@told
def resume(thread: str, model: str, form: Form) -> int:
    """Go on with an investigation that was cut off.

    Nothing that was read or said is asked for again. THREAD is the name that `paysleuth runs list` shows.
    """

    def step(investigation: "Investigation", emit: "Emit") -> "Awaitable[Report]":
        return investigation.resume(emit, form.person())

    return asyncio.run(_investigate(Choice(model=model), thread, form, step))


def _typed(words: tuple[str, ...]) -> str:
    """What was typed, or what standard input holds."""
    text = " ".join(words)
    return sys.stdin.buffer.read().decode(errors="replace") if text.strip() == "-" else text


async def _investigate(
    choice: Choice,
    thread: str | None,
    form: Form,
    step: "Callable[[Investigation, Emit], Awaitable[Report]]",
) -> int:
    stored = thread
    try:
        async with open_investigation(choice, thread=thread) as investigation:
            name = investigation.thread.id
            form.warn(investigation.warnings)
            try:
                report = await step(investigation, form.watch(investigation.thread))
            finally:
                stored = name if investigation.threads.has(name) else None
    except asyncio.CancelledError:
        raise Stopped(stored) from None
    form.show(report)
    return exit_code(report)
