"""The ledger of a thread's calls: numbers them, lets them through or refuses them, runs them, and stores every answer.

Numbers and refusals are stored before anything runs, so that a run that was killed gives each call the number it had.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pydantic import JsonValue

from agent.budget import Spent, closes
from agent.failures import RunEnds
from agent.models.conversation import ToolCall
from agent.report import Plan
from agent.reports.submission import Verify, reasons_against
from agent.thread.clarification import ASK_PERSON, Answer, Asked, Clarification, shown, understood
from agent.thread.events import CallFinished, CallStarted, Emit, PlanProposed, digest
from agent.thread.history import History, Reply, StoredCall
from agent.thread.own_tools import (
    OWN_NAMES,
    PLAN,
    READ_EVIDENCE,
    SUBMIT_REPORT,
    Refused,
    accept,
    parse_clarification,
    parse_plan,
    read_evidence,
    refuse,
)
from agent.thread.threads import Journal
from agent.verification.checked import Refusal
from agent.verification.template import check_clarification
from tools.contract.coverage import Coverage
from tools.contract.outcome import Failure, FailureCode, Outcome
from tools.contract.record import compact

_PLAN_MISSING = Failure(
    code=FailureCode.PLAN_MISSING,
    message="no plan has been stated yet",
    next="call plan with the hypotheses and the steps, then call this again",
)

_BUDGET_SPENT = Failure(
    code=FailureCode.BUDGET_SPENT,
    message="the budget of this question is spent: nothing more can be read",
    next="call submit_report with what is established",
)


TIMES_ASKED_BACK = 2
"""How often the person may be asked back for one question."""

_STOPPED = Failure(
    code=FailureCode.UNAVAILABLE,
    message="the person stopped the question before this was read",
    next="call it again if another question needs it",
)

_SECOND_REPORT = [Refusal(where="arguments", reason="one report a turn: the first one was checked")]


class Spec(Protocol):
    """A tool of Stripe's as its server describes it."""

    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def input_schema(self) -> dict[str, JsonValue]: ...


class Tools(Protocol):
    """Stripe's tools, as the gateway offers them: a call always brings an outcome."""

    @property
    def specs(self) -> Sequence[Spec]: ...

    async def call(self, name: str, arguments: dict[str, JsonValue]) -> Outcome: ...


