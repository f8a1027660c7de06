"""Claude over the wire: the real SDK against a scripted Messages API on loopback."""

from collections.abc import Sequence

import pytest

from agent.models import ModelUnavailable, Why
from agent.models.claude import Claude
from agent.models.conversation import (
    AssistantMessage,
    Conversation,
    Text,
    ToolCall,
    ToolResult,
    ToolSpec,
    Turn,
    Usage,
    UserMessage,
    Verbatim,
)
from tests.claude.messages_api import Breaks, Fails, MessagesApi, Reply, Says, call, messages_api, text

KEY = "sk-ant-scripted-0123456789"
PLAN = Says([text("I will look."), call("plan", {"hypotheses": ["a"], "steps": []})])
TOOLS = [
    ToolSpec(name="plan", description="Say what you will do.", input_schema={"type": "object"}),
    ToolSpec(name="submit_report", description="Hand in.", input_schema={"type": "object"}, strict=True),
]


def asked(question: str = "why?") -> Conversation:
    return Conversation(system="Be right.", tools=TOOLS, messages=[UserMessage(content=[Text(text=question)])])


async def ask(script: Sequence[Reply], conversation: Conversation | None = None) -> tuple[Turn, MessagesApi, list[str]]:
    said: list[str] = []
    waits: list[float] = []

    async def pause(seconds: float) -> None:
        waits.append(seconds)

    with messages_api(script) as api:
        claude = Claude(KEY, base_url=api.url, pause=pause)
        try:
            turn = await claude.next(conversation or asked(), said.append)
        finally:
            await claude.close()
    return turn, api, said


async def test_a_turn_keeps_text_calls_usage_and_stop_reason():
    turn, _, said = await ask([PLAN])
    assert turn == Turn(
        content=[
            Text(text="I will look."),
            ToolCall(id="toolu_1", name="plan", input={"hypotheses": ["a"], "steps": []}),
        ],
        stop_reason="tool_use",
        usage=Usage(input_tokens=100, output_tokens=20),
        model="claude-scripted",
    )
    assert "".join(said) == "I will look."


async def test_the_request_carries_system_tools_and_messages_one_to_one_and_strict_only_where_asked():
    _, api, _ = await ask([PLAN])
    request = api.requests[0]
    assert request["system"] == [{"type": "text", "text": "Be right.", "cache_control": {"type": "ephemeral"}}]
    assert [tool.get("strict") for tool in request["tools"]] == [None, True]
    assert request["messages"] == [{"role": "user", "content": [{"type": "text", "text": "why?"}]}]
    assert request["cache_control"] == {"type": "ephemeral"}
    assert KEY.encode() not in api.raw[0]


async def test_each_request_extends_the_one_before_it_and_thinking_comes_back_verbatim():
    thinking = {"type": "thinking", "thinking": "hm", "signature": "c2ln"}
    with messages_api([Says([thinking, *PLAN.content]), PLAN]) as api:
        claude = Claude(KEY, base_url=api.url)
        first = asked()
        turn = await claude.next(first, lambda _: None)
        second = first.with_message(AssistantMessage(content=turn.content)).with_message(
            UserMessage(content=[ToolResult(tool_use_id="toolu_1", content="ok")])
        )
        await claude.next(second, lambda _: None)
        await claude.close()
    earlier, later = api.requests
    assert later["messages"][0] == earlier["messages"][0]
    assert later["messages"][1]["content"][0] == thinking
    assert {k: v for k, v in later.items() if k != "messages"} == {k: v for k, v in earlier.items() if k != "messages"}
    assert api.raw[1].startswith(api.raw[0][: api.raw[0].index(b'"why?"')])


async def test_another_providers_verbatim_blocks_are_not_sent():
    foreign = AssistantMessage(content=[Verbatim(provider="other", block={"type": "x"}), Text(text="hello")])
    _, api, _ = await ask([PLAN], asked().with_message(foreign))
    assert api.requests[0]["messages"][1]["content"] == [{"type": "text", "text": "hello"}]


@pytest.mark.parametrize(
    ("api_reason", "ours"),
    [
        ("end_turn", "end_turn"),
        ("stop_sequence", "end_turn"),
        ("max_tokens", "max_tokens"),
        ("pause_turn", "pause_turn"),
        ("refusal", "refusal"),
        ("model_context_window_exceeded", "context_exceeded"),
    ],
)
async def test_every_stop_reason_has_its_word(api_reason: str, ours: str):
    turn, _, _ = await ask([Says([text("so far")], stop_reason=api_reason)])
    assert (turn.stop_reason, turn.content) == (ours, [Text(text="so far")])


async def test_a_call_cut_off_at_the_length_limit_is_never_made():
    turn, _, _ = await ask([Says([call("plan", {"hypotheses": ["a"]})], stop_reason="max_tokens")])
    assert turn.calls == []
    assert turn.content


@pytest.mark.parametrize("how", ["cut", "malformed", "silence", "error"])
@pytest.mark.parametrize("after", [1, 3, 5])
async def test_a_turn_whose_stream_breaks_is_asked_for_again_with_the_same_request(how: str, after: int):
    turn, api, _ = await ask([Breaks(PLAN, after, how), PLAN])
    assert [block.name for block in turn.calls] == ["plan"]
    assert api.raw[0] == api.raw[1]


@pytest.mark.parametrize("how", ["cut", "malformed", "silence", "error"])
async def test_a_stream_that_always_breaks_makes_the_model_unavailable(how: str):
    with pytest.raises(ModelUnavailable, match="broke off 3 times") as error:
        await ask([Breaks(PLAN, 3, how)] * 3)
    assert error.value.why is Why.BROKEN_OFF


@pytest.mark.parametrize(("status", "kind"), [(429, "rate_limit_error"), (529, "overloaded_error"), (500, "api_error")])
async def test_a_fault_that_passes_is_retried(status: int, kind: str):
    turn, api, _ = await ask([Fails(status, kind), Fails(status, kind), PLAN])
    assert turn.calls
    assert len(api.requests) == 3


@pytest.mark.parametrize(
    ("status", "kind", "phrase", "why"),
    [
        (401, "authentication_error", "refused the key", Why.KEY),
        (403, "permission_error", "refused the key", Why.KEY),
        (404, "not_found_error", "no such model", Why.UNKNOWN_MODEL),
        (413, "request_too_large", "too long", Why.TOO_LONG),
        (429, "rate_limit_error", "rate limit", Why.RATE_LIMIT),
        (529, "overloaded_error", "unavailable", Why.SERVICE),
        (400, "invalid_request_error", "did not accept", Why.REFUSED_REQUEST),
    ],
)
async def test_a_fault_that_stays_says_what_to_do_and_never_the_key(status: int, kind: str, phrase: str, why: Why):
    with pytest.raises(ModelUnavailable, match=phrase) as error:
        await ask([Fails(status, kind)] * 4)
    assert "sk-ant" not in str(error.value)
    assert error.value.why is why


async def test_nobody_listening_makes_the_model_unavailable():
    with messages_api([]) as api:
        pass
    claude = Claude(KEY, base_url=api.url, retries=0)
    with pytest.raises(ModelUnavailable, match="can't be reached") as error:
        await claude.next(asked(), lambda _: None)
    assert error.value.why is Why.UNREACHABLE
    await claude.close()
