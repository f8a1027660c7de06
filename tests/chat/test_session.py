"""A chat's lines: questions of one thread, commands, and what they end with."""

import asyncio
import signal
from io import StringIO
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from pydantic import JsonValue

from agent.cli.faults import Stopped
from agent.cli.options import Face, Form
from agent.failures import StoreUnusable
from agent.investigator import Unfinished, nobody
from agent.models.conversation import Conversation, ToolCall, ToolResult, Turn
from tests.agent.stage import REPORT, Move, Table, flow, plan, say, stage, submit
from tests.chat.room import Room, asks_back, both, investigated, reports, room
from tools.contract.outcome import Outcome

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


# What a thread holds


async def test_before_anything_is_asked_there_is_nothing_to_show(tmp_path: Path):
    async with room(tmp_path, []) as it:
        await it.chat("/plan", "/evidence", "/show 1", "/report", "/cost")
        assert not it.on.threads.has("inv_1")

    assert it.out == "Nothing has been asked yet.\n" * 5
    assert "The thread is kept" not in it.err


async def test_plan_evidence_cost_and_account_are_told_in_lines(tmp_path: Path):
    async with room(tmp_path, [*investigated(), *investigated("pi_2", 2)]) as it:
        await it.chat("why did pi_1 fail?", "and pi_2?")
        before = len(it.out)
        await it.chat("/plan", "/evidence", "/cost", "/account")

    assert it.out[before:] == snapshot("""\
 ? the issuer declined
 ○ read the payment
E1 payment_flow payment_intent=pi_1  payment 1
E2 payment_flow payment_intent=pi_2  payment 1
1. why did pi_1 fail?: 3 steps · 1 tool call · 1 Stripe read · no tokens
2. and pi_2?: 3 steps · 1 tool call · 1 Stripe read · no tokens
all: 6 steps · 2 tool calls · 2 Stripe reads · no tokens
demo · test mode, simulated · times in UTC
scripted answers · thread inv_1, begun 2026-11-22 14:00:00 UTC
""")


async def test_evidence_is_shown_as_a_tree(tmp_path: Path):
    async with room(tmp_path, investigated()) as it:
        await it.chat("why did pi_1 fail?")
        before = len(it.out)
        await it.chat("/show 1")

    assert it.out[before:] == snapshot("""\
E1 payment_flow  ok
├── arguments
│   └── payment_intent: pi_1
├── coverage: demo, as of 2026-11-22 14:00:00 UTC
│   └── payment: 1 read, all there are (id pi_1)
├── data
│   ├── id: pi_1
│   ├── status: requires_payment_method
│   └── attempts: none
└── Stripe requests: req_pi_1
""")


@pytest.mark.parametrize("word", ["E1.status", "e1.status", "1.status"])
async def test_a_part_of_evidence_is_shown_by_its_path(tmp_path: Path, word: str):
    async with room(tmp_path, investigated()) as it:
        await it.chat("why did pi_1 fail?")
        before = len(it.out)
        await it.chat(f"/show {word}")

    assert it.out[before:] == "E1.status\n└── requires_payment_method\n"


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("", "There is: E1."),
        ("7", "'E7': no such evidence; there is: E1."),
        ("E1.attempts[4]", "attempts has no position 4; it holds nothing."),
        ("the card", "not a reference; they look like E2.attempts[0].decline_code."),
    ],
)
async def test_evidence_that_is_not_there_is_said(tmp_path: Path, word: str, says: str):
    async with room(tmp_path, investigated()) as it:
        await it.chat("why did pi_1 fail?")
        code = await it.chat(f"/show {word}")

    assert code == 2
    assert says in it.err.replace("\n", " ")


async def test_long_lists_are_cut_with_the_path_of_the_rest(tmp_path: Path):
    class Many(Table):
        async def call(self, name: str, arguments: dict[str, JsonValue]) -> Outcome:
            outcome = await super().call(name, arguments)
            events: list[JsonValue] = [{"id": f"evt_{number}"} for number in range(30)]
            return outcome.model_copy(update={"data": {**(outcome.data or {}), "events": events}})

    async with stage(tmp_path, investigated(), tools=Many()) as on:
        it = Room(on)
        await it.chat("why did pi_1 fail?", "/show 1", "/show E1.events[25]")

    assert "10 more: /show E1.events[20] and on" in it.out
    assert "id: evt_19" in it.out and "id: evt_20" not in it.out
    assert it.out.endswith("E1.events[25]\n└── id: evt_25\n")


async def test_what_strangers_wrote_is_no_command_of_the_terminal(tmp_path: Path):
    class Hostile(Table):
        async def call(self, name: str, arguments: dict[str, JsonValue]) -> Outcome:
            outcome = await super().call(name, arguments)
            data = {"id": "pi_1", "status": "\x1b[2Jpaid [bold red]now[/]\u202e", "note\x1b[1m": ["\x1b]0;x\x07"]}
            return outcome.model_copy(update={"data": data})

    async with stage(tmp_path, investigated(), tools=Hostile()) as on:
        it = Room(on)
        await it.chat("why did pi_1 fail?", "/show 1", "/evidence")

    assert not {"\x1b", "\x07", "\u202e"} & set(it.out + it.err)
    assert "[bold red]now[/]" in it.out


