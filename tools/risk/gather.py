"""What is read for a view of risk: attempts, disputes, fraud warnings and open reviews, each once.

Attempts are read back to the first of the month before the window's end, as Mastercard holds the chargebacks of a month
against the payments of the one before.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from tools.contract.clock import Window, from_unix
from tools.contract.coverage import MissingReason
from tools.contract.outcome import Failure
from tools.reading.parts import Reads
from tools.risk.months import Month
from tools.risk.programmes import first_day
from tools.shapes import Charge, Dispute, FraudWarning, OwnAccount, Review

PARTS = ("charges", "disputes", "fraud_warnings", "reviews", "account")
MOST = {"charges": 5000, "disputes": 1000, "fraud_warnings": 1000, "reviews": 500}
"""Rows at the most, a hundred at a time."""

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Signals:
    """Everything read, of a time that holds the window and both months; `month` is the one that the window is in the
    account's own zone, else the one that it ends in, as the disputes of the account's country are counted."""

    since: datetime
    until: datetime
    month: Month
    country: str | None
    charges: list[Charge]
    disputes: list[Dispute]
    warnings: list[FraudWarning]
    reviews: list[Review]

    def within(self, created: int) -> bool:
        """Whether something was created in the window."""
        return self.since <= from_unix(created) < self.until


async def gather(
    reads: Reads, since: datetime, until: datetime, now: datetime, zone: tzinfo = UTC
) -> Signals | Failure:
    """Reads it all; a Failure where the attempts themselves can't be read."""
    account = await reads.one("account", "/v1/account", OwnAccount)
    if isinstance(account, Failure):
        reads.lack("account", MissingReason.UNAVAILABLE, "the account's country")
    country = None if isinstance(account, Failure) else account.country
    day = first_day(country)
    month = Month.meant(since, until, now, zone) or Month.of(min(until - _INSTANT, now), day)
    end = max(until, month.after.begins(day))
    whole = Window(since=min(since, month.before.begins()), until=end)
    claimed = Window(since=min(since, month.begins()), until=end)
    charges, disputes, warnings, reviews = await asyncio.gather(
        reads.several("charges", "/v1/charges", Charge, {"expand": ["data.outcome.rule"]}, MOST["charges"], whole),
        reads.several("disputes", "/v1/disputes", Dispute, {"expand": ["data.charge"]}, MOST["disputes"], claimed),
        reads.several(
            "fraud_warnings",
            "/v1/radar/early_fraud_warnings",
            FraudWarning,
            {"expand": ["data.charge"]},
            MOST["fraud_warnings"],
            claimed,
        ),
        reads.several("reviews", "/v1/reviews", Review, {}, MOST["reviews"]),
    )
    if isinstance(charges, Failure):
        return charges
    return Signals(
        since=since,
        until=until,
        month=month,
        country=country,
        charges=charges,
        disputes=[] if isinstance(disputes, Failure) else disputes,
        warnings=[] if isinstance(warnings, Failure) else warnings,
        reviews=[] if isinstance(reviews, Failure) else reviews,
    )
