"""Where the lines of a chat come from: a prompt in a terminal, or whatever standard input is."""

import os
import signal
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import FileHistory
from prompt_toolkit.input import Input
from prompt_toolkit.output import Output
from prompt_toolkit.output.defaults import create_output

SIGN = "> "


class Interrupted(Exception):
    """Ctrl-C while a line was waited for; `empty` where nothing had been typed."""

    def __init__(self, empty: bool = True) -> None:
        super().__init__("interrupted")
        self.empty = empty


class Lines(Protocol):
    """What is typed, or piped."""

    @property
    def interactive(self) -> bool:
        """Whether a person sits there."""
        ...

    async def next(self, sign: str = SIGN) -> str | None:
        """The next line; None after the last. Raises `Interrupted`."""
        ...


class Prompt:
    """A line that can be edited, with those of earlier chats; on standard error, as standard output holds reports."""

    interactive = True

    def __init__(
        self,
        history: "MaskedHistory",
        words: list[str],
        source: Input | None = None,
        screen: Output | None = None,
    ) -> None:
        self._session = PromptSession[str](
            history=history,
            completer=WordCompleter(words, sentence=True),
            complete_while_typing=False,
            input=source,
            output=screen or create_output(stdout=sys.stderr),
            interrupt_exception=Interrupted,
        )

    async def next(self, sign: str = SIGN) -> str | None:
        try:
            return await self._session.prompt_async(sign)
        except EOFError:
            return None
        except Interrupted:
            raise Interrupted(empty=not self._session.default_buffer.text) from None


class Answers:
    """A line for an answer, which no history keeps."""

    interactive = True

    def __init__(self, source: Input | None = None, screen: Output | None = None) -> None:
        output = screen or create_output(stdout=sys.stderr)
        self._session = PromptSession[str](input=source, output=output, interrupt_exception=Interrupted)

    async def next(self, sign: str = SIGN) -> str | None:
        try:
            return await self._session.prompt_async(sign)
        except EOFError:
            return None


class Stream:
    """Lines of a file or a pipe, or of a terminal without control; only where a person sits there is a sign shown."""

    def __init__(self, file: TextIO, interactive: bool) -> None:
        self._file = file
        self.interactive = interactive

    async def next(self, sign: str = SIGN) -> str | None:
        """Reads in this thread, since nothing else is to be done meanwhile and Ctrl-C must end it at once."""
        if self.interactive:
            sys.stderr.write(sign)
            sys.stderr.flush()
        with interruptible():
            line = self._file.readline()
        return line.rstrip("\n") if line else None


class MaskedHistory(FileHistory):
    """The lines of earlier chats, in a file of their owner's alone, in which personal data is masked."""

    def __init__(self, path: Path, mask: Callable[[str], str]) -> None:
        os.close(os.open(path, os.O_CREAT | os.O_APPEND, 0o600))
        super().__init__(str(path))
        self._mask = mask

    def store_string(self, string: str) -> None:
        super().store_string(self._mask(string))


@contextmanager
def interruptible() -> Generator[None]:
    """Where Ctrl-C raises `Interrupted` at once, whatever else listens to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted from None
    finally:
        signal.signal(signal.SIGINT, before)
