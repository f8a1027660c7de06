"""What is held for providers and what went out to them, as `escrow_status` tells it.

Stripe has no escrow object, and a transfer has no status: what is held is a payment without its transfer. Which share
is a provider's, and when it is due, is the platform's own rule; every figure that follows from it carries the rule.
"""

from typing import Literal

from tools.contract.clock import Moment
from tools.contract.money import Money
from tools.contract.providers import ProviderAccount
from tools.contract.record import Record

Pattern = Literal["transfer", "with_charge", "on_connected_account"]
"""How the provider's share goes out: by a transfer of its own, with the charge (a destination charge), or not at all,
because the payment is on the provider's account (a direct charge)."""

EscrowState = Literal[
    "wrong_destination",
    "duplicate",
    "leg_missing",
    "missing",
    "reversed",
    "partial",
    "wrong_amount",
    "fee_wrong",
    "refunded_since",
    "held",
    "due",
    "released_late",
    "released",
    "with_charge",
    "on_connected_account",
    "nothing_due",
    "unpaid",
    "unread",
]
"""How a payment's share stands, what needs somebody first. `held` says why beside it; `due` is due but not yet late;
`missing` is late; `refunded_since` was right when it was sent, and the customer has got money back after; `unread` is
where the transfers, or the refunds that decide what was right, were not read far enough to say."""

Age = Literal[
    "not_due",
    "unsettled",
    "in_review",
    "in_dispute",
    "in_grace",
    "up_to_1_day",
    "up_to_3_days",
    "up_to_7_days",
    "over_7_days",
    "short",
]
"""How long a share is due that was not sent: days past the last moment in time. What is held by a payment that is not
settled, by a review or by a dispute has no age; `short` is what lacks of shares that were sent, but wrongly."""

Astray = Literal["elsewhere", "again"]
"""What is wrong with one transfer: it went to another's account, or repeats an earlier one."""

Hold = Literal["not_due", "dispute", "review", "processing", "uncaptured"]
"""Why a share is held: its time has not come, or the payment itself is not settled."""


class EscrowTransfer(Record):
    """A transfer for a payment; `late_by` is how long after the last moment in time it was made.

    `amiss` is set where this transfer, and not only the sum of all of them, is wrong.
    """

    id: str
    amount: Money
    reversed: Money | None = None
    reversals: list[str] | None = None
    destination: str | None = None
    provider: str | None = None
    created: Moment
    late_by: str | None = None  # ISO 8601
    amiss: Astray | None = None


class EscrowLeg(Record):
    """One provider's part of a payment that several share; `percent` of what all of them get.

    `destination` is where it went, or should have; `account` the account that is known to be the provider's.
    """

    provider: str
    percent: int
    expected: Money | None = None
    sent: Money | None = None
    transfer: str | None = None
    destination: str | None = None
    account: str | None = None
    missing: bool


class EscrowBooking(Record):
    """The provider's share of the payment `id`.

    `expected` is the share by the rule, of what was captured less what was refunded, and never a figure of Stripe's;
    `sent` is what the transfers came to, less what was reversed; `difference` is sent less expected, so that it is
    negative where something lacks. `owed` is what has still to reach the providers of it, late or not, in the
    currency in which it is sent; what went to another's account has not reached them, and nothing is owed of what was
    lost. `due` is from when the share is due by the rule, `late_after` the last moment in time; `overdue` how long
    ago that was, while nothing was sent. `held_for` is from the charge to now, or to the first transfer. `settled`
    and `expected_settled` are the payment and the share in the currency that the payment settled in, where that is
    another: transfers are in that one. `expected_then` is the share, as it is sent, of what had not been refunded
    when the first transfer was made, where something was refunded. `due_assumed` is whether nobody states when the
    share is due, so that the usual days are presumed. `destination` is the account that the share is meant for, as
    far as it is known. `application_fee` is what the platform took with the charge, `application_fee_refunded` what
    it has given back of that since; `fee_difference` is of the fee as it was taken.
    """

    id: str
    booking: str | None = None
    provider: str | None = None
    service: str | None = None
    account: str | None = None
    pattern: Pattern
    state: EscrowState
    hold: Hold | None = None
    charge: str | None = None
    created: Moment
    captured: Money
    refunded: Money | None = None
    dispute: str | None = None
    dispute_status: str | None = None
    respond_by: Moment | None = None
    """Until when a dispute that waits for an answer can be answered."""
    expected: Money | None = None
    expected_rule: str | None = None
    settled: Money | None = None
    expected_settled: Money | None = None
    exchange_rate: str | None = None
    expected_then: Money | None = None
    due: Moment | None = None
    due_rule: str | None = None
    due_assumed: bool = False
    late_after: Moment | None = None
    overdue: str | None = None  # ISO 8601
    held_for: str | None = None  # ISO 8601
    sent: Money | None = None
    difference: Money | None = None
    owed: Money | None = None
    destination: str | None = None
    went_to: str | None = None
    application_fee: Money | None = None
    application_fee_refunded: Money | None = None
    expected_fee: Money | None = None
    fee_difference: Money | None = None
    fee_rule: str | None = None
    available_on: Moment | None = None
    transfers: list[EscrowTransfer] = []
    legs: list[EscrowLeg] = []


