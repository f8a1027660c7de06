"""How an account is paid what it has earned: its banks, how often, and what a bank once sent back."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from evals.world.draw import DAY, HOUR, Draw
from evals.world.standing import Reserved


class Interval(StrEnum):
    DAILY = "every banking day"
    WEEKLY = "on one day of the week"
    MONTHLY = "on one day of the month"
    BY_HAND = "only when somebody asks for it"


class Mishap(StrEnum):
    """Why a bank sends a payout back."""

    ACCOUNT_CLOSED = "the account had been closed"
    NO_ACCOUNT = "there was no such account"
    REFUSED = "the bank refused it"
    NOT_ALLOWED = "the bank may not be debited or credited so"
    WRONG_CURRENCY = "the account is of another currency"
    NOT_PROCESSED = "the bank could not process it"


USUAL = (Mishap.ACCOUNT_CLOSED, Mishap.NO_ACCOUNT, Mishap.REFUSED)


@dataclass(frozen=True, slots=True)
class Bank:
    """An account at a bank, to which one currency is paid out."""

    id: str
    bank: str
    routing: str
    holder: str
    country: str
    currency: str
    last4: str
    fingerprint: str
    added_at: int


@dataclass(frozen=True, slots=True)
class SentBack:
    """A payout that the bank sent back, before or after it had seemed to arrive.

    Until `mended_at` nothing more is paid there.
    """

    currency: str
    paid_out_on: int
    """The first second of the day on which the payout was made."""
    at: int
    why: Mishap
    mended_at: int


@dataclass(frozen=True, slots=True)
class Treasury:
    """When and where to an account is paid out. `weekday`: Monday is 0. A payout arrives after `transit` banking days.

    `kept`, by currency, stays on the balance whatever is paid out: a marketplace still owes it to its providers.
    `asked`: the moments at which somebody asked for a payout, where none is made otherwise.
    """

    interval: Interval
    banks: tuple[Bank, ...]
    weekday: int = 0
    monthday: int = 1
    asked: tuple[int, ...] = ()
    transit: int = 2
    sent_back: tuple[SentBack, ...] = ()
    kept: tuple[tuple[str, int], ...] = ()
    reserved: tuple[Reserved, ...] = ()
    instant: tuple[tuple[str, int], ...] = ()
    """By currency, the moments at which somebody had all that was available paid out at once, what is kept with it."""

    def days(self, since: int, until: int) -> list[int]:
        """The first seconds of the days on which payouts are made, from a moment up to another.

        Of payouts that are asked for, the very moments.
        """
        midnights = range(-(-since // DAY) * DAY, until + 1, DAY)
        match self.interval:
            case Interval.BY_HAND:
                return [at for at in self.asked if since <= at <= until]
            case Interval.DAILY:
                return [at for at in midnights if _weekday(at) < SATURDAY]
            case Interval.WEEKLY:
                return [at for at in midnights if _weekday(at) == self.weekday]
            case Interval.MONTHLY:
                return [at for at in midnights if datetime.fromtimestamp(at, UTC).day == self.monthday]

    def arrives(self, at: int) -> int:
        """The first second of the day on which a payout made at a moment arrives."""
        day, left = at // DAY * DAY, self.transit
        while left:
            day += DAY
            left -= _weekday(day) < SATURDAY
        return day

    def mishap(self, currency: str, day: int) -> SentBack | None:
        """What became of the payout of a day, if the bank sent it back."""
        return next((one for one in self.sent_back if (one.currency, one.paid_out_on) == (currency, day)), None)

    def stopped(self, currency: str, day: int) -> bool:
        """Whether nothing is paid out on a day, as the bank's details wait to be mended."""
        return any(one.currency == currency and one.at <= day < one.mended_at for one in self.sent_back)


SATURDAY = 5
KEPT = (("usd", 380_000), ("cad", 100_000), ("eur", 150_000))
"""What the platform keeps on its balance: about what it owes its providers at any time."""
BANKS = (
    ("usd", "US", "Lakeshore Federal", "072000000"),
    ("cad", "CA", "Maple Trust", "11000-000"),
    ("eur", "DE", "Spreebank", "10000000"),
)


def platform_treasury(draw: Draw, holder: str, opened: int, now: int) -> Treasury:
    """The platform's own: every Monday, to a bank for each currency that its balance holds; one payout came back."""
    banks = tuple(_bank(draw.within(row[0]), holder, opened + draw.whole(2, 20) * DAY, row) for row in BANKS)
    weekly = Treasury(Interval.WEEKLY, banks, kept=KEPT)
    bounced = draw.within("sent back")
    day = weekly.days(now - 20 * DAY, now - 12 * DAY)[0]
    at = day + 5 * DAY + bounced.whole(9 * HOUR, 15 * HOUR)
    why = bounced.pick(USUAL)
    mended = at + bounced.whole(10, 32) * HOUR
    return replace(weekly, sent_back=(SentBack("usd", day, at, why, mended),))


def _bank(draw: Draw, holder: str, added_at: int, row: tuple[str, str, str, str]) -> Bank:
    currency, country, bank, routing = row
    return Bank(
        id=draw.minted("ba", draw.stem(added_at)),
        bank=bank,
        routing=routing,
        holder=holder,
        country=country,
        currency=currency,
        last4=draw.digits(4),
        fingerprint=draw.text(16),
        added_at=added_at,
    )


def _weekday(at: int) -> int:
    return datetime.fromtimestamp(at, UTC).weekday()