async def test_earlier_reports_are_shown_again(tmp_path: Path):
    async with room(tmp_path, [*investigated(), *investigated("pi_2", 2)]) as it:
        await it.chat("why did pi_1 fail?", "and pi_2?")
        whole = it.out
        await it.chat("/report 1")
        first = it.out.removeprefix(whole)
        await it.chat("/report")
        last = it.out.removeprefix(whole + first)

    assert whole == f"{first}\n{last}\n"
    assert "pi_1 is requires_payment_method." in first


@pytest.mark.parametrize("word", ["3", "0", "last"])
async def test_a_report_that_is_not_there_is_said(tmp_path: Path, word: str):
    async with room(tmp_path, investigated()) as it:
        code = await it.chat("why did pi_1 fail?", f"/report {word}")

    assert code == 2
    assert f"There is no report '{word}'. Reports: 1." in it.err


# Stopping


def stopped(_: Conversation) -> Turn:
    """Ctrl-C while the model thinks."""
    signal.raise_signal(signal.SIGINT)
    return say("Let me see.", stop="pause_turn")


async def test_ctrl_c_stops_the_question_and_resume_goes_on_with_it(tmp_path: Path):
    before = signal.getsignal(signal.SIGINT)
    async with room(tmp_path, [plan("p1"), stopped, *investigated()[1:]]) as it:
        code = await it.chat("why did pi_1 fail?", "/resume", interactive=True)

        assert it.questions == ["why did pi_1 fail?"]
    assert code == 0
    assert "Stopped. /resume goes on with it, as long as nothing else is asked.\n" in it.err
    assert it.out.count("EXPLAINED") == 1
    assert signal.getsignal(signal.SIGINT) is before


async def test_another_question_leaves_the_stopped_one_with_what_it_knows(tmp_path: Path):
    moves: list[Move] = [plan("p1"), flow("pi_1", "f1"), stopped, *investigated("pi_2", 2)]
    async with room(tmp_path, moves) as it:
        await it.chat("why did pi_1 fail?", "and pi_2?", interactive=True)
        history = it.on.history

    first = history.reports[1]
    assert [finding.text for finding in first.findings] == ["{E1.id} is {E1.status}."]
    assert [limit.missing for limit in first.limits] == ["The question was stopped before it was answered."]
    assert "stopped by hand" in [entry.note for entry in first.trail]
    assert "pi_2 is requires_payment_method." in it.out


async def test_a_question_stopped_while_stripe_is_read_leaves_no_call_without_an_answer(tmp_path: Path):
    class Slow(Table):
        async def call(self, name: str, arguments: dict[str, JsonValue]) -> Outcome:
            if arguments["payment_intent"] == "pi_1":
                signal.raise_signal(signal.SIGINT)
                await self.answered.setdefault("never", asyncio.Event()).wait()
            return await super().call(name, arguments)

    async with stage(tmp_path, [plan("p1"), flow("pi_1", "f1"), *investigated("pi_2", 2)], tools=Slow()) as on:
        it = Room(on)
        await it.chat("why did pi_1 fail?", "and pi_2?", interactive=True)
        last = on.model.requests[-1]

    blocks = [block for message in last.messages for block in message.content]
    called = {block.id for block in blocks if isinstance(block, ToolCall)}
    answered = {block.tool_use_id: block.content for block in blocks if isinstance(block, ToolResult)}
    assert called == set(answered)
    assert "stopped the question before this was read" in answered["f1"]
    assert "pi_2 is requires_payment_method." in it.out


async def test_a_question_that_was_never_begun_can_be_left(tmp_path: Path):
    async with room(tmp_path, [stopped, *investigated()]) as it:
        await it.chat("what?", "why did pi_1 fail?", interactive=True)

        assert it.questions == ["what?", "why did pi_1 fail?"]
    assert "pi_1 is requires_payment_method." in it.out


async def test_ctrl_c_ends_a_pipe_with_the_command_that_goes_on(tmp_path: Path):
    async with room(tmp_path, [plan("p1"), stopped]) as it:
        with pytest.raises(Stopped, match="paysleuth resume inv_1"):
            await it.chat("why did pi_1 fail?", "and pi_2?")

        assert it.questions == ["why did pi_1 fail?"]


async def test_a_thread_that_was_cut_off_says_so_and_goes_on(tmp_path: Path):
    async with room(tmp_path, [plan("p1"), stopped]) as it:
        await it.chat("why did pi_1 fail?", interactive=True)
    async with room(tmp_path, investigated()[1:]) as it:
        code = await it.chat("/resume", "/resume")

    assert "Its last question has no report yet: why did pi_1 fail? /resume goes on with it." in it.err
    assert it.out.count("EXPLAINED") == 1
    assert code == 2 and "There is nothing to go on with: every question has its report." in it.err


async def test_outside_a_chat_a_stopped_question_is_not_left(tmp_path: Path):
    async with room(tmp_path, [plan("p1"), stopped]) as it:
        await it.chat("why did pi_1 fail?", interactive=True)
        with pytest.raises(Unfinished):
            await it.on.ask("and pi_2?")


# Being asked back


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
