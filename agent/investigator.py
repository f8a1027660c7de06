"""An investigation as its faces know it: ask, watch, resume."""

# LangGraph has no marker of being typed, and leaves type parameters open:
# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false, reportUnknownVariableType=false

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.types import Command
from langsmith import tracing_context

from agent.failures import RunEnds, UnknownThread
from agent.graph import Investigator, Question, build, nodes_at_most
from agent.models import Model
from agent.models.conversation import ToolSpec
from agent.report import Report, ReportDraft
from agent.reports.assemble import assemble
from agent.reports.daily_draft import SumUp
from agent.reports.submission import Verify
from agent.settings import Settings
from agent.thread.checkpoints import faults_of_checkpoints
from agent.thread.clarification import Asked
from agent.thread.events import Emit, PlanProposed, ReportReady, parse_event
from agent.thread.evidence import Evidence
from agent.thread.history import History, Notice, Thread, new_inquiry
from agent.thread.ledger import Ledger, Tools, latest_plan
from agent.thread.own_tools import own_tools
from agent.thread.threads import Journal, Threads
from agent.thread.turns import Meter, Turns
from agent.verification.checked import Checked
from tools.contract.account import Account
from tools.contract.clock import Clock

Person = Callable[[Asked], Awaitable[str]]
"""Whoever asked, when a model asks back: gives what they typed, and nothing where they can't say."""


async def nobody(asked: Asked) -> str:
    """Who is there when a script asks."""
    return ""


class Unfinished(RunEnds):
    """The thread's last question has no report yet, so that no other can be asked."""

    def __init__(self, thread: str) -> None:
        super().__init__(
            f"The last question of {thread!r} has no report yet. `paysleuth resume {thread}` goes on with it."
        )


@dataclass(frozen=True)
class Means:
    """What an investigation works with. `relief` takes over when `model` can't go on; `sum_up` writes a day's summary
    where no model does; `reads` counts stored reads.
    """

    account: Account
    model: Model
    relief: Model | None
    tools: Tools
    clock: Clock
    verify: Verify
    sum_up: SumUp
    mask: Callable[[str], str]
    reads: Callable[[], int]


