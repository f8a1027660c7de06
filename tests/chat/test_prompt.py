"""The line that is typed in a terminal: editing, its history, Ctrl-C and Ctrl-D."""

import signal
import stat
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from agent.chat.commands import WORDS
from agent.chat.lines import Interrupted, MaskedHistory, Prompt, interruptible
from tests.chat.room import investigated, room

CTRL_C, CTRL_D, ENTER = "\x03", "\x04", "\r"


def _masked(text: str) -> str:
    return text.replace("a@example.com", "[email-0123456789]")


@asynccontextmanager
async def prompt(home: Path, typed: str, mask: Callable[[str], str] = _masked) -> AsyncGenerator[Prompt]:
    """A prompt whose keys are pressed already."""
    with create_pipe_input() as keys:
        keys.send_text(typed)
        yield Prompt(MaskedHistory(home / "chat_history", mask), WORDS, keys, DummyOutput())


async def test_a_line_is_what_was_typed_and_the_end_is_ctrl_d(tmp_path: Path):
    async with prompt(tmp_path, f"why?{ENTER}{CTRL_D}") as lines:
        assert [await lines.next(), await lines.next()] == ["why?", None]


async def test_lines_of_earlier_chats_are_kept_masked_in_a_file_of_their_owner_s(tmp_path: Path):
    async with prompt(tmp_path, f"what of a@example.com?{ENTER}") as lines:
        assert await lines.next() == "what of a@example.com?"

    kept = tmp_path / "chat_history"
    assert list(MaskedHistory(kept, _masked).load_history_strings()) == ["what of [email-0123456789]?"]
    assert "a@example.com" not in kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.parametrize(("typed", "empty"), [("", True), ("why", False)])
async def test_ctrl_c_says_whether_anything_was_typed(tmp_path: Path, typed: str, empty: bool):
    async with prompt(tmp_path, f"{typed}{CTRL_C}") as lines:
        with pytest.raises(Interrupted) as interrupted:
            await lines.next()

    assert interrupted.value.empty is empty


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        (f"{CTRL_C}{CTRL_C}never{ENTER}", []),
        (f"draft{CTRL_C}{CTRL_C}why?{ENTER}{CTRL_D}never{ENTER}", ["why?"]),
        (f"{CTRL_C}why?{ENTER}{CTRL_C}{CTRL_C}never{ENTER}", ["why?"]),
        (f"{CTRL_C}draft{CTRL_C}{CTRL_C}{CTRL_C}never{ENTER}", []),
        (f"why?{ENTER}/quit{ENTER}never{ENTER}", ["why?"]),
    ],
    ids=["twice", "a draft first", "once, then a question", "a draft between", "quit"],
)
async def test_ctrl_c_twice_with_nothing_typed_leaves_and_once_does_not(tmp_path: Path, keys: str, asked: list[str]):
    async with room(tmp_path, investigated()) as it, prompt(tmp_path, keys) as lines:
        code = await it.chat(lines=lines)

        assert (it.questions if it.on.threads.has("inv_1") else []) == asked
    assert code == 0
    assert ("Ctrl-C once more leaves, and so does Ctrl-D." in it.err) == (CTRL_C in keys)


def test_a_line_that_is_waited_for_without_a_prompt_ends_at_once():
    def ignored(number: int, frame: object) -> None:
        """Listens to Ctrl-C and does nothing."""

    before = signal.signal(signal.SIGINT, ignored)
    try:
        with pytest.raises(Interrupted), interruptible():
            signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is ignored
    finally:
        signal.signal(signal.SIGINT, before)
