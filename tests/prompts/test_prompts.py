"""What a model is told, whole: the system prompt and the tools, as they stand; and what never stands in them."""

import json
import re
from typing import Any, cast

import pytest
from inline_snapshot import external_file
from pydantic import JsonValue

from agent.thread.own_tools import own_tools
from agent.verification.words import NUMBER_WORDS
from prompts import load, skills, system
from tests.tools.asking import demo
from tools.contract.account import Account
from tools.contract.clock import StandingClock, from_unix
from tools.gateway import Gateway
from tools.server import Connection, build_server

TEXTS = {"system": system(), "report": load("report"), **{one.name: one.text for one in skills()}}
NAMED = pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))


async def stripe_tools() -> list[dict[str, JsonValue]]:
    """Stripe's tools as the gateway tells of them; none is called, so nothing stands behind them."""
    clock = StandingClock(from_unix(0))
    connection = Connection(Account(name="demo", mode="test"), cast(Any, None), clock, cast(Any, None))
    async with Gateway.open(build_server(connection)) as gateway:
        return [spec.to_json() for spec in gateway.specs]


def test_the_system_prompt_is_as_reviewed() -> None:
    assert system() == external_file("system.md", format=".txt")


async def test_the_tools_are_as_reviewed() -> None:
    told = [*(tool.to_json() for tool in own_tools()), *await stripe_tools()]
    assert json.dumps(told, indent=1, ensure_ascii=False) + "\n" == external_file("tools.json", format=".txt")


@NAMED
def test_prompts_never_shout(text: str) -> None:
    shouted = re.findall(r"\b[A-Z]{4,}\b", text)
    assert shouted == []
    assert "!" not in text


@NAMED
def test_prompts_quote_nothing_of_a_world(text: str) -> None:
    """No id, no reference and no amount: what a prompt quotes, a model repeats."""
    assert re.findall(r"\b(?:pi|ch|cus|evt|re|pm|we|rule|booking|order|provider)_\w*\d\w*", text) == []
    assert re.findall(r"\d+[.,]\d\d\b|[$€£]\s?\d", text) == []
    account = demo()
    assert not any(payment in text for payment in account.planted.values())


def test_the_world_check_catches_a_quoted_id() -> None:
    assert re.findall(r"\b(?:pi|ch)_\w*\d\w*", "such as pi_failed123") == ["pi_failed123"]


@NAMED
def test_every_tool_that_prompts_name_exists(text: str) -> None:
    known = {"plan", "read_evidence", "submit_report", "payment_flow", "find_payments", "get_object", "list_objects"}
    known |= {
        "explain_code",
        "customer_history",
        "refund_status",
        "dispute_file",
        "webhook_deliveries",
        "payment_metrics",
        "payment_health",
    }
    tools = r"`((?:plan|read|submit|payment|find|get|list|explain|customer|refund|dispute|webhook)_\w+|plan)`"
    named = set(re.findall(tools, text))
    assert named <= known


def test_the_words_of_the_verdict_are_all_explained() -> None:
    report = load("report")
    assert all(f"`{verdict}`" in report for verdict in ("explained", "likely", "inconclusive", "not_found", "no_issue"))
    kinds = ("observation", "absence", "total", "comparison", "cause")
    assert all(f"- `{kind}`:" in report for kind in kinds)


def test_the_report_prompt_warns_of_figures_as_words() -> None:
    assert any(f'"{word} ' in load("report") for word in NUMBER_WORDS)
