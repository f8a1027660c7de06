"""What a thread has stored, as values, and the conversation that follows from it.

A conversation is never kept: it is rebuilt from what is stored, so that a run that was killed goes on with the same
bytes, and each request begins with the one before.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from agent.budget import Budget, Measure, Spent, all_tokens, cost, tokens
from agent.models.conversation import (
    AssistantMessage,
    Conversation,
    Message,
    Text,
    ToolCall,
    ToolResult,
    ToolSpec,
    Turn,
    UserBlock,
    UserMessage,
)
from agent.report import Report
from agent.thread.clarification import ASK_PERSON, parse_answer
from agent.thread.evidence import Evidence
from agent.thread.opening import opening
from tools.contract.account import Account
from tools.contract.clock import Moment
from tools.contract.outcome import FailureCode, Outcome, show
from tools.contract.record import Record

NOT_SAID = frozenset({"refusal", "context_exceeded"})
"""A turn that stopped so is kept for its cost, but is no part of the conversation: another model takes its place."""

_NOT_RUN = frozenset({FailureCode.PLAN_MISSING, FailureCode.BUDGET_SPENT})


class Thread(Record):
    """What never changes within a thread. `seed` and `began` rebuild a simulated account on any later day."""

    id: str
    account: Account
    model: str
    began: Moment
    seed: int | None = None
    system: str
    tools: list[ToolSpec]


class Inquiry(Record):
    """One question of a thread, masked, and where its turns begin."""

    number: int
    question: str
    asked: Moment
    budget: Budget
    first_turn: int
    reads_before: int = 0


class StoredTurn(Record):
    """A model's turn; `seconds` is how long its inquiry had run by then, the time between processes left out."""

    turn: Turn
    seconds: int = 0


class Reply(Record):
    """What one of the agent's own tools answered."""

    content: str
    is_error: bool = False


class StoredCall(Record):
    """A tool call: numbered, and refused or let through, before anything runs; its answer as soon as it arrives."""

    call: ToolCall
    evidence: int | None = None
    outcome: Outcome | None = None
    reply: Reply | None = None

    @property
    def answered(self) -> bool:
        return self.outcome is not None or self.reply is not None

    @property
    def label(self) -> str | None:
        return None if self.evidence is None else f"E{self.evidence}"

    @property
    def ran(self) -> bool:
        """Whether a tool of Stripe's was really called."""
        refused = self.outcome is not None and self.outcome.error is not None and self.outcome.error.code in _NOT_RUN
        return self.evidence is not None and not refused

    def result(self) -> ToolResult:
        """The answer as the model reads it; raises ValueError while there is none."""
        if self.outcome is not None:
            content, is_error = show(self.outcome, self.label), self.outcome.status == "error"
        elif self.reply is not None:
            content, is_error = self.reply.content, self.reply.is_error
        else:
            raise ValueError(f"call {self.call.id!r} has no answer yet")
        return ToolResult(tool_use_id=self.call.id, content=content, is_error=is_error)


class Notice(Record):
    """Something that happened beside the calls, before the turn of this index.

    `gave_way` when a model had to; `spent` names what of the budget ran out; `stopped` when the person had enough.
    """

    inquiry: int
    turn: int
    text: str
    gave_way: bool = False
    spent: Measure | None = None
    stopped: bool = False


@dataclass
class History:
    """All that a thread has stored, in its order. `calls` and `asides` stand under the index of their turn."""

    thread: Thread
    inquiries: list[Inquiry] = field(default_factory=list[Inquiry])
    turns: list[StoredTurn] = field(default_factory=list[StoredTurn])
    calls: dict[int, list[StoredCall]] = field(default_factory=dict[int, list[StoredCall]])
    asides: dict[int, str] = field(default_factory=dict[int, str])
    notices: list[Notice] = field(default_factory=list[Notice])
    reports: dict[int, Report] = field(default_factory=dict[int, Report])

    @property
    def inquiry(self) -> Inquiry:
        """The question being looked into: the last one asked."""
        return self.inquiries[-1]

    @property
    def asked(self) -> str:
        """All that the person has said in the thread so far: what they gave themselves may stand in an answer.

        Each question is a paragraph of its own, the newest last.
        """
        said = [*self._answers(), *(inquiry.question for inquiry in self.inquiries)]
        return "\n\n".join("\n".join(line for line in text.splitlines() if line.strip()) for text in said)

    def _answers(self) -> Iterator[str]:
        """What the person answered in words of their own when they were asked back."""
        for index in sorted(self.calls):
            for call in self.calls[index]:
                given = parse_answer(call.reply.content) if call.reply and call.call.name == ASK_PERSON else None
                if given and given.answer and given.choice is None:
                    yield given.answer

    def turns_of_inquiry(self) -> list[Turn]:
        return [stored.turn for stored in self.turns[self.inquiry.first_turn :]]

    def calls_of_inquiry(self) -> Iterator[StoredCall]:
        """The calls since the question was asked, in the order of their blocks."""
        for index in range(self.inquiry.first_turn, len(self.turns)):
            yield from self.calls.get(index, [])

    def notices_of_inquiry(self) -> list[Notice]:
        return [notice for notice in self.notices if notice.inquiry == self.inquiry.number]

    def evidence(self) -> list[Evidence]:
        """Every outcome of the thread so far, by its number."""
        stored = [call for index in sorted(self.calls) for call in self.calls[index]]
        return [
            Evidence(number=call.evidence, call_id=call.call.id, outcome=call.outcome)
            for call in stored
            if call.evidence is not None and call.outcome is not None
        ]

    def numbered(self) -> int:
        """How many evidence numbers have been given."""
        return sum(call.evidence is not None for calls in self.calls.values() for call in calls)

    def spent(self, reads: int, seconds: int = 0) -> Spent:
        """What the question has spent, where `reads` are the thread's stored reads and `seconds` its time so far."""
        turns = self.turns_of_inquiry()
        return Spent(
            steps=len(turns),
            tool_calls=sum(call.ran for call in self.calls_of_inquiry()),
            stripe_reads=reads - self.inquiry.reads_before,
            tokens=all_tokens(tokens(turns)),
            usd_micros=cost(turns) or 0,
            seconds=seconds,
        )


def new_inquiry(history: History, question: str, asked: datetime, budget: Budget, reads: int) -> Inquiry:
    """The next question of a thread, which begins where its turns and its `reads` stand; not yet stored."""
    return Inquiry(
        number=len(history.inquiries) + 1,
        question=question,
        asked=asked,
        budget=budget,
        first_turn=len(history.turns),
        reads_before=reads,
    )


def conversation(history: History) -> Conversation:
    """What a model is given for its next turn. Every call so far must have its answer."""
    messages: list[Message] = []
    unsaid: list[UserBlock] = []
    for index in range(len(history.turns) + 1):
        for inquiry in history.inquiries:
            if inquiry.first_turn == index:
                unsaid += opening(inquiry.question, history.thread.account, inquiry.asked).content
        if unsaid:
            messages.append(UserMessage(content=unsaid))
            unsaid = []
        if index < len(history.turns):
            turn = history.turns[index].turn
            if turn.content and turn.stop_reason not in NOT_SAID:
                messages.append(AssistantMessage(content=turn.content))
            unsaid += [call.result() for call in history.calls.get(index, [])]
            if index in history.asides:
                unsaid.append(Text(text=history.asides[index]))
    return Conversation(system=history.thread.system, tools=history.thread.tools, messages=messages)
