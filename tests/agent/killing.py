"""Investigations that die by SIGKILL and are gone on with: a process of its own, which `test_resume` starts.

    python -m tests.agent.killing writes <folder> <one in so many>
    python -m tests.agent.killing forgetful <folder>
    python -m tests.agent.killing moments <folder> <seed> <how many>

Everything is imported once; what is killed is a fork. Prints what became of each case as a line of JSON.
"""

import asyncio
import gc
import json
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from pydantic import JsonValue

from agent.budget import Budget
from agent.compose import Choice, Setting, World, open_investigation
from agent.demo import start_world
from agent.failures import UnknownThread
from agent.investigator import Person
from agent.models import ModelUnavailable
from agent.models.conversation import AssistantMessage, Conversation, Turn
from agent.thread.clarification import ASK_PERSON, Asked
from agent.thread.events import Event
from agent.thread.threads import Threads
from tests.agent.dying import Deadly, in_a_fork
from tests.agent.stage import REPORT, WRONG_FINDING, Move, Scripted, Table, call, flow, plan, say, stage, submit, turn
from tools.contract.clock import StandingClock
from tools.contract.outcome import Outcome
from tools.contract.record import compact
from tools.operations.accounts import DemoWorld, load_accounts
from tools.operations.environment import Environment
from tools.operations.homes import Home
from tools.operations.settings import Settings

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
QUESTION = "why did pi_failed123 fail?"
HALF_WRONG: dict[str, JsonValue] = {**REPORT, "findings": [*cast(list[JsonValue], REPORT["findings"]), WRONG_FINDING]}


def silent(event: Event) -> None:
    """Watches nothing."""


class Following(Scripted):
    """A model whose move follows from what has been said, as it must after a restart; each request is noted down."""

    notes: Path

    async def next(self, conversation: Conversation, say: Callable[[str], None]) -> Turn:
        said = sum(isinstance(message, AssistantMessage) for message in conversation.messages)
        _note(self.notes, f"{self.name} {said}")
        self.requests = [conversation] * said
        return await super().next(conversation, say)


class Noting(Table):
    """Tools that note down what they are asked."""

    notes: Path

    async def call(self, name: str, arguments: dict[str, JsonValue]) -> Outcome:
        _note(self.notes, f"tool {arguments['payment_intent']}")
        return await super().call(name, arguments)


def _typing(notes: Path) -> Person:
    """A person who chooses the second, and notes down that they were asked."""

    async def person(asked: Asked) -> str:
        _note(notes, "person")
        return "2"

    return person


def _note(notes: Path, line: str) -> None:
    with notes.open("a") as file:
        file.write(line + "\n")


def _noted(notes: Path) -> list[str]:
    return notes.read_text().splitlines() if notes.exists() else []


def _read(notes: Path) -> int:
    """How many payments have been read, each counted once."""
    return len({line for line in _noted(notes) if line.startswith("tool ")})


MOVES: list[Move] = [
    plan(),
    turn(flow("pi_1", "a").calls[0], flow("pi_2", "b").calls[0]),
    turn(call("ask_person", {"question": "Which one?", "choices": ["{E1.id}", "{E2.id}"]}, "c")),
    say("Let me", stop="max_tokens"),
    ModelUnavailable("the service is overloaded"),
]

RELIEF: list[Move] = [
    plan(),
    plan(),
    plan(),
    plan(),
    say("It failed."),
    submit(HALF_WRONG, "r1"),
    submit(HALF_WRONG, "r2"),
]


def scripted(home: Path, deadly: Callable[[Path], Threads] = Threads) -> None:
    """Asks on the stage, or goes on where the thread is stored."""

    async def run() -> None:
        notes = home / "notes"
        table = Noting()
        table.notes = notes
        async with stage(
            home, MOVES, relief=RELIEF, tools=table, threads=deadly, model=Following, reads=lambda: _read(notes)
        ) as on:
            for model in (on.model, on.relief):
                model.notes = notes  # type: ignore[union-attr]
            stored = on.threads.has("inv_1")
            person = _typing(notes)
            investigation = on.investigation
            report = await (
                investigation.resume(silent, person) if stored else investigation.ask(QUESTION, silent, person)
            )
            (home / "report.json").write_text(compact(report.to_json()))

    asyncio.run(run())


def forgetful(folder: Path) -> None:
    """A run that loses its journal when it is killed: what the other cases must not look like."""
    in_a_fork(lambda: scripted(folder, lambda path: Deadly(path, 12, True)))
    stored, before = _stored(folder), len(_noted(folder / "notes"))
    for path in folder.glob("threads*"):
        path.unlink()
    in_a_fork(lambda: scripted(folder))
    _tell(stored=stored, asked=_noted(folder / "notes")[before:])


