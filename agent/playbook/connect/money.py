"""What stands beside an answer about an account: its balance, schedule, payouts, reserves and earnings."""

from collections.abc import Iterator

from agent.playbook.connect.accounts import AccountAt
from agent.playbook.connect.dated import following, of_time, rows_of
from agent.playbook.payment.case import Place
from agent.playbook.writing.drafting import finding
from agent.report import DraftFinding
from tools.contract.payouts import PayoutState

ON_ITS_WAY = frozenset({"pending", "in_transit"})
_PAYOUTS_TOLD, _DAYS_TOLD, _SERVICES_TOLD, _TAKEN_TOLD = 5, 4, 3, 4


def payout_findings(account: AccountAt) -> Iterator[DraftFinding]:
    """What a reader wants to know of the account's money, whatever the cause."""
    yield from _balance(account)
    yield from _upcoming(account)
    yield from schedule(account)
    yield from _payouts(account)
    yield from _reserves(account)
    yield from _earnings(account)


def _balance(account: AccountAt) -> Iterator[DraftFinding]:
    held = account.found.balance
    if held is None or not held.available:
        return
    of = "On the platform's own account, available now" if account.found.platform else "Available now"
    text = f"{of}: {account.shown('balance.available', len(held.available))}"
    if any(one.minor for one in held.pending):
        text += f"; pending: {account.shown('balance.pending', len(held.pending))}"
    yield account.told(f"{text}.", severity="warning" if held.negative else "info")
    if not held.negative:
        return
    for at, one in enumerate(account.found.taken_back[:_TAKEN_TOLD]):
        place = Place(f"{account.at}.taken_back[{at}]")
        what = "a transfer that the platform took back" if one.type == "payment_refund" else place.slot("type")
        text = f"{place.slot('id')} ({what}) took {place.slot('taken')} at {place.slot('at')}."
        yield account.told(text, place.ref("type"), owner=one.id)
    for at, one in enumerate(account.found.movements[:_DAYS_TOLD]):
        place = Place(f"{account.at}.movements[{at}]")
        if one.net.minor < 0 and not one.type.startswith("payout"):
            yield account.told(
                f"Movements of type {place.slot('type')} in that time: {place.slot('count')}, in all "
                f"{place.slot('net')}."
            )


def _upcoming(account: AccountAt) -> Iterator[DraftFinding]:
    rows = account.found.upcoming[:_DAYS_TOLD]
    if not rows:
        return
    places = [Place(f"{account.at}.upcoming[{at}]") for at in range(len(rows))]
    told = "; ".join(f"{place.slot('amount')} on {place.slot('on')}" for place in places)
    rest = " Later days follow in the calendar." if len(account.found.upcoming) > len(rows) else ""
    yield account.told(f"Becomes available: {told}.{rest}")


def schedule(account: AccountAt) -> Iterator[DraftFinding]:
    """When the account is paid out, and when it is likely to be paid out next."""
    set_ = account.found.schedule
    if set_ is None or set_.interval is None:
        return
    days = ""
    if set_.interval == "weekly" and set_.weekly_days:
        days = f" ({account.shown('schedule.weekly_days', len(set_.weekly_days))})"
    if set_.interval == "monthly" and set_.monthly_days:
        days = f" (days {account.shown('schedule.monthly_days', len(set_.monthly_days))})"
    kept = f"; {account.shown('schedule.minimum', len(set_.minimum))} stay on the balance" if set_.minimum else ""
    usual = f"; payouts mostly take {account.slot('usual_transit')}" if account.found.usual_transit else ""
    yield account.told(f"Payout schedule: {account.slot('schedule.interval')}{days}{kept}{usual}.")
    yield from _on_its_way(account)
    yield from _lacking(account)
    if account.asks_when or account.found.platform:
        return
    coming = any(one.status in ON_ITS_WAY for one in account.found.payouts)
    nth = "The one after it" if coming else "The next payout"
    for at, one in enumerate(account.found.next_payouts):
        place = Place(f"{account.at}.next_payouts[{at}]")
        at_bank = f", at the bank by {place.slot('arrives')}" if one.arrives else ""
        yield account.told(
            f"{nth} to be made is likely to be {place.slot('amount')} on {place.slot('on')}{at_bank}. That "
            f"is an estimate: "
            f"{place.slot('rule')}."
        )


def _lacking(account: AccountAt) -> Iterator[DraftFinding]:
    """Of which currencies less is there than must stay on the balance, and how much less."""
    likely = {one.amount.currency for one in account.found.next_payouts}
    short = [at for at, one in enumerate(account.found.short_of_minimum) if one.currency not in likely]
    answered = not likely and (account.asks_when or account.asks_what_waits)
    if short and not answered:
        lacking = ", ".join(account.slot(f"short_of_minimum[{at}]") for at in short)
        yield account.told(f"Lacking until the set minimum is reached, and only then paid out: {lacking}.")


