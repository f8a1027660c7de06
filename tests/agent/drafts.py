"""Reports of a scripted model, and what it was answered."""

from collections.abc import Sequence
from typing import Any

from pydantic import JsonValue

from agent.models.conversation import ToolResult
from tests.agent.stage import REPORT


def findings_of(report: dict[str, JsonValue]) -> list[JsonValue]:
    findings = report["findings"]
    assert isinstance(findings, list)
    return findings


def resting_on(label: str, subject: str = "pi_1") -> dict[str, JsonValue]:
    finding: dict[str, JsonValue] = {
        "text": f"{{{label}.id}} failed.",
        "kind": "observation",
        "subject": subject,
        "facts": [f"{label}.id"],
    }
    return {**REPORT, "findings": [finding]}


def result_of(content: Sequence[Any], call_id: str) -> str:
    return next(block.content for block in content if isinstance(block, ToolResult) and block.tool_use_id == call_id)
