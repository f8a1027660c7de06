"""What makes two moments of an investigation the same for a recorded turn: what had been called, and what came back.

A key survives whatever doesn't change what a model knows: another system prompt, other ids of calls, calls of one turn
in another order, `10.0` for `10`. It is missed where a tool's answer, the account, the question or the report's form is
another, since a turn that was recorded before then answers something else.
"""

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import cast

from pydantic import JsonValue

from agent.models.conversation import AssistantMessage, Conversation, Text, ToolCall, ToolResult, ToolSpec
from agent.thread.opening import parse_opening
from agent.thread.own_tools import SUBMIT_REPORT
from tools.contract.outcome import parse_shown
from tools.contract.record import Record

LANE = "investigator"
"""Which model of an investigation a turn is of; there is one."""


class Call(Record):
    """A call and its answer, as far as a key knows them: `arguments` and `result` are digests."""

    tool: str
    arguments: str
    result: str


class Setup(Record):
    """What a recording is made with, beside the turns: digests, each for what must not change or may."""

    case: str
    world: str
    """Of the account: must not change."""
    questions: str
    """Of what was asked: must not change."""
    report: str
    """Of the schema of a report: must not change."""
    tools: str
    """Of the names and schemas of all tools: where they change, each recorded call is checked."""
    prompt: str
    """Of the system prompt and the tools' descriptions: may change."""


def setup_of(case: str, world: str, conversation: Conversation) -> Setup:
    """What `conversation` is held with."""
    told = sorted(conversation.tools, key=lambda tool: tool.name)
    return Setup(
        case=case,
        world=world,
        questions=digest(questions(conversation)),
        report=digest(next((tool.input_schema for tool in told if tool.name == SUBMIT_REPORT), None)),
        tools=digest([[tool.name, tool.input_schema] for tool in told]),
        prompt=digest([conversation.system, [[tool.name, tool.description] for tool in told]]),
    )


def key_of(setup: Setup, steps: Sequence[Sequence[Call]]) -> str:
    """The key of the turn that follows `steps`."""
    fixed: dict[str, JsonValue] = {
        "case": setup.case,
        "lane": LANE,
        "world": setup.world,
        "questions": setup.questions,
        "report": setup.report,
    }
    return digest({**fixed, "steps": [_as_set(step) for step in steps]})


def questions(conversation: Conversation) -> list[JsonValue]:
    """What was asked, in its order."""
    texts = [block.text for message in conversation.messages for block in message.content if isinstance(block, Text)]
    return [found.question for text in texts if (found := parse_opening(text)) is not None]


def steps(conversation: Conversation) -> list[list[Call]]:
    """What was called in each turn so far, with what came back; a turn that called nothing is a step too."""
    results = {
        block.tool_use_id: block
        for message in conversation.messages
        for block in message.content
        if isinstance(block, ToolResult)
    }
    turns = [message for message in conversation.messages if isinstance(message, AssistantMessage)]
    return [
        [_call(block, results[block.id]) for block in turn.content if isinstance(block, ToolCall)] for turn in turns
    ]


def same(one: Iterable[Call], other: Iterable[Call]) -> bool:
    """Whether two turns called the same and got the same, in whatever order."""
    return _as_set(one) == _as_set(other)


def tool(tools: Iterable[ToolSpec], name: str) -> ToolSpec | None:
    """The tool of a name."""
    return next((spec for spec in tools if spec.name == name), None)


def digest(value: JsonValue) -> str:
    """The sha256 of a value's canonical form."""
    return sha256(canonical(value).encode()).hexdigest()


def canonical(value: JsonValue) -> str:
    """A value's JSON with names sorted, nulls left out and whole numbers written as such."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _call(call: ToolCall, result: ToolResult) -> Call:
    return Call(tool=call.name, arguments=digest(cast(JsonValue, call.input)), result=digest(_told(result)))


def _told(result: ToolResult) -> JsonValue:
    """What a result says, without its evidence number and the moment it was asked at."""
    shown = parse_shown(result.content)
    if shown is None:
        return _parsed(result.content)
    outcome = shown[1].to_json()
    coverage = outcome["coverage"]
    if isinstance(coverage, dict):
        coverage.pop("as_of", None)
    return outcome


def _parsed(text: str) -> JsonValue:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _as_set(calls: Iterable[Call]) -> list[JsonValue]:
    written = {canonical(call.to_json()) for call in calls}
    return [json.loads(one) for one in sorted(written)]


def _plain(value: JsonValue) -> JsonValue:
    match value:
        case dict():
            return {name: _plain(inner) for name, inner in value.items() if inner is not None}
        case list():
            return [_plain(inner) for inner in value]
        case float() if value.is_integer():
            return int(value)
        case _:
            return value
