"""Replaying recorded turns: each where it belongs, or not at all.

A turn that has no place ends the run with an exception that no `except Exception` catches, and is written down beside
the run as well, so that no code on the way can make an answer of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from agent.models.conversation import Conversation, Turn
from evals.recordings.file import Line, TurnsRecorded
from evals.recordings.keys import Call, Setup, key_of, same, setup_of, steps, tool
from evals.recordings.recorder import takes


class StaleRecording(BaseException):
    """A recorded turn doesn't fit what is going on. Not an `Exception`: nothing may go on after it."""


@dataclass
class Ledger:
    """What went wrong with a replay, whatever became of the exception: to be looked at when the run is over.

    `stale` are reasons that make it worthless; `soft`, changes that it survives, though it then proves less.
    """

    case: str
    stale: list[str] = field(default_factory=list[str])
    soft: list[str] = field(default_factory=list[str])

    def end(self, reason: str) -> StaleRecording:
        """Writes down why the replay ends; gives what to raise."""
        self.stale.append(reason)
        return StaleRecording(f"{self.case}: {reason}")

    def soften(self, change: str) -> None:
        if change not in self.soft:
            self.soft.append(change)


@dataclass
class Replay:
    """A model that says what was recorded. `world` is the account's digest as it is now."""

    recorded: TurnsRecorded
    world: str
    ledger: Ledger
    name: str = "replay"
    played: int = 0
    _left: list[Line] = field(init=False)

    def __post_init__(self) -> None:
        self._left = list(self.recorded.lines)

    async def next(self, conversation: Conversation, say: Callable[[str], None]) -> Turn:
        """The turn that was recorded at this moment; raises `StaleRecording` where there is none."""
        setup = setup_of(self.ledger.case, self.world, conversation)
        taken = steps(conversation)
        key = key_of(setup, taken)
        line = next((one for one in self._left if one.key == key), None)
        if line is None:
            raise self.ledger.end(self._why(setup, taken))
        self._check(line, conversation)
        if line.prompt != setup.prompt:
            self.ledger.soften("the system prompt or a tool's description")
        self._left.remove(line)
        self.played += 1
        return line.turn

    def finish(self) -> None:
        """Notes turns that were never played: the run ended earlier than the recorded one."""
        if self._left and not self.ledger.stale:
            self.ledger.end(f"{len(self._left)} recorded turns were never played: the run ended after {self.played}")

    def _check(self, line: Line, conversation: Conversation) -> None:
        """Raises where a call that was right when it was recorded no longer is."""
        for call in line.turn.calls:
            if call.id not in line.refused and not takes(tool(conversation.tools, call.name), call):
                known = tool(conversation.tools, call.name) is not None
                what = "its schema refuses the recorded arguments" if known else "there is no such tool any more"
                raise self.ledger.end(f"turn {self.played + 1} calls {call.name}: {what}")

    def _why(self, setup: Setup, taken: Sequence[Sequence[Call]]) -> str:
        """What first differs from the recorded run."""
        was = self.recorded.head.setup
        for what, before, now in (
            ("the case", was.case, setup.case),
            ("the account", was.world, setup.world),
            ("the question", was.questions, setup.questions),
            ("the schema of reports", was.report, setup.report),
        ):
            if before != now:
                return f"{what} is another than when it was recorded"
        recorded = [line.after for line in self.recorded.lines[1:]]
        for at, step in enumerate(taken):
            if at >= len(recorded):
                return f"step {at + 1}: the recorded run had ended by then"
            if not same(step, recorded[at]):
                return f"step {at + 1}: {_difference(step, recorded[at])}"
        return f"step {len(taken) + 1}: no turn was recorded here"


def _difference(now: Sequence[Call], then: Sequence[Call]) -> str:
    """What of a step is another, by the tools' names."""
    for call in now:
        alike = [one for one in then if (one.tool, one.arguments) == (call.tool, call.arguments)]
        if alike and all(one.result != call.result for one in alike):
            return f"{call.tool} answers otherwise"
        if not alike:
            return f"{call.tool} was not called with these arguments"
    return f"{', '.join(sorted({one.tool for one in then}))} was called, and is not"
