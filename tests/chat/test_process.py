"""The chat as a process: in a terminal, and in a pipe that never sees a prompt."""

import os
import pty
import select
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.cli.conftest import Serve
from tests.cli.desk import COMMAND, PATIENCE, QUESTION, Desk, Said, environment, run

NOW = ("--now", "2026-11-22T14:00Z")
MAIN = ("--account", "main")
ESCAPE = "\x1b"
AT_A_TERMINAL = (
    "import fcntl, termios\n"
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"  # standard input is the terminal that Ctrl-C comes from
    "from agent.cli import main\n"
    "main()\n"
)
CTRL_C, CTRL_D, ENTER = "\x03", "\x04", "\r"
READY = "\x1b[?2004h"
"""A prompt takes what is typed: from here on it wants pasted text bracketed."""

ANSWERED = "EXPLAINED  The account behind the card had too little money"


@dataclass
class Terminal:
    """A person's end of a pseudo-terminal."""

    process: subprocess.Popen[bytes]
    end: int
    screen: str = ""
    _seen: int = 0

    def until(self, text: str) -> str:
        """Reads on until `text` is shown; what was shown since the last time."""
        while (at := self.screen.find(text, self._seen)) < 0:
            ready, _, _ = select.select([self.end], [], [], PATIENCE)
            assert ready, f"{text!r} was not shown in {self.screen!r}"
            self.screen += os.read(self.end, 65536).decode(errors="replace")
        since, self._seen = self.screen[self._seen : at], at + len(text)
        return since

    def type(self, keys: str) -> None:
        os.write(self.end, keys.encode())

    def leave(self) -> int:
        """Ends the input, reads what is left, and gives the exit code."""
        self.type(CTRL_D)
        try:
            while data := os.read(self.end, 65536):
                self.screen += data.decode()
        except OSError:  # the other end is closed
            pass
        return self.process.wait(PATIENCE)


@contextmanager
def terminal(folder: Path, *arguments: str) -> Generator[Terminal]:
    """The chat with a terminal at all its ends."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", AT_A_TERMINAL, "chat", *arguments],
        cwd=folder,
        env=environment(PROMPT_TOOLKIT_NO_CPR="1", TERM="xterm", COLUMNS="80", LINES="40"),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield Terminal(process, ours)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def piped(folder: Path, typed: str, *arguments: str) -> Said:
    done = subprocess.run(
        [*COMMAND, "chat", *arguments],
        cwd=folder,
        env=environment(),
        input=typed,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)


def test_in_a_terminal_questions_are_asked_stopped_and_gone_on_with(served: Serve, desk: Desk):
    with served(), terminal(desk.folder, *MAIN) as screen:
        screen.until("Ctrl-D leaves.")
        screen.until(READY)
        screen.type(f"{QUESTION}{ENTER}")
        screen.until("Plan")
        screen.type(CTRL_C)
        screen.until("Stopped. /resume goes on with it")
        screen.until(READY)
        screen.type(f"/resume{ENTER}")
        screen.until("EXPLAINED")
        screen.until("/evidence and /plan tell how this was found")
        screen.until(READY)
        screen.type(f"/show 1.attempts[0].method.last4{ENTER}")
        screen.until("4208")
        screen.until(READY)
        code = screen.leave()

    assert code == 0
    assert "goes on with it." in screen.screen and "Traceback" not in screen.screen


def test_an_interrupt_while_the_account_is_opened_leaves_the_chat_to_begin(tmp_path: Path):
    with terminal(tmp_path, *NOW) as screen:
        screen.until("the account is being opened")
        screen.type(CTRL_C)
        screen.until("Ctrl-C once more leaves.")
        screen.until(READY)
        code = screen.leave()

    assert code == 0
    assert "Traceback" not in screen.screen


def test_a_second_interrupt_while_the_account_is_opened_leaves_with_a_sentence(tmp_path: Path):
    with terminal(tmp_path, *NOW) as screen:
        screen.until("the account is being opened")
        screen.type(CTRL_C)
        screen.until("Ctrl-C once more leaves.")
        screen.type(CTRL_C)
        screen.until("Stopped. Nothing was asked yet.")
        assert screen.process.wait(PATIENCE) == 1

    assert "Traceback" not in screen.screen


def test_a_pipe_sees_no_prompt_and_its_questions_share_one_thread(served: Serve, desk: Desk):
    with served():
        said = piped(desk.folder, f"# the first\n{QUESTION}\n\n/cost\nwhat became of pi_failed123?\n/cost", *MAIN)
    thread = said.err.splitlines()[0].rpartition(" · ")[2]

    assert said.code == 0
    assert said.out.count(ANSWERED) == 2
    assert ESCAPE not in said.out + said.err and "\n> " not in said.err
    assert "all: " in said.out and "0 Stripe reads" in said.out
    assert said.err.endswith(f"The thread is kept: `paysleuth chat --thread {thread}` goes on with it.\n")


def test_questions_of_a_pipe_go_on_from_each_other(served: Serve):
    with served():
        said = run("chat", *MAIN, typed=f"{QUESTION}\nand the refund?\nwhat about the other payment?\n/cost")

    assert said.code == 0
    assert said.out.count("NO REFUND  There is no refund on this payment") == 2  # of the first, then of the other
    assert "2. and the refund?: 1 step · 0 tool calls · 0 Stripe reads" in said.out


def test_a_script_goes_on_in_a_thread_with_its_account_clock_and_reads(tmp_path: Path):
    first = run("ask", QUESTION, *NOW)
    thread = first.err.splitlines()[0].rpartition(" · ")[2]
    second = run("ask", "--thread", thread, "what became of pi_failed123?")
    listed = run("runs", "list").out

    assert (first.code, second.code) == (0, 0), first.err + second.err
    assert second.err.splitlines()[0] == first.err.splitlines()[0]
    assert second.out.splitlines()[2] == first.out.splitlines()[2] == "as of 2026-11-22 09:00:00 EST"
    assert " 0 Stripe reads " in second.out
    assert listed.count(thread) == 2


def test_a_thread_is_not_moved_to_another_account_or_another_day():
    for option in (("--account", "demo"), NOW):
        for command in (("ask", "--thread", "inv_1", QUESTION), ("chat", "--thread", "inv_1")):
            said = run(*command, *option)
            assert said.code == 2
            assert "A thread keeps its account and its clock: leave --account and --now out." in said.err


def test_a_thread_that_does_not_exist_is_said():
    for command in (("ask", "--thread", "inv_9", QUESTION), ("chat", "--thread", "inv_9")):
        said = run(*command)
        assert said.code == 1
        assert "There is no investigation 'inv_9' here. `paysleuth runs list` shows those that are." in said.err
