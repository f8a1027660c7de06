"""When a schedule pays out, what it is likely to pay next, and what other schedules would have done.

Automatic payouts are made on banking days, of what is available by then beyond the set minimum
(docs.stripe.com/payouts#payout-schedule). A month shorter than the day that is set pays on its last. Bank holidays
are not known here; a day is one in UTC.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tools.contract.clock import duration, from_unix
from tools.contract.money import Money, most_used
from tools.contract.payouts import Balance, Interval, NextPayout, Schedule, ScheduleTrial, Upcoming
from tools.shapes.accounts import LedgerEntry

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SATURDAY = 5
_AHEAD = 62
"""Days to look ahead for a next payout: a monthly schedule's two next days are among them."""
_DAY = timedelta(days=1)
NEXT_RULE = "what is available now and becomes so by the schedule's next day, less the set minimum; no bank holidays"
TRIAL_RULE = (
    "each amount that came in by when it became available, what was taken back off the oldest, paid out on the "
    "schedule's days beyond the set minimum; no bank holidays"
)


@dataclass(frozen=True)
class Days:
    """The days of a schedule that makes payouts by itself."""

    interval: Interval
    weekly: tuple[str, ...] = ()
    monthly: tuple[int, ...] = ()

    @property
    def named(self) -> list[str]:
        return [*self.weekly, *(str(day) for day in self.monthly)]

    def falls_on(self, day: datetime) -> bool:
        """Whether payouts are made on a day."""
        if day.weekday() >= _SATURDAY:
            return False
        if self.interval == "weekly":
            return WEEKDAYS[day.weekday()] in self.weekly
        if self.interval == "monthly":
            return any(min(one, _last(date)) == date.day for date in _taken_over(day) for one in self.monthly)
        return self.interval == "daily"


def _taken_over(day: datetime) -> list[datetime]:
    """The dates whose payouts are made on a banking day: its own, and on a Monday those of the weekend."""
    return [day - number * _DAY for number in range(3 if day.weekday() == 0 else 1)]


def _last(day: datetime) -> int:
    return monthrange(day.year, day.month)[1]


def days_of(schedule: Schedule | None) -> Days | None:
    """The days of a schedule; null where it is not known, or payouts are made by hand."""
    if schedule is None or schedule.interval in (None, "manual"):
        return None
    return Days(schedule.interval, tuple(schedule.weekly_days), tuple(schedule.monthly_days))


def upcoming_days(days: Days, after: datetime) -> Iterator[datetime]:
    """The days on which payouts are made after a moment's own day, as far ahead as is looked."""
    today = _midnight(after)
    return (day for number in range(1, _AHEAD + 1) if days.falls_on(day := today + number * _DAY))


def next_payouts(
    schedule: Schedule | None, balance: Balance | None, awaited: Sequence[Upcoming], now: datetime, usual: int | None
) -> list[NextPayout]:
    """What is likely to be paid out next of each currency; empty where nothing is, or the schedule is not known."""
    days = days_of(schedule)
    if days is None or schedule is None or balance is None:
        return []
    currencies = dict.fromkeys(
        [*(one.currency for one in balance.available), *(one.amount.currency for one in awaited)]
    )
    found = (_next(currency, days, schedule, balance, awaited, now, usual) for currency in currencies)
    return [one for one in found if one is not None]


def _next(
    currency: str,
    days: Days,
    schedule: Schedule,
    balance: Balance,
    awaited: Sequence[Upcoming],
    now: datetime,
    usual: int | None,
) -> NextPayout | None:
    held = sum(one.minor for one in balance.available if one.currency == currency)
    kept = next((one for one in schedule.minimum if one.currency == currency), None)
    for day in upcoming_days(days, now):
        ready = held + sum(one.amount.minor for one in awaited if one.amount.currency == currency and one.on <= day)
        due = ready - (kept.minor if kept else 0)
        if due > 0:
            return NextPayout(
                on=day,
                arrives=None if usual is None else day + usual * _DAY,
                amount=Money(currency=currency, minor=due),
                held_back=kept,
                rule=NEXT_RULE,
            )
    return None


