"""A call of a tool that answers a question about many payments, or a part of it."""

from dataclasses import dataclass

from pydantic import JsonValue


@dataclass(frozen=True)
class Call:
    """A call that answers, or a part of an answer."""

    tool: str
    arguments: dict[str, JsonValue]
    purpose: str = "Reckon the figures of that time, each with what it is made of"
