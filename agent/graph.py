"""The investigation, whole: every node and every edge.

The nodes are methods of an `Investigator`, which holds the live things; the graph's context is plain `Settings`, its
state decisions and counters. What was said and found lies in the journal, which each node asks before it asks anyone
else: a node that runs again, after a kill, repeats nothing that is stored. docs/architecture.md shows the drawing.
"""

# LangGraph has no marker of being typed, and leaves type parameters open:
# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command, RetryPolicy, interrupt
from typing_extensions import TypedDict  # of the other, pydantic makes no schema before Python 3.12

from agent.budget import Budget, closes
from agent.failures import StoreBusy
from agent.reports.assemble import assemble
from agent.reports.daily_draft import SumUp
from agent.reports.submission import Verify
from agent.settings import Settings
from agent.thread.events import Emit, Noticed, ReportReady
from agent.thread.history import Inquiry, new_inquiry
from agent.thread.ledger import Ledger, latest_plan
from agent.thread.own_tools import SUBMIT_REPORT
from agent.thread.threads import Journal
from agent.thread.turns import Meter, Turns, is_cut
from tools.contract.clock import Clock

TIMES_ASKED = 2
"""How often the report is asked for in vain before code writes it."""

TIMES_REFUSED = 2
"""How often a report may fail; of the last one, what holds still stands."""

REPORT_DUE = "Now call submit_report with what the evidence establishes, and name under limits what is still missing."


class Question(TypedDict):
    """What a run is given."""

    question: str


class State(Question):
    """`turn` is the index of the next turn; `asked` and `refused` count reports asked for in vain and sent back."""

    inquiry: int
    turn: int
    asked: int
    refused: int


