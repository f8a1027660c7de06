"""Keys of recorded turns: what they survive, and what they are missed by."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from agent.models.conversation import AssistantMessage, Conversation, Text, UserMessage
from evals.recordings.keys import canonical, key_of, same, setup_of, steps
from tests.evals.recordings.played import asked, conversation
from tools.contract.coverage import Coverage
from tools.contract.outcome import Outcome, show

CASE, WORLD = "pay-0001", "w" * 64


def shown(label: str | None = "E1", at: str = "2026-11-20T14:00:00Z", **data: Any) -> str:
    coverage = Coverage.from_json({"account": "demo", "livemode": False, "as_of": at})
    data = {"id": "pi_1", "amount": 10, **data}
    return show(Outcome(status="ok", tool="payment_flow", arguments={}, coverage=coverage, data=data), label)


FLOW = ("t1", "payment_flow", {"payment_intent": "pi_1"}, shown())
CODE = ("t2", "explain_code", {"code": "x", "limit": 10}, '{"entries": [1.5, null]}')


def key(said: Conversation, case: str = CASE, world: str = WORLD) -> str:
    return key_of(setup_of(case, world, said), steps(said))


BASE = conversation(*asked(FLOW, CODE))


@pytest.mark.parametrize(
    "other",
    [
        conversation(*asked(FLOW, CODE), system="You look into payments, and never guess."),
        BASE.model_copy(update={"tools": [one.model_copy(update={"description": "else"}) for one in BASE.tools]}),
        conversation(*asked(CODE, FLOW)),
        conversation(*asked(("call_9", *FLOW[1:]), ("call_8", *CODE[1:]))),
        conversation(*asked((*FLOW[:3], shown("E2")), CODE)),
        conversation(*asked((*FLOW[:3], shown(at="2026-11-20T14:00:09Z")), CODE)),
        conversation(*asked((*FLOW[:3], shown(amount=10.0)), CODE)),
        conversation(*asked(FLOW, (*CODE[:2], {"limit": 10.0, "code": "x", "family": None}, CODE[3]))),
        conversation(*asked(FLOW, (*CODE[:3], '{"entries":[1.5,null]}'))),
    ],
    ids=["prompt", "descriptions", "order", "ids", "evidence numbers", "moment", "10.0", "null arguments", "spaces"],
)
def test_a_key_survives_what_changes_nothing_that_a_model_knows(other: Conversation) -> None:
    assert other != BASE
    assert key(other) == key(BASE)


def with_report_schema(said: Conversation) -> Conversation:
    changed = [
        one.model_copy(update={"input_schema": {"type": "object", "required": ["verdict"]}})
        if one.name == "submit_report"
        else one
        for one in said.tools
    ]
    return said.model_copy(update={"tools": changed})


@pytest.mark.parametrize(
    "other",
    [
        lambda: key(conversation(*asked((*FLOW[:3], shown(amount=11)), CODE))),
        lambda: key(conversation(*asked((*FLOW[:3], shown(status="failed")), CODE))),
        lambda: key(conversation(*asked(("t1", "payment_flow", {"payment_intent": "pi_2"}, FLOW[3]), CODE))),
        lambda: key(conversation(*asked(FLOW))),
        lambda: key(conversation(*asked(FLOW), *asked(CODE))),
        lambda: key(conversation(*asked(FLOW, CODE), *asked(("t3", "plan", {}, "{}")))),
        lambda: key(conversation()),
        lambda: key(BASE, world="v" * 64),
        lambda: key(BASE, case="pay-0002"),
        lambda: key(with_report_schema(BASE)),
        lambda: key(BASE.model_copy(update={"messages": [question("why did pi_2 fail?"), *BASE.messages[1:]]})),
    ],
    ids=[
        *("a result", "a field more", "arguments", "a call less", "two turns", "a turn more", "none"),
        *("the account", "the case", "the report's schema", "the question"),
    ],
)
def test_a_key_is_missed_by_whatever_makes_another_moment_of_it(other: Callable[[], str]) -> None:
    assert other() != key(BASE)


def question(text: str) -> UserMessage:
    said = json.loads(json.dumps(BASE.messages[0].to_json()).replace("why did pi_1 fail?", text))
    return UserMessage.from_json(said)


def test_a_turn_that_calls_nothing_is_a_step_so_that_no_two_turns_have_one_key() -> None:
    talk = AssistantMessage(content=[Text(text="Let me think.")])
    again = UserMessage(content=[Text(text="Go on from there.")])
    said = [conversation(), conversation(talk, again), conversation(talk, again, talk, again)]
    assert len({key(one) for one in said}) == 3


def test_the_words_around_calls_are_no_part_of_a_step() -> None:
    talk = AssistantMessage.from_json(
        {"role": "assistant", "content": [{"type": "text", "text": "So:"}, *BASE.messages[1].to_json()["content"]]}  # type: ignore[misc]
    )
    assert key(conversation(talk, asked(FLOW, CODE)[1])) == key(BASE)


def test_steps_are_the_same_in_any_order_and_not_with_one_call_less() -> None:
    [[flow, code]] = steps(BASE)
    assert same([flow, code], [code, flow])
    assert not same([flow, code], [flow])


def test_canonical_json_has_sorted_names_whole_numbers_and_no_nulls_in_objects() -> None:
    assert canonical({"b": 10.0, "a": [None, 0.5, {"z": None, "y": True}]}) == '{"a":[null,0.5,{"y":true}],"b":10}'
