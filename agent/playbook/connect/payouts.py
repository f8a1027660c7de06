"""Answers about an account's way to the bank: payouts that failed, wait or are to come, and what stops them."""

from collections.abc import Iterator

from agent.playbook.connect.accounts import AccountAt, claimed
from agent.playbook.connect.dated import following, of_day, rows_of
from agent.playbook.payment.case import Place
from agent.playbook.writing.drafting import Answer, finding, step
from agent.report import DraftFinding
from tools.contract.causes import ActionCode as A
from tools.contract.causes import CauseCode as C
from tools.contract.causes import Party
from tools.contract.payouts import PayoutState

_PAYOUTS_TOLD, _DAYS_TOLD, _SERVICES_TOLD, _TAKEN_TOLD = 5, 4, 3, 4
_MEND = "Correct or replace the bank account in the account's settings; scheduled payouts then go on by themselves."


def returned(account: AccountAt) -> Answer | None:
    """Shown as paid, and failed days later."""
    if account.deciding is None:
        return None
    place, payout = account.deciding
    at = f" at {place.slot('paid_at')}" if payout.paid_at else ""
    text = (
        f"The payout {place.slot('id')} of {place.slot('amount')} was shown as paid{at}, and then "
        f"{_failure(place, payout)}"
    )
    return claimed(account, C.PAYOUT_RETURNED, account.party, text, _mending(account), severity="critical")


def failed(account: AccountAt) -> Answer | None:
    """The bank would not take it."""
    if account.deciding is None:
        return None
    place, payout = account.deciding
    text = f"The payout {place.slot('id')} of {place.slot('amount')} {_failure(place, payout)}"
    return claimed(account, C.PAYOUT_FAILED, account.party, text, _mending(account), severity="critical")


def _failure(place: Place, payout: PayoutState) -> str:
    why = f" with {place.slot('failure_code')}" if payout.failure_code else ""
    back = (
        f": {place.slot('returned')} came back onto the balance at {place.slot('returned_at')}"
        if payout.returned
        else ""
    )
    return f"failed{why}{back}. Scheduled payouts stop until the details of the bank account are mended."


def _mending(account: AccountAt):
    return (step(A.UPDATE_BANK_ACCOUNT, account.party, _MEND, account.subject),)


def in_transit(account: AccountAt) -> Answer | None:
    """On its way; asked when, or where the money is."""
    if account.deciding is None or not (account.asks_when or account.asks_what_waits):
        return None
    place, payout = account.deciding
    late = " That day has passed, so that the bank should be asked." if payout.late else ""
    text = (
        f"The payout {place.slot('id')} of {place.slot('amount')}, made at {place.slot('created')}, is "
        f"{place.slot('status')} and arrives at the bank on {place.slot('arrival')}.{late}"
    )
    wait = step(A.WAIT, Party.BANK, "Wait for the day of arrival; banks may take until its end.", payout.id)
    return claimed(account, C.PAYOUT_IN_TRANSIT, Party.BANK, text, (wait,), severity="info")


def not_due(account: AccountAt) -> Answer | None:
    """The schedule, or the set minimum, has not come round; asked when, or why not yet."""
    found = account.found
    if not (account.asks_when or account.asks_what_waits):
        return None
    likely = [Place(f"{account.at}.next_payouts[{at}]") for at in range(len(found.next_payouts))]
    text = f"Nothing stands in the way of the next payout. By its {account.slot('schedule.interval')} schedule, "
    if likely:
        shown = ", ".join(f"{one.slot('amount')} on {one.slot('on')}" for one in likely)
        text += f"the account is likely to be paid out {shown}. That is an estimate: {likely[0].slot('rule')}."
    else:
        text += "what is available has not come to the minimum that is set to stay on the balance."
    wait = step(A.WAIT, Party.NONE, "Wait for the day of the schedule; nothing needs to be done.", account.subject)
    return claimed(account, C.PAYOUT_NOT_DUE, Party.NONE, text, (wait,), severity="info")


def paid(account: AccountAt) -> Answer | None:
    """It arrived, as far as Stripe knows: a payout that the question names, or the last one."""
    return _arrived(account) if account.asks_of_payout else None


def all_arrived(account: AccountAt) -> Answer | None:
    """All was paid out, and the last of it arrived; asked where the money is, or whether it came."""
    asked = account.asks_when or account.asks_what_waits
    return _arrived(account) if asked and not account.asks_of_payout else None


