"""How payments went over a time, counted from what happened: attempts, why they failed, what they brought, and by what.

An attempt counts once it came to a charge on the platform's own account, in the second in which that was made. What a
bank has not answered yet is pending: it neither succeeded nor failed. Amounts are of one currency each.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum

from evals.recipes.expected.attempts import DECIDED, decline_code, method_type, refusal_of
from evals.recipes.expected.sums import arrived, fee_with
from evals.world.claims import Refunded
from evals.world.happened import Attempt, Happened, Payment
from evals.world.parties import BankAccount, Card
from evals.world.steps import Captured

Window = tuple[int, int]
"""From its first moment up to, not including, the last."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Ending(StrEnum):
    """How an attempt ended: agreed to, refused by whoever holds the money, stopped by risk or a rule, not yet known."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    BLOCKED = "blocked"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt that came to a charge. `number`: which it is of its payment's charges, from one."""

    payment: Payment
    attempt: Attempt
    number: int
    ending: Ending

    @property
    def at(self) -> int:
        return self.attempt.decided_at

    @property
    def code(self) -> str | None:
        """Why it failed: the decline code, or the ground on which it was blocked."""
        if self.ending not in {Ending.FAILED, Ending.BLOCKED}:
            return None
        refused = refusal_of(self.attempt) is not None
        return decline_code(self.attempt) if refused else DECIDED[self.attempt.risk.decision][2]


@dataclass(frozen=True, slots=True)
class Counts:
    """Attempts by how they ended."""

    attempts: int
    succeeded: int
    failed: int
    blocked: int
    pending: int

    @classmethod
    def of(cls, tries: Iterable[Tried]) -> "Counts":
        found = Counter(one.ending for one in tries)
        return cls(found.total(), *(found[ending] for ending in Ending))

    @property
    def rate(self) -> tuple[int, int]:
        """Those that succeeded, of those whose end is known."""
        return self.succeeded, self.attempts - self.pending


@dataclass(frozen=True, slots=True)
class Recovery:
    """Payments whose first attempt lay in a time: paid at the first, paid in the end, paid after they had failed."""

    payments: int
    first: int
    eventual: int

    @property
    def recovered(self) -> int:
        return self.eventual - self.first


def tries(happened: Happened, window: Window) -> list[Tried]:
    """Every attempt of a time, of payments on the platform's own account."""
    start, end = window
    return [one for payment in own(happened) for one in _charges(payment, happened.now) if start <= one.at < end]


def own(happened: Happened) -> list[Payment]:
    """The payments on the platform's own account."""
    return [payment for payment in happened.payments if payment.direct is None]


def _charges(payment: Payment, now: int) -> Iterable[Tried]:
    made = [one for one in payment.attempts if one.makes_charge and one.decided_at <= now]
    for place, one in enumerate(made):
        yield Tried(payment, one, place + 1, _ending(one, now))


def _ending(attempt: Attempt, now: int) -> Ending:
    if attempt.risk.decision in DECIDED and refusal_of(attempt) is None:
        return Ending.BLOCKED
    if attempt.ended_at > now:
        return Ending.PENDING
    return Ending.SUCCEEDED if attempt.agreed else Ending.FAILED


def codes(made: Iterable[Tried]) -> Counter[str]:
    """Attempts that failed or were blocked, by why."""
    return Counter(one.code for one in made if one.code is not None)


def volume(made: Iterable[Tried]) -> Counter[str]:
    """What the attempts that succeeded were for, by currency, in minor units."""
    found: Counter[str] = Counter()
    for one in made:
        if one.ending is Ending.SUCCEEDED:
            found[one.payment.currency] += one.payment.amount
    return found


def by(made: Iterable[Tried], key: Callable[[Tried], str | None]) -> dict[str, Counts]:
    """Counts of each slice, of those attempts that are in one."""
    sliced: dict[str, list[Tried]] = {}
    for one in made:
        name = key(one)
        if name is not None:
            sliced.setdefault(name, []).append(one)
    return {name: Counts.of(found) for name, found in sorted(sliced.items())}


def recovery(happened: Happened, window: Window) -> Recovery:
    """How the payments of a time were tried in the end; the time is that of their first charge."""
    start, end = window
    found = [list(_charges(payment, happened.now)) for payment in own(happened)]
    begun = [made for made in found if made and start <= made[0].at < end]
    first = sum(made[0].ending is Ending.SUCCEEDED for made in begun)
    eventual = sum(any(one.ending is Ending.SUCCEEDED for one in made) for made in begun)
    return Recovery(len(begun), first, eventual)


