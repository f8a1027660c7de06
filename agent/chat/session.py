"""A chat: each line a question of one thread, or a command, until the lines end."""

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.text import Text

from agent.chat.commands import Looking, Unknown
from agent.chat.lines import Interrupted, Lines
from agent.chat.person import AtTheDesk
from agent.chat.stopping import until_stopped
from agent.cli.faults import FAULT, INCONCLUSIVE, USAGE, Stopped, exit_code
from agent.cli.question import tidy
from agent.cli.watch import Watch
from agent.failures import RunEnds
from agent.render import terminal
from agent.thread.history import History

if TYPE_CHECKING:
    from agent.investigator import Investigation
    from agent.report import Report

_BADNESS = (0, INCONCLUSIVE, USAGE, FAULT)
"""Exit codes, the worst last."""

_COURTESY = re.compile(
    r"\W*(?:(?:ok|okay|great|perfect|super|cool|nice|got it|thanks|thank you|thx|ty|cheers|very much|so much|a lot|bye"
    r"|goodbye|hi|hello|hey)\b\W*)+",
    re.IGNORECASE,
)
"""A line that asks nothing."""
_QUIT = "/quit"
_RESUME = "/resume"


class Chat:
    """One thread and whoever asks in it. Reports go to `out`; what is watched, and faults, to `err`."""

    def __init__(
        self, investigation: "Investigation", lines: Lines, answers: Lines, out: Console, err: Console
    ) -> None:
        self._investigation, self._lines, self._out, self._err = investigation, lines, out, err
        self._person = AtTheDesk(err, answers)
        self._looking = Looking(out, investigation.thread, self._history)
        self._worst = 0

    async def run(self) -> int:
        """Takes lines until they end; the worst of their exit codes, or 0 where a person was there to see them."""
        self._watch = Watch(self._err, self._investigation.thread)
        self._greet()
        while (line := await self._next()) is not None and line != _QUIT:
            await self._take(line)
        self._leave()
        return 0 if self._lines.interactive else self._worst

    async def _next(self) -> str | None:
        """The next line that says something. Ctrl-C twice with nothing typed is the end, and once where nobody sits."""
        pressed = False
        while True:
            try:
                line = await self._lines.next()
            except Interrupted as interrupted:
                if not self._lines.interactive:
                    raise Stopped(self._stored()) from None
                if pressed and interrupted.empty:
                    return None
                pressed = interrupted.empty
                if pressed:
                    self._say("Ctrl-C once more leaves, and so does Ctrl-D.")
                continue
            if line is None:
                return None
            line = line.strip()
            if line and not line.startswith("#"):
                return line
            pressed = False

    async def _take(self, line: str) -> None:
        """Answers a line; what goes wrong is said, and the chat goes on."""
        try:
            code = await self._answer(line)
        except click.UsageError as mistake:
            self._say(mistake.message)
            code = USAGE
        except RunEnds as fault:
            self._say(f"paysleuth: {fault}")
            code = FAULT
        self._worst = max(self._worst, code, key=_BADNESS.index)

    async def _answer(self, line: str) -> int:
        if line == _RESUME:
            return await self._resume()
        if line.startswith("/"):
            self._looking.run(line)
            return 0
        if _COURTESY.fullmatch(line):
            self._say("That asks nothing, so nothing was looked up. Ask about a payment, or go on from the last one.")
            return 0
        question = tidy(line)
        if self._investigation.unfinished:
            self._investigation.set_aside()
        return await self._see_through(lambda: self._investigation.ask(question, self._watch, self._person))

    async def _resume(self) -> int:
        if not self._investigation.unfinished:
            raise Unknown("There is nothing to go on with: every question has its report.")
        return await self._see_through(lambda: self._investigation.resume(self._watch, self._person))

    async def _see_through(self, step: "Callable[[], Awaitable[Report]]") -> int:
        """A question, to its report or until it is stopped."""
        self._watch.begin()

        async def work() -> "Report":
            return await step()

        try:
            report = await until_stopped(work())
        except Interrupted:
            if not self._lines.interactive:
                raise Stopped(self._stored()) from None
            self._err.print()
            self._say("Stopped. /resume goes on with it, as long as nothing else is asked.")
            return FAULT
        terminal.render(report, self._out, trail=not self._lines.interactive)
        if self._lines.interactive:
            self._say("/evidence and /plan tell how this was found; /report shows it whole.")
        self._out.print()
        return exit_code(report)

    def _greet(self) -> None:
        if self._lines.interactive:
            self._say("Ask about payments in plain words. /help says what else there is, Ctrl-D leaves.")
        if self._investigation.unfinished:
            question = self._investigation.threads.history(self._investigation.thread.id).inquiry.question
            self._say(f"Its last question has no report yet: {question} /resume goes on with it.")

    def _leave(self) -> None:
        thread = self._stored()
        if thread is not None:
            self._say(f"The thread is kept: `paysleuth chat --thread {thread}` goes on with it.")

    def _stored(self) -> str | None:
        thread = self._investigation.thread.id
        return thread if self._investigation.threads.has(thread) else None

    def _history(self) -> History | None:
        thread = self._stored()
        return None if thread is None else self._investigation.threads.history(thread)

    def _say(self, text: str) -> None:
        self._err.print(Text(text, "dim"), soft_wrap=not self._err.is_terminal)
