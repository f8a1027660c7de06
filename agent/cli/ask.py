"""`paysleuth ask` and `paysleuth resume`: a question in, a report out."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING

import click

from agent.cli.faults import exit_code, told
from agent.cli.options import Form, choosing, showing
from agent.compose import Choice, open_investigation

if TYPE_CHECKING:
    from agent.investigator import Investigation
    from agent.report import Report


@click.command()
@click.argument("question", nargs=-1)
@choosing
@showing
@told
def ask(question: tuple[str, ...], account: str | None, model: str, now: datetime | None, form: Form) -> int:
    """Ask a question about payments, and get a report that proves its figures.

    The plan and each tool call are shown on standard error as they happen; the report goes to standard output. A
    question of "-" is read from standard input.
    """
    text = _question(question)
    choice = Choice(account=account, model=model, now=now)
    return asyncio.run(_investigate(choice, None, form, lambda investigation, emit: investigation.ask(text, emit)))


@click.command()
@click.argument("thread")
@click.option("--model", metavar="NAME", default="auto", help="Another model than the one that began.")
@showing
@told
def resume(thread: str, model: str, form: Form) -> int:
    """Go on with an investigation that was cut off.

    Nothing that was read or said is asked for again. THREAD is the name that `paysleuth runs list` shows.
    """
    choice = Choice(model=model)
    return asyncio.run(_investigate(choice, thread, form, lambda investigation, emit: investigation.resume(emit)))


def _question(words: tuple[str, ...]) -> str:
    text = " ".join(words).strip()
    if text == "-":
        text = sys.stdin.read().strip()
    if not text:
        raise click.UsageError('There is no question. Say, for instance: paysleuth ask "why did pi_failed123 fail?"')
    return text


async def _investigate(
    choice: Choice,
    thread: str | None,
    form: Form,
    step: "Callable[[Investigation, Callable[..., None]], Awaitable[Report]]",
) -> int:
    async with open_investigation(choice, thread=thread) as investigation:
        watch = form.watch(investigation.thread)
        report = await step(investigation, watch)
    form.show(report)
    return exit_code(report)