def _on_its_way(account: AccountAt) -> Iterator[DraftFinding]:
    """What was paid out and has not arrived: that is what the bank shows next."""
    if account.deciding is not None and account.deciding[1].status in ON_ITS_WAY and account.asks_when:
        return
    for place, one in rows_of(account)[:_PAYOUTS_TOLD]:
        if one.status in ON_ITS_WAY and not one.late:
            due = f"due there on {place.slot('arrival')}"
            text = f"On its way to the bank: {place.slot('amount')} with {place.slot('id')}, {due}."
            yield account.told(text, place.ref("status"), owner=one.id)


def _payouts(account: AccountAt) -> Iterator[DraftFinding]:
    found = account.found
    if account.complete("payouts") and found.payout_count:
        sums = account.shown("paid_total", len(found.paid_total))
        paid_out = f", {sums} paid out" if sums else ""
        text = (
            f"Payouts in the time that was read: {account.slot('payout_count')}; arrived: "
            f"{account.slot('paid_count')}{paid_out}; failed: "
            f"{account.slot('failed_count')}; late: {account.slot('late_count')}."
        )
        yield finding("total", account.subject, text)
    rows = rows_of(account)
    rows = [row for row in rows if row[1].id in account.question] or rows
    amiss = [row for row in rows if row[1].status == "failed" or row[1].late or row[1].slower]
    meant = [row for row in of_time(account) if row in rows]
    after = [row for _, one in amiss if one.status == "failed" and (row := following(account, one)) is not None]
    told = [*meant, *amiss, *after, *[row for row in rows if row not in amiss][:2]]
    told = [row for at, row in enumerate(told) if row not in told[:at]][:_PAYOUTS_TOLD]
    for place, one in sorted(told, key=lambda row: row[1].created, reverse=True):
        yield _payout(account, place, one)


def _payout(account: AccountAt, place: Place, one: PayoutState) -> DraftFinding:
    stands = "on its way to the bank" if one.status in ON_ITS_WAY else place.slot("status")
    text = f"{place.slot('id')} of {place.slot('amount')}, made at {place.slot('created')}: {stands}"
    if one.failure_code:
        text += f" with {place.slot('failure_code')}"
    if one.returned_at:
        text += f", back on the balance at {place.slot('returned_at')}"
    if one.paid_first:
        text += ", after it had been shown as paid"
    if one.slower:
        text += f". It takes {place.slot('transit')}, longer by days than this account's payouts mostly do"
    if one.late:
        text += f". Its day of arrival, {place.slot('arrival')}, has passed"
    facts = [place.ref("status"), *(place.ref(name) for name in ("slower", "late", "paid_first") if getattr(one, name))]
    severity = "warning" if one.status == "failed" or one.late else "info"
    return account.told(f"{text}.", *facts, severity=severity, owner=one.id)


def _reserves(account: AccountAt) -> Iterator[DraftFinding]:
    for at, one in enumerate(account.found.reserves[:_SERVICES_TOLD]):
        place = Place(f"{account.at}.reserves[{at}]")
        yield account.told(f"{place.slot('amount')} by {place.slot('type')} at {place.slot('created')}.", owner=one.id)


def _earnings(account: AccountAt) -> Iterator[DraftFinding]:
    found = account.found
    earned = found.earnings
    if earned is None or not earned.gross or not account.complete(earned.read_from):
        return
    text = f"Earnings since {account.slot('since')}: {account.shown('earnings.gross', len(earned.gross))}"
    fees = [at for at, one in enumerate(earned.fees) if one.minor]
    if fees:
        text += f", fees {', '.join(account.slot(f'earnings.fees[{at}]') for at in fees)}"
    if earned.reversed:
        text += f", taken back {account.shown('earnings.reversed', len(earned.reversed))}"
    yield finding(
        "total",
        account.subject,
        f"{text}, net {account.shown('earnings.net', len(earned.net))}.",
        account.ref("earnings.net"),
    )
    before = [at for at, one in enumerate(found.opening) if one.minor]
    if before and account.complete("ledger"):
        shown = ", ".join(account.slot(f"opening[{at}]") for at in before)
        yield account.told(f"On the balance before that time: {shown}; payouts of that time paid it out as well.")
    if found.booking_count and account.complete("transfers"):
        average = account.shown("average_per_booking", len(found.average_per_booking))
        text = f"Bookings whose money arrived: {account.slot('booking_count')}, on average {average} each."
        yield finding("total", account.subject, text, account.ref("booking_count"))
    for at, one in enumerate(found.services[:_SERVICES_TOLD]):
        if not one.bookings:
            continue
        place = Place(f"{account.at}.services[{at}]")
        text = f"Service {place.slot('service')}: {place.slot('net')} from {place.slot('bookings')}"
        text += " booking." if one.bookings == 1 else f" bookings, on average {place.slot('average')}."
        yield account.told(text)
