"""A chat with a scripted model, what is typed in it, and what it wrote."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from pydantic import JsonValue
from rich.console import Console

from agent.chat.lines import Lines, Stream
from agent.chat.session import Chat
from agent.models.conversation import Turn
from tests.agent.stage import REPORT, Move, Stage, call, flow, plan, stage, submit, turn

WIDTH = 100


def console(file: StringIO) -> Console:
    return Console(file=file, width=WIDTH, color_system=None, force_terminal=False, highlight=False)


@dataclass
class Room:
    """An investigation on its stage, and a place to write to."""

    on: Stage
    written: StringIO = field(default_factory=StringIO)
    said: StringIO = field(default_factory=StringIO)

    async def chat(self, *typed: str, interactive: bool = False, lines: Lines | None = None) -> int:
        """What a chat ends with in which these lines were typed, or piped."""
        given = lines or Stream(StringIO("".join(f"{line}\n" for line in typed)), interactive)
        return await Chat(self.on.investigation, given, given, console(self.written), console(self.said)).run()

    @property
    def out(self) -> str:
        return self.written.getvalue()

    @property
    def err(self) -> str:
        return self.said.getvalue()

    @property
    def questions(self) -> list[str]:
        return [inquiry.question for inquiry in self.on.history.inquiries]


@asynccontextmanager
async def room(home: Path, moves: list[Move], mask: Callable[[str], str] = str) -> AsyncGenerator[Room]:
    async with stage(home, moves, mask=mask) as on:
        yield Room(on)


def investigated(payment: str = "pi_1", number: int = 1) -> list[Move]:
    """The three turns of a question answered from evidence E<number>."""
    return [plan(f"p{number}"), flow(payment, f"f{number}"), reports(payment, number)]


def reports(payment: str = "pi_1", number: int = 1) -> Turn:
    """A report that rests on E<number>."""
    finding: dict[str, JsonValue] = {
        "text": f"{{E{number}.id}} is {{E{number}.status}}.",
        "kind": "observation",
        "subject": payment,
        "facts": [f"E{number}.id", f"E{number}.status"],
    }
    return submit({**REPORT, "findings": [finding], "exhibits": []}, f"r{number}")


def asks_back(number: int = 1) -> Turn:
    """Which of the payments in E<number> and the next is meant."""
    choices = [f"{{E{number}.id}}", f"{{E{number + 1}.id}}"]
    return turn(call("ask_person", {"question": "Which payment do you mean?", "choices": choices}, f"a{number}"))


def both() -> Turn:
    return turn(flow("pi_1", "f1").calls[0], flow("pi_2", "f2").calls[0])
