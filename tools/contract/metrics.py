"""What is counted over many payments, and the rates that such counts carry.

An attempt is a charge, as Stripe counts them: a customer who failed or left at authentication made none
(docs.stripe.com/payments/analytics).
"""

from typing import Literal

from tools.contract.clock import Moment
from tools.contract.record import Record

FEWEST = 30
"""Attempts below which no rate is given: at fewer, its 95 % interval spans a third and more."""


class SuccessRate(Record):
    """The share of the attempts that succeeded, to four decimals, with the counts that it is made of."""

    rate: float
    succeeded: int
    attempted: int


class OtherAttempts(Record):
    """The attempts of the same time that the criteria leave out."""

    attempt_count: int
    succeeded_count: int
    success_rate: SuccessRate | None = None


class PaymentMetrics(Record):
    """The attempts made in a window, `until` left out; counts are aggregates.

    `failed_count` holds all that brought no money: declined, blocked, invalid, reversed at once. `success_rate`
    is of the `attempted_count` that are left without those that are pending and those whose request was invalid, and is
    null where that is less than `FEWEST`.
    `beside_others` says how it stands to that of the others: `alike` unless they differ by more than chance would make
    them in one case of a hundred; null where either rate is.
    """

    since: Moment
    until: Moment
    metadata: dict[str, str] = {}
    attempt_count: int
    attempted_count: int
    succeeded_count: int
    failed_count: int
    blocked_count: int
    pending_count: int
    invalid_count: int
    success_rate: SuccessRate | None = None
    others: OtherAttempts | None = None
    beside_others: Literal["lower", "higher", "alike"] | None = None
