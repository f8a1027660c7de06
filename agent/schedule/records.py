"""What the ledger remembers: a run is one report of some days, a delivery is that report on its way to one channel."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from agent.failures import RunEnds
from agent.schedule.due import Days
from tools.contract.clock import Window

RunState = Literal["new", "writing", "written", "failed", "skipped"]
"""`failed` runs are written again while their days may be caught up; `skipped` days have no report, and a note why."""

DeliveryState = Literal["new", "sending", "sent", "failed", "unknown", "skipped"]
"""`sending` is stored before anything is sent; who finds it after the sender died knows only that it may have been."""


@dataclass(frozen=True)
class Delivery:
    """A report's way to one channel. `round` counts how often a person had it sent again although it had arrived.

    `next_try` is null where nothing more is done by itself. `sha256` is the digest of what was last sent, all of it.
    """

    channel: str
    delivery_id: str
    state: DeliveryState
    round: int
    attempts: int
    tried: datetime | None
    next_try: datetime | None
    sent: datetime | None
    ext_id: str
    sha256: str
    note: str

    @property
    def settled(self) -> bool:
        """Whether the channel has what it was to get."""
        return self.state in ("sent", "skipped")


@dataclass(frozen=True)
class Run:
    """One report, of one day or of several missed ones; its key is the last of them, a date of the account's zone."""

    report: str
    account: str
    days: Days
    window: Window
    zone: str
    state: RunState
    attempts: int
    next_try: datetime | None
    written: datetime | None
    sha256: str
    note: str
    deliveries: tuple[Delivery, ...] = ()

    @property
    def id(self) -> str:
        """As a person types it: `daily-main-2026-11-24`."""
        return f"{self.report}-{self.account}-{self.days.last}"

    @property
    def key(self) -> tuple[str, str, str]:
        """Its row in the ledger."""
        return self.report, self.account, self.days.last.isoformat()


class UnknownReport(RunEnds):
    """No report of this name is in the ledger."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no report {name!r} here. `paysleuth report list` shows those that are.")


def parse_id(name: str) -> tuple[str, str, str]:
    """The key that a run's id stands for; raises `UnknownReport`."""
    head, day = name[:-11], name[-10:]
    report, dash, account = head.partition("-")
    try:
        date.fromisoformat(day)
    except ValueError:
        raise UnknownReport(name) from None
    if not dash or not account:
        raise UnknownReport(name)
    return report, account, day


def delivery_id(report: str, account: str, day: str, channel: str, round: int) -> str:
    """The same for each try of one delivery, and on each machine; it tells a receiver nothing about the account."""
    name = "\0".join((report, account, day, channel, str(round)))
    return f"dlv_{hashlib.sha256(name.encode()).hexdigest()[:24]}"
