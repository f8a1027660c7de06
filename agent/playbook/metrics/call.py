"""A call of a tool that answers a question about many payments, or a part of it."""

from dataclasses import dataclass

from pydantic import JsonValue

from agent.thread.evidence import Evidence


@dataclass(frozen=True)
class Call:
    """A call that answers, or a part of an answer."""

    tool: str
    arguments: dict[str, JsonValue]
    purpose: str = "Reckon the figures of that time, each with what it is made of"


def made(call: Call, item: Evidence) -> bool:
    """Whether an item of evidence is what the call brought, or why it brought nothing."""
    return item.outcome.tool == call.tool and call.arguments.items() <= item.outcome.arguments.items()
