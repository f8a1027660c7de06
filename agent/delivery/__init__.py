"""Handing a written report to where it goes: what a channel is, and what it says when a message did not arrive.

A channel sends a message once when it is called once. Whoever calls it keeps count: `agent/schedule`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from agent.delivery.message import Image, Message
from tools.contract.fault import Fault

__all__ = ["CannotTell", "Channel", "DeliveryFault", "Image", "Message", "Receipt", "Refused", "Unavailable", "Unknown"]


@dataclass(frozen=True)
class Receipt:
    """That a message arrived. `ext_id` is what the receiver calls it; empty where it names nothing.

    `note` is what of it did not: details beneath the message, one of several people.
    """

    ext_id: str = ""
    note: str = ""


class DeliveryFault(Fault):
    """A message that did not arrive, or of which that can't be told. The message never holds a target's secret."""


class Refused(DeliveryFault):
    """The receiver will never take it as it stands: wrong address, revoked token, message too large."""


class Unavailable(DeliveryFault):
    """Nothing was sent, and another time it may be. `retry_after`: seconds the receiver asked for; null if none."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Unknown(DeliveryFault):
    """It may have been sent: the connection was cut, or the answer never came."""


class CannotTell(DeliveryFault):
    """The receiver offers no way to look for what was sent: only a person can say whether it arrived."""


class Channel(Protocol):
    """One configured target of messages."""

    @property
    def name(self) -> str:
        """The name of its section in the configuration: `[delivery.NAME]`."""
        ...

    @property
    def kind(self) -> str:
        """`slack`, `slack_webhook`, `email`, `webhook` or `file`."""
        ...

    @property
    def send_again(self) -> bool:
        """Whether it is sent once more where nobody can tell whether it arrived: at least once, not at most once."""
        ...

    def send(self, message: Message) -> Receipt:
        """Sends the message; raises `Refused`, `Unavailable` or `Unknown`."""
        ...

    def find(self, delivery_id: str, since: datetime) -> Receipt | None:
        """What arrived under this id from `since` on; None where nothing did.

        Raises `CannotTell` where the protocol can't be asked, and `Unavailable` where it can't be asked at present.
        """
        ...

    def describe(self) -> str:
        """Where it leads, for a person to check: no token, password or secret part of an address."""
        ...

    def preview(self, message: Message) -> str:
        """What `send` would hand over, for a person to check before it does: no secret, and pictures by their sizes."""
        ...
