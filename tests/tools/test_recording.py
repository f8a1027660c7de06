"""Every tool call stands in the audit before it runs, and nothing runs where it can't be written."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from mcp import Client, MCPError
from pydantic import JsonValue

from tools.audit import Audit, verify
from tools.contract.account import Account
from tools.contract.clock import StandingClock
from tools.privacy.masking import Masker
from tools.privacy.vault import MemoryVault
from tools.reading.reader import Reader
from tools.server import Connection, build_server

NOW = StandingClock(datetime(2026, 11, 20, 14, 0, tzinfo=UTC))
ACCOUNT = Account(name="demo", mode="test")


class Trail:
    """An audit kept in memory; `full` is a disk that takes no more."""

    def __init__(self, full: bool = False) -> None:
        self.full = full
        self.entries: list[tuple[str, dict[str, JsonValue]]] = []

    def started(self, what: str, details: dict[str, JsonValue]) -> int:
        if self.full:
            raise OSError("no space left")
        self.entries.append((what, details))
        return len(self.entries)

    def finished(self, number: int, details: dict[str, JsonValue]) -> None:
        self.entries.append((f"finished {number}", details))


def serving(trail: Any) -> Any:
    reader = cast(Reader, None)  # explain_code reads nothing
    return build_server(Connection(ACCOUNT, reader, NOW, Masker(b"k" * 32, MemoryVault()), trail))


async def fails(client: Client, tool: str, **arguments: str) -> bool:
    """Whether a call comes back as a failure, of the protocol or of the tool."""
    try:
        return bool((await client.call_tool(tool, arguments)).is_error)
    except MCPError:
        return True


async def test_a_call_is_recorded_before_and_after_with_ids_but_no_other_value():
    trail = Trail()
    async with Client(serving(trail)) as client:
        await client.call_tool("explain_code", {"code": "insufficient_funds"})
        await client.call_tool("explain_code", {"code": "pi_failed123", "jane@example.com": "x"})
    started = {"account": "demo", "tool": "explain_code"}
    assert trail.entries == [
        ("tool.call", {**started, "arguments": ["code"], "ids": []}),
        ("finished 1", {"status": "answered"}),
        ("tool.call", {**started, "arguments": ["code"], "ids": ["pi_failed123"]}),
        ("finished 3", {"status": "answered"}),
    ]


async def test_a_tool_that_is_not_ours_is_recorded_without_its_name():
    trail = Trail()
    async with Client(serving(trail)) as client:
        assert await fails(client, "refund_everything")
    assert trail.entries[0][1]["tool"] == "(not a tool of ours)"


async def test_where_the_audit_cannot_be_written_the_call_is_not_made(monkeypatch: pytest.MonkeyPatch):
    called: list[str] = []
    monkeypatch.setattr("tools.explain.codes.lookup", lambda *a, **k: called.append("called") or [])
    async with Client(serving(Trail())) as client:
        await client.call_tool("explain_code", {"code": "insufficient_funds"})
    assert called == ["called"]
    async with Client(serving(Trail(full=True))) as client:
        assert await fails(client, "explain_code", code="insufficient_funds")
    assert called == ["called"]


async def test_the_audits_own_chain_is_whole_after_calls(tmp_path: Path):
    audit = Audit(tmp_path / "audit.sqlite", NOW, "someone")
    async with Client(serving(audit)) as client:
        await client.call_tool("explain_code", {"code": "insufficient_funds"})
    audit.close()
    checked = verify(tmp_path / "audit.sqlite")
    assert checked.whole
    assert checked.head.number == 2
