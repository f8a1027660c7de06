"""What every channel of the configuration has in common."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from tools.operations.delivery import EmailTarget, FileTarget, SlackTarget, SlackWebhookTarget, WebhookTarget

T = TypeVar("T", SlackTarget, SlackWebhookTarget, EmailTarget, WebhookTarget, FileTarget)


@dataclass(frozen=True)
class Configured(Generic[T]):
    """A channel's name and its section, `[delivery.NAME]`."""

    name: str
    target: T

    @property
    def kind(self) -> str:
        return self.target.kind

    @property
    def send_again(self) -> bool:
        return self.target.if_unsure == "send_again"
