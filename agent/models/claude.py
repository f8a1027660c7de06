"""Claude as the model: our conversation to Anthropic's Messages API and back, streamed, cached and retried.

The only module that imports `anthropic`. The API is asked for a whole turn; a turn that breaks off is asked for again,
since nothing of it has been used. What cannot be mended by asking again raises `ModelUnavailable`, and the
investigation goes on without Claude.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import anthropic
import httpx2
from anthropic.types import Message as ApiMessage

from agent.models import ModelUnavailable, Why
from agent.models.conversation import (
    AssistantBlock,
    Conversation,
    StopReason,
    Text,
    ToolCall,
    ToolResult,
    Turn,
    Usage,
    Verbatim,
)

DEFAULT_MODEL = "claude-sonnet-5-5"
MAX_TOKENS = 16_000  # of one turn: a report with its reasoning fits, a loop does not
FIRST_PAUSE = 0.5  # seconds, doubled with each try of a turn that broke off
PROVIDER = "anthropic"

_STOPS: dict[str, StopReason] = {
    "end_turn": "end_turn",
    "stop_sequence": "end_turn",
    "tool_use": "tool_use",
    "max_tokens": "max_tokens",
    "pause_turn": "pause_turn",
    "refusal": "refusal",
    "model_context_window_exceeded": "context_exceeded",
}


class BrokenTurn(Exception):
    """The stream ended early or carried what is no message; the same request may be sent again."""


class Claude:
    """A `Model` over the Messages API.

    `key` never appears in an error or a log. `tries` bounds how often one turn is asked for when its stream breaks;
    connection faults, 429, 529 and other 5xx before a stream begins are retried by the SDK, `retries` times.
    """

    def __init__(
        self,
        key: str,
        *,
        model: str = DEFAULT_MODEL,
        base_url: str | None = None,
        retries: int = 3,
        tries: int = 3,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = anthropic.AsyncAnthropic(api_key=key, base_url=base_url, max_retries=retries)
        self._model = model
        self._tries = tries
        self._pause = pause

    @property
    def name(self) -> str:
        return self._model

    async def next(self, conversation: Conversation, say: Callable[[str], None]) -> Turn:
        """The next turn. `say` is told of text as it streams; raises `ModelUnavailable`."""
        request = to_request(conversation, self._model)
        for attempt in range(1, self._tries + 1):
            try:
                return to_turn(await self._stream(request, say))
            except BrokenTurn as broken:
                if attempt == self._tries:
                    message = f"Claude's answer broke off {attempt} times: {broken}"
                    raise ModelUnavailable(message, Why.BROKEN_OFF) from None
                await self._pause(FIRST_PAUSE * 2**attempt)
        raise AssertionError("a turn is tried at least once")

    async def close(self) -> None:
        await self._client.close()

    async def _stream(self, request: dict[str, Any], say: Callable[[str], None]) -> ApiMessage:
        try:
            async with self._client.messages.stream(**request) as stream:
                async for event in stream:
                    if event.type == "text":
                        say(event.text)
                message = await stream.get_final_message()
        except anthropic.APIStatusError as error:
            if error.response.is_success:  # an `error` event inside a stream that had begun
                raise BrokenTurn(f"the service reported {_kind(error)}") from None
            raise _unavailable(error) from None
        except (anthropic.APITimeoutError, anthropic.APIConnectionError):
            message = "Claude can't be reached: no connection to the Messages API"
            raise ModelUnavailable(message, Why.UNREACHABLE) from None
        except httpx2.HTTPError:
            raise BrokenTurn("the connection was cut") from None
        except (ValueError, AssertionError):  # the SDK's parsers: not JSON, or a stream without its closing event
            raise BrokenTurn("the stream carried malformed data") from None
        if message.stop_reason is None:
            raise BrokenTurn("the stream ended without a stop reason")
        return message


def to_request(conversation: Conversation, model: str) -> dict[str, Any]:
    """The Messages API request of a conversation.

    Caching is asked for at the top level, so that no marker moves inside the messages and every request repeats the one
    before it byte for byte.
    """
    return {
        "model": model,
        "max_tokens": MAX_TOKENS,
        "cache_control": {"type": "ephemeral"},
        "thinking": {"type": "adaptive"},
        "system": [{"type": "text", "text": conversation.system, "cache_control": {"type": "ephemeral"}}],
        "tools": [
            {
                "name": tool.name,
                "description": tool.description,
                "input_schema": tool.input_schema,
                **({"strict": True} if tool.strict else {}),
            }
            for tool in conversation.tools
        ],
        "messages": [
            {"role": message.role, "content": list(_blocks(message.content))} for message in conversation.messages
        ],
    }


def _blocks(content: Iterable[AssistantBlock | Text | ToolResult]) -> Iterable[dict[str, Any]]:
    for block in content:
        match block:
            case Verbatim():
                if block.provider == PROVIDER:
                    yield block.block
            case ToolResult():
                failed = {"is_error": True} if block.is_error else {}
                yield {"type": "tool_result", "tool_use_id": block.tool_use_id, "content": block.content, **failed}
            case Text() | ToolCall():
                yield block.to_json()


def to_turn(message: ApiMessage) -> Turn:
    """The turn an API message holds; of one that was cut, tool calls are left out, since they may be incomplete."""
    stop = _STOPS.get(message.stop_reason or "", "end_turn")
    whole = stop == "tool_use"
    blocks = [_block(block) for block in message.content if whole or block.type != "tool_use"]
    return Turn(
        content=blocks or [Text(text="(no answer)")],
        stop_reason=stop,
        usage=Usage(
            input_tokens=message.usage.input_tokens,
            output_tokens=message.usage.output_tokens,
            cache_read_tokens=message.usage.cache_read_input_tokens or 0,
            cache_write_tokens=message.usage.cache_creation_input_tokens or 0,
        ),
        model=message.model,
    )


def _block(block: Any) -> AssistantBlock:
    match block.type:
        case "text" if block.text:
            return Text(text=block.text)
        case "tool_use":
            return ToolCall.from_json(block.model_dump(mode="json", include={"id", "name", "input"}))
        case _:
            return Verbatim(provider=PROVIDER, block=block.model_dump(mode="json", exclude_none=True))


def _kind(error: anthropic.APIStatusError) -> str:
    return str(getattr(error, "type", None) or "an error")


def _unavailable(error: anthropic.APIStatusError) -> ModelUnavailable:
    match error.status_code:
        case 401 | 403:
            return ModelUnavailable("Claude refused the key: check ANTHROPIC_API_KEY", Why.KEY)
        case 404:
            return ModelUnavailable("Claude knows no such model: choose another with --model", Why.UNKNOWN_MODEL)
        case 413:
            return ModelUnavailable("the conversation is too long for Claude", Why.TOO_LONG)
        case 429:
            return ModelUnavailable("Claude's rate limit is spent: try again in a minute", Why.RATE_LIMIT)
        case status if status >= 500:
            return ModelUnavailable(f"Claude is unavailable (HTTP {status})", Why.SERVICE)
        case status:
            return ModelUnavailable(f"Claude did not accept the request (HTTP {status})", Why.REFUSED_REQUEST)