def short_of_minimum(schedule: Schedule | None, balance: Balance | None) -> list[Money]:
    """What is lacking to the set minimum, by currency, where less than that is available."""
    if schedule is None or balance is None:
        return []
    held = {one.currency: one.minor for one in balance.available}
    lacking = [(one.currency, one.minor - held.get(one.currency, 0)) for one in schedule.minimum]
    return [Money(currency=currency, minor=minor) for currency, minor in lacking if minor > 0 and currency in held]


def trials(
    schedule: Schedule | None, entries: Sequence[LedgerEntry], since: datetime, until: datetime
) -> list[ScheduleTrial]:
    """What the schedule that is set and the others would have done with the currency that came in most often."""
    came = most_used(one.currency for one in entries if one.net > 0)
    if schedule is None or not came:
        return []
    currency = came[0]
    flow = sorted((_available(one), one.net) for one in entries if one.currency == currency)
    present = days_of(schedule)
    kept = next((one.minor for one in schedule.minimum if one.currency == currency), 0)
    weekly = (present.weekly if present else ()) or ("monday",)
    monthly = (present.monthly if present else ()) or (1,)
    tried = [Days("daily"), Days("weekly", weekly=weekly), Days("monthly", monthly=monthly)]
    return [_trial(days, days == present, currency, flow, kept, since, until) for days in tried]


def _trial(
    days: Days, present: bool, currency: str, flow: Sequence[tuple[datetime, int]], kept: int, since: datetime,
    until: datetime,
) -> ScheduleTrial:  # fmt: skip
    pool, paid, waited, payouts, below, at = _Pool(), 0, 0, 0, 0, 0
    day = _midnight(since)
    while day <= until:
        while at < len(flow) and flow[at][0] <= day:
            pool.take(*flow[at])
            at += 1
        if days.falls_on(day):
            due = pool.held - kept
            below += int(0 < pool.held <= kept)
            if due > 0:
                waited += pool.pay(due, day)
                paid, payouts = paid + due, payouts + 1
        day += _DAY
    for came in flow[at:]:
        pool.take(*came)
    return ScheduleTrial(
        interval=days.interval,
        days=days.named,
        present=present,
        currency=currency,
        payouts=payouts,
        below_minimum=below,
        average_wait=duration(timedelta(seconds=waited // paid if paid else 0)),
        paid=Money(currency=currency, minor=paid),
        left=Money(currency=currency, minor=pool.held),
        rule=TRIAL_RULE,
    )


class _Pool:
    """What is available and not paid out: amounts by when they became so, the oldest first, and what is owed."""

    def __init__(self) -> None:
        self._amounts: list[tuple[datetime, int]] = []
        self._owed = 0

    @property
    def held(self) -> int:
        return sum(minor for _, minor in self._amounts) - self._owed

    def take(self, at: datetime, minor: int) -> None:
        """Add what became available, or take away what was taken back."""
        if minor >= 0:
            self._amounts.append((at, minor))
        else:
            self._owed -= minor
        self._owed -= sum(taken for _, taken in self._off(self._owed))

    def pay(self, minor: int, on: datetime) -> int:
        """Pay out so much of the oldest; how long it waited, in seconds times minor units."""
        return sum(taken * int((on - at).total_seconds()) for at, taken in self._off(minor))

    def _off(self, minor: int) -> list[tuple[datetime, int]]:
        """So much of the oldest amounts, as far as they go."""
        taken: list[tuple[datetime, int]] = []
        while minor > 0 and self._amounts:
            at, held = self._amounts.pop(0)
            used = min(held, minor)
            if held > used:
                self._amounts.insert(0, (at, held - used))
            taken.append((at, used))
            minor -= used
        return taken


def _available(entry: LedgerEntry) -> datetime:
    return from_unix(max(entry.created, entry.available_on or entry.created))


def _midnight(moment: datetime) -> datetime:
    return datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
