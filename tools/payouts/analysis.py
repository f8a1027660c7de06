"""The exhibits of an account's payouts: the analysis in the words that payment teams know, and a calendar."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from tools.contract.money import totals
from tools.contract.outcome import Exhibit
from tools.contract.payout_exhibits import (
    AnalysedEarnings,
    AnalysedPerformance,
    AnalysedProvider,
    AnalysedSchedule,
    CalendarDay,
    CalendarState,
    ExpectedPayout,
    PayoutCalendar,
    ProviderPayoutAnalysis,
    ServiceRevenue,
)
from tools.contract.payouts import PayoutState, ProviderPayouts, Schedule, ServiceEarnings

_ON_ITS_WAY = frozenset({"pending", "in_transit"})
_SHOWN_PAYOUTS, _SHOWN_DAYS, _SHOWN_SERVICES = 40, 14, 5
_SENT = "on its way: the day of arrival that Stripe gives"


def exhibits(told: ProviderPayouts, now: datetime) -> list[Exhibit]:
    """The calendar of the account's payouts and, of a provider's account, its analysis."""
    calendar = Exhibit(kind="payout_calendar", data=payout_calendar(told, now).to_json())
    if told.platform or told.id is None:
        return [calendar]
    return [Exhibit(kind="provider_payout_analysis", data=payout_analysis(told).to_json()), calendar]


def payout_analysis(told: ProviderPayouts) -> ProviderPayoutAnalysis:
    """The analysis, of what was told of the account."""
    earned = told.earnings
    return ProviderPayoutAnalysis(
        provider=AnalysedProvider(
            id=told.provider or told.id or "", business_name=told.business, account_status=account_status(told)
        ),
        earnings=AnalysedEarnings(
            gross=earned.gross if earned else None,
            fees=earned.fees if earned else None,
            net=earned.net if earned else None,
        ),
        payout_schedule=AnalysedSchedule(
            frequency=frequency(told.schedule), next_payout=_expected(told), average_delay=told.average_transit
        ),
        performance=AnalysedPerformance(
            completed_bookings=told.booking_count,
            average_earnings_per_booking=None if told.booking_count is None else told.average_per_booking,
            top_service_types=_top(told.services),
        ),
        since=told.since,
        until=told.until,
    )


def account_status(told: ProviderPayouts) -> str | None:
    """How the account stands, in one word."""
    state = told.account
    if state is None:
        return None
    if state.disabled_reason is not None:
        return state.disabled_reason
    if state.payouts_enabled is False:
        return "payouts_disabled"
    return "information_due" if state.currently_due or state.past_due else "enabled"


def frequency(schedule: Schedule | None) -> str | None:
    """How often payouts are made: `weekly (monday)`."""
    if schedule is None or schedule.interval is None:
        return None
    days = [*schedule.weekly_days, *(str(day) for day in schedule.monthly_days)]
    named = days if schedule.interval in ("weekly", "monthly") else []
    return f"{schedule.interval} ({', '.join(named)})" if named else schedule.interval


def _expected(told: ProviderPayouts) -> ExpectedPayout | None:
    """What arrives next: a payout that is on its way, else the one that the schedule is likely to make."""
    sent = sorted((one for one in told.payouts if one.status in _ON_ITS_WAY), key=lambda one: one.arrival)
    if sent:
        return ExpectedPayout(date=sent[0].arrival, amounts=[sent[0].amount], payout=sent[0].id, rule=_SENT)
    if not told.next_payouts:
        return None
    first = min(told.next_payouts, key=lambda one: one.on)
    same = [one for one in told.next_payouts if one.on == first.on]
    return ExpectedPayout(date=first.arrives or first.on, amounts=totals(one.amount for one in same), rule=first.rule)


def _top(rows: Sequence[ServiceEarnings]) -> list[ServiceRevenue]:
    """The services that brought most in each currency; the amounts of each by currency."""
    rows = [row for row in rows if row.bookings]
    currencies = dict.fromkeys(row.net.currency for row in rows)
    most = [[row.service for row in rows if row.net.currency == one][:_SHOWN_SERVICES] for one in currencies]
    named = dict.fromkeys(service for services in most for service in services)
    return [
        ServiceRevenue(
            type=service,
            revenue=totals(row.net for row in rows if row.service == service),
            count=sum(row.bookings for row in rows if row.service == service),
        )
        for service in named
    ]


def payout_calendar(told: ProviderPayouts, now: datetime) -> PayoutCalendar:
    """What was paid out and what is to come, in the order of time."""
    entries = [*_made(told.payouts[:_SHOWN_PAYOUTS]), *_awaited(told), *_likely(told)]
    return PayoutCalendar(
        account=told.id,
        now=now,
        entries=sorted(entries, key=lambda one: (one.date, one.amount.currency, one.state)),
        rule=told.next_payouts[0].rule if told.next_payouts else None,
    )


def _made(payouts: Sequence[PayoutState]) -> Iterator[CalendarDay]:
    for one in payouts:
        yield CalendarDay(
            date=one.created,
            until=one.returned_at or one.arrival,
            state=_state(one),
            amount=one.amount,
            payout=one.id,
            detail=one.failure_code,
        )


def _state(payout: PayoutState) -> CalendarState:
    match payout.status:
        case "paid":
            return "paid"
        case "failed":
            return "returned" if payout.paid_first else "failed"
        case "canceled":
            return "canceled"
        case status:
            return "late" if payout.late else "pending" if status == "pending" else "in_transit"


def _awaited(told: ProviderPayouts) -> Iterator[CalendarDay]:
    for one in told.upcoming[:_SHOWN_DAYS]:
        yield CalendarDay(date=one.on, state="becomes_available", amount=one.amount)


def _likely(told: ProviderPayouts) -> Iterator[CalendarDay]:
    for one in told.next_payouts:
        yield CalendarDay(date=one.on, until=one.arrives, state="expected", amount=one.amount)