class StateCount(Record):
    """How many bookings are in a state, what was captured for them, and what their shares come to by the rule."""

    state: EscrowState
    count: int
    captured: list[Money] = []
    expected: list[Money] = []
    sent: list[Money] = []


class AgeBucket(Record):
    """What is not sent yet, by how long it is due."""

    age: Age
    count: int
    amount: list[Money] = []


class Lags(Record):
    """How long shares took, among those that were sent: from the charge, and after they were due; ISO 8601."""

    count: int
    median_held: str
    longest_held: str
    median_after_due: str | None = None
    longest_after_due: str | None = None


class OwedProvider(Record):
    """What the platform owes one provider by the rule: `now` is what is due of `owed`, and `overdue` the late part.

    What lacks of a share that was sent wrongly is due, and not counted as late. What is neither is not due yet, or held
    by a dispute or a review.
    """

    provider: str
    count: int
    owed: list[Money] = []
    now: list[Money] = []
    overdue: list[Money] = []


class PlatformBalance(Record):
    """The platform's own balance beside what is due now: a transfer without a source waits for available money.

    `shortfall` is by how much the available balance is less than what is due, by currency, and absent where it is
    enough; `clears_on` the earliest moment by which enough of what is pending becomes available.
    """

    available: list[Money] = []
    pending: list[Money] = []
    due_now: list[Money] = []
    shortfall: list[Money] = []
    clears_on: Moment | None = None


class EscrowStatus(Record):
    """What is held and what went out: of one booking or payment, of a provider, or of the platform in a window.

    In a window it tells the payments that were in escrow at some time of it: charged before its end, and not yet sent,
    or sent within it; payments charged before `charged_since` were not looked at. `bookings` come with those first that
    need somebody; counts and totals are aggregates over all of them. Each booking is in one of the counts: held,
    overdue, wrong, released, passed on (with the charge, or on the provider's own account), nothing due, or unread.

    Every total of shares is by the rule, in the currency in which shares are sent, and they close: what was earned is
    what is held, what is overdue and what is short (lacks of shares that were sent wrongly), which together are owed,
    with what was released and what is on providers' own accounts, less what was sent beyond the rule (`over_total`) and
    less the fees taken of payments that went with the charge.
    """

    provider: ProviderAccount | None = None
    since: Moment | None = None
    until: Moment | None = None
    charged_since: Moment | None = None
    bookings: list[EscrowBooking] = []
    booking_count: int
    states: list[StateCount] = []
    held_count: int
    overdue_count: int
    wrong_count: int
    released_count: int
    late_count: int
    passed_on_count: int = 0
    nothing_due_count: int = 0
    unread_count: int = 0
    captured_total: list[Money] = []
    refunded_total: list[Money] = []
    earned_total: list[Money] = []
    released_total: list[Money] = []
    reversed_total: list[Money] = []
    held_total: list[Money] = []
    overdue_total: list[Money] = []
    short_total: list[Money] = []
    over_total: list[Money] = []
    fees_total: list[Money] = []
    own_account_total: list[Money] = []
    owed_total: list[Money] = []
    next_due: Moment | None = None
    ageing: list[AgeBucket] = []
    lags: Lags | None = None
    owed_to: list[OwedProvider] = []
    owed_to_count: int = 0
    balance: PlatformBalance | None = None
    account_available: list[Money] = []
    account_pending: list[Money] = []
    after: str | None = None


def rounding(converted: bool, legs: int) -> int:
    """What rounding alone may make of the difference of a share, in minor units: only a conversion rounds twice."""
    return max(1, legs) if converted else 0


def asked_back(sent: int, refunded: int, captured: int) -> int:
    """How much of a transfer that came with its charge the refunds ask back, in proportion, rounded up."""
    return -(-sent * refunded // captured) if captured else 0
