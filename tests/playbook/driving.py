"""A model driven as the investigator does: its calls answered, its evidence numbered, its reports judged."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pydantic import JsonValue

from agent.models import Model
from agent.models.conversation import AssistantMessage, Conversation, ToolResult, Turn, UserMessage
from agent.report import Plan, ReportDraft
from agent.thread.evidence import Evidence
from agent.thread.opening import opening
from tools.contract.account import Account
from tools.contract.outcome import Outcome, show
from tools.contract.record import compact

ACCOUNT = Account(name="demo", mode="test")
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
_MOST_TURNS = 12

Answerer = Callable[[str, dict[str, JsonValue]], Awaitable[Outcome]]
Judge = Callable[[ReportDraft, Sequence[Evidence], str], Sequence[tuple[str, str]]]


def accepts_all(draft: ReportDraft, evidence: Sequence[Evidence], question: str) -> Sequence[tuple[str, str]]:
    return []


@dataclass
class Driven:
    """What came of a question. `refused` holds what the judge said of each report before the last."""

    question: str
    conversation: Conversation
    evidence: list[Evidence] = field(default_factory=list[Evidence])
    turns: list[Turn] = field(default_factory=list[Turn])
    plans: list[Plan] = field(default_factory=list[Plan])
    drafts: list[ReportDraft] = field(default_factory=list[ReportDraft])
    refused: list[Sequence[tuple[str, str]]] = field(default_factory=list[Sequence[tuple[str, str]]])

    @property
    def draft(self) -> ReportDraft:
        return self.drafts[-1]

    @property
    def tools(self) -> list[str]:
        """The names of the tools of Stripe that were called, in order."""
        return [one.outcome.tool for one in self.evidence]


def asked(question: str, *, system: str = "") -> Conversation:
    """A conversation in which a question was just asked."""
    return Conversation(system=system, tools=[], messages=[opening(question, ACCOUNT, NOW)])


async def drive(
    model: Model, question: str, answer: Answerer, judge: Judge = accepts_all, after: Driven | None = None
) -> Driven:
    """The playbook's whole run, in the thread of an earlier one where `after` is given.

    Each conversation goes through JSON first, as a stored one would.
    """
    driven = Driven(question, asked(question))
    if after is not None:
        messages = [*after.conversation.messages, *driven.conversation.messages]
        driven = Driven(question, after.conversation.model_copy(update={"messages": messages}), [*after.evidence])
    for _ in range(_MOST_TURNS):
        stored = Conversation.from_json(driven.conversation.to_json())
        turn = await model.next(stored, lambda text: None)
        driven.turns.append(turn)
        if not turn.calls:
            break
        said = AssistantMessage(content=turn.content)
        results = [await _result(driven, call.name, call.input, call.id, answer, judge) for call in turn.calls]
        driven.conversation = driven.conversation.with_message(said).with_message(UserMessage(content=[*results]))
    return driven


async def _result(
    driven: Driven, name: str, arguments: dict[str, JsonValue], id: str, answer: Answerer, judge: Judge
) -> ToolResult:
    if name == "plan":
        driven.plans.append(Plan.from_json(arguments))
        return ToolResult(tool_use_id=id, content=compact({"accepted": True}))
    if name == "submit_report":
        draft = ReportDraft.from_json(arguments)
        driven.drafts.append(draft)
        reasons = judge(draft, driven.evidence, driven.question)
        if not reasons:
            return ToolResult(tool_use_id=id, content=compact({"accepted": True}))
        driven.refused.append(reasons)
        told: list[JsonValue] = [{"where": where, "reason": reason} for where, reason in reasons]
        return ToolResult(tool_use_id=id, content=compact({"refused": told}), is_error=True)
    outcome = await answer(name, arguments)
    evidence = Evidence(number=len(driven.evidence) + 1, call_id=id, outcome=outcome)
    driven.evidence.append(evidence)
    return ToolResult(tool_use_id=id, content=show(outcome, evidence.label), is_error=outcome.status == "error")
