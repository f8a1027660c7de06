"""Recording turns at the model's seam: after the prompt is built, before it goes over any wire."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from jsonschema import Draft202012Validator

from agent.models import Model
from agent.models.conversation import Conversation, ToolCall, ToolSpec, Turn
from evals.recordings.file import Line
from evals.recordings.keys import Setup, key_of, setup_of, steps, tool


@dataclass
class Recorder:
    """A model whose every turn is kept. `case` and `world` are what its keys hold beside the conversation."""

    inner: Model
    case: str
    world: str
    lines: list[Line] = field(default_factory=list[Line])
    setup: Setup | None = None
    _seen: int = field(default=0, init=False)

    @property
    def name(self) -> str:
        return self.inner.name

    async def next(self, conversation: Conversation, say: Callable[[str], None]) -> Turn:
        turn = await self.inner.next(conversation, say)
        self.setup = setup_of(self.case, self.world, conversation)
        taken = steps(conversation)
        line = Line(
            key=key_of(self.setup, taken),
            prompt=self.setup.prompt,
            after=[call for step in taken[self._seen :] for call in step],
            turn=turn,
            refused=[call.id for call in turn.calls if not takes(tool(conversation.tools, call.name), call)],
        )
        self._seen = len(taken)
        self.lines.append(line)
        return turn


def takes(spec: ToolSpec | None, call: ToolCall) -> bool:
    """Whether a tool exists and its schema takes a call's arguments."""
    if spec is None:
        return False
    validator: Any = Draft202012Validator(spec.input_schema)  # whose types are partly unknown
    return bool(validator.is_valid(call.input))
