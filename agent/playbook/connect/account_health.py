"""Answers about an account's standing: whether it may take money and be paid out, and what Stripe still asks of it."""

import re
from collections.abc import Iterator

from agent.playbook.connect.accounts import AccountAt, claimed
from agent.playbook.connect.dated import following, rows_of
from agent.playbook.payment.case import Place
from agent.playbook.writing.drafting import Answer, step
from agent.report import DraftFinding
from agent.verification.causes.standing import deciding_capabilities
from tools.contract.causes import ActionCode as A
from tools.contract.causes import CauseCode as C
from tools.contract.causes import Party

_FIELDS = 6


def rejected(account: AccountAt) -> Answer | None:
    """For good."""
    text = f"The account was rejected: {account.slot('account.disabled_reason')}. Nothing can be paid out from it."
    ask = step(A.CONTACT_STRIPE, Party.PLATFORM, "Ask Stripe what is left to do about the account.", account.subject)
    return claimed(account, C.ACCOUNT_REJECTED, Party.STRIPE, text, (ask,), severity="critical")


def under_review(account: AccountAt) -> Answer | None:
    """Stripe looks into it."""
    text = (
        f"Stripe is looking into the account: {account.slot('account.disabled_reason')}. Until it is "
        f"done, payouts wait."
    )
    wait = step(A.WAIT, Party.STRIPE, "Wait for Stripe's decision; ask Stripe where it takes long.", account.subject)
    return claimed(account, C.ACCOUNT_UNDER_REVIEW, Party.STRIPE, text, (wait,))


def paused(account: AccountAt) -> Answer | None:
    """By the platform itself."""
    text = f"The platform itself paused the account: {account.slot('account.disabled_reason')}."
    resume = step(
        A.RESUME_ACCOUNT, Party.PLATFORM, "Resume the account in the Dashboard, if that is meant.", account.subject
    )
    return claimed(account, C.ACCOUNT_PAUSED, Party.PLATFORM, text, (resume,))


def past_due(account: AccountAt) -> Answer | None:
    """What was asked for has not been given in time."""
    state = account.found.account
    if state is None:
        return None
    asked = f" Overdue: {account.shown('account.past_due', len(state.past_due), _FIELDS)}." if state.past_due else ""
    text = f"Payouts are disabled until the account gives what Stripe asked for.{asked}"
    give = step(
        A.PROVIDE_REQUIREMENTS,
        Party.CONNECTED_ACCOUNT,
        "Hand in what Stripe asks for; payouts then go on.",
        account.subject,
    )
    return claimed(account, C.REQUIREMENTS_PAST_DUE, Party.CONNECTED_ACCOUNT, text, (give,), severity="critical")


def inactive(account: AccountAt) -> Answer | None:
    """The account is enabled, and lacks a capability."""
    state = account.found.account
    if state is None or account.case is None:
        return None
    names = [name for name in deciding_capabilities(account.case) if state.capabilities[name] != "active"]
    told = ", ".join(f"{name.replace('_', ' ')} is {account.slot(f'account.capabilities.{name}')}" for name in names)
    wanted = [*state.past_due, *state.currently_due]
    path = "past_due" if state.past_due else "currently_due"
    asked = (
        f" Stripe asks for {account.shown(f'account.{path}', len(getattr(state, path)), _FIELDS)}." if wanted else ""
    )
    text = f"The account waits for a capability: {told}.{asked}"
    code, party, said = A.REQUEST_CAPABILITY, Party.PLATFORM, "Request the capability, and see what it needs."
    if wanted:
        code, party, said = A.PROVIDE_REQUIREMENTS, Party.CONNECTED_ACCOUNT, "Hand in what the capability needs."
    elif all(state.capabilities[name] == "pending" for name in names):
        code, party, said = A.WAIT, Party.STRIPE, "Wait until Stripe has checked what was given."
    return claimed(account, C.CAPABILITY_INACTIVE, party, text, (step(code, party, said, account.subject),))


def in_order(account: AccountAt) -> Answer | None:
    """Nothing is wrong with it."""
    state = account.found.account
    if state is None:
        return None
    of = "The platform's own account" if account.found.platform else "The account"
    charges = "charges and payouts" if state.charges_enabled is not False else "payouts"
    text = f"{of} is in order: {charges} are enabled, nothing is overdue, and its bank account can be paid to."
    if went_on := _went_on(account):
        text = f"{went_on} {text}"
    elif account.found.failed_count:
        text += " A payout of that time failed, and others were made since; it is told below."
    steps = [step(A.NO_ACTION, Party.NONE, "Nothing needs to be done for payouts to go on.", account.subject)]
    if state.currently_due:
        until = f" by {account.slot('account.deadline')}" if state.deadline else ""
        asked = account.shown("account.currently_due", len(state.currently_due), _FIELDS)
        text += f" Stripe asks for {asked}{until}."
        said = f"Hand in {asked}{until}, before payouts stop for it."
        steps = [step(A.PROVIDE_REQUIREMENTS, account.party, said, account.subject)]
    return claimed(account, C.NO_FAULT_FOUND, Party.NONE, text, steps, severity="info")


