"""An account's payouts as a report shows them: the analysis in words, and a calendar of what was and what comes."""

from collections.abc import Sequence
from datetime import datetime

from agent.render.shapes import Bar, Line, Section, Tone
from agent.render.words import span
from tools.contract.money import Money
from tools.contract.payout_exhibits import CalendarDay, CalendarState, PayoutCalendar, ProviderPayoutAnalysis

_SAID: dict[CalendarState, str] = {
    "paid": "paid out",
    "returned": "paid, then came back",
    "failed": "failed",
    "canceled": "canceled",
    "pending": "made",
    "in_transit": "on its way",
    "late": "late",
    "becomes_available": "becomes available",
    "expected": "expected",
}
_TONES: dict[CalendarState, Tone] = {
    "paid": "good",
    "returned": "critical",
    "failed": "critical",
    "late": "warning",
    "becomes_available": "quiet",
    "expected": "quiet",
}
_STANDINGS = {
    "requirements.past_due": "disabled, as something that Stripe asked for is overdue",
    "requirements.pending_verification": "disabled, as Stripe still checks what was given",
    "action_required.requested_capabilities": "restricted, as a capability that was asked for needs something",
    "under_review": "disabled, as Stripe is looking into it",
    "platform_paused": "disabled, as the platform paused it",
    "rejected.fraud": "rejected by Stripe, for fraud",
    "rejected.listed": "rejected by Stripe, as it is on a list",
    "rejected.terms_of_service": "rejected by Stripe, for its terms of service",
    "rejected.other": "rejected by Stripe",
}
WIDTH = 1000
"""Units from the calendar's first moment to its last."""
_LEAST = 8


def _unsent(owed: list[Money] | None) -> str:
    return "unknown (no rule says how much)" if owed is None else _money(owed)


def analysis(
    exhibit: ProviderPayoutAnalysis, evidence: str, owed: tuple[list[Money] | None, str] | None = None
) -> Section:
    """Earnings, schedule and work, a line each; what Stripe doesn't hold is said to be unknown.

    `owed` is what the platform has still to send to the provider by its own rule, null where no rule says how much, and
    the evidence of that.
    """
    who, earned = exhibit.provider, exhibit.earnings
    set_, work = exhibit.payout_schedule, exhibit.performance
    awaited = set_.next_payout
    coming = ""
    if awaited is not None:
        told = f" ({awaited.payout})" if awaited.payout else ""
        coming = f"{_money(awaited.amounts)} by {_day(awaited.date)}{told}: {awaited.rule}"
    services = "; ".join(f"{one.type}: {_money(one.revenue)} from {one.count}" for one in work.top_service_types)
    told_lines = [
        ("Provider", " ".join(part for part in (who.business_name, f"({who.id})") if part)),
        ("Account", _STANDINGS.get(who.account_status or "", (who.account_status or "unknown").replace("_", " "))),
        ("Earned", f"{_money(earned.gross)}, fees {_money(earned.fees)}, net {_money(earned.net)}"),
        ("Pending transfers", _unsent(owed[0]) if owed else _money(earned.pending_transfers)),
        ("Payouts", (set_.frequency or "unknown")),
        ("Next payout", coming or "none that can be told"),
        ("Average delay", span(set_.average_delay) if set_.average_delay else "unknown"),
        ("Completed bookings", "unknown" if work.completed_bookings is None else str(work.completed_bookings)),
        ("Average per booking", _money(work.average_earnings_per_booking)),
        ("Top services", services or "unknown"),
    ]
    sources = {"Pending transfers": owed[1]} if owed else dict[str, str]()
    lines = [Line(label=label, text=text, evidence=sources.get(label, evidence)) for label, text in told_lines]
    return Section(title=f"Payout analysis{_window(exhibit)}", lines=lines)


def _window(exhibit: ProviderPayoutAnalysis) -> str:
    """The days whose earnings and bookings are told: ` (2026-08-24 until 2026-11-22, days in UTC)`."""
    if exhibit.since is None or exhibit.until is None:
        return ""
    return f" ({_day(exhibit.since)} until {_day(exhibit.until)}, days in UTC)"


def calendar(exhibit: PayoutCalendar) -> Section:
    """A row for each payout and each day on which something becomes available; drawn as bars where a face can."""
    rows = [_row(one) for one in exhibit.entries]
    named = f" of {exhibit.account}" if exhibit.account else ""
    return Section(
        title=f"Payout calendar{named} (days in UTC)",
        header=["From", "Until", "What", "Amount", "Details"],
        rows=rows,
        tones=[_TONES.get(one.state, "plain") for one in exhibit.entries],
        spans=_bars(exhibit),
        now=_at(exhibit.now, exhibit.entries),
    )


def _row(one: CalendarDay) -> list[str]:
    until = _day(one.until) if one.until else ""
    details = " ".join(part for part in (one.payout, one.detail) if part)
    return [_day(one.date), until, _SAID[one.state], str(one.amount), details]


def _bars(exhibit: PayoutCalendar) -> list[Bar]:
    bars: list[Bar] = []
    for one in exhibit.entries:
        start = _at(one.date, exhibit.entries)
        end = _at(one.until or one.date, exhibit.entries)
        label = f"{_day(one.date)} {one.amount} {_SAID[one.state]}"
        width = max(end - start, _LEAST)
        bars.append(Bar(start=min(start, WIDTH - width), width=width, tone=_TONES.get(one.state, "plain"), label=label))
    return bars


def _at(moment_: datetime, entries: Sequence[CalendarDay]) -> int:
    """Where a moment lies between the first and the last of the calendar."""
    every = [at for one in entries for at in (one.date, one.until) if at is not None]
    if not every:
        return 0
    first, last = min(every), max(every)
    whole = max(int((last - first).total_seconds()), 1)
    return min(max(int((moment_ - first).total_seconds()) * WIDTH // whole, 0), WIDTH)


def _day(at: datetime) -> str:
    """The date alone, in UTC as Stripe gives a payout's day of arrival."""
    return at.strftime("%Y-%m-%d")


def _money(amounts: Sequence[Money] | None) -> str:
    if amounts is None:
        return "unknown"
    return ", ".join(str(one) for one in amounts) or "nothing"
