"""A chat's lines: questions of one thread, what they end with, and what a person is asked back."""

from io import StringIO
from pathlib import Path

import pytest
from pydantic import JsonValue

from agent.cli.options import Face, Form
from agent.failures import StoreUnusable
from agent.investigator import nobody
from agent.models.conversation import Conversation, Turn
from tests.agent.stage import REPORT, Move, plan, submit
from tests.chat.room import asks_back, both, investigated, reports, room

LIMITED: dict[str, JsonValue] = {**REPORT, "verdict": "inconclusive", "cause": None, "exhibits": []}


async def test_each_question_goes_on_in_one_thread(tmp_path: Path):
    async with room(tmp_path, [*investigated(), *investigated("pi_2", 2)]) as it:
        code = await it.chat("why did pi_1 fail?", "and pi_2?")

        assert it.questions == ["why did pi_1 fail?", "and pi_2?"]
    assert code == 0
    assert it.out.count("EXPLAINED") == 2
    assert "pi_1 is requires_payment_method." in it.out and "pi_2 is requires_payment_method." in it.out
    assert it.err.count("demo · test mode · scripted · inv_1") == 1
    assert it.err.endswith("The thread is kept: `paysleuth chat --thread inv_1` goes on with it.\n")


async def test_the_plan_of_a_further_question_is_watched_whole(tmp_path: Path):
    async with room(tmp_path, [*investigated(), *investigated("pi_2", 2)]) as it:
        await it.chat("why did pi_1 fail?", "and pi_2?")

    assert it.err.count(" ○ read the payment") == 2


async def test_thanks_asks_nothing_and_is_not_looked_up(tmp_path: Path):
    async with room(tmp_path, investigated()) as it:
        code = await it.chat("why did pi_1 fail?", "thanks", "Ok, thank you!", "hello")

        assert it.questions == ["why did pi_1 fail?"]
    assert code == 0
    assert it.err.count("That asks nothing") == 3


async def test_empty_lines_and_comments_are_skipped_and_nothing_after_quit_is_asked(tmp_path: Path):
    async with room(tmp_path, investigated()) as it:
        code = await it.chat("", "   ", "# why did pi_9 fail?", " why did pi_1 fail? ", "/quit", "and pi_2?")

        assert it.questions == ["why did pi_1 fail?"]
    assert code == 0


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (["/help"], 0),
        (["why did pi_1 fail?"], 0),
        (["/plam"], 2),
        (["x" * 20_001, "why did pi_1 fail?"], 2),
        (["why did pi_1 fail?", "so what?"], 3),
        (["why did pi_1 fail?", "is that all?", "/plam", "/help"], 2),
    ],
    ids=lambda given: None if isinstance(given, int) else given[-1][:8],
)
async def test_a_pipe_ends_with_the_worst_of_its_lines(tmp_path: Path, typed: list[str], code: int):
    second: list[Move] = [plan("p2"), submit(LIMITED, "r2")]
    async with room(tmp_path, [*investigated(), *second]) as it:
        assert await it.chat(*typed) == code


async def test_a_person_who_leaves_has_seen_the_codes(tmp_path: Path):
    async with room(tmp_path, []) as it:
        assert await it.chat("/plam", interactive=True) == 0
    assert "There is no command '/plam'. Did you mean /plan?" in it.err


async def test_a_fault_is_told_in_a_line_and_the_next_question_asked(tmp_path: Path):
    moves = investigated()

    def full(_: Conversation) -> Turn:
        raise StoreUnusable("The store can't be used: disk full.")

    async with room(tmp_path, [full, *moves]) as it:
        code = await it.chat("why did pi_1 fail?", "why did pi_1 fail?")

    assert code == 1
    assert "paysleuth: The store can't be used: disk full." in it.err
    assert it.out.count("EXPLAINED") == 1


async def test_a_person_is_shown_the_choices_by_number(tmp_path: Path):
    async with room(tmp_path, [plan("p1"), both(), asks_back(), reports()]) as it:
        await it.chat("why did she pay twice?", "2", interactive=True)
        trail = it.on.history.reports[1].trail

    shown = [line.rstrip() for line in it.err.splitlines()]
    assert shown[shown.index(" ? Which payment do you mean?") :][1:3] == ["   1  pi_1", "   2  pi_2"]
    assert "asked back: Which payment do you mean? Answered: pi_2" in [entry.note for entry in trail]


async def test_a_line_of_a_pipe_is_never_taken_for_an_answer(tmp_path: Path):
    moves: list[Move] = [plan("p1"), both(), asks_back(), reports(), *investigated("pi_3", 3)]
    async with room(tmp_path, moves) as it:
        await it.chat("why did she pay twice?", "2")

        assert it.questions == ["why did she pay twice?", "2"]
    assert "nobody is there to answer: Which payment do you mean?" in it.err


async def test_the_end_of_the_input_is_no_answer(tmp_path: Path):
    async with room(tmp_path, [plan("p1"), both(), asks_back(), reports()]) as it:
        code = await it.chat("why did she pay twice?", interactive=True)

    assert code == 0 and "EXPLAINED" in it.out


@pytest.mark.parametrize(
    ("face", "stdin", "stderr", "waited"),
    [
        ("terminal", True, True, True),
        ("markdown", True, True, True),
        ("json", True, True, False),
        ("terminal", False, True, False),
        ("terminal", True, False, False),
    ],
)
def test_only_who_can_see_a_question_and_type_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, face: Face, stdin: bool, stderr: bool, waited: bool
):
    monkeypatch.setattr("sys.stdin", End(stdin))
    monkeypatch.setattr("sys.stderr", End(stderr))

    assert (Form(face, plain=True).person() is not nobody) is waited


class End(StringIO):
    """One end of a command, a terminal or not."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal
