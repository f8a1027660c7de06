"""The answer's types: the draft a model submits, and the report that code makes of it.

Prose is a template: a fact stands in it as a slot, `{E3.attempts[1].amount}`, filled when the report is rendered.
"""

from typing import Literal

from pydantic import Field, JsonValue, SerializerFunctionWrapHandler, model_serializer

from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.clock import Moment
from tools.contract.coverage import Coverage
from tools.contract.outcome import Exhibit
from tools.contract.record import Record

SCHEMA_VERSION = 1

ReportKind = Literal["investigation", "daily", "alert"]
"""What a report is of: a question that somebody asked, or a local date that is summed up."""

FindingKind = Literal["observation", "absence", "total", "comparison", "cause"]
Severity = Literal["info", "warning", "critical"]
Relation = Literal["more_than", "less_than", "same_as"]
"""How the first figure that a comparison shows stands to the second; of moments, the later is more."""


class PlanStep(Record):
    """A step of the plan; `done` and `skipped` are set as evidence arrives."""

    text: str
    state: Literal["open", "done", "skipped"] = "open"


class Plan(Record):
    """What the investigator thinks may be true, and how it will find out; written before the first read of Stripe."""

    hypotheses: list[str] = Field(min_length=1)
    steps: list[PlanStep] = Field(min_length=1)


class DraftFinding(Record):
    """A claim: prose with slots, the object it is about, and the facts it rests on (`E2.attempts[0].decline_code`).

    `relation` is a comparison's alone: how the first figure shown stands to the second.
    """

    text: str
    kind: FindingKind
    severity: Severity = "info"
    subject: str
    facts: list[str] = Field(min_length=1)
    relation: Relation | None = None


class DraftRuledOut(Record):
    """A cause that the evidence excludes, and by which facts."""

    cause: CauseCode
    facts: list[str] = Field(min_length=1)


class DraftStep(Record):
    """Something a person may do next; `subject` is the object it is done to, which decides the Dashboard link."""

    code: ActionCode
    text: str
    who: Party
    subject: str | None = None


class DraftLimit(Record):
    """What could not be seen, and what would settle it."""

    missing: str
    would_settle: str


class ReportDraft(Record):
    """What a model submits. Code checks every finding, sets the verdict, and adds what a model must not write."""

    verdict: Verdict
    cause: CauseCode | None = None
    party: Party
    findings: list[DraftFinding] = Field(min_length=1)
    ruled_out: list[DraftRuledOut] = []
    next_steps: list[DraftStep] = []
    limits: list[DraftLimit] = []
    exhibits: list[str] = []


class Fact(Record):
    """A value in evidence: where it stands, what it is, and the Stripe object that owns it.

    Unlike other nulls its value's is kept: that Stripe holds nothing there is what the fact says.
    """

    ref: str
    value: JsonValue
    owner: str | None = None

    @model_serializer(mode="wrap")
    def _with_null(self, handler: SerializerFunctionWrapHandler) -> dict[str, JsonValue]:
        return {**handler(self), "value": self.value}


class Finding(Record):
    text: str
    kind: FindingKind
    severity: Severity
    subject: str
    facts: list[Fact]
    relation: Relation | None = None


class RuledOut(Record):
    cause: CauseCode
    facts: list[Fact]


class NextStep(Record):
    """`where` is the place in the Dashboard, with the right mode and connected account; null where there is none."""

    code: ActionCode
    text: str
    facts: list[Fact] = []
    who: Party
    where: str | None = None


class Limit(DraftLimit):
    """A limit with the facts that its slots show."""

    facts: list[Fact] = []


class Dropped(Record):
    """A claim that did not hold, and why; it is no part of the answer."""

    text: str
    reason: str


class TrailEntry(Record):
    """One tool call of the investigation, or a `note` where something else happened (a model gave way).

    The note of `ask_person` is what the person was asked, and what they said.
    """

    evidence: str | None = None
    tool: str | None = None
    arguments: dict[str, JsonValue] = {}
    status: str | None = None
    request_ids: list[str] = []
    note: str | None = None


class Cost(Record):
    """What the run spent; `usd_micros` is null for a model without a price."""

    steps: int = 0
    tool_calls: int = 0
    stripe_reads: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    usd_micros: int | None = None


class ReportExhibit(Record):
    """An exhibit and the evidence that computed it."""

    evidence: str
    exhibit: Exhibit


class Report(Record):
    """The answer. `text` fields are templates; the slots' values stand in `facts` beside them."""

    schema_version: int = SCHEMA_VERSION
    kind: ReportKind = "investigation"
    thread: str
    account: str
    mode: Literal["test", "live"]
    model: str
    question: str
    as_of: Moment
    time_zone: str = "UTC"
    verdict: Verdict
    cause: CauseCode | None = None
    party: Party
    findings: list[Finding]
    ruled_out: list[RuledOut] = []
    next_steps: list[NextStep] = []
    exhibits: list[ReportExhibit] = []
    coverage: list[Coverage] = []
    limits: list[Limit] = []
    dropped: list[Dropped] = []
    plan: Plan | None = None
    trail: list[TrailEntry] = []
    cost: Cost = Cost()