def _card(one: Tried) -> Card | None:
    return one.attempt.method if isinstance(one.attempt.method, Card) else None


def _brand(one: Tried) -> str | None:
    card = _card(one)
    return card.brand.value if card else None


def _funding(one: Tried) -> str | None:
    card = _card(one)
    return card.funding.value if card else None


def _country(one: Tried) -> str | None:
    card = _card(one)
    return card.country if card else None


def _wallet(one: Tried) -> str | None:
    card = _card(one)
    return card.wallet.value if card and card.wallet else None


SLICES: Mapping[str, Callable[[Tried], str | None]] = {
    "service": lambda one: one.payment.booked.service if one.payment.booked else None,
    "metro": lambda one: one.payment.booked.metro if one.payment.booked else None,
    "provider": lambda one: one.payment.booked.provider.id if one.payment.booked else None,
    "method": lambda one: method_type(one.attempt),
    "currency": lambda one: one.payment.currency,
    "brand": _brand,
    "funding": _funding,
    "country": _country,
    "wallet": _wallet,
}
"""What attempts can be split by, beside time."""


def hour(zone: tzinfo = UTC) -> Callable[[Tried], str]:
    """The hour of a day in a zone, from 00 to 23."""
    return lambda one: f"{datetime.fromtimestamp(one.at, zone).hour:02d}"


def weekday(zone: tzinfo = UTC) -> Callable[[Tried], str]:
    """The day of the week in a zone."""
    return lambda one: WEEKDAYS[datetime.fromtimestamp(one.at, zone).weekday()]


@dataclass(frozen=True, slots=True)
class Money:
    """What a time brought to the balance, in one of the currencies that it is held in.

    A debit that the bank refused days later is taken off again, its fee too, when that was known.
    """

    gross: int
    fees: int
    refunds: int

    @property
    def net(self) -> int:
        return self.gross - self.fees - self.refunds


def revenue(happened: Happened, window: Window) -> dict[str, Money]:
    """What payments and refunds of a time came to on the balance, by its currency.

    A payment counts when it was captured, a debit when it was asked for, a refund when its money left, and one that
    came back is taken off when it did.
    """
    gross, fees, refunds = Counter[str](), Counter[str](), Counter[str]()
    for payment in own(happened):
        for one in payment.attempts:
            for at, sign in _moves(payment, one):
                if window[0] <= at < min(window[1], happened.now + 1):
                    brought = arrived(payment.amount, payment.currency)
                    gross[brought.currency] += sign * brought.amount
                    fees[brought.currency] += sign * fee_with(one.method, payment, payment.priced)
        for step in payment.of(Refunded):
            moved = step.moved_at(happened.now)
            came_back = step.failed_at if moved is not None and step.failed(happened.now) else None
            for at, sign in ((moved, 1), (came_back, -1)):
                if at is not None and window[0] <= at < window[1]:
                    back = arrived(step.amount, payment.currency)
                    refunds[back.currency] += sign * back.amount
    return {name: Money(gross[name], fees[name], refunds[name]) for name in sorted({*gross, *refunds})}


def _moves(payment: Payment, attempt: Attempt) -> Iterable[tuple[int, int]]:
    """When the whole of an attempt came to the balance, and when it left it again: the moment, and a sign.

    Raises ValueError for a payment of which a part was captured.
    """
    if isinstance(attempt.method, BankAccount):
        yield attempt.decided_at, 1
        if not attempt.agreed:
            yield attempt.ended_at, -1
    elif attempt.agreed and not payment.captured_by_hand:
        yield attempt.decided_at, 1
    elif attempt.agreed:
        for step in payment.of(Captured):
            if step.amount != payment.amount:
                raise ValueError(f"{payment.id} was captured in part")
            yield step.at, 1


ON_ITS_WAY = 5
"""How many seconds after a charge its money is on the balance at the latest."""


def at_the_edge(happened: Happened, window: Window) -> bool:
    """Whether money was on its way to the balance as a time began or ended, which may count it or not."""
    moments = {at for payment in own(happened) for one in payment.attempts for at, _ in _moves(payment, one)}
    return any(at in moments for edge in window for at in range(edge - ON_ITS_WAY, edge))
