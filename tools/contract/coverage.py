"""What an outcome's data does and doesn't include, part by part.

No total, and no "none found", may be stated from a part that is not complete.
"""

from enum import StrEnum

from pydantic import JsonValue

from tools.contract.clock import Moment, Window
from tools.contract.record import Record


class MissingReason(StrEnum):
    """Why a part of the data could not be read."""

    PERMISSION = "permission"
    OLDER_THAN_30_DAYS = "older_than_30_days"
    LIMIT = "limit"
    RATE = "rate"
    UNAVAILABLE = "unavailable"


class Missing(Record):
    """What is not there, and why; `detail` names the permission, the limit or the fault.

    `enable` is what a missing permission is called in the Dashboard: `Charges: Read`.
    """

    reason: MissingReason
    detail: str | None = None
    enable: str | None = None


class Part(Record):
    """One read list or object: what was asked, how much came, and whether more exists.

    `name` is how fields point at the part ("charges"); `rows` counts the objects received, `pages` the responses they
    came in (0 when the part could not be read at all).
    """

    name: str
    resource: str
    filters: dict[str, JsonValue] = {}
    window: Window | None = None
    pages: int
    rows: int
    more: bool = False
    missing: Missing | None = None

    @property
    def complete(self) -> bool:
        return not self.more and self.missing is None


class Coverage(Record):
    """The account, the mode, the moment, and each part read."""

    account: str
    connected_account: str | None = None
    livemode: bool
    as_of: Moment
    parts: list[Part] = []

    @property
    def complete(self) -> bool:
        return all(part.complete for part in self.parts)

    def part(self, name: str) -> Part | None:
        return next((part for part in self.parts if part.name == name), None)
