"""What a scripted Claude says: the playbook's own turns, spoken as the Messages API would, and departures from them.

Using the playbook as the mind behind the wire makes every request a real investigation's: the evidence it reads came
back over HTTP, in the request.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from agent.models.conversation import AssistantMessage, Conversation, Text, ToolCall, ToolSpec, UserMessage
from agent.playbook import Playbook
from tests.claude.messages_api import Body, Says

Mind = Callable[[Body], Says]


def conversation_of(request: Body) -> Conversation:
    """Our conversation, read back from what went over the wire."""
    return Conversation(
        system=request["system"][0]["text"],
        tools=[ToolSpec.from_json({**tool, "strict": tool.get("strict", False)}) for tool in request["tools"]],
        messages=[_message(message) for message in request["messages"]],
    )


def sensible(request: Body) -> Says:
    """The next sensible turn."""
    turn = asyncio.run(Playbook().next(conversation_of(request), lambda text: None))
    return Says([block.to_json() for block in turn.content if isinstance(block, Text | ToolCall)], turn.stop_reason)


def in_parallel(request: Body) -> Says:
    """A sensible turn that asks twice at once: for the payment and for what a code means."""
    said = sensible(request)
    extra = {"code": "insufficient_funds"}
    return Says([*said.content, {"type": "tool_use", "id": "toolu_extra", "name": "explain_code", "input": extra}])


def _message(message: Body) -> Any:
    kind = AssistantMessage if message["role"] == "assistant" else UserMessage
    return kind.from_json({"role": message["role"], "content": [_known(block) for block in message["content"]]})


def _known(block: Body) -> Body:
    return block if block["type"] != "thinking" else {"type": "verbatim", "provider": "anthropic", "block": block}
