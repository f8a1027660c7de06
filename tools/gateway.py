"""The gateway: how an agent calls tools over MCP, in process or beyond.

Only tools on a list of names are seen or called; whatever else a server offers stays out. Every call ends in an
outcome.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Self

import anyio
from mcp import Client, MCPError, StdioServerParameters
from mcp.server import MCPServer
from mcp.types import CallToolResult, ToolAnnotations
from pydantic import JsonValue, ValidationError

from tools.contract.account import Account
from tools.contract.clock import Clock, MachineClock
from tools.contract.coverage import Coverage
from tools.contract.fault import Fault
from tools.contract.outcome import Failure, FailureCode, Outcome
from tools.contract.record import Record

TOOLS = (
    "get_object",
    "list_objects",
    "find_payments",
    "payment_flow",
    "explain_code",
    "customer_history",
    "refund_status",
    "provider_payouts",
    "dispute_file",
    "webhook_deliveries",
    "payment_metrics",
    "payment_health",
    "escrow_status",
    "risk_overview",
)
"""The tools an agent may call, in the order a model is told of them."""

CALL_SECONDS = 60.0

Target = MCPServer[Any] | StdioServerParameters | str
"""A server of this process, a command to start, or the URL of one that runs."""

_CUT = (anyio.ClosedResourceError, anyio.BrokenResourceError, anyio.EndOfStream, OSError)


class GatewayError(Fault):
    """A server that can't be used: it lacks an allowed tool, or says that one of them isn't read-only."""


class ToolSpec(Record):
    """A tool as a model is told of it."""

    name: str
    description: str
    input_schema: dict[str, JsonValue]


class Gateway:
    """An open connection to a server. `specs` are its allowed tools as they were when it was opened."""

    def __init__(self, client: Client, specs: list[ToolSpec], account: Account, clock: Clock, seconds: float) -> None:
        self._client = client
        self._account = account
        self._clock = clock
        self._seconds = seconds
        self.specs = specs

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        target: Target,
        *,
        account: Account | None = None,
        clock: Clock | None = None,
        allowed: Sequence[str] = TOOLS,
        seconds: float = CALL_SECONDS,
    ) -> AsyncGenerator[Self]:
        """Connects and takes stock of the tools; raises `GatewayError`.

        `account` and `clock` stand in the coverage of outcomes that the gateway itself has to make; `seconds` bounds
        each call.
        """
        # Closed by hand: the client's task groups would wrap whatever is raised inside in exception groups.
        opened = AsyncExitStack()
        try:
            # Tools are listed once: a cache of the list would only copy it.
            client = await _connected(opened, Client(target, read_timeout_seconds=seconds, cache=None))
            specs = await _specs(client, allowed)
            yield cls(client, specs, account or Account(name="unknown", mode="test"), clock or MachineClock(), seconds)
        finally:
            await opened.aclose()

    async def call(self, name: str, arguments: dict[str, JsonValue]) -> Outcome:
        """Calls a tool. A failure of the tool, the server or the connection is an outcome, never an exception."""
        if name not in {spec.name for spec in self.specs}:
            known = ", ".join(spec.name for spec in self.specs)
            return self._failed(
                "unknown", FailureCode.BAD_ARGUMENTS, "There is no such tool.", f"The tools are {known}."
            )
        try:
            async with asyncio.timeout(self._seconds):
                result = await self._client.call_tool(name, arguments)
        except TimeoutError:
            message = f"The tool did not answer within {self._seconds:g} seconds."
            return self._failed(name, FailureCode.UNAVAILABLE, message, "Ask for less, or try again later.")
        except MCPError:
            message = "The server refused the call."
            return self._failed(name, FailureCode.UNAVAILABLE, message, "Go on with what the other tools tell.")
        except _CUT:
            message = "The connection to the tool server was lost."
            return self._failed(name, FailureCode.UNAVAILABLE, message, "Start the investigation again.")
        return self._outcome(name, result)

    def _outcome(self, name: str, result: CallToolResult) -> Outcome:
        try:
            outcome = Outcome.from_json(result.structured_content)
        except ValidationError:
            message = "The tool met a fault of its own." if result.is_error else "The answer is not an outcome."
            return self._failed(name, FailureCode.UNAVAILABLE, message, "Go on with what the other tools tell.")
        return outcome

    def _failed(self, tool: str, code: FailureCode, message: str, next_step: str) -> Outcome:
        return Outcome(
            status="error",
            tool=tool,
            arguments={},
            coverage=Coverage(
                account=self._account.name, livemode=self._account.mode == "live", as_of=self._clock.now()
            ),
            error=Failure(code=code, message=message, next=next_step),
        )


async def _connected(opened: AsyncExitStack, client: Client) -> Client:
    try:
        return await opened.enter_async_context(client)
    except (*_CUT, MCPError, ExceptionGroup) as lost:
        raise GatewayError("the tool server can't be reached: does its command or address work?") from lost


async def _specs(client: Client, allowed: Sequence[str]) -> list[ToolSpec]:
    offered = {tool.name: tool for tool in (await client.list_tools()).tools}
    if lacking := [name for name in allowed if name not in offered]:
        raise GatewayError(f"the tool server lacks {', '.join(lacking)}: is it of another version?")
    if writing := [name for name in allowed if not _read_only(offered[name].annotations)]:
        raise GatewayError(f"the tool server does not call {', '.join(writing)} read-only, so it is not used")
    return [
        ToolSpec(name=name, description=offered[name].description or "", input_schema=offered[name].input_schema)
        for name in allowed
    ]


def _read_only(annotations: ToolAnnotations | None) -> bool:
    return annotations is not None and annotations.read_only_hint is True
