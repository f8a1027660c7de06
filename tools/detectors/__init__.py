"""What changed: every detector over one window of facts, ranked by the money that is affected.

Detectors are pure: they read facts and ask nobody. What each looks for, and from when on it speaks, stands in its
module; the tests behind shares are `tools.metrics.chance`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tools.contract.changes import Change
from tools.detectors.budget import Budget
from tools.detectors.card_testing import card_testing
from tools.detectors.counts import counted
from tools.detectors.duplicates import duplicate_charges
from tools.detectors.found import change
from tools.detectors.looking import Looking, whole
from tools.detectors.payouts import payout_failures
from tools.detectors.shares import shifts
from tools.detectors.stuck import stuck
from tools.metrics.catalogue.conditions import PAID

__all__ = ["Budget", "Looking", "detect", "ranked"]

MOST = 12
"""The most that are told of one window."""


def detect(looking: Looking, booking: str, others: Iterable[Change] = (), budget: Budget | None = None) -> list[Change]:
    """What changed in a window, and what is wrong in it; `others` are what was found beyond the facts.

    `booking` is the metadata key that names a booking. Nothing where nothing is wrong. Once the budget is spent no more
    is looked for: it holds what was left out.
    """
    if "attempts" not in looking.facts.held:
        return ranked(looking, list(others))
    time = budget or Budget()
    told = list(others)
    burst = card_testing(looking) if time.allows("card_testing") else None
    rest = replace(looking, aside=burst.others) if burst else looking
    told += [burst.change] if burst else []
    told += stuck(rest) if time.allows("stuck") else []
    told += payout_failures(rest) if time.allows("payout_failures") else []
    duplicates = duplicate_charges(rest, booking) if time.allows("duplicate_charges") else None
    told += [duplicates] if duplicates else []
    told += [change(rest, shift) for shift in shifts(counted(rest, time), time)]
    return ranked(looking, told)


def ranked(looking: Looking, found: Sequence[Change]) -> list[Change]:
    """The most money first, in ordinary payments of its currency: so no rate of exchange is needed; then the most
    payments."""
    usual = _usual(looking) if found else {}

    def worth(one: Change) -> float:
        return sum(money.minor / usual.get(money.currency, money.minor) for money in one.money)

    mixes_last = sorted(found, key=lambda one: (one.detector == "mix_shift", -worth(one), -one.payments, one.detector))
    return mixes_last[:MOST]


def _usual(looking: Looking) -> dict[str, float]:
    """What an ordinary payment is in each currency."""
    if "attempts" not in looking.facts.held:
        return {}
    rows = looking.rows(
        f"SELECT currency, SUM(amount), COUNT(*) FROM attempts WHERE {PAID} AND created < {looking.until} GROUP BY 1"
    )
    return {str(currency): whole(total) / whole(count) for currency, total, count in rows if whole(total)}
