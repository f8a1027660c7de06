"""An account of Connect and its money's way to a bank, as `provider_payouts` tells it.

Stripe holds neither a next payout nor what a schedule would have done: such figures are estimates, and carry the rule
by which they were worked out. A balance's currencies are never summed across.
"""

from typing import Literal

from tools.contract.clock import Moment
from tools.contract.money import Money
from tools.contract.providers import ProviderAccount
from tools.contract.record import Record

Interval = Literal["daily", "weekly", "monthly", "manual"]


class Requirement(Record):
    """Something that Stripe refused to take as an answer: the requirement, and why."""

    requirement: str
    code: str


class AccountState(Record):
    """What the account may do, and what Stripe wants to know of it before it may do more, or not less.

    `disabled_reason` says why it may not; `deadline` is until when what is currently due must be there. A review of
    what was given is `pending_verification`.
    """

    opened_at: Moment | None = None
    country: str | None = None
    default_currency: str | None = None
    charges_enabled: bool | None = None
    payouts_enabled: bool | None = None
    details_submitted: bool | None = None
    disabled_reason: str | None = None
    capabilities: dict[str, str] = {}
    inactive: list[str] = []
    """The capabilities that were asked for and are not active, nor pending."""
    pending: list[str] = []
    """The capabilities that were asked for and whose answers Stripe still checks."""
    currently_due: list[str] = []
    eventually_due: list[str] = []
    past_due: list[str] = []
    pending_verification: list[str] = []
    deadline: Moment | None = None
    errors: list[Requirement] = []


class BankAccount(Record):
    """Where payouts go: a bank account (ba_) or a debit card. `usable` is false where Stripe sends nothing there."""

    id: str
    type: str
    status: str | None = None
    usable: bool | None = None
    bank: str | None = None
    last4: str | None = None
    currency: str | None = None
    country: str | None = None
    default: bool | None = None


class Balance(Record):
    """What the account holds now, by currency; negative where it owes. `reserved` is kept back for others' debts."""

    available: list[Money] = []
    pending: list[Money] = []
    reserved: list[Money] = []
    instant: list[Money] = []
    negative: list[Money] = []
    """What is left of available and pending together, of those currencies in which that is less than nothing."""


class Upcoming(Record):
    """What becomes available on a day: the sum of the movements that wait for it."""

    on: Moment
    amount: Money
    movements: int


class Schedule(Record):
    """When the account is paid out, as it is set. `delay_days` is how long funds wait until they are available.

    `status` is `disabled` where nothing is paid out at all; `read_from` is where Stripe said so.
    """

    interval: Interval | None = None
    weekly_days: list[str] = []
    monthly_days: list[int] = []
    delay_days: int | None = None
    minimum: list[Money] = []
    status: str | None = None
    debit_negative_balances: bool | None = None
    read_from: str


class PayoutState(Record):
    """One payout. `transit` is from when it was made to its day of arrival, ISO 8601; `late` where that day has passed.

    Of a failed one, `returned` came back onto the balance at `returned_at`; `paid_first` is whether Stripe showed it
    as paid before, null where the events that would tell are no longer kept.
    """

    id: str
    amount: Money
    status: str
    created: Moment
    arrival: Moment
    transit: str
    slower: bool | None = None
    """Whether it took more days than this account's payouts mostly do; null where there are too few to say."""
    late: bool = False
    automatic: bool | None = None
    method: str | None = None
    destination: str | None = None
    last4: str | None = None
    failure_code: str | None = None
    failure_balance_transaction: str | None = None
    returned: Money | None = None
    returned_at: Moment | None = None
    paid_first: bool | None = None
    paid_at: Moment | None = None
    original_payout: str | None = None
    reversed_by: str | None = None
    trace: str | None = None


