"""Claude driving a whole investigation: the real SDK, graph, tools, reader, world and verification, over real HTTP."""

import json
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agent.compose import Choice, Setting, open_investigation
from agent.demo import SEED
from agent.investigator import Investigation
from agent.report import Report
from agent.thread.events import Event, Noticed
from evals.world.build import World, build_demo
from evals.world.http.serving import serve
from tests.agent.personal import leaks, personal_values
from tests.claude.messages_api import Breaks, Fails, MessagesApi, Says, Script, call, messages_api, text
from tests.claude.scripted_mind import in_parallel, sensible
from tools.operations.accounts import DemoWorld
from tools.operations.environment import Environment
from tools.operations.keys import Key

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
QUESTION = "why did pi_failed123 fail?"
NONSENSE = Says([call("submit_report", {"verdict": "explained"}, id="toolu_bad")])
INVENTED = Says(
    [
        call(
            "submit_report",
            {
                "verdict": "explained",
                "cause": "blocked_by_radar",
                "party": "radar",
                "findings": [
                    {
                        "text": "Radar blocked all 17 attempts on 3 May.",
                        "kind": "cause",
                        "severity": "critical",
                        "subject": "pi_failed123",
                        "facts": ["E1.attempts[9].decision.reason"],
                    }
                ],
            },
            id="toolu_invented",
        )
    ]
)


@dataclass(frozen=True)
class Running:
    """A world served in this process, in the place of one that was started."""

    url: str
    key: str

    async def ready(self) -> DemoWorld:
        return DemoWorld(url=self.url, key=Key(self.key))

    def end(self) -> None: ...


@pytest.fixture(scope="module")
def demo() -> World:
    return build_demo(SEED, int(NOW.timestamp()))


@pytest.fixture(scope="module")
def running(demo: World) -> Iterator[Running]:
    with serve(demo.shelves) as served:
        yield Running(served.url, served.key)


@asynccontextmanager
async def investigating(running: Running, api: MessagesApi, home: Path) -> AsyncGenerator[Investigation]:
    found = Setting.find(home)
    environment = Environment(home=home, anthropic_key="sk-ant-scripted", anthropic_url=api.url)
    setting = replace(found, environment=environment, world=lambda seed, now, log: running)
    async with open_investigation(Choice(model="claude", now=NOW), setting=setting) as investigation:
        yield investigation


@dataclass(frozen=True)
class Told:
    report: Report
    api: MessagesApi
    notices: list[str]


async def investigate(running: Running, script: Script, home: Path, question: str = QUESTION) -> Told:
    events: list[Event] = []
    with messages_api(script, repeat_last=True) as api:
        async with investigating(running, api, home) as investigation:
            report = await investigation.ask(question, events.append)
    return Told(report, api, [event.text for event in events if isinstance(event, Noticed)])


async def test_claude_plans_reads_in_parallel_and_submits_a_report_that_verifies(running: Running, tmp_path: Path):
    told = await investigate(running, [in_parallel, sensible], tmp_path)
    assert (told.report.verdict, told.report.cause) == ("explained", "insufficient_funds")
    assert told.report.model == "claude-scripted"
    assert told.report.dropped == []
    assert told.report.cost.input_tokens == 100 * len(told.api.requests)
    assert [entry.tool for entry in told.report.trail if entry.evidence][:2] == ["payment_flow", "explain_code"]
    assert told.notices == []


async def test_each_request_extends_the_one_before_it_byte_for_byte(running: Running, tmp_path: Path):
    told = await investigate(running, [in_parallel, INVENTED, sensible], tmp_path)
    assert len(told.api.requests) >= 3
    for earlier, later in zip(told.api.requests, told.api.requests[1:], strict=False):
        assert len(later["messages"]) > len(earlier["messages"])
        assert_extends(earlier, later)


def assert_extends(earlier: dict[str, Any], later: dict[str, Any]) -> None:
    fixed = [json.dumps({key: body[key] for key in body if key != "messages"}) for body in (earlier, later)]
    assert fixed[0] == fixed[1]
    count = len(earlier["messages"])
    assert json.dumps(later["messages"][:count]) == json.dumps(earlier["messages"])


def test_a_request_that_rewrites_an_earlier_message_would_be_noticed():
    with pytest.raises(AssertionError):
        assert_extends({"system": "a", "messages": ["q"]}, {"system": "a", "messages": ["Q", "r"]})


async def test_no_personal_value_of_the_account_or_the_question_goes_over_the_wire(
    running: Running, demo: World, tmp_path: Path
):
    values = personal_values(demo)
    assert len(values) > 2000
    told = await investigate(
        running, [in_parallel, sensible], tmp_path, f"{QUESTION} {NAMING.format(**somebody(demo))}"
    )
    wire = b"\n".join(told.api.raw).decode()
    assert "pi_failed123" in wire
    assert leaks(wire, values) == []
    assert "555 0142" not in wire and "203.0.113.9" not in wire and "Jane" not in wire
    assert "sk-ant-scripted" not in wire


