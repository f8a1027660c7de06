"""How near an account is to Visa's programme for disputes and fraud, reckoned from what happened and from literals.

After docs.stripe.com/disputes/monitoring-programs as it has been since 1 April 2026: disputes and issuers' fraud
warnings of a month, held against the month's captured payments by Visa; an American account's disputes are counted from
the fifth to the fifth. An inquiry that stays one doesn't count, nor what was settled before it became a dispute.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from evals.world.claims import Disputed, FraudReported
from evals.world.happened import Happened, Payment
from evals.world.parties import Brand, Card
from evals.world.steps import AuthorizationLapsed, Captured

COUNTED_FROM = 5
"""The day of the month from which an American account's claims are counted."""
FEWEST, PARTS = 5, (1, 200)
"""Claims, and their part of the payments, that are too many: five, and half a percent."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts of a month: claims of either kind and the payments that they are held against."""

    disputes: int
    warnings: int
    payments: int

    @property
    def claims(self) -> int:
        return self.disputes + self.warnings

    @property
    def too_many(self) -> bool:
        """Whether the first bound is reached in number and in part."""
        part, whole = PARTS
        return self.claims >= FEWEST and self.claims * whole >= self.payments * part


def month_of(at: int, day: int = 1) -> tuple[int, int]:
    """The month that a moment lies in, counted from a day of it to that of the next."""
    began = datetime.fromtimestamp(at, UTC)
    first = datetime(began.year, began.month, day, tzinfo=UTC)
    after = datetime(began.year + began.month // 12, began.month % 12 + 1, day, tzinfo=UTC)
    return int(first.timestamp()), int(after.timestamp())


def of_visa(happened: Happened, at: int) -> Standing:
    """How the month of a moment stands."""
    start, end = month_of(at)
    since, until = month_of(at, COUNTED_FROM)
    claimed = [one for one in _taken(happened) if _by_visa(one)]
    disputes = [
        step
        for one in claimed
        for step in one.of(Disputed)
        if since <= step.at < until and step.at <= happened.now and not step.inquiry and not step.prevented
    ]
    warnings = [
        step
        for one in claimed
        for step in one.of(FraudReported)
        if since <= step.at < until and step.at <= happened.now
    ]
    payments = [one for one in claimed if _captured(one) and start <= _charged_at(one) < end]
    return Standing(len(disputes), len(warnings), len(payments))


def _taken(happened: Happened) -> Iterator[Payment]:
    """Payments that were agreed to, on the platform's own account."""
    yield from (one for one in happened.payments if one.paid is not None and one.direct is None)


def _by_visa(payment: Payment) -> bool:
    method = payment.paid.method if payment.paid else None
    return isinstance(method, Card) and method.brand is Brand.VISA


def _captured(payment: Payment) -> bool:
    by_hand = payment.captured_by_hand and not payment.of(Captured)
    return not by_hand and not payment.of(AuthorizationLapsed)


def _charged_at(payment: Payment) -> int:
    assert payment.paid is not None  # noqa: S101 - only such payments come here
    return payment.paid.decided_at
