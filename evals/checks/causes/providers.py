"""Causes that lie in a provider's account itself: whether it is paid out, when, and what has become of it.

Truths reckon a provider's payouts from the schedule on. Here a balance is walked through movement by movement instead.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from evals.suite.case import Case
from evals.world.draw import DAY, HOUR
from evals.world.happened import Happened
from evals.world.parties import Provider
from evals.world.standing import REJECTED, Stop
from evals.world.steps import PulledBack, Released
from evals.world.treasury import Interval, Treasury
from tools.contract.causes import CauseCode as C

MORNING = 9 * HOUR
"""How far into a day what arrives on it is to be seen."""


@dataclass(frozen=True)
class Owner:
    """The provider whose account a case turns on, with the world around it."""

    happened: Happened
    provider: Provider

    @property
    def now(self) -> int:
        return self.happened.now

    @property
    def treasury(self) -> Treasury:
        assert self.provider.treasury is not None  # noqa: S101 - every provider of a story has a bank
        return self.provider.treasury

    @cached_property
    def _came(self) -> list[tuple[int, int]]:
        """What came onto the balance or left it, but for payouts, in the order of time."""
        steps = [
            (step.at, step.amount if isinstance(step, Released) else -step.amount)
            for payment in self.happened.payments
            if payment.booked is not None and payment.booked.provider.account == self.provider.account
            for step in (*payment.of(Released), *payment.of(PulledBack))
        ]
        held = self.treasury.reserved
        steps += [(one.at, -one.amount) for one in held]
        steps += [(one.until, one.amount) for one in held if one.until is not None]
        return sorted((at, amount) for at, amount in steps if at <= self.now)

    @cached_property
    def paid_out(self) -> tuple[list[int], int]:
        """The days of payouts that there were, and what is on the balance now."""
        balance, days, waiting = 0, list[int](), dict(self._back())
        moves = [(at, 1, amount) for at, amount in self._came]
        first = self._came[0][0] if self._came else self.now
        moves += [(day, 2, 0) for day in self.treasury.days(first, self._last_day)]
        gone: dict[int, int] = {}
        for at, kind, amount in sorted(moves):
            back = [day for day, came_at in waiting.items() if came_at <= at and day in gone]
            balance += sum(gone.pop(day) for day in back)
            if kind == 1:
                balance += amount
            elif balance > self.kept and not self._stopped(at):
                days.append(at)
                gone[at], balance = balance - self.kept, self.kept
        balance += sum(left for day, left in gone.items() if waiting.get(day, self.now + 1) <= self.now)
        return days, balance

    @property
    def kept(self) -> int:
        return sum(amount for _, amount in self.treasury.kept)

    @property
    def _last_day(self) -> int:
        stop = self.provider.stopped
        return min(stop.at, self.now) if stop is not None and stop.why is not Stop.NOTHING_SENT else self.now

    def _back(self) -> list[tuple[int, int]]:
        return [(one.paid_out_on, one.at) for one in self.treasury.sent_back]

    def _stopped(self, day: int) -> bool:
        return any(one.at <= day < one.mended_at for one in self.treasury.sent_back)

    @property
    def last(self) -> int | None:
        """The day of the last payout."""
        return self.paid_out[0][-1] if self.paid_out[0] else None

    @property
    def came_back(self) -> int | None:
        """When the bank sent the last payout back, if it did."""
        return next((at for day, at in self._back() if day == self.last and at <= self.now), None)


def owner_of(case: Case, happened: Happened) -> Owner | None:
    """The owner of the account that a case asks about; None where it asks about none, or turns on a payment."""
    if case.truth.payment:
        return None
    accounts = [one for one in happened.platform.apart if one.account == case.truth.subject]
    twice = [one for one in happened.platform.apart if accounts and one.id == accounts[0].id]
    return Owner(happened, accounts[0]) if len(twice) == 1 else None


def _seen(owner: Owner) -> int:
    """When the last payout was to be seen at the bank."""
    return owner.treasury.arrives(owner.last or 0) + MORNING


def paid(owner: Owner) -> bool:
    return owner.last is not None and owner.came_back is None and _seen(owner) <= owner.now


def on_its_way(owner: Owner) -> bool:
    return owner.last is not None and owner.came_back is None and _seen(owner) > owner.now


def refused(owner: Owner) -> bool:
    """The bank would not take the last payout."""
    return owner.came_back is not None and owner.came_back <= _seen(owner)


def returned(owner: Owner) -> bool:
    """The last payout came back after it had seemed to arrive."""
    return owner.came_back is not None and owner.came_back > _seen(owner)


def below_nothing(owner: Owner) -> bool:
    return owner.paid_out[1] < 0


def kept_back(owner: Owner) -> bool:
    """Stripe keeps something of the balance, and has not let it go."""
    return any(one.at <= owner.now and (one.until or owner.now + DAY) > owner.now for one in owner.treasury.reserved)


def by_hand(owner: Owner) -> bool:
    return owner.treasury.interval is Interval.BY_HAND and owner.paid_out[1] > 0


def to_come(owner: Owner) -> bool:
    """Something is on the balance whose day has not come, or that is too little to be paid out."""
    scheduled = owner.treasury.interval is not Interval.BY_HAND and owner.came_back is None
    return scheduled and owner.paid_out[1] > 0 and owner.provider.stopped is None


def stopped(*why: Stop) -> Callable[[Owner], bool]:
    """The account is stopped for one of these reasons."""

    def holds(owner: Owner) -> bool:
        stop = owner.provider.stopped
        return stop is not None and stop.at <= owner.now and stop.why in why

    return holds


OF_AN_OWNER: Mapping[C, Callable[[Owner], bool]] = {
    C.PAYOUT_PAID: paid,
    C.PAYOUT_IN_TRANSIT: on_its_way,
    C.PAYOUT_FAILED: refused,
    C.PAYOUT_RETURNED: returned,
    C.PAYOUT_NOT_DUE: to_come,
    C.PAYOUTS_MANUAL: by_hand,
    C.NEGATIVE_BALANCE: below_nothing,
    C.RESERVE_HELD: kept_back,
    C.REQUIREMENTS_PAST_DUE: stopped(Stop.OVERDUE),
    C.ACCOUNT_UNDER_REVIEW: stopped(Stop.LOOKED_INTO),
    C.ACCOUNT_REJECTED: stopped(*REJECTED),
    C.ACCOUNT_PAUSED: stopped(Stop.HALTED),
    C.CAPABILITY_INACTIVE: stopped(Stop.NOTHING_SENT),
    C.NO_FAULT_FOUND: lambda owner: owner.provider.stopped is None and owner.came_back is None,
}
ORDERLY = frozenset({C.PAYOUT_PAID, C.PAYOUT_IN_TRANSIT, C.PAYOUT_NOT_DUE, C.NO_FAULT_FOUND})
"""Answers to one question about an account, true of any that is in order."""


def true_of_owner(owner: Owner) -> frozenset[C]:
    """Every cause that is so of an account."""
    return frozenset(cause for cause, holds in OF_AN_OWNER.items() if holds(owner))