def at_each_write(folder: Path, every: int) -> None:
    whole = folder / "whole"
    whole.mkdir()
    in_a_fork(lambda: scripted(whole))
    report = (whole / "report.json").read_text()
    for after in (False, True):
        for at in range(1, 1000, every):
            home = folder / f"{after}-{at}"
            home.mkdir()
            if not in_a_fork(lambda: scripted(home, lambda path: Deadly(path, at, after))):  # noqa: B023
                break
            stored = _stored(home)
            before = len(_noted(home / "notes"))
            in_a_fork(lambda: scripted(home))  # noqa: B023
            same = (home / "report.json").read_text() == report
            _tell(after=after, at=at, stored=stored, asked=_noted(home / "notes")[before:], same=same)


def _stored(home: Path) -> list[str]:
    """What is stored of the thread, in the words of the notes."""
    with Threads(home / "threads.sqlite3") as threads:
        try:
            history = threads.history("inv_1")
        except UnknownThread:
            return []
    calls = [call for index in history.calls for call in history.calls[index] if call.outcome is not None]
    turns = [f"{stored.turn.model} {index}" for index, stored in enumerate(history.turns)]
    answers = [call for index in history.calls for call in history.calls[index] if call.call.name == ASK_PERSON]
    person = ["person" for call in answers if call.answered]
    return [*turns, *person, *(f"tool {call.call.input['payment_intent']}" for call in calls)]


@dataclass(frozen=True)
class Running:
    """A world that runs already and is not ended with the investigation."""

    world: DemoWorld

    async def ready(self) -> DemoWorld:
        return self.world

    def end(self) -> None:
        """Leaves it to whoever started it."""


def demo(home: Path, world: World) -> None:
    """Asks the demo account, or goes on where the thread is stored."""
    clock = StandingClock(NOW)
    setting = Setting(
        Environment(),
        Home(home),
        load_accounts(Settings(), None, clock),
        Budget(),
        clock,
        world=lambda seed, now, log: world,
        name=lambda: "inv_1",
    )

    async def run() -> None:
        with Threads(Home(home).threads) as threads:
            stored = threads.has("inv_1")
        async with open_investigation(
            Choice(account="demo", model="playbook"), thread="inv_1" if stored else None, setting=setting
        ) as investigation:
            report = await (investigation.resume(silent) if stored else investigation.ask(QUESTION, silent))
        (home / "report.json").write_text(compact(report.to_json()))

    asyncio.run(run())


def at_random_moments(folder: Path, seed: int, how_many: int) -> None:
    log = folder / "requests"
    started = start_world(7, NOW, log)
    world = Running(asyncio.run(started.ready()))
    try:
        seconds = _whole(folder / "whole", world)
        report = (folder / "whole" / "report.json").read_text()
        reads, draw = len(_noted(log)) // 2, random.Random(seed)  # noqa: S311
        for number in range(how_many):
            home = folder / str(number)
            moment = _killed(home, world, draw, seconds, amid=reads if number else None)
            kept, before = _kept(home), len(_noted(log))
            in_a_fork(lambda: demo(home, world))  # noqa: B023
            asked = [json.loads(line)["request_id"] for line in _noted(log)[before:]]
            same = (home / "report.json").read_text() == report
            _tell(moment=moment, stored=kept, asked=asked, same=same)
    finally:
        started.end()


def _whole(home: Path, world: World) -> float:
    """Runs once without harm, after a run that warms everything up; how long it took."""
    for place in (home.with_name("warm"), home):
        place.mkdir()
        start = time.monotonic()
        demo(place, world)
    return time.monotonic() - start


def _killed(home: Path, world: World, draw: random.Random, latest: float, amid: int | None) -> float:
    """Kills a run at a moment before `latest`, and before it is done; when that was. One that is to be killed amid its
    so many reads has some of them stored then, and others not.
    """
    earliest = 0.0
    while True:
        moment = draw.uniform(earliest, latest)
        home.mkdir()
        in_time, kept = in_a_fork(lambda: demo(home, world), moment), len(_kept(home))
        if in_time and (amid is None or 0 < kept < amid):
            return moment
        shutil.rmtree(home)
        earliest, latest = (moment, latest) if in_time and not kept else (earliest, moment)
        if latest - earliest < 0.002:  # seconds: the run was slower this time, or faster
            earliest, latest = earliest / 2, latest * 2


def _kept(home: Path) -> list[str]:
    """The request ids of the reads that are stored."""
    place = Home(home).reads
    if not place.exists():
        return []
    with closing(sqlite3.connect(place)) as database:
        if not database.execute("select 1 from sqlite_master where name = 'reads'").fetchall():
            return []
        return [row[0] for row in database.execute("select request_id from reads")]


def _tell(**case: object) -> None:
    sys.stdout.write(json.dumps(case) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    gc.freeze()  # a fork that looked for garbage in what was imported would copy all of it
    match sys.argv[1:]:
        case ["writes", folder, every]:
            at_each_write(Path(folder), int(every))
        case ["forgetful", folder]:
            forgetful(Path(folder))
        case ["moments", folder, seed, how_many]:
            at_random_moments(Path(folder), int(seed), int(how_many))
        case _:
            sys.exit(__doc__)
