"""`paysleuth chat`: one thread to ask in, question after question."""

import asyncio
import os
import sys
from collections.abc import Generator
from contextlib import AsyncExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent.chat.beginning import heedless
from agent.cli.faults import Stopped, told
from agent.cli.options import Form, choosing, continued, plainly, threaded
from agent.compose import Choice, Setting, open_investigation

if TYPE_CHECKING:
    from agent.chat.lines import Lines
    from agent.investigator import Investigation

HISTORY = "chat_history"


@click.command()
@choosing
@threaded
@plainly
@told
def chat(account: str | None, model: str, now: datetime | None, thread: str | None, form: Form) -> int:
    """Ask question after question in one thread.

    What one question read, the next ones use. Lines that begin with a slash show what the thread holds: /help lists
    them. From a pipe, each line is a question or a command; empty lines and those that begin with # are skipped, and
    the exit code is the worst of all.
    """
    return asyncio.run(_chat(continued(thread, account, model, now), thread, form))


NOT_YET = b"Nothing was asked yet. Ctrl-C once more leaves.\n"


async def _chat(choice: Choice, thread: str | None, form: Form) -> int:
    setting, opened = Setting.find(), AsyncExitStack()
    try:
        with _getting_ready(form):
            investigation = await opened.enter_async_context(open_investigation(choice, thread=thread, setting=setting))
            from agent.chat.session import Chat  # noqa: PLC0415 - while the demo account starts

            lines, answers = _lines(investigation, setting.home.folder / HISTORY, form)
        async with opened:
            return await Chat(investigation, lines, answers, form.console(), form.console(stderr=True)).run()
    except asyncio.CancelledError:
        raise Stopped(None) from None


@contextmanager
def _getting_ready(form: Form) -> Generator[None]:
    """What a person sees while the account is being opened, who is not put out by a first Ctrl-C meanwhile."""
    if not form.somebody():
        yield
        return
    with heedless(lambda: os.write(sys.stderr.fileno(), NOT_YET)):  # a stream can't be written in its own write
        click.echo("paysleuth chat: the account is being opened, which takes some seconds.", err=True)
        yield


def _lines(investigation: "Investigation", history: Path, form: Form) -> "tuple[Lines, Lines]":
    """Where questions come from, and where answers do; a prompt only where a terminal is at both ends."""
    from agent.chat.commands import WORDS  # noqa: PLC0415
    from agent.chat.lines import Answers, MaskedHistory, Prompt, Stream  # noqa: PLC0415

    somebody = form.somebody()
    if form.plain or not somebody:
        stream = Stream(sys.stdin, somebody)
        return stream, stream
    return Prompt(MaskedHistory(history, investigation.means.mask), WORDS), Answers()