def _arrived(account: AccountAt) -> Answer | None:
    if account.deciding is None:
        return None
    place, payout = account.deciding
    trace = f" The bank can look for it by its trace {place.slot('trace')}." if payout.trace else ""
    text = (
        f"The payout {place.slot('id')} of {place.slot('amount')} is {place.slot('status')}: it was due at the bank on "
        f"{place.slot('arrival')}.{trace}"
    )
    ask = step(A.CHECK_REFERENCE, Party.PLATFORM, "Have the bank look for it where it does not show.", payout.id)
    return claimed(account, C.PAYOUT_PAID, Party.NONE, text, (ask,), severity="info")


def by_hand(account: AccountAt) -> Answer | None:
    """Nobody has asked for a payout."""
    text = (
        f"Payouts of this account are made by hand: its schedule is {account.slot('schedule.interval')}, so that money "
        "stays on the balance until somebody asks for a payout."
    )
    change = step(
        A.CHANGE_SCHEDULE, Party.PLATFORM, "Set a schedule for the account, or make a payout by hand.", account.subject
    )
    return claimed(account, C.PAYOUTS_MANUAL, Party.PLATFORM, text, (change,))


def negative(account: AccountAt) -> Answer | None:
    """What comes in pays a debt first."""
    balance = account.found.balance
    if balance is None:
        return None
    owed = account.shown("balance.negative", len(balance.negative))
    text = f"The balance is negative: {owed}. What the account earns is set against that before anything is paid out."
    steps = (
        step(
            A.ADD_FUNDS,
            account.party,
            "Add funds to the account's balance, or let its earnings repay it.",
            account.subject,
        ),
    )
    return claimed(account, C.NEGATIVE_BALANCE, account.party, text, steps, severity="critical")


def reserve(account: AccountAt) -> Answer | None:
    """A part of the balance is kept back."""
    kept = account.shown("reserve_total", len(account.found.reserve_total))
    text = f"{kept} of this account's money is kept back in a reserve, so that it is not paid out."
    steps = (
        step(A.WAIT, Party.STRIPE, "Wait until the reserve is let go.", account.subject),
        step(A.CONTACT_STRIPE, Party.STRIPE, "Ask Stripe why it keeps a reserve, and until when.", account.subject),
    )
    return claimed(account, C.RESERVE_HELD, Party.STRIPE, text, steps)


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
    for at in range(min(len(account.found.taken_back), _TAKEN_TOLD)):
        place = Place(f"{account.at}.taken_back[{at}]")
        text = f"{place.slot('id')} ({place.slot('type')}) took {place.slot('taken')} at {place.slot('at')}."
        yield account.told(text, owner=account.found.taken_back[at].id)
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
    if account.asks_when or account.found.platform:
        return
    for at, one in enumerate(account.found.next_payouts):
        place = Place(f"{account.at}.next_payouts[{at}]")
        at_bank = f", at the bank by {place.slot('arrives')}" if one.arrives else ""
        yield account.told(
            f"The next payout is likely to be {place.slot('amount')} on {place.slot('on')}{at_bank}. That "
            f"is an estimate: "
            f"{place.slot('rule')}."
        )


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
    meant = [row for row in of_day(account) if row in rows]
    after = [row for _, one in amiss if one.status == "failed" and (row := following(account, one)) is not None]
    told = [*meant, *amiss, *after, *[row for row in rows if row not in amiss][:2]]
    told = [row for at, row in enumerate(told) if row not in told[:at]][:_PAYOUTS_TOLD]
    for place, one in sorted(told, key=lambda row: row[1].created, reverse=True):
        yield _payout(account, place, one)


def _payout(account: AccountAt, place: Place, one: PayoutState) -> DraftFinding:
    text = f"{place.slot('id')} of {place.slot('amount')}, made at {place.slot('created')}: {place.slot('status')}"
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
    facts = [place.ref(name) for name in ("slower", "late", "paid_first") if getattr(one, name)]
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
    if found.booking_count and account.complete("transfers"):
        average = account.shown("average_per_booking", len(found.average_per_booking))
        text = f"Bookings whose money arrived: {account.slot('booking_count')}, on average {average} each."
        yield finding("total", account.subject, text, account.ref("booking_count"))
    for at in range(min(len(found.services), _SERVICES_TOLD)):
        place = Place(f"{account.at}.services[{at}]")
        yield account.told(
            f"Service {place.slot('service')}: {place.slot('net')} from {place.slot('bookings')} bookings, on average "
            f"{place.slot('average')}."
        )