class NextPayout(Record):
    """What is likely to be paid out next, of one currency: an estimate by `rule`, which reckons no bank holidays.

    `arrives` adds what this account's payouts mostly take; `held_back` is the set minimum that stays on the balance.
    """

    on: Moment
    arrives: Moment | None = None
    amount: Money
    held_back: Money | None = None
    rule: str


class ReserveMovement(Record):
    """Money that Stripe or the platform keeps back from the account (negative), or let go again; `id` is the txn_."""

    id: str
    type: str
    amount: Money
    created: Moment


class TakenBack(Record):
    """A refund or reversal that took money off the account's balance; `id` is its own (pyr_, re_, trr_), else the txn_.

    `taken` is what left the balance, in the balance's currency.
    """

    id: str
    type: str
    taken: Money
    at: Moment


class MovementSum(Record):
    """All of the window's movements on the account's balance of one type and currency."""

    type: str
    count: int
    amount: Money
    fees: Money
    net: Money


class Earnings(Record):
    """What the account earned in the window, by currency.

    `gross` came in by transfers and payments of its own, `fees` are the platform's and Stripe's of them, `reversed`
    was taken back or refunded, `net` is what is left. `read_from` names the part that tells.
    """

    gross: list[Money] = []
    fees: list[Money] = []
    reversed: list[Money] = []
    net: list[Money] = []
    read_from: str


class ServiceEarnings(Record):
    """What one type of service brought the account, in one currency, of the bookings that say their type."""

    service: str
    bookings: int
    net: Money
    average: Money
    """To the nearest minor unit."""


class ScheduleTrial(Record):
    """What a schedule would have done with the window's earnings, by `rule`: worked out, not observed.

    `average_wait` is how long an amount waited on average from when it was available until it was paid out, amounts as
    weights; `payouts` how many there would have been; `below_minimum` on how many of its days less than the set minimum
    was there. `present` marks the schedule that is set.
    """

    interval: Interval
    days: list[str] = []
    present: bool
    currency: str
    payouts: int
    below_minimum: int
    average_wait: str  # ISO 8601
    paid: Money
    left: Money
    rule: str


class ProviderPayouts(Record):
    """The account `id` and its way to the bank; lists newest first, counts and totals are aggregates of the window.

    A list or count that stands on nothing read is absent.

    `platform` marks the platform's own account; `provider` is the platform's id of who owns it, `business` their name.
    `whose` is how the account was found, where a provider was asked for; where it is none or several, nothing else is.
    """

    id: str | None = None
    platform: bool = False
    provider: str | None = None
    business: str | None = None
    whose: ProviderAccount | None = None
    since: Moment
    until: Moment
    account: AccountState | None = None
    bank_accounts: list[BankAccount] = []
    balance: Balance | None = None
    upcoming: list[Upcoming] = []
    unplaced: list[Money] = []
    """What is pending on the balance and in none of the movements that were read, so that no day is known for it."""
    schedule: Schedule | None = None
    payouts: list[PayoutState] = []
    next_payouts: list[NextPayout] = []
    short_of_minimum: list[Money] = []
    """What is lacking to the set minimum, of those currencies of which less than that is available."""
    reserves: list[ReserveMovement] = []
    reserve_total: list[Money] = []
    movements: list[MovementSum] = []
    taken_back: list[TakenBack] = []
    """Newest first; these may be older than the window, as far as the ledger was read for what is still pending."""
    opening: list[Money] = []
    """What was on the balance, pending or not, when the window began; of a window up to now, read whole."""
    earnings: Earnings | None = None
    services: list[ServiceEarnings] = []
    trials: list[ScheduleTrial] = []
    payout_count: int | None = None
    paid_count: int | None = None
    failed_count: int | None = None
    in_transit_count: int | None = None
    late_count: int | None = None
    booking_count: int | None = None
    paid_total: list[Money] = []
    in_transit_total: list[Money] = []
    returned_total: list[Money] = []
    average_per_booking: list[Money] = []
    average_transit: str | None = None  # ISO 8601
    usual_transit: str | None = None  # ISO 8601
