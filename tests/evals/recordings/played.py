"""One recording of the playbook on the suite's demo investigation, and what replays it."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from agent.models.conversation import AssistantMessage, Conversation, Text, ToolResult, ToolSpec, UserMessage
from evals.recorded.serving import open_recorded
from evals.recordings.file import TurnsRecorded
from evals.recordings.recording import Desk, record
from evals.recordings.replays import Replayed, replay
from evals.running.job import Driver
from evals.suite.accounts import Accounts
from evals.suite.case import Case
from evals.suite.worlds import Worlds
from tests.evals.recorded.asked import incident
from tools.contract.clock import StandingClock
from tools.operations.environment import Environment

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Standing(StandingClock):
    """A clock whose durations stand as well: nothing here may hang on how fast a machine is."""

    def monotonic(self) -> float:
        return 0.0


@contextmanager
def desk(open_account: Callable[..., object] = open_recorded, **environment: object) -> Generator[Desk]:
    worlds = Worlds()
    with Accounts(worlds, recorded=open_account) as accounts:  # type: ignore[arg-type]
        yield Desk(accounts.open, worlds, Environment(**environment), Standing(NOW))  # type: ignore[arg-type]


@cache
def recorded() -> TurnsRecorded:
    """The playbook's turns on the demo investigation."""
    with desk() as at:
        return record(incident()[0], 0, Driver(name="playbook"), at)


def replayed(recording: TurnsRecorded, at: Desk, case: Case | None = None, now: datetime = NOW) -> Replayed:
    meant = case or incident()[0]
    return replay(recording, {meant.id: meant}, at, now)


def conversation(*messages: AssistantMessage | UserMessage, system: str = "You investigate.") -> Conversation:
    question = (
        "<question>why did pi_1 fail?</question>\nAccount: demo (test mode). Now: 2026-11-20T14:00:00Z. Time zone: UTC."
    )
    schema = {"type": "object", "properties": {"payment_intent": {"type": "string"}}, "required": ["payment_intent"]}
    tools = [
        ToolSpec(name="submit_report", description="Submit.", input_schema={"type": "object"}),
        ToolSpec(name="payment_flow", description="One payment.", input_schema=schema),
    ]
    opening = UserMessage(content=[Text(text=question)])
    return Conversation(system=system, tools=tools, messages=[opening, *messages])


def asked(*calls: tuple[str, str, dict[str, object], str]) -> tuple[AssistantMessage, UserMessage]:
    """A turn's calls, each with its id, and their answers."""
    said = AssistantMessage.from_json(
        {"role": "assistant", "content": [{"type": "tool_use", "id": i, "name": n, "input": a} for i, n, a, _ in calls]}
    )
    return said, UserMessage(content=[ToolResult(tool_use_id=i, content=answer) for i, _, _, answer in calls])
