"""`paysleuth mcp`, as an editor starts it: a process, spoken to over its standard input and output."""

import os
import sys
from pathlib import Path

from mcp import Client
from mcp.client.stdio import StdioServerParameters

from tools.contract.outcome import parse_shown

ROOT = Path(__file__).parents[2]


async def test_an_editor_gets_the_read_only_tools_and_the_skills_of_the_demo_account(tmp_path: Path):
    command = StdioServerParameters(
        command=sys.executable,
        args=["-c", "from agent.cli import main; main()", "mcp", "--account", "demo"],
        env={"PAYSLEUTH_HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "PATH": os.defpath},
        cwd=tmp_path,
    )
    async with Client(command) as editor:
        tools = (await editor.list_tools()).tools
        prompts = (await editor.list_prompts()).prompts
        answer = await editor.call_tool("payment_flow", {"payment_intent": "pi_failed123"})
        refused = await editor.call_tool("payment_flow", {"payment_intent": "pi_failed123", "colour": "blue"})
    assert [tool.name for tool in tools] == [
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
    ]
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
    assert "failed-payment" in [prompt.name for prompt in prompts]
    shown = parse_shown(answer.content[0].text)  # type: ignore[union-attr]
    assert shown is not None
    label, outcome = shown
    assert label is None, "an editor's evidence has no number"
    assert outcome.data is not None and outcome.data["id"] == "pi_failed123"
    assert refused.is_error or '"error"' in refused.content[0].text  # type: ignore[union-attr]