@pytest.mark.parametrize("written", ["described", "call_note", "client_ip", "brim", "foreign", "forgotten"])
async def test_what_was_typed_about_a_payment_by_hand_goes_over_no_wire(
    running: Running, demo: World, tmp_path: Path, written: str
):
    holds = {
        "described": lambda one: one.described is not None,
        "brim": lambda one: len(one.written) > 40,
        "foreign": lambda one: not one.person.name.isascii(),
        "forgotten": lambda one: one.person.forgotten_at is not None,
    }
    payment = next(filter(holds.get(written, lambda one: written in dict(one.jotted)), demo.happened.payments))
    told = await investigate(running, [in_parallel, sensible], tmp_path, f"what happened to {payment.id}?")
    wire = b"\n".join(told.api.raw).decode()
    assert payment.id in wire and payment.person.id in wire
    assert leaks(wire, personal_values(demo)) == []


NAMING = (
    "The customer, {name}, wrote from {email} and called +1 313 555 0142 from 203.0.113.9. "
    "Jane Doe says the same, card 4242 4242 4242 4242."
)


def somebody(demo: World) -> dict[str, str]:
    person = demo.happened.people[0]
    return {"name": person.name, "email": person.email}


async def test_a_report_refused_once_is_mended(running: Running, tmp_path: Path):
    told = await investigate(running, [sensible, INVENTED, sensible], tmp_path)
    assert told.report.cause == "insufficient_funds"
    assert any("refused" in notice for notice in told.notices)
    refusal = json.dumps(told.api.requests[2]["messages"][-1])
    assert "refused" in refusal and "17" in refusal


@pytest.mark.parametrize("bad", [NONSENSE, INVENTED], ids=["malformed", "invented"])
async def test_a_report_refused_twice_never_carries_the_claims_that_failed(running: Running, tmp_path: Path, bad: Says):
    told = await investigate(running, [sensible, bad], tmp_path)
    assert told.report.verdict in ("inconclusive", "likely")
    assert told.report.cause != "blocked_by_radar"
    assert all("17 attempts" not in finding.text for finding in told.report.findings)
    assert told.report.findings, "what is established is said"


@pytest.mark.parametrize(
    ("departure", "why"),
    [
        ([Says([text("I can't help with that.")], "refusal")], "declined"),
        ([Says([text("...")], "model_context_window_exceeded")], "longer"),
        ([Fails(401, "authentication_error")], "key"),
        ([Fails(429, "rate_limit_error")] * 4, "rate limit"),
        ([Fails(529, "overloaded_error")] * 4, "unavailable"),
        ([Breaks(Says([text("a")]), 2, "cut")] * 3, "broke off"),
        ([Breaks(Says([text("a")]), 2, "malformed")] * 3, "broke off"),
    ],
    ids=["refusal", "context", "401", "429", "529", "cut", "malformed"],
)
async def test_where_claude_cannot_go_on_the_playbook_takes_over_and_says_so(
    running: Running, tmp_path: Path, departure: Sequence[Any], why: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("agent.models.claude.FIRST_PAUSE", 0)
    told = await investigate(running, [sensible, *departure], tmp_path)
    assert (told.report.verdict, told.report.cause) == ("explained", "insufficient_funds")
    notes = [entry.note for entry in told.report.trail if entry.note]
    assert len(notes) == 1
    assert why in notes[0] and "playbook takes over" in notes[0]
    assert told.notices == notes


@pytest.mark.parametrize("stop", ["max_tokens", "pause_turn"])
async def test_a_turn_that_stops_early_goes_on(running: Running, tmp_path: Path, stop: str):
    told = await investigate(running, [sensible, Says([text("Let me think")], stop), sensible], tmp_path)
    assert told.report.cause == "insufficient_funds"
    assert not any(entry.note for entry in told.report.trail)


async def test_a_model_that_only_talks_is_asked_for_its_report_and_then_the_established_is_written(
    running: Running, tmp_path: Path
):
    told = await investigate(running, [sensible, Says([text("It was surely fraud.")], "end_turn")], tmp_path)
    assert told.report.verdict in ("inconclusive", "likely")
    assert "fraud." not in json.dumps(told.report.to_json()["findings"])


async def test_arguments_the_tool_rejects_come_back_as_bad_arguments_without_the_value(
    running: Running, tmp_path: Path
):
    odd = Says([call("payment_flow", {"payment_intent": "rubbish-4711", "colour": "blue"}, id="toolu_odd")])
    told = await investigate(running, [sensible, odd, sensible], tmp_path)
    answer = json.dumps(told.api.requests[2]["messages"][-1])
    assert "bad_arguments" in answer
    assert "rubbish-4711" not in answer.replace('"arguments', "")
    assert told.report.cause == "insufficient_funds"
