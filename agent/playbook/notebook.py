"""The playbook's reading of a conversation: what was asked, what was planned, what came back.

Everything is read from the messages alone, so that the same bytes give the same turn, whoever made the earlier ones.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import JsonValue, TypeAdapter, ValidationError

from agent.models.conversation import AssistantMessage, Conversation, Message, Text, ToolCall, ToolResult
from agent.playbook.following import NOTHING, Before
from agent.report import Plan, ReportDraft
from agent.reports.facts import is_stripe_id, resolve, slots
from agent.thread.clarification import ASK_PERSON, parse_answer
from agent.thread.evidence import Evidence
from agent.thread.opening import Opening, parse_opening
from tools.contract.outcome import FailureCode, Outcome, parse_shown
from tools.contract.record import Record

PLAN = "plan"
SUBMIT = "submit_report"

_NOT_LET_THROUGH = {FailureCode.PLAN_MISSING, FailureCode.BUDGET_SPENT}

ACCOUNT_ITSELF = "account"
"""What `get_object` takes for the account whose key it is."""

NO_OPENING = Opening(question="", account="", mode="test", now="", zone="UTC")


class Refused(Record):
    """A part of a submitted report that did not hold: `findings[0].text`, and why."""

    where: str
    reason: str


class _Answer(Record):
    """What the agent's own tools answer."""

    accepted: bool = False
    refused: list[Refused] = []


_ANSWER = TypeAdapter(_Answer)


@dataclass(frozen=True)
class Shown:
    """An outcome as it stands in the conversation, and what was asked; without a label it can't be cited."""

    label: str | None
    outcome: Outcome
    asked: dict[str, JsonValue]


@dataclass(frozen=True)
class Submission:
    """A report that was handed in; `draft` is None where its arguments were no report at all."""

    draft: ReportDraft | None
    accepted: bool
    refused: tuple[Refused, ...]


@dataclass(frozen=True)
class Notebook:
    """A conversation in the playbook's words. `length` counts its messages.

    Plan, reports and the call to close belong to the latest question; what was read for an earlier one still stands.
    """

    length: int
    opening: Opening
    plan: Plan | None
    calls: tuple[ToolCall, ...]
    recent: tuple[ToolCall, ...]
    """Those of the calls that were made for the question in force."""
    shown: tuple[Shown, ...]
    submissions: tuple[Submission, ...]
    closing: bool
    before: Before = NOTHING
    """The thread until the question in force was asked."""
    may_ask: bool = False
    """Whether the person may be asked back: the tool is there, and they were not asked about this question yet."""

    def of(self, tool: str) -> list[Shown]:
        """The citable outcomes of a tool that brought something, in their order."""
        return [one for one in self.shown if one.label and one.outcome.tool == tool and one.outcome.data is not None]

    def times_asked(self, name: str, arguments: dict[str, JsonValue], lately: bool = False) -> int:
        """How often a call was let through, whoever made it; `lately` is since the question in force was asked."""
        calls = self.recent if lately else self.calls
        return sum(1 for call in calls if call.name == name and call.input == arguments)


def read(conversation: Conversation) -> Notebook:
    """The notebook of a conversation; a call without a result counts as not made."""
    asked, opening = _latest_opening(conversation.messages)
    results = {block.tool_use_id: block for block in _said_to(conversation.messages) if isinstance(block, ToolResult)}
    reads = [(call, parse_shown(results[call.id].content)) for call in _answered(conversation.messages, results)]
    recent = list(_answered(conversation.messages[asked:], results))
    texts = [block.text for block in _said_to(conversation.messages[asked:]) if isinstance(block, Text)]
    shown = tuple(Shown(*parsed, call.input) for call, parsed in reads if parsed is not None)
    back = [call for call in recent if call.name == ASK_PERSON]
    answers = [said for call in back if (said := _answer(call, results[call.id], shown))]
    return Notebook(
        length=len(conversation.messages),
        opening=opening.model_copy(update={"question": "\n".join([opening.question, *answers])}),
        plan=_plan(recent, results),
        calls=(calls := tuple(call for call, parsed in reads if _failure(parsed) not in _NOT_LET_THROUGH)),
        recent=tuple(call for call in recent if call in calls),
        shown=shown,
        submissions=tuple(_submission(call, results[call.id]) for call in recent if call.name == SUBMIT),
        closing=_told_to_close(texts)
        or any(_failure(parse_shown(results[call.id].content)) == FailureCode.BUDGET_SPENT for call in recent),
        before=_before(conversation.messages[:asked], results),
        may_ask=not back and any(tool.name == ASK_PERSON for tool in conversation.tools),
    )


def _answer(call: ToolCall, result: ToolResult, shown: tuple[Shown, ...]) -> str | None:
    """What the person answered when they were asked back, as if it had stood in the question: of a choice, its ids."""
    given = parse_answer(result.content)
    if given is None or given.answer is None or given.choice is None:
        return None if given is None else given.answer
    evidence = [Evidence(number=int(one.label[1:]), call_id=call.id, outcome=one.outcome) for one in shown if one.label]
    values = [resolve(ref, evidence).value for ref in slots(given.answer)]
    return " ".join(value for value in values if isinstance(value, str) and is_stripe_id(value)) or None


def _latest_opening(messages: list[Message]) -> tuple[int, Opening]:
    """The question in force and the message it stands in."""
    for index in range(len(messages) - 1, -1, -1):
        for block in _said_to(messages[index : index + 1]):
            opening = parse_opening(block.text) if isinstance(block, Text) else None
            if opening is not None:
                return index, opening
    return 0, NO_OPENING


def _before(messages: list[Message], results: dict[str, ToolResult]) -> Before:
    """The earlier questions, each with the report of it that was accepted."""
    before = Before()
    for message in messages:
        for block in message.content:
            said = block.text if isinstance(block, Text) and not isinstance(message, AssistantMessage) else ""
            opening = parse_opening(said)
            if opening is not None:
                before = before.extended(opening.question)
            if isinstance(block, ToolCall) and block.name == SUBMIT and block.id in results:
                report = _submission(block, results[block.id])
                before = before.reported(report.draft) if report.draft and report.accepted else before
    return before


def _told_to_close(texts: list[str]) -> bool:
    """Whether the last thing said to the model, after the question, is to hand in its report with what there is."""
    return len(texts) > 1 and SUBMIT in texts[-1]


def _answered(messages: list[Message], results: dict[str, ToolResult]) -> Iterator[ToolCall]:
    for message in messages:
        if isinstance(message, AssistantMessage):
            yield from (block for block in message.content if isinstance(block, ToolCall) and block.id in results)


def _said_to(messages: list[Message]) -> Iterator[Text | ToolResult]:
    for message in messages:
        if not isinstance(message, AssistantMessage):
            yield from message.content


def _failure(parsed: tuple[str | None, Outcome] | None) -> FailureCode | None:
    return parsed[1].error.code if parsed is not None and parsed[1].error is not None else None


def _plan(calls: list[ToolCall], results: dict[str, ToolResult]) -> Plan | None:
    """The plan in force; None before one was accepted."""
    for call in reversed(calls):
        if call.name == PLAN and not results[call.id].is_error:
            try:
                return Plan.from_json(call.input)
            except ValidationError:
                continue
    return None


def _submission(call: ToolCall, result: ToolResult) -> Submission:
    try:
        draft = ReportDraft.from_json(call.input)
    except ValidationError:
        draft = None
    try:
        answer = _ANSWER.validate_python(json.loads(result.content))
    except ValueError:
        answer = _Answer()
    return Submission(draft=draft, accepted=answer.accepted, refused=tuple(answer.refused))
