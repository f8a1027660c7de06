"""The seam between the investigator and what decides its next step."""

from collections.abc import Callable
from typing import Protocol

from agent.models.conversation import Conversation, Turn


class ModelUnavailable(Exception):
    """The model can't go on with this run: no key, no credit, retries spent. Says why, without secrets."""


class Model(Protocol):
    """What decides the next step: Claude, the playbook, or recorded turns."""

    @property
    def name(self) -> str:
        """How reports call it: `playbook`, `claude-…`, `replay`."""
        ...

    async def next(self, conversation: Conversation, say: Callable[[str], None]) -> Turn:
        """The model's next turn; `say` is told of text as it streams. Raises `ModelUnavailable`."""
        ...
