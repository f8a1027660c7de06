"""Exhibits of an account's payouts; conventions as in `exhibits`. Each estimate carries the rule that it rests on."""

from typing import Literal

from pydantic import ConfigDict
from pydantic.alias_generators import to_camel

from tools.contract.clock import Moment
from tools.contract.money import Money
from tools.contract.record import Record


class _Exhibit(Record):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, serialize_by_alias=True)


class AnalysedProvider(_Exhibit):
    """`id` is the platform's own of the provider, else the account's. `account_status` is why the account is disabled,
    else `payouts_disabled`, `information_due` or `enabled`; null where the account could not be read.
    """

    id: str
    business_name: str | None = None
    account_status: str | None = None


class AnalysedEarnings(_Exhibit):
    """`fees` are the platform's and Stripe's. `pending_transfers` is null: no object of Stripe's holds them, and what
    the platform still owes by its own rule is for the escrow of its bookings to tell.
    """

    gross: list[Money] | None = None
    fees: list[Money] | None = None
    net: list[Money] | None = None
    pending_transfers: list[Money] | None = None


class ExpectedPayout(_Exhibit):
    """When money is next expected at the bank, and how much. `payout` is set where it is on its way already."""

    date: Moment
    amounts: list[Money]
    payout: str | None = None
    rule: str


class AnalysedSchedule(_Exhibit):
    """`average_delay` is from a payout's day to its day of arrival, over those that arrived."""

    frequency: str | None = None
    next_payout: ExpectedPayout | None = None
    average_delay: str | None = None  # ISO 8601


class ServiceRevenue(_Exhibit):
    type: str
    revenue: list[Money]
    count: int


class AnalysedPerformance(_Exhibit):
    """`completed_bookings` are those whose money reached the account in the window."""

    completed_bookings: int | None = None
    average_earnings_per_booking: list[Money] | None = None
    top_service_types: list[ServiceRevenue]


class ProviderPayoutAnalysis(_Exhibit):
    """An account's earnings, schedule and work in a window: kind `provider_payout_analysis`."""

    provider: AnalysedProvider
    earnings: AnalysedEarnings
    payout_schedule: AnalysedSchedule
    performance: AnalysedPerformance
    since: Moment | None = None
    until: Moment | None = None


CalendarState = Literal[
    "paid", "returned", "failed", "canceled", "pending", "in_transit", "late", "becomes_available", "expected"
]


class CalendarDay(_Exhibit):
    """One entry: a payout by its day of arrival, what becomes available, or a payout that is only expected.

    `until` is the end of the line on which a payout is drawn: from its own day, `date`, to its day of arrival.
    """

    date: Moment
    until: Moment | None = None
    state: CalendarState
    amount: Money
    payout: str | None = None
    detail: str | None = None


class PayoutCalendar(_Exhibit):
    """Payouts made, on their way and expected, and what becomes available when: kind `payout_calendar`.

    `rule` is the one that what is expected rests on; `now` divides what was from what is to come.
    """

    account: str | None = None
    now: Moment
    entries: list[CalendarDay]
    rule: str | None = None