@dataclass(frozen=True)
class Investigator:
    """The nodes, and the live things they need. `mask` takes personal data out of a question."""

    journal: Journal
    turns: Turns
    ledger: Ledger
    meter: Meter
    checks: Verify
    sum_up: SumUp
    clock: Clock
    mask: Callable[[str], str]

    async def plan(
        self, state: State, runtime: Runtime[Settings]
    ) -> Command[Literal["plan", "tools", "conclude", "report"]]:
        """Puts the question to the model, which plans before it may read anything."""
        inquiry = self._open(state["question"], runtime.context or Settings())
        if state.get("inquiry") != inquiry.number or state["turn"] > len(self.journal.history.turns):
            state = _beginning(inquiry)
        taken = await self.turns.take(state["turn"], _emitter(runtime))
        if taken is None:
            return Command(goto="report", update=state)
        goto = "tools" if taken.turn.calls else "plan" if is_cut(taken.turn) else "conclude"
        return Command(goto=goto, update={**state, "turn": taken.index + 1})

    async def act(
        self, state: State, runtime: Runtime[Settings]
    ) -> Command[Literal["act", "tools", "conclude", "report"]]:
        """Asks the model for its next step."""
        taken = await self.turns.take(state["turn"], _emitter(runtime))
        if taken is None:
            return Command(goto="report")
        goto = "tools" if taken.turn.calls else "act" if is_cut(taken.turn) else "conclude"
        return Command(goto=goto, update={"turn": taken.index + 1})

    async def tools(
        self, state: State, runtime: Runtime[Settings]
    ) -> Command[Literal["plan", "act", "person", "conclude", "verify"]]:
        """Answers the calls of the turn, Stripe's at the same time; each answer is stored as it arrives."""
        history, turn = self.journal.history, state["turn"] - 1
        await self.ledger.answer(turn, self.meter.spent(history), _emitter(runtime))
        if any(stored.call.name == SUBMIT_REPORT for stored in history.calls[turn]):
            return Command(goto="verify")
        if self.ledger.question(turn) is not None:
            return Command(goto="person")
        return Command(goto=self._next(_emitter(runtime)))

    async def person(self, state: State, runtime: Runtime[Settings]) -> Command[Literal["plan", "act", "conclude"]]:
        """Puts a question of the model's to whoever asked; the run stands still, for days if need be, until they
        answer.
        """
        asked = self.ledger.question(state["turn"] - 1)
        if asked is not None:
            typed = interrupt(asked.to_json())
            answer = self.ledger.answer_person(state["turn"] - 1, self.mask(str(typed)))
            if not answer.answered:
                _emitter(runtime)(Noticed(text=f"nobody is there to answer: {asked.question}"))
        return Command(goto=self._next(_emitter(runtime)))

    async def conclude(
        self, state: State, runtime: Runtime[Settings]
    ) -> Command[Literal["conclude", "tools", "report"]]:
        """Asks for the report: reading is over, or the model had no more to call, or its report did not hold."""
        if state["asked"] >= TIMES_ASKED:
            return Command(goto="report")
        if not self._sent_back(state["turn"] - 1):
            self.turns.add_aside(state["turn"] - 1, REPORT_DUE)
        taken = await self.turns.take(state["turn"], _emitter(runtime))
        if taken is None:
            return Command(goto="report")
        submits = any(call.name == SUBMIT_REPORT for call in taken.turn.calls)
        goto = "tools" if taken.turn.calls else "conclude" if is_cut(taken.turn) else "report"
        return Command(goto=goto, update={"turn": taken.index + 1, "asked": state["asked"] + (not submits)})

    async def verify(self, state: State, runtime: Runtime[Settings]) -> Command[Literal["conclude", "report"]]:
        """Checks every claim of the submitted report; what does not hold goes back once."""
        reasons = self.ledger.answer_submission(state["turn"] - 1, self.checks)
        if not reasons:
            return Command(goto="report")
        refused = state["refused"] + 1
        _emitter(runtime)(Noticed(text=f"the report was refused: {reasons[0].where}: {reasons[0].reason}"))
        return Command(goto="report" if refused >= TIMES_REFUSED else "conclude", update={"refused": refused})

    async def report(self, state: State, runtime: Runtime[Settings]) -> None:
        """Writes the report from what holds and stores it."""
        history = self.journal.history
        if history.inquiry.number not in history.reports:
            self.journal.keep_report(assemble(history, self.checks, self.sum_up, self.meter.reads()))
        _emitter(runtime)(ReportReady(report=history.reports[history.inquiry.number]))

    def _next(self, emit: Emit) -> Literal["plan", "act", "conclude"]:
        """Who goes on once the calls of a turn are answered: the model, until reading is over."""
        history = self.journal.history
        measure = closes(history.inquiry.budget, self.meter.spent(history))
        if measure is not None:
            self.turns.note_spent(measure, emit)
            return "conclude"
        return "plan" if latest_plan(history) is None else "act"

    def _open(self, question: str, settings: Settings) -> Inquiry:
        """The question being looked into: the stored one while it has no report, else this one."""
        history = self.journal.history
        if not history.inquiries or history.inquiry.number in history.reports:
            asked = new_inquiry(history, self.mask(question), self.clock.now(), settings.budget, self.meter.reads())
            self.journal.keep_inquiry(asked)
        return history.inquiry

    def _sent_back(self, turn: int) -> bool:
        return any(stored.call.name == SUBMIT_REPORT for stored in self.journal.history.calls.get(turn, []))


def build(investigator: Investigator) -> StateGraph[State, Settings, Question, State]:
    """The graph, not yet compiled. A node is tried again only where another process held the store."""
    graph = StateGraph(State, context_schema=Settings, input_schema=Question)
    graph.set_node_defaults(retry_policy=RetryPolicy(max_attempts=3, retry_on=StoreBusy))
    graph.add_node(investigator.plan)
    graph.add_node(investigator.act)
    graph.add_node(investigator.tools)
    graph.add_node(investigator.person)
    graph.add_node(investigator.conclude)
    graph.add_node(investigator.verify)
    graph.add_node(investigator.report)
    graph.add_edge(START, "plan")
    graph.add_edge("report", END)
    return graph


def nodes_at_most(budget: Budget) -> int:
    """More nodes than a run can pass through within its budget: LangGraph's own bound, never reached."""
    return 3 * budget.steps + 20


def outline() -> StateGraph[State, Settings, Question, State]:
    """The graph for those who only look at it: its nodes have nothing to work with."""
    return build(object.__new__(Investigator))


def drawing() -> str:
    """The graph in Mermaid's words, as docs/architecture.md shows it."""
    return outline().compile().get_graph().draw_mermaid()


def _beginning(inquiry: Inquiry) -> State:
    return State(question=inquiry.question, inquiry=inquiry.number, turn=inquiry.first_turn, asked=0, refused=0)


def _emitter(runtime: Runtime[Settings]) -> Emit:
    return lambda event: runtime.stream_writer(event.to_json())
