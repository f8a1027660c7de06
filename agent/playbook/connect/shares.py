"""What is asked of a provider's money: of a booking, of a provider's time, or of all; and what came back of it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import JsonValue

from agent.playbook.asked.references import References
from agent.playbook.payment.case import Place
from agent.thread.evidence import Evidence
from tools.contract.clock import Window
from tools.contract.escrow import EscrowBooking, EscrowStatus
from tools.contract.money import Money
from tools.contract.outcome import Outcome

Arguments = dict[str, JsonValue]

TOOL = "escrow_status"
BOOKS = frozenset({"escrow", "transfers"})
"""The playbooks that are about shares of providers."""

_ACCOUNT = re.compile(r"(?<![A-Za-z0-9_])acct_[A-Za-z0-9]{3,}")
_PAYOUTS = re.compile(r"\bpayouts?\b|\bbank\b", re.IGNORECASE)
_SHARES = re.compile(
    r"\bproviders?(?:\b|_).{0,60}\b(?:sent|receiv\w+|got|get|hold|part|share|end(?:ed)? up with)\b"
    r"|\b(?:sent|divided|split)\b.{0,60}\bprovider|\bdivided between\b|\btransfers?\b.{0,40}\brule\b|\bwho was sent\b"
    r"|\bshare of\b|\b(?:booking|order)_\w+[^.?!]{0,40}\b(?:held(?! back)|on hold)\b"
    r"|\b(?:held(?! back)|holding)\b[^.?!]{0,40}\b(?:booking|order)_\w+",
    re.IGNORECASE,
)
_USUAL = timedelta(days=30)
_MOST = 3


def asks_of_shares(question: str) -> bool:
    """Whether a question speaks of what providers were sent, kept or divided, whatever else it is about."""
    return _SHARES.search(question) is not None


def goes_on(question: str) -> bool:
    """Whether a question is also about how money goes on to a provider's bank."""
    return _PAYOUTS.search(question) is not None


@dataclass(frozen=True)
class SharesAt(Place):
    """The shares of a booking, a provider or a time."""

    found: EscrowStatus
    outcome: Outcome

    @property
    def evidence(self) -> Evidence:
        return Evidence(number=int(self.at[1:]), call_id="", outcome=self.outcome)

    @property
    def of_time(self) -> bool:
        return self.found.since is not None

    @property
    def cut(self) -> bool:
        """Whether not all bookings that were read are told one by one."""
        listed = self.outcome.coverage.part("listed")
        return listed is not None and not listed.complete

    def booking(self, at: int) -> Place:
        """The place of one booking."""
        return Place(f"{self.at}.bookings[{at}]")

    def sums(self, name: str) -> str:
        """The slots of a total, a currency each; empty where there is none."""
        return self.sums_of(name, getattr(self.found, name))

    def sums_of(self, path: str, amounts: Sequence[Money]) -> str:
        """The slots of the amounts that stand in a list, a currency each."""
        return " and ".join(self.slot(f"{path}[{at}]") for at, _ in enumerate(amounts))


@dataclass(frozen=True)
class ShareAt(Place):
    """One booking of `shares`."""

    one: EscrowBooking
    shares: SharesAt

    @property
    def presumes(self) -> bool:
        """Whether how it stands follows from a day on which it is only presumed to be due."""
        waits = self.one.state in {"missing", "leg_missing", "released_late", "due"} or self.one.hold == "not_due"
        return self.one.due_assumed and waits

    def has(self, name: str) -> bool:
        return getattr(self.one, name) is not None


def each(shares: SharesAt) -> list[ShareAt]:
    """The bookings that were told, those first that need somebody."""
    return [ShareAt(f"{shares.at}.bookings[{at}]", one, shares) for at, one in enumerate(shares.found.bookings)]


def unsent_of(shares: Sequence[SharesAt]) -> list[str]:
    """The providers of single bookings whose share is due and was not sent."""
    rows = [row for at in shares if not at.of_time for row in at.found.bookings if row.state == "missing"]
    return list(dict.fromkeys(row.provider for row in rows if row.provider))[:1]


def idle_of(shares: Sequence[SharesAt]) -> list[str]:
    """The providers, or accounts, of whom alone the shares of a time were read, who are known and had none in it."""
    rows = [at for at in shares if at.of_time and at.found.booking_count == 0]
    rows = [at for at in rows if at.found.provider is not None and at.found.provider.account is not None]
    named = [at.outcome.arguments.get("provider") for at in rows]
    return [one for one in dict.fromkeys(named) if isinstance(one, str)][:1]


def asked(question: str, named: References, window: Window | None, now: datetime | None) -> Iterator[Arguments]:
    """The arguments of the calls that a question about shares speaks for."""
    bookings = [value for key, value in named.metadata if key == "booking_id"]
    payments = [*named.payments, *(one for one in named.objects if one.startswith(("ch_", "py_")))]
    if bookings or payments:
        key, names = ("booking", bookings) if bookings else ("payment", payments)
        for one in names[:_MOST]:
            yield {key: one}
        return
    if any(one.startswith("tr_") for one in named.objects):
        return
    time = time_of(window, now)
    if not time:
        return
    providers = [*(value for key, value in named.metadata if key == "provider_id"), *_ACCOUNT.findall(question)]
    for one in dict.fromkeys(providers[:_MOST]):
        yield {"provider": one, **time}
    if not providers:
        yield time


def stretch(shares: Sequence[SharesAt], call: Arguments, times: int) -> Arguments:
    """The call for as much of the shares as the thread has gone on to: so many readings behind the first, or the last.

    One that is lacking on the way comes first.
    """
    asked = call
    for _ in range(times):
        read = next((one for one in reversed(shares) if _answers(one.outcome.arguments, asked)), None)
        if read is None or read.found.after is None:
            break
        asked = {**call, "after": read.found.after}
    return asked


def _answers(given: Arguments, asked: Arguments) -> bool:
    return asked.items() <= given.items() and given.get("after") == asked.get("after")


def time_of(window: Window | None, now: datetime | None) -> Arguments:
    """The time that a question means: its own, else the last thirty days."""
    if window is not None and window.since is not None:
        return window.to_json()
    return Window(since=now - _USUAL, until=now).to_json() if now is not None else {}


def led_to(leads: list[str]) -> Iterator[Arguments]:
    """The calls that an object leads to which the question names, such as a transfer to its payment."""
    for one in leads:
        if one.startswith("pi_"):
            yield {"payment": one}
