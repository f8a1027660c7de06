"""Asking for a turn: the stored one where there is one, else a model's, within the budget; and who takes over."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from agent.budget import MEASURES, Measure, Spent, ends
from agent.models import Model, ModelUnavailable
from agent.models.conversation import Turn
from agent.thread.events import Emit, Noticed, Said
from agent.thread.history import NOT_SAID, History, Notice, StoredTurn, conversation
from agent.thread.threads import Journal
from tools.contract.clock import Clock

_WHY = {
    "refusal": "it declined to answer",
    "context_exceeded": "the conversation has grown longer than it can read",
}


GO_ON = "That message was cut off before its end. Go on from there, in shorter messages."


@dataclass
class Meter:
    """What the question being looked into has spent, over all the processes that worked on it.

    `reads` counts the thread's stored reads.
    """

    clock: Clock
    reads: Callable[[], int]
    _inquiry: int = field(default=0, init=False)
    _started: float = field(default=0.0, init=False)
    _before: int = field(default=0, init=False)

    def seconds(self, history: History) -> int:
        """How long the question has taken; the time between processes is not counted."""
        inquiry = history.inquiry
        if self._inquiry != inquiry.number:
            stored = history.turns[inquiry.first_turn :]
            self._inquiry, self._before = inquiry.number, stored[-1].seconds if stored else 0
            self._started = self.clock.monotonic()
        return self._before + int(self.clock.monotonic() - self._started)

    def spent(self, history: History) -> Spent:
        return history.spent(self.reads(), self.seconds(history))


@dataclass(frozen=True)
class Taken:
    """A turn that says something, and its index in the thread."""

    index: int
    turn: Turn


@dataclass(frozen=True)
class Turns:
    """The turns of one thread. `relief` takes over, for the rest of the question, from a model that can't go on."""

    journal: Journal
    model: Model
    relief: Model | None
    meter: Meter

    async def take(self, index: int, emit: Emit) -> Taken | None:
        """The first turn at `index` or after it that says something; None when nobody may or can go on."""
        history = self.journal.history
        while True:
            if index == len(history.turns) and not await self._ask(index, emit):
                return None
            turn = history.turns[index].turn
            if turn.stop_reason not in NOT_SAID:
                return Taken(index, turn)
            index += 1
            if not self._handed_over_at(index) and not self._give_way(index, _WHY[turn.stop_reason], emit):
                return None

    def add_aside(self, turn: int, text: str) -> None:
        """Says `text` to the model after a turn, unless something was said there already."""
        if turn not in self.journal.history.asides:
            self.journal.keep_aside(turn, text)

    def note_spent(self, measure: Measure, emit: Emit) -> Literal[False]:
        """Notes, once, what of the question's budget has run out."""
        history = self.journal.history
        if not any(notice.spent for notice in history.notices_of_inquiry()):
            text = f"the budget of {MEASURES[measure]} is spent"
            self.journal.keep_notice(
                Notice(inquiry=history.inquiry.number, turn=len(history.turns), text=text, spent=measure)
            )
            emit(Noticed(text=text))
        return False

    async def _ask(self, index: int, emit: Emit) -> bool:
        """Asks whoever has the word for a turn, and stores it; False when nobody may or can give one."""
        history = self.journal.history
        spent = self.meter.spent(history)
        measure = ends(history.inquiry.budget, spent)
        if measure is not None:
            return self.note_spent(measure, emit)
        if index > history.inquiry.first_turn and _is_unfinished(history.turns[index - 1].turn):
            self.add_aside(index - 1, GO_ON)
        model = self.relief if self._gave_way() and self.relief is not None else self.model
        try:
            async with asyncio.timeout(history.inquiry.budget.seconds - spent.seconds):
                turn = await model.next(conversation(history), lambda text: emit(Said(text=text)))
        except TimeoutError:
            return self.note_spent("seconds", emit)
        except ModelUnavailable as gone:
            return self._give_way(index, str(gone), emit) and await self._ask(index, emit)
        self.journal.keep_turn(StoredTurn(turn=turn, seconds=self.meter.seconds(history)))
        if turn.notice is not None:
            emit(Noticed(text=turn.notice))
        return True

    def _give_way(self, index: int, why: str, emit: Emit) -> bool:
        """Notes that the model in charge can't go on; False when there is nobody to take over."""
        if self._gave_way():
            return False
        next_up = "nobody takes over" if self.relief is None else f"{self.relief.name} takes over"
        text = f"{self.model.name} can't go on: {why}; {next_up}"
        notice = Notice(inquiry=self.journal.history.inquiry.number, turn=index, text=text, gave_way=True)
        self.journal.keep_notice(notice)
        emit(Noticed(text=notice.text))
        return self.relief is not None

    def _gave_way(self) -> bool:
        return any(notice.gave_way for notice in self.journal.history.notices_of_inquiry())

    def _handed_over_at(self, index: int) -> bool:
        noticed = any(notice.gave_way and notice.turn == index for notice in self.journal.history.notices_of_inquiry())
        return noticed and self.relief is not None


def is_cut(turn: Turn) -> bool:
    """Whether a turn ended before the model had said what it would."""
    return turn.stop_reason in ("max_tokens", "pause_turn") and not turn.calls


def _is_unfinished(turn: Turn) -> bool:
    return turn.stop_reason == "max_tokens" and not turn.calls
