"""The platform's balance beside what is due: whether a transfer that waits for available money has any."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tools.contract.clock import Window, from_unix
from tools.contract.escrow import EscrowBooking, PlatformBalance
from tools.contract.money import Money, totals
from tools.contract.outcome import Failure
from tools.escrow.shares import OVERDUE, SHORT
from tools.escrow.sums import summed
from tools.reading.parts import Reads
from tools.shapes import BalanceTransaction, Shape

_SETTLING = timedelta(days=14)
"""How long ago a payment may have been made whose money is still pending."""
_READ = 300


class _Amount(Shape):
    amount: int
    currency: str


class Balance(Shape):
    """A balance of Stripe's: what is available, and what will be."""

    available: list[_Amount] = []
    pending: list[_Amount] = []

    @property
    def now(self) -> list[Money]:
        return totals(Money(currency=one.currency, minor=one.amount) for one in self.available)

    @property
    def to_come(self) -> list[Money]:
        return totals(Money(currency=one.currency, minor=one.amount) for one in self.pending)


async def platform_balance(reads: Reads, bookings: Sequence[EscrowBooking], now: datetime) -> PlatformBalance | None:
    """The balance where something is due now; None where nothing is, or it can't be read."""
    due = summed([one for one in bookings if one.state == "due" or one.state in OVERDUE | SHORT], lambda one: one.owed)
    if not due:
        return None
    read = await reads.one("balance", "/v1/balance", Balance)
    if isinstance(read, Failure):
        return None
    available = {one.currency: one.minor for one in read.now}
    lacking = [
        Money(currency=one.currency, minor=one.minor - available.get(one.currency, 0))
        for one in due
        if one.minor > available.get(one.currency, 0)
    ]
    clears = await _clears(reads, lacking, now) if lacking else None
    return PlatformBalance(available=read.now, pending=read.to_come, due_now=due, shortfall=lacking, clears_on=clears)


async def _clears(reads: Reads, lacking: Sequence[Money], now: datetime) -> datetime | None:
    """The earliest moment by which as much as lacks becomes available, in each currency, of what is pending."""
    window = Window(since=now - _SETTLING)
    path = "/v1/balance_transactions"
    rows = await reads.several("pending", path, BalanceTransaction, {}, _READ, window)
    if isinstance(rows, Failure) or not reads.complete("pending"):
        return None
    found: list[datetime] = []
    for one in lacking:
        coming = sorted(
            (row.available_on, row.net)
            for row in rows
            if row.currency == one.currency and row.available_on and from_unix(row.available_on) > now
        )
        reached = _reached(coming, one.minor)
        if reached is None:
            return None
        found.append(from_unix(reached))
    return max(found, default=None)


def _reached(coming: Sequence[tuple[int, int]], lacking: int) -> int | None:
    total = 0
    for at, net in coming:
        total += net
        if total >= lacking:
            return at
    return None
