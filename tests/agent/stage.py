"""A stage for the graph: models that follow a script, tools that answer from a table, a check that resolves facts."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pydantic import JsonValue

from agent.budget import Budget
from agent.investigator import Investigation, Means, tool_list
from agent.models import ModelUnavailable
from agent.models.conversation import AssistantBlock, Conversation, StopReason, Text, ToolCall, ToolSpec, Turn, Usage
from agent.playbook.summing import summed_up
from agent.report import Dropped, Finding, ReportDraft, ReportExhibit
from agent.reports.facts import UnknownFact, resolve
from agent.settings import Settings
from agent.thread.checkpoints import open_saver
from agent.thread.events import Event
from agent.thread.evidence import Evidence
from agent.thread.history import Thread
from agent.thread.threads import Threads
from agent.verification.checked import Checked, Kept, Refusal
from tools.contract.account import Account
from tools.contract.clock import Clock, StandingClock
from tools.contract.coverage import Coverage, Part
from tools.contract.outcome import Exhibit, Outcome

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)

PLAN: dict[str, JsonValue] = {"hypotheses": ["the issuer declined"], "steps": [{"text": "read the payment"}]}

REPORT: dict[str, JsonValue] = {
    "verdict": "explained",
    "cause": "insufficient_funds",
    "party": "customer",
    "findings": [
        {
            "text": "{E1.id} is {E1.status}.",
            "kind": "observation",
            "subject": "pi_1",
            "facts": ["E1.id", "E1.status"],
        }
    ],
    "exhibits": ["E1"],
}

WRONG_FINDING: dict[str, JsonValue] = {
    "text": "{E9.id} was stolen.",
    "kind": "observation",
    "subject": "pi_9",
    "facts": ["E9.id"],
}

Move = Turn | ModelUnavailable | Callable[[Conversation], Turn]


def turn(*content: AssistantBlock, stop: StopReason = "tool_use", model: str = "scripted", tokens: int = 0) -> Turn:
    return Turn(content=list(content), stop_reason=stop, usage=Usage(input_tokens=tokens), model=model)


def call(name: str, arguments: dict[str, JsonValue], id: str) -> ToolCall:
    return ToolCall(id=id, name=name, input=arguments)


def plan(id: str = "plan-1") -> Turn:
    return turn(call("plan", PLAN, id))


def flow(payment: str = "pi_1", id: str = "flow-1") -> Turn:
    return turn(call("payment_flow", {"payment_intent": payment}, id))


def submit(report: dict[str, JsonValue] = REPORT, id: str = "report-1") -> Turn:
    return turn(call("submit_report", report, id))


def say(text: str, stop: StopReason = "end_turn") -> Turn:
    return turn(Text(text=text), stop=stop)


@dataclass
class Scripted:
    """A model that makes its moves in order; which one comes is told by the turns it can see, as after a restart."""

    moves: Sequence[Move]
    name: str = "scripted"
    requests: list[Conversation] = field(default_factory=list[Conversation])

    async def next(self, conversation: Conversation, say: Callable[[str], None]) -> Turn:
        self.requests.append(conversation)
        move = self.moves[min(len(self.requests), len(self.moves)) - 1]
        if isinstance(move, ModelUnavailable):
            raise move
        said = move if isinstance(move, Turn) else move(conversation)
        for block in said.content:
            if isinstance(block, Text):
                say(block.text)
        return said.model_copy(update={"model": self.name}) if said.model == "scripted" else said


@dataclass
class Table:
    """Tools that answer from a table of payments; `gates` hold a payment's answer back until another's is in."""

    called: list[tuple[str, dict[str, JsonValue]]] = field(default_factory=list[tuple[str, dict[str, JsonValue]]])
    after: dict[str, str] = field(default_factory=dict[str, str])
    answered: dict[str, asyncio.Event] = field(default_factory=dict[str, asyncio.Event])

    @property
    def specs(self) -> list[ToolSpec]:
        schema: dict[str, JsonValue] = {"type": "object", "properties": {"payment_intent": {"type": "string"}}}
        return [ToolSpec(name="payment_flow", description="One payment's story.", input_schema=schema)]

    async def call(self, name: str, arguments: dict[str, JsonValue]) -> Outcome:
        self.called.append((name, arguments))
        payment = str(arguments["payment_intent"])
        if payment in self.after:
            await self.answered.setdefault(self.after[payment], asyncio.Event()).wait()
        self.answered.setdefault(payment, asyncio.Event()).set()
        return Outcome(
            status="ok",
            tool=name,
            arguments=arguments,
            coverage=coverage(payment),
            data={"id": payment, "status": "requires_payment_method", "attempts": []},
            request_ids=[f"req_{payment}"],
            exhibits=[Exhibit(kind="payment_flow_analysis", data={"paymentIntent": payment})],
        )


def coverage(payment: str) -> Coverage:
    part = Part(name="payment", resource="payment_intents", filters={"id": payment}, pages=1, rows=1)
    return Coverage(account="demo", livemode=False, as_of=NOW, parts=[part])


def check(draft: ReportDraft, evidence: Sequence[Evidence], question: str) -> Checked:
    """Lets a finding stand when all its facts resolve."""
    refusals: list[Refusal] = []
    findings: list[Finding] = []
    dropped: list[Dropped] = []
    for position, claim in enumerate(draft.findings):
        try:
            facts = [resolve(ref, evidence) for ref in claim.facts]
        except UnknownFact as unknown:
            refusals.append(Refusal(where=f"findings[{position}]", reason=str(unknown)))
            dropped.append(Dropped(text=claim.text, reason=str(unknown)))
        else:
            findings.append(Finding.from_json({**claim.to_json(), "facts": [fact.to_json() for fact in facts]}))
    exhibits = [
        ReportExhibit(evidence=item.label, exhibit=exhibit)
        for item in evidence
        if item.label in draft.exhibits
        for exhibit in item.outcome.exhibits
    ]
    kept = Kept(verdict=draft.verdict, cause=draft.cause, party=draft.party, findings=findings, exhibits=exhibits)
    return Checked(refusals=refusals, kept=kept, dropped=dropped)


@dataclass
class Stage:
    """An investigation with everything in sight."""

    investigation: Investigation
    threads: Threads
    model: Scripted
    relief: Scripted | None
    tools: Table
    events: list[Event]

    async def ask(self, question: str = "why did pi_1 fail?"):
        return await self.investigation.ask(question, self.events.append)

    async def resume(self):
        return await self.investigation.resume(self.events.append)

    @property
    def history(self):
        return self.threads.history(self.investigation.thread.id)


@asynccontextmanager
async def stage(
    home: Path,
    moves: Sequence[Move],
    *,
    relief: Sequence[Move] | None = None,
    tools: Table | None = None,
    budget: Budget | None = None,
    threads: Callable[[Path], Threads] = Threads,
    mask: Callable[[str], str] = lambda text: text,
    model: type[Scripted] = Scripted,
    reads: Callable[[], int] | None = None,
    clock: Clock | None = None,
) -> AsyncGenerator[Stage]:
    """An investigation of thread `inv_1` whose stores lie in `home`."""
    table = tools or Table()
    first = model(moves)
    second = None if relief is None else model(relief, name="relief")
    account = Account(name="demo", mode="test")
    told = clock or StandingClock(NOW)
    means = Means(account, first, second, table, told, check, summed_up, mask, reads or (lambda: len(table.called)))
    thread = Thread(
        id="inv_1",
        account=account,
        model=first.name,
        began=NOW,
        seed=7,
        system="You investigate payments.",
        tools=tool_list(table),
    )
    async with open_saver(home / "checkpoints.sqlite3") as saver:
        with threads(home / "threads.sqlite3") as store:
            investigation = Investigation(store, thread, means, saver, Settings(budget=budget or Budget()))
            yield Stage(investigation, store, first, second, table, [])


@dataclass
class Hands:
    """A clock whose hands a test moves."""

    seconds: float = 0.0

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return self.seconds


def all_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def without_checkpoints(home: Path) -> None:
    for path in home.glob("checkpoints*"):
        path.unlink()
