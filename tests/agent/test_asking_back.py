"""Asking the person back: what they see, what the model is told, and that a wait outlives its process."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import JsonValue

from agent.models.conversation import ToolResult, Turn
from agent.thread.clarification import Asked
from agent.thread.events import Noticed
from tests.agent.stage import (
    REPORT,
    Hands,
    Stage,
    Table,
    all_bytes,
    call,
    flow,
    plan,
    stage,
    submit,
    turn,
    without_checkpoints,
)
from tools.contract.causes import Verdict

QUESTION: dict[str, JsonValue] = {
    "question": "Which payment do you mean?",
    "choices": ["{E1.id}, which is {E1.status}", "{E2.id}"],
}
READ = turn(flow("pi_1", "f1").calls[0], flow("pi_2", "f2").calls[0])


def ask_person(arguments: dict[str, JsonValue] = QUESTION, id: str = "ask-1") -> Turn:
    return turn(call("ask_person", arguments, id))


class Desk:
    """A person who types what a test gives them, and remembers what they were shown."""

    def __init__(self, *typed: str) -> None:
        self.typed, self.shown = list(typed), list[Asked]()

    async def __call__(self, asked: Asked) -> str:
        self.shown.append(asked)
        return self.typed[len(self.shown) - 1]


async def asked(on: Stage, person: Desk):
    return await on.investigation.ask("why did she pay twice?", on.events.append, person)


def told(on: Stage, id: str = "ask-1") -> dict[str, JsonValue]:
    """What the model was told by the call."""
    blocks = [block for message in on.model.requests[-1].messages for block in message.content]
    return json.loads(next(b.content for b in blocks if isinstance(b, ToolResult) and b.tool_use_id == id))


@pytest.mark.parametrize("typed", ["2", " 2 ", "pi_2", "{E2.id}"])
async def test_a_choice_is_taken_by_its_number_or_its_words(tmp_path: Path, typed: str):
    person = Desk(typed)
    async with stage(tmp_path, [plan(), READ, ask_person(), submit()]) as on:
        report = await asked(on, person)

    assert person.shown == [
        Asked(question="Which payment do you mean?", choices=["pi_1, which is requires_payment_method", "pi_2"])
    ]
    assert told(on) == {"answered": True, "answer": "{E2.id}", "choice": 1}
    assert [entry.note for entry in report.trail if entry.tool == "ask_person"] == [
        "asked back: Which payment do you mean? Answered: pi_2"
    ]


async def test_other_words_reach_the_model_masked_and_may_stand_in_its_answer(tmp_path: Path):
    def mask(text: str) -> str:
        return text.replace("a@example.com", "[email-0123456789]")

    person = Desk("the one of 4711, a@example.com")
    async with stage(tmp_path, [plan(), READ, ask_person(), submit()], mask=mask) as on:
        await asked(on, person)
        history = on.history

    assert told(on) == {"answered": True, "answer": "the one of 4711, [email-0123456789]"}
    assert "4711" in history.asked
    assert b"a@example.com" not in all_bytes(tmp_path)


@pytest.mark.parametrize("typed", ["", "   ", "\x1b\u200b"])
async def test_where_nobody_answers_the_model_is_told_to_ask_in_its_report(tmp_path: Path, typed: str):
    async with stage(tmp_path, [plan(), READ, ask_person(), submit()]) as on:
        report = await asked(on, Desk(typed))

    assert told(on)["answered"] is False
    assert "nobody is there to answer" in str(told(on)["next"])
    assert Noticed(text="nobody is there to answer: Which payment do you mean?") in on.events
    assert report.verdict is Verdict.EXPLAINED


async def test_a_script_is_never_waited_for(tmp_path: Path):
    async with stage(tmp_path, [plan(), READ, ask_person(), submit()]) as on:
        report = await on.ask("why did she pay twice?")

    assert told(on)["answered"] is False
    assert report.findings != []


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        ({"question": "Do you mean the one over 45.50 EUR?"}, "question"),
        ({"question": "Which one?", "choices": ["{E1.id}", "{E7.id}"]}, "choices[1]"),
        ({"question": "Which one?", "choices": ["pi_1", "{E2.id}"]}, "choices[0]"),
        ({"choices": ["{E1.id}"]}, "question"),
        ({"question": "Which one?", "choices": ["{E1.id}"] * 10}, "choices"),
    ],
)
async def test_what_no_evidence_holds_is_never_put_to_the_person(
    tmp_path: Path, arguments: dict[str, JsonValue], where: str
):
    person = Desk()
    async with stage(tmp_path, [plan(), READ, ask_person(arguments), submit()]) as on:
        await asked(on, person)

    assert person.shown == []
    reasons = told(on)["refused"]
    assert isinstance(reasons, list)
    assert {reason["where"] for reason in reasons if isinstance(reason, dict)} == {where}


async def test_one_question_a_turn_and_two_in_all(tmp_path: Path):
    both = turn(call("ask_person", QUESTION, "a"), call("ask_person", QUESTION, "b"))
    moves = [plan(), READ, both, ask_person(id="c"), ask_person(id="d"), submit()]
    person = Desk("1", "2", "1")
    async with stage(tmp_path, moves) as on:
        await asked(on, person)

    assert len(person.shown) == 2
    assert [told(on, id).get("choice") for id in "abcd"] == [0, None, 1, None]


async def test_a_turn_that_reports_asks_nothing(tmp_path: Path):
    person = Desk()
    both = turn(call("ask_person", QUESTION, "a"), call("submit_report", REPORT, "r"))
    async with stage(tmp_path, [plan(), READ, both]) as on:
        report = await asked(on, person)

    assert person.shown == []
    assert report.verdict is Verdict.EXPLAINED


class Gone(Exception):
    """What ends a process while a person thinks."""


async def gone(asked: Asked) -> str:
    raise Gone


@pytest.mark.parametrize("checkpoints", [True, False], ids=["with its checkpoints", "without them"])
async def test_a_question_that_waits_outlives_its_process_and_is_put_again(tmp_path: Path, checkpoints: bool):
    moves = [plan(), READ, ask_person(), submit()]
    async with stage(tmp_path, moves) as on:
        with pytest.raises(Gone):
            await on.investigation.ask("why did she pay twice?", on.events.append, gone)
        before = on.model.requests
    if not checkpoints:
        without_checkpoints(tmp_path)

    person = Desk("1")
    async with stage(tmp_path, [submit()], tools=Table()) as on:
        report = await on.investigation.resume(on.events.append, person)

    assert [one.choices[1] for one in person.shown] == ["pi_2"]
    assert on.tools.called == [] and len(on.model.requests) == 1
    assert told(on)["choice"] == 0
    assert report.verdict is Verdict.EXPLAINED
    sent = [request.model_dump_json() for request in [*before, *on.model.requests]]
    assert all(after.startswith(earlier.removesuffix("]}")) for earlier, after in pairwise(sent))


async def test_an_answer_that_was_stored_is_not_asked_for_again(tmp_path: Path):
    def fault(_: object) -> Turn:
        raise Gone

    async with stage(tmp_path, [plan(), READ, ask_person(), fault]) as on:
        with pytest.raises(Gone):
            await asked(on, Desk("2"))
    without_checkpoints(tmp_path)

    person = Desk()
    async with stage(tmp_path, [submit()]) as on:
        await on.investigation.resume(on.events.append, person)

    assert person.shown == []
    assert told(on)["choice"] == 1


async def test_the_time_that_a_person_takes_is_not_the_question_s(tmp_path: Path):
    hands = Hands()

    async def slow(asked: Asked) -> str:
        hands.seconds += 3600
        return "1"

    async with stage(tmp_path, [plan(), READ, ask_person(), flow("pi_3", "f3"), submit()], clock=hands) as on:
        await on.investigation.ask("why did she pay twice?", on.events.append, slow)

    assert [arguments["payment_intent"] for _, arguments in on.tools.called] == ["pi_1", "pi_2", "pi_3"]
