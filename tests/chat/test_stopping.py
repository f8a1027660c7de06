"""A question that is stopped by Ctrl-C, gone on with, or left with what it knows."""

import asyncio
import signal
from pathlib import Path

import pytest
from pydantic import JsonValue

from agent.cli.faults import Stopped
from agent.investigator import Unfinished
from agent.models.conversation import Conversation, ToolCall, ToolResult, Turn
from tests.agent.stage import Move, Table, flow, plan, say, stage
from tests.chat.room import Room, investigated, room
from tools.contract.outcome import Outcome


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
