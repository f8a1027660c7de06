"""What a model is told and what it says: our own JSON blocks, mapped one to one by each model's adapter.

A conversation only ever grows: request n+1 begins with request n, byte for byte, so that a provider's prompt cache
holds.
"""

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from tools.contract.record import Record


class Text(Record):
    type: Literal["text"] = "text"
    text: str


class ToolCall(Record):
    """A tool the model wants called; `id` is unique in the thread."""

    type: Literal["tool_use"] = "tool_use"
    id: str
    name: str
    input: dict[str, JsonValue]


class Verbatim(Record):
    """A block that only its provider understands (thinking, ...), kept to be echoed unchanged."""

    type: Literal["verbatim"] = "verbatim"
    provider: str
    block: dict[str, JsonValue]


class ToolResult(Record):
    """The answer to a tool call; evidence is set in the fences of `tools.contract.outcome.show`."""

    type: Literal["tool_result"] = "tool_result"
    tool_use_id: str
    content: str
    is_error: bool = False


AssistantBlock = Annotated[Text | ToolCall | Verbatim, Field(discriminator="type")]
UserBlock = Annotated[Text | ToolResult, Field(discriminator="type")]


class AssistantMessage(Record):
    role: Literal["assistant"] = "assistant"
    content: list[AssistantBlock]


class UserMessage(Record):
    role: Literal["user"] = "user"
    content: list[UserBlock]


Message = Annotated[AssistantMessage | UserMessage, Field(discriminator="role")]


class ToolSpec(Record):
    """A tool as a model is told of it: a JSON schema for its arguments."""

    name: str
    description: str
    input_schema: dict[str, JsonValue]
    strict: bool = False


class Conversation(Record):
    """All that a model is given for its next turn. The system text and the tools never change within a thread."""

    system: str
    tools: list[ToolSpec]
    messages: list[Message]

    def with_message(self, message: AssistantMessage | UserMessage) -> "Conversation":
        """The conversation one message longer."""
        return self.model_copy(update={"messages": [*self.messages, message]})


class Usage(Record):
    """Tokens of one turn; all zero for a model that has none."""

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0


StopReason = Literal["tool_use", "end_turn", "max_tokens", "refusal", "pause_turn", "context_exceeded"]


class Turn(Record):
    """One answer of a model. `notice` is a line for the person watching (a retry, a model that gave way)."""

    content: list[AssistantBlock]
    stop_reason: StopReason
    usage: Usage = Usage()
    model: str
    notice: str | None = None

    @property
    def calls(self) -> list[ToolCall]:
        return [block for block in self.content if isinstance(block, ToolCall)]
