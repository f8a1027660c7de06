"""The seam between the investigator and what decides its next step."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from agent.models.conversation import Conversation, Turn


class Why(StrEnum):
    """What keeps a model from going on."""

    KEY = "key"
    """Its provider takes no such key."""
    UNKNOWN_MODEL = "unknown_model"
    RATE_LIMIT = "rate_limit"
    SERVICE = "service"
    """The provider failed or was overloaded, at every try."""
    UNREACHABLE = "unreachable"
    BROKEN_OFF = "broken_off"
    """The provider's answer broke off, at every try."""
    TOO_LONG = "too_long"
    REFUSED_REQUEST = "refused_request"
    OTHER = "other"


class ModelUnavailable(Exception):
    """The model can't go on with this run: no key, no credit, retries spent. Says why, without secrets."""

    def __init__(self, message: str, why: Why = Why.OTHER) -> None:
        super().__init__(message)
        self.why = why


class Model(Protocol):
    """What decides the next step: Claude, the playbook, or recorded turns."""

    @property
    def name(self) -> str:
        """How reports call it: `playbook`, `claude-…`, `replay`."""
        ...

    async def next(self, conversation: Conversation, say: Callable[[str], None]) -> Turn:
        """The model's next turn; `say` is told of text as it streams. Raises `ModelUnavailable`."""
        ...
