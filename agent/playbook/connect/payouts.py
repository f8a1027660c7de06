"""Answers about an account's way to the bank: payouts that failed, wait or are to come, and what stops them."""

from agent.playbook.connect.accounts import AccountAt, claimed
from agent.playbook.connect.schedules import set_instead
from agent.playbook.payment.case import Place
from agent.playbook.writing.drafting import Answer, step
from tools.contract.causes import ActionCode as A
from tools.contract.causes import CauseCode as C
from tools.contract.causes import Party
from tools.contract.payouts import PayoutState

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
    asked = account.asks_when or account.asks_what_waits or account.asks_how_they_did
    if account.deciding is None or not asked:
        return None
    place, payout = account.deciding
    late = " That day has passed, so that the bank should be asked." if payout.late else ""
    text = (
        f"The payout {place.slot('id')} of {place.slot('amount')}, made at {place.slot('created')}, is "
        f"on its way and arrives at the bank on {place.slot('arrival')}.{late}"
    )
    wait = step(A.WAIT, Party.BANK, "Wait for the day of arrival; banks may take until its end.", payout.id)
    return claimed(account, C.PAYOUT_IN_TRANSIT, Party.BANK, text, (wait,), severity="info")


def not_due(account: AccountAt) -> Answer | None:
    """The schedule, or the set minimum, has not come round; asked when, or why not yet."""
    found = account.found
    kept = account.asks_why_stopped and found.short_of_minimum and not found.next_payouts
    asked = account.asks_when or account.asks_what_waits or kept
    if not asked or (account.asks_how_they_did and found.payouts):
        return None
    likely = [Place(f"{account.at}.next_payouts[{at}]") for at in range(len(found.next_payouts))]
    if not likely:
        return _kept_by_minimum(account)
    shown = ", ".join(f"{one.slot('amount')} on {one.slot('on')}" for one in likely)
    text = (
        f"Nothing stands in the way of the next payout. By its {account.slot('schedule.interval')} schedule, the "
        f"account is likely to be paid out {shown}. That is an estimate: {likely[0].slot('rule')}."
    )
    wait = step(A.WAIT, Party.NONE, "Wait for the day of the schedule; nothing needs to be done.", account.subject)
    return claimed(account, C.PAYOUT_NOT_DUE, Party.NONE, text, (wait,), severity="info")


def _kept_by_minimum(account: AccountAt) -> Answer | None:
    """What keeps the payout back is the minimum that somebody set to stay on the balance."""
    lacking = account.shown("short_of_minimum", len(account.found.short_of_minimum))
    set_ = account.found.schedule
    kept = account.shown("schedule.minimum", len(set_.minimum)) if set_ else ""
    text = (
        f"The set minimum keeps the payout back: {kept} must stay on the balance, and what is available has not come "
        f"to it. "
        f"Payouts are made by a {account.slot('schedule.interval')} schedule, of what is beyond it."
    )
    if lacking:
        text += f" Lacking until it is reached: {lacking}."
    wait = step(A.WAIT, Party.NONE, "Wait until the balance is beyond the set minimum.", account.subject)
    lower = f"Lower the set minimum of {kept} in the account's payout settings, if the provider is to be paid sooner."
    change = step(A.CHANGE_SCHEDULE, Party.PLATFORM, lower, account.subject)
    return claimed(account, C.PAYOUT_NOT_DUE, Party.NONE, text, (wait, change), severity="info")


def paid(account: AccountAt) -> Answer | None:
    """It arrived, as far as Stripe knows: a payout that the question names, or the last one."""
    return _arrived(account) if account.asks_of_payout else None


def all_arrived(account: AccountAt) -> Answer | None:
    """All was paid out, and the last of it arrived; asked where the money is, whether it came, or how payouts did."""
    asked = account.asks_when or account.asks_what_waits or account.asks_how_they_did
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
    said = set_instead(account) or "Set a schedule for the account, or make a payout by hand."
    change = step(A.CHANGE_SCHEDULE, Party.PLATFORM, said, account.subject)
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
    likely = [Place(f"{account.at}.next_payouts[{at}]") for at in range(len(account.found.next_payouts))]
    steps = [
        step(A.WAIT, Party.STRIPE, "Wait until the reserve is let go.", account.subject),
        step(A.CONTACT_STRIPE, Party.STRIPE, "Ask Stripe why it keeps a reserve, and until when.", account.subject),
    ]
    if likely:
        shown = ", ".join(f"{one.slot('amount')} on {one.slot('on')}" for one in likely)
        text += (
            f" It explains that part alone: the rest waits for its {account.slot('schedule.interval')} schedule, and "
            f"{shown} is likely to be paid out."
        )
        steps.append(step(A.WAIT, Party.NONE, "For the rest, wait for the day of the schedule.", account.subject))
    return claimed(account, C.RESERVE_HELD, Party.STRIPE, text, steps)
