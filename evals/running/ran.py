"""What came of one case: the report, and everything that was done for it."""

from enum import StrEnum

from pydantic import JsonValue

from agent.models import Why
from agent.models.conversation import Turn
from agent.report import Report
from agent.thread.evidence import Evidence
from tools.contract.record import Record


class Status(StrEnum):
    """How a trial ended. Whatever isn't named here by its cause is a failure of the answer, never of the machine."""

    ANSWERED = "answered"
    INFRA_ERROR = "infra_error"
    """The model's provider could not be reached or would not answer; `reason` says which."""
    WORLD_ERROR = "world_error"
    CRASHED = "crashed"
    """The agent ended without a report: a failure."""
    SKIPPED = "skipped"


class Called(Record):
    """One tool call, as the agent made it. `evidence` numbers a call of a Stripe tool; `ran` is false where refused."""

    name: str
    arguments: dict[str, JsonValue]
    evidence: int | None = None
    ran: bool = True


class Ran(Record):
    """One trial of one case. `seconds` are wall clock; `requests` are what the account's server was asked, as
    `METHOD path?query`, the account in brackets where it was a connected one.
    """

    case: str
    trial: int = 0
    status: Status
    reason: str | None = None
    unavailable: Why | None = None
    """What kept the model from going on, where something did."""
    model: str = ""
    report: Report | None = None
    evidence: list[Evidence] = []
    calls: list[Called] = []
    turns: list[Turn] = []
    requests: list[str] = []
    unrecorded: list[str] = []
    """Requests outside a recorded account."""
    seconds: float = 0.0
