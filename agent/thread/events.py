"""What happens in a run, told while it happens: for the person who watches, never for the report."""

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import Field, JsonValue, TypeAdapter

from agent.report import Plan, Report
from tools.contract.outcome import Outcome
from tools.contract.record import Record


class PlanProposed(Record):
    """The plan of a question; `revised` when it takes the place of an earlier one."""

    type: Literal["plan_proposed"] = "plan_proposed"
    plan: Plan
    revised: bool = False


class CallStarted(Record):
    """A tool of Stripe's is called; `evidence` is the label its outcome will have."""

    type: Literal["call_started"] = "call_started"
    evidence: str
    tool: str
    arguments: dict[str, JsonValue]


class CallFinished(Record):
    """The call's outcome, in a line."""

    type: Literal["call_finished"] = "call_finished"
    evidence: str
    tool: str
    status: str
    digest: str


class Said(Record):
    """Text of the model's, as it streams."""

    type: Literal["said"] = "said"
    text: str


class Noticed(Record):
    """Something a watcher should know: a retry, a model that gave way, a report sent back."""

    type: Literal["noticed"] = "noticed"
    text: str


class ReportReady(Record):
    type: Literal["report_ready"] = "report_ready"
    report: Report


Event = Annotated[PlanProposed | CallStarted | CallFinished | Said | Noticed | ReportReady, Field(discriminator="type")]

Emit = Callable[[Event], None]
"""Who watches; must return at once."""

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)


def parse_event(data: object) -> Event:
    """The event of its JSON-able form."""
    return _EVENT.validate_python(data)


def digest(outcome: Outcome) -> str:
    """An outcome in a line: what failed, or how much of what was read."""
    if outcome.error is not None:
        return " ".join(text for text in (outcome.error.message, outcome.error.next) if text)
    parts = [f"{part.name} {part.rows}{'+' if part.more else ''}" for part in outcome.coverage.parts if part.rows]
    missing = [f"no {part.name} ({part.missing.reason})" for part in outcome.coverage.parts if part.missing]
    return ", ".join([*parts, *missing]).replace("_", " ") or ("nothing found" if outcome.status == "empty" else "read")