def _went_on(account: AccountAt) -> str:
    """That payouts did not stop, where the question has it that they did: the last, the next, and what held them up."""
    rows = rows_of(account)
    if not account.asks_why_stopped or not rows or rows[0][1].status == "failed" or not account.complete("payouts"):
        return ""
    last = rows[0][0]
    text = f"Payouts did not stop: {last.slot('id')} of {last.slot('amount')} was made at {last.slot('created')}"
    text += f" and is {last.slot('status')}"
    if account.found.next_payouts:
        coming = Place(f"{account.at}.next_payouts[0]")
        text += f", and the next is likely to be {coming.slot('amount')} on {coming.slot('on')}"
    back = next((row for row in rows if row[1].status == "failed" and row[1].returned_at), None)
    after = following(account, back[1]) if back is not None else None
    if back is None or after is None:
        return f"{text}."
    place, then = back[0], after[0]
    gap = f"{place.slot('id')} of {place.slot('amount')} came back at {place.slot('returned_at')}"
    since = f"{then.slot('id')} of {then.slot('amount')}, was made at {then.slot('created')}"
    return (
        f"{text}. There was a gap: {gap}, and the first payout after that, {since}; it takes all that is available "
        "beyond the set minimum, so that what came back is likely in it."
    )


_OF_BANK = re.compile(
    r"\b(?:is|are|can|could|does|do|will)\b(?:\W+[\w'\u2019-]+){0,6}?\W+bank\s+(?:accounts?|details)\b(?:\W+[\w'\u2019-]+){0,5}?"
    r"\W+(?:usable|valid|ok(?:ay)?|fine|work\w*|in\s+order|be\s+(?:used|paid|reached)|right|good|correct|active)\b",
    re.IGNORECASE,
)


def bank_answer(account: AccountAt) -> Iterator[DraftFinding]:
    """Whether the bank account can be paid to, in a word, where that is what is asked."""
    banks = list(enumerate(account.found.bank_accounts))
    if _OF_BANK.search(account.question) is None or not banks:
        return
    worst = next((row for row in banks if row[1].usable is False), None)
    unsure = next((row for row in banks if row[1].usable is None), None)
    at, one = worst or unsure or banks[0]
    place = Place(f"{account.at}.bank_accounts[{at}]")
    said = "No" if worst else "Not certain" if unsure else "Yes"
    ending = f" ending in {place.slot('last4')}" if one.last4 else ""
    status = f" is {place.slot('status')}" if one.status else " tells no status"
    use = {"No": ", and nothing is sent there until it is mended", "Yes": " and can be paid to"}.get(said, "")
    others = " The others are told below." if len(banks) > 1 else ""
    facts = [place.ref("usable")] if one.usable is not None else []
    text = f"{said}: the bank account{ending}{status}{use}.{others}"
    yield account.told(text, *facts, severity="info" if said == "Yes" else "warning", owner=one.id)


def standing_findings(account: AccountAt) -> Iterator[DraftFinding]:
    """What the account may do, what is asked of it, and where it is paid out."""
    state = account.found.account
    if state is not None:
        yield from _asked(account)
    for at, one in enumerate(account.found.bank_accounts):
        place = Place(f"{account.at}.bank_accounts[{at}]")
        named = f" of {place.slot('bank')}" if one.bank else ""
        ending = f" ending in {place.slot('last4')}" if one.last4 else ""
        status = f" is {place.slot('status')}" if one.status else " tells no status"
        use = ", so that Stripe sends nothing there until it is mended" if one.usable is False else ""
        use = ", and payouts can go there" if one.usable else use
        text = f"The bank account {place.slot('id')}{named}{ending}{status}{use}."
        facts = [place.ref("usable")] if one.usable is not None else []
        yield account.told(text, *facts, severity="warning" if one.usable is False else "info", owner=one.id)


def _asked(account: AccountAt) -> Iterator[DraftFinding]:
    state = account.found.account
    assert state is not None  # noqa: S101
    enabled = (
        f"Charges enabled: {account.slot('account.charges_enabled')}; payouts enabled: "
        f"{account.slot('account.payouts_enabled')}"
    )
    why = f"; the reason given: {account.slot('account.disabled_reason')}" if state.disabled_reason else ""
    if state.charges_enabled is not None and state.payouts_enabled is not None:
        yield account.told(f"{enabled}{why}.")
    lists = (
        ("past_due", "Overdue"),
        ("currently_due", "Asked for now"),
        ("pending_verification", "Being checked by Stripe"),
    )
    for name, said in lists:
        rows = getattr(state, name)
        if rows:
            until = f", until {account.slot('account.deadline')}" if name == "currently_due" and state.deadline else ""
            shown = account.shown(f"account.{name}", len(rows), _FIELDS)
            yield account.told(f"{said}: {shown}{until}.", severity="warning")
