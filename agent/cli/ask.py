"""`paysleuth ask` and `paysleuth resume`: a question in, a report out."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING

import click

from agent.cli.faults import Stopped, exit_code, told
from agent.cli.options import Form, choosing, showing
from agent.compose import Choice, open_investigation
from agent.render.words import plain

if TYPE_CHECKING:
    from agent.investigator import Investigation
    from agent.report import Report

LONGEST_QUESTION = 2000
"""Characters. What is longer was pasted by mistake, and would be paid for with every turn of a model."""


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
    """The question on one line, without what can't be seen; refused where it is empty or too long."""
    text = " ".join(words)
    if text.strip() == "-":
        text = sys.stdin.buffer.read().decode(errors="replace")
    text = plain(" ".join(text.split())).strip()
    if not text:
        raise click.UsageError('There is no question. Say, for instance: paysleuth ask "why did pi_failed123 fail?"')
    if len(text) > LONGEST_QUESTION:
        raise click.UsageError(
            f"The question has {len(text):,} characters, and {LONGEST_QUESTION:,} are the most. "
            "Ask in a sentence or two, with the id of the payment, charge, refund or booking."
        )
    return text


async def _investigate(
    choice: Choice,
    thread: str | None,
    form: Form,
    step: "Callable[[Investigation, Callable[..., None]], Awaitable[Report]]",
) -> int:
    stored = thread
    try:
        async with open_investigation(choice, thread=thread) as investigation:
            name = investigation.thread.id
            try:
                report = await step(investigation, form.watch(investigation.thread))
            finally:
                stored = name if investigation.threads.has(name) else None
    except asyncio.CancelledError:
        raise Stopped(stored) from None
    form.show(report)
    return exit_code(report)
