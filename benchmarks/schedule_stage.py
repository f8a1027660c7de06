"""A stage for schedules: receivers that misbehave and keep what arrived, processes that die, clocks that jump.

What arrived stands in a file to which each process appends, and is the truth that the ledger is held to. Reports and
messages hold a random text, so that one that is made a second time can be told from one that is sent a second time.
"""

import json
import os
import secrets
import signal
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from agent.delivery import CannotTell, Message, Receipt, Refused, Unavailable, Unknown
from agent.schedule.due import Schedule
from agent.schedule.ledger import Ledger
from agent.schedule.records import Run
from agent.schedule.run import Done, Means, run_due

Mood = Literal["well", "busy", "lost", "cut", "dies before", "dies after", "refuses"]
"""How a try ends: arrived; told to come later; lost without an answer; arrived without an answer; and so on."""

Moods = Callable[[str, int], Mood]
"""The mood of a delivery's try, by its id and how often it was tried before."""


@dataclass
class Wall:
    """A clock that is set by hand."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


def die() -> None:
    """Ends this process at once, as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def well(delivery_id: str, attempt: int) -> Mood:
    """Each try arrives."""
    return "well"


@dataclass(frozen=True)
class Receiver:
    """A channel whose receiver appends what arrives to a file. One that is not `searchable` can't be asked."""

    name: str
    folder: Path
    moods: Moods = well
    searchable: bool = True
    kind: str = "file"
    send_again: bool = False

    def describe(self) -> str:
        return f"the receiver {self.name}"

    def preview(self, message: Message) -> str:
        return message.text

    def send(self, message: Message) -> Receipt:
        mood = self.moods(message.delivery_id, self._count("tries", message.delivery_id))
        self._append("tries", message)
        match mood:
            case "busy":
                raise Unavailable("come later", 90)
            case "lost":
                raise Unknown("no answer came")
            case "refuses":
                raise Refused("no such address")
            case "dies before":
                die()
            case "well" | "cut" | "dies after":
                self._append("arrived", message)
        if mood == "cut":
            raise Unknown("the connection was cut")
        if mood == "dies after":
            die()
        return Receipt(f"ext-{message.delivery_id}")

    def find(self, delivery_id: str, since: datetime) -> Receipt | None:
        if not self.searchable:
            raise CannotTell(f"{self.describe()} can't be asked what arrived")
        return Receipt(f"ext-{delivery_id}") if self._count("arrived", delivery_id) else None

    def arrived(self) -> Counter[str]:
        """How often each delivery arrived."""
        return Counter(line.split()[0] for line in self._lines("arrived"))

    def tries(self) -> Counter[str]:
        """How often each delivery was tried."""
        return Counter(line.split()[0] for line in self._lines("tries"))

    def digests(self) -> dict[str, set[str]]:
        """The digests of all tries, by delivery: more than one says that a retry sent other bytes."""
        found: dict[str, set[str]] = {}
        for line in self._lines("tries"):
            delivery_id, digest = line.split()
            found.setdefault(delivery_id, set()).add(digest)
        return found

    def _count(self, what: str, delivery_id: str) -> int:
        return sum(line.startswith(f"{delivery_id} ") for line in self._lines(what))

    def _lines(self, what: str) -> list[str]:
        path = self.folder / f"{self.name}.{what}"
        return path.read_text().splitlines() if path.exists() else []

    def _append(self, what: str, message: Message) -> None:
        file = os.open(self.folder / f"{self.name}.{what}", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(file, f"{message.delivery_id} {message.sha256}\n".encode())
        os.close(file)


def write(run: Run) -> bytes:
    """A report that says its days and its window, and is different each time it is written."""
    told = {"days": [str(run.days.first), str(run.days.last)], "window": run.window.to_json()}
    return json.dumps({**told, "chance": secrets.token_hex(8)}).encode()


def compose(report: bytes, delivery_id: str) -> Message:
    """A message that is different each time it is made."""
    return Message(delivery_id, "A day", secrets.token_hex(8), "", "", report)


@dataclass
class Killer:
    """Kills its process at its `at`-th step, or at the `at`-th that is called `name`."""

    at: int
    name: str | None = None
    seen: int = field(default=0, init=False)

    def __call__(self, step: str) -> None:
        self.seen += self.name in (None, step)
        if self.seen == self.at and self.name in (None, step):
            die()


@dataclass(frozen=True)
class Stage:
    """A folder with a ledger and the receivers that its reports go to."""

    folder: Path
    schedules: Sequence[Schedule]
    receivers: Sequence[Receiver]

    def open(self) -> Ledger:
        return Ledger(self.folder / "reports.sqlite")

    def work(self, now: datetime, step: Callable[[str], None] | None = None) -> Done:
        """One pass in this process."""
        by_name = {one.name: one for one in self.receivers}
        with self.open() as ledger:
            means = Means(ledger, Wall(now), write, compose, by_name.__getitem__)
            if step is not None:
                means = Means(ledger, Wall(now), write, compose, by_name.__getitem__, step)
            done = run_due(self.schedules, means)
        if done.unforeseen:
            raise ExceptionGroup("a pass", list(done.unforeseen))
        return done

    def at_once(self, now: datetime, steps: Iterable[Callable[[str], None] | None]) -> int:
        """A pass in as many processes as there are `steps`, all at the same time; how many of them were killed."""
        return sum([not _ended_well(child) for child in [self._fork(now, step) for step in steps]])

    def calm(self, now: datetime, passes: int = 8, every: timedelta = timedelta(minutes=20)) -> datetime:
        """Passes that nothing disturbs, for what is left to be settled; the moment after them."""
        for _ in range(passes):
            self.work(now)
            now += every
        return now

    def _fork(self, now: datetime, step: Callable[[str], None] | None) -> int:
        child = os.fork()
        if child == 0:
            code = 0
            try:
                self.work(now, step)
            except BaseException:  # noqa: BLE001 - a fork must not go on as its parent
                traceback.print_exc()
                code = 1
            os._exit(code)
        return child


def _ended_well(child: int) -> bool:
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code not in (0, -signal.SIGKILL):
        raise RuntimeError(f"a process failed with {code}")
    return code == 0
