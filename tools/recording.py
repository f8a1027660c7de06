"""Recording tool calls: each is in the audit before it runs, whoever calls it and however it ends."""

from collections.abc import Collection
from typing import Any, cast

from mcp.server.context import CallNext, HandlerResult, ServerMiddleware, ServerRequestContext
from pydantic import JsonValue

from tools.audit import TOOL_CALL
from tools.reading.ids import ID
from tools.reading.line import AuditTrail

_UNKNOWN = "(not a tool of ours)"


def recording(trail: AuditTrail, account: str, tools: Collection[str]) -> ServerMiddleware[Any]:
    """What writes every `tools/call` of a server to `trail`: where that can't be written, the call is not made.

    An entry holds the tool, the names of the arguments, and those values that are ids of Stripe's; nothing else of what
    was sent is repeated.
    """

    async def record(ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
        if ctx.method != "tools/call":
            return await call_next(ctx)
        number = trail.started(TOOL_CALL, {"account": account, **_told(dict(ctx.params or {}), tools)})
        status = "failed"
        try:
            result = await call_next(ctx)
            status = "answered"
            return result
        finally:
            trail.finished(number, {"status": status})

    return record


def _told(params: dict[str, Any], tools: Collection[str]) -> dict[str, JsonValue]:
    name, given = params.get("name"), params.get("arguments")
    arguments = cast(dict[str, Any], given) if isinstance(given, dict) else {}
    ids = [value for value in arguments.values() if isinstance(value, str) and ID.fullmatch(value)]
    known = [key for key in arguments if key.isidentifier()]
    return {"tool": name if name in tools else _UNKNOWN, "arguments": [*known], "ids": [*ids]}