@dataclass(frozen=True)
class Investigation:
    """One thread, and what is needed to go on with it."""

    threads: Threads
    thread: Thread
    means: Means
    saver: "BaseCheckpointSaver[str]"
    settings: Settings
    warnings: tuple[str, ...] = ()
    """What is unwise about the account's key, for the person who asks."""

    async def ask(self, question: str, emit: Emit, person: Person = nobody) -> Report:
        """Asks a question of the thread, its first or a further one, and sees it through.

        `person` answers what a model asks back. Raises `RunEnds` where a store fails, and `Unfinished` while the
        question before has no report.
        """
        journal = self._ask(question)
        return await self._run(journal, Question(question=journal.history.inquiry.question), emit, person)

    async def resume(self, emit: Emit, person: Person = nobody) -> Report:
        """Goes on where the thread stopped; a question that has its report is not asked again.

        A question to the person that has no answer yet is put to `person` again.

        Raises `RunEnds` where the thread is unknown or a store fails.
        """
        journal = self.threads.open(self.thread.id)
        history = journal.history
        if not history.inquiries:
            raise UnknownThread(self.thread.id)
        report = history.reports.get(history.inquiry.number)
        if report is not None:
            emit(ReportReady(report=report))
            return report
        plan = latest_plan(history)
        if plan is not None:
            emit(PlanProposed(plan=plan))
        return await self._run(journal, await self._rest(history), emit, person)

    @property
    def unfinished(self) -> bool:
        """Whether the thread's last question has no report yet."""
        if not self.threads.has(self.thread.id):
            return False
        history = self.threads.history(self.thread.id)
        return bool(history.inquiries) and history.inquiry.number not in history.reports

    def set_aside(self) -> None:
        """Ends the last question, which was stopped, with what is established by then: another may be asked."""
        journal = self.threads.open(self.thread.id)
        history = journal.history
        working = investigator(journal, self.means)
        last = len(history.turns) - 1
        if last >= history.inquiry.first_turn:
            working.ledger.set_aside(last, working.meter.spent(history))
        journal.keep_notice(
            Notice(inquiry=history.inquiry.number, turn=len(history.turns), text="stopped by hand", stopped=True)
        )
        journal.keep_report(assemble(history, working.checks, working.sum_up, self.means.reads()))

    def journal(self) -> Journal:
        """The thread's journal, begun without a question where the thread is new."""
        stored = self.threads.has(self.thread.id)
        return self.threads.open(self.thread.id) if stored else self.threads.begin(self.thread)

    def _ask(self, question: str) -> Journal:
        """The journal with the question in it: nothing is asked of anyone before it is stored."""
        means, now = self.means, self.means.clock.now()
        masked = means.mask(question)
        if not self.threads.has(self.thread.id):
            first = new_inquiry(History(self.thread), masked, now, self.settings.budget, means.reads())
            return self.threads.begin(self.thread, first)
        journal = self.threads.open(self.thread.id)
        if journal.history.inquiry.number not in journal.history.reports:
            raise Unfinished(self.thread.id)
        journal.keep_inquiry(new_inquiry(journal.history, masked, now, self.settings.budget, means.reads()))
        return journal

    async def _rest(self, history: History) -> Question | None:
        """What the graph is given to go on: nothing where it has a checkpoint of this question that is not ahead."""
        with faults_of_checkpoints():
            checkpoint = await self.saver.aget(_config(self.thread.id))
        values = {} if checkpoint is None else checkpoint["channel_values"]
        begun = values.get("inquiry") == history.inquiry.number and values.get("turn", 0) <= len(history.turns)
        return None if begun else Question(question=history.inquiry.question)

    async def _run(self, journal: Journal, given: Question | None, emit: Emit, person: Person) -> Report:
        """Runs the graph to its report, over as many passes as the person is asked back."""
        asked = await self._pass(journal, given, emit)
        while asked is not None:
            typed = self.means.mask(await person(asked))
            asked = await self._pass(journal, Command(resume=typed), emit)
        return journal.history.reports[journal.history.inquiry.number]

    async def _pass(self, journal: Journal, given: "Question | Command[Any] | None", emit: Emit) -> Asked | None:
        """Runs the graph until it ends or waits for the person, whose time counts for nothing; what it asks them."""
        graph = build(investigator(journal, self.means)).compile(checkpointer=self.saver)
        config = _config(self.thread.id) | {"recursion_limit": nodes_at_most(journal.history.inquiry.budget)}
        parts = graph.astream(
            given, config, context=self.settings, stream_mode=["custom"], durability="sync", version="v2"
        )
        with tracing_context(enabled=False), faults_of_checkpoints():  # no run leaves for a tracing service
            async with aclosing(cast(AsyncGenerator[dict[str, Any]], parts)) as told:
                async for part in told:
                    emit(parse_event(part["data"]))
            if journal.history.inquiry.number in journal.history.reports:
                return None
            waiting = (await graph.aget_state(config)).interrupts
        return Asked.model_validate(waiting[0].value)


def investigator(journal: Journal, means: Means) -> Investigator:
    """The graph's nodes for one thread."""
    meter = Meter(means.clock, means.reads)
    turns = Turns(journal, means.model, means.relief, meter)
    ledger = Ledger(journal, means.tools)
    return Investigator(journal, turns, ledger, meter, _Once(means.verify), means.sum_up, means.clock, means.mask)


class _Once:
    """A check that remembers its last answer: a report is checked when it is submitted and when it is written."""

    def __init__(self, verify: Verify) -> None:
        self._verify = verify
        self._last: tuple[tuple[ReportDraft, list[Evidence], str], Checked] | None = None

    def __call__(self, draft: ReportDraft, evidence: Sequence[Evidence], question: str) -> Checked:
        given = (draft, list(evidence), question)
        if self._last is None or self._last[0] != given:
            self._last = (given, self._verify(draft, evidence, question))
        return self._last[1]


def tool_list(tools: Tools) -> list[ToolSpec]:
    """What a thread's model may call: the agent's own tools, then Stripe's, in their fixed order."""
    stripe = [
        ToolSpec(name=spec.name, description=spec.description, input_schema=spec.input_schema) for spec in tools.specs
    ]
    return [*own_tools(), *stripe]


def _config(thread: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread}}