@dataclass(frozen=True)
class Ledger:
    """Answers the calls of one thread. `submit_report` is left to the verification."""

    journal: Journal
    tools: Tools

    async def answer(self, turn: int, spent: Spent, emit: Emit) -> None:
        """Answers every call of a turn that has none yet, Stripe's at the same time."""
        history = self.journal.history
        if turn not in history.calls:
            self.journal.keep_calls(turn, self._admit(history.turns[turn].turn.calls, spent))
        for position, stored in enumerate(history.calls[turn]):
            if not stored.answered and stored.call.name in OWN_NAMES - {SUBMIT_REPORT}:
                self._answer_own(turn, position, stored.call, emit)
        waiting = [
            self._run(turn, position, stored, emit)
            for position, stored in enumerate(history.calls[turn])
            if not stored.answered and stored.call.name not in OWN_NAMES
        ]
        try:
            async with asyncio.TaskGroup() as group:
                for call in waiting:
                    group.create_task(call)
        except* RunEnds as faults:
            raise faults.exceptions[0] from None

    def set_aside(self, turn: int, spent: Spent) -> None:
        """Answers every call of a turn that has no answer yet: the question was stopped, and nothing more is read."""
        history = self.journal.history
        if turn not in history.calls:
            self.journal.keep_calls(turn, self._admit(history.turns[turn].turn.calls, spent))
        for position, stored in enumerate(history.calls[turn]):
            if stored.answered:
                continue
            if stored.call.name in OWN_NAMES:
                self.journal.keep_answer(turn, position, refuse([Refusal(where="arguments", reason=_STOPPED.message)]))
            else:
                self.journal.keep_answer(turn, position, self._refused(stored.call, _STOPPED))

    def question(self, turn: int) -> Asked | None:
        """What a turn asks the person, while it waits for an answer."""
        waiting = self._waiting(turn)
        return None if waiting is None else self._shown(waiting[1])

    def answer_person(self, turn: int, typed: str) -> Answer:
        """Answers what a turn asks the person by what they typed; by nothing where nobody is there."""
        waiting = self._waiting(turn)
        if waiting is None:
            raise ValueError(f"turn {turn} asks the person nothing")
        position, clarification = waiting
        answer = understood(typed, clarification, self._shown(clarification))
        self.journal.keep_answer(turn, position, Reply(content=compact(answer.to_json())))
        return answer

    def answer_submission(self, turn: int, verify: Verify) -> Sequence[Refusal]:
        """Answers the report that a turn submits, by its check: the reasons why it does not hold."""
        history = self.journal.history
        reasons: Sequence[Refusal] | None = None
        for position, stored in enumerate(history.calls[turn]):
            if stored.call.name != SUBMIT_REPORT:
                continue
            first = reasons is None
            reasons = reasons_against(history, stored.call, verify) if reasons is None else reasons
            if not stored.answered:
                against = reasons if first else _SECOND_REPORT
                self.journal.keep_answer(turn, position, refuse(against) if against else accept())
        return reasons or ()

    def _admit(self, calls: Sequence[ToolCall], spent: Spent) -> list[StoredCall]:
        """The calls in order, numbered where they are Stripe's; those refused have their outcome already."""
        spent = spent.model_copy(update={"steps": spent.steps - 1})  # the turn that calls has been let through itself
        planned = latest_plan(self.journal.history) is not None
        number = self.journal.history.numbered()
        admitted: list[StoredCall] = []
        for call in calls:
            if call.name in OWN_NAMES:
                planned = planned or (call.name == PLAN and _plan_of(call) is not None)
                admitted.append(StoredCall(call=call))
                continue
            number += 1
            refusal = self._refusal(planned, spent)
            outcome = None if refusal is None else self._refused(call, refusal)
            if outcome is None:
                spent = spent.model_copy(update={"tool_calls": spent.tool_calls + 1})
            admitted.append(StoredCall(call=call, evidence=number, outcome=outcome))
        return admitted

    def _refusal(self, planned: bool, spent: Spent) -> Failure | None:
        if not planned:
            return _PLAN_MISSING
        return _BUDGET_SPENT if closes(self.journal.history.inquiry.budget, spent) else None

    def _refused(self, call: ToolCall, failure: Failure) -> Outcome:
        """The outcome of a call that is not made: of what was sent it repeats nothing, as of any that is refused."""
        account = self.journal.history.thread.account
        coverage = Coverage(
            account=account.name, livemode=account.mode == "live", as_of=self.journal.history.inquiry.asked
        )
        tool = call.name if any(spec.name == call.name for spec in self.tools.specs) else "unknown"
        return Outcome(status="error", tool=tool, arguments={}, coverage=coverage, error=failure)

    def _answer_own(self, turn: int, position: int, call: ToolCall, emit: Emit) -> None:
        revised = latest_plan(self.journal.history) is not None
        plan: Plan | None = None
        try:
            if call.name == READ_EVIDENCE:
                reply = read_evidence(call.input, self.journal.history.evidence())
            elif call.name == ASK_PERSON:
                self._let_ask(turn, position, parse_clarification(call.input))
                return
            else:
                plan = parse_plan(call.input)
                reply = accept()
        except Refused as refused:
            reply = refuse(refused.reasons)
        self.journal.keep_answer(turn, position, reply)
        if plan is not None:
            emit(PlanProposed(plan=plan, revised=revised))

    def _let_ask(self, turn: int, position: int, clarification: Clarification) -> None:
        """Lets a question go to the person, who answers it later; raises `Refused`."""
        history = self.journal.history
        calls = history.calls[turn]
        before = [stored for stored in history.calls_of_inquiry() if stored.call.name == ASK_PERSON and _put(stored)]
        if any(stored.call.name == SUBMIT_REPORT for stored in calls):
            raise Refused([Refusal(where="arguments", reason="the turn submits a report; ask before it, or there")])
        if any(stored.call.name == ASK_PERSON for stored in calls[:position]):
            raise Refused([Refusal(where="arguments", reason="one question a turn: the first one was put")])
        if len(before) >= TIMES_ASKED_BACK:
            reason = "the person was asked often enough; submit the report, and ask there"
            raise Refused([Refusal(where="arguments", reason=reason)])
        reasons = check_clarification(clarification, history.evidence(), history.asked)
        if reasons:
            raise Refused(reasons)

    def _waiting(self, turn: int) -> tuple[int, Clarification] | None:
        """The position and the question of the turn's call that only the person can answer."""
        for position, stored in enumerate(self.journal.history.calls.get(turn, [])):
            if stored.call.name == ASK_PERSON and not stored.answered:
                return position, parse_clarification(stored.call.input)
        return None

    def _shown(self, clarification: Clarification) -> Asked:
        history = self.journal.history
        return shown(clarification, history.evidence(), history.thread.account.time_zone)

    async def _run(self, turn: int, position: int, stored: StoredCall, emit: Emit) -> None:
        call, label = stored.call, stored.label or ""
        emit(CallStarted(evidence=label, tool=call.name, arguments=call.input))
        outcome = await self.tools.call(call.name, call.input)
        self.journal.keep_answer(turn, position, outcome)
        emit(CallFinished(evidence=label, tool=call.name, status=outcome.status, digest=digest(outcome)))


def _put(stored: StoredCall) -> bool:
    """Whether a question was put to the person."""
    return stored.reply is not None and not stored.reply.is_error


def latest_plan(history: History) -> Plan | None:
    """The plan in force for the question: the last one accepted."""
    plans = [
        plan
        for stored in history.calls_of_inquiry()
        if stored.reply is not None and not stored.reply.is_error and (plan := _plan_of(stored.call)) is not None
    ]
    return plans[-1] if plans else None


def _plan_of(call: ToolCall) -> Plan | None:
    if call.name != PLAN:
        return None
    try:
        return parse_plan(call.input)
    except Refused:
        return None
