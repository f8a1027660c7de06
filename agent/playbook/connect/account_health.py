"""Answers about an account's standing: whether it may take money and be paid out, and what Stripe still asks of it."""

from collections.abc import Iterator

from agent.playbook.connect.accounts import AccountAt, claimed
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
    steps = [step(A.NO_ACTION, Party.NONE, "Nothing needs to be done for payouts to go on.", account.subject)]
    if state.currently_due:
        until = f" by {account.slot('account.deadline')}" if state.deadline else ""
        asked = account.shown("account.currently_due", len(state.currently_due), _FIELDS)
        text += f" Stripe asks for {asked}{until}."
        said = f"Hand in {asked}{until}, before payouts stop for it."
        steps = [step(A.PROVIDE_REQUIREMENTS, account.party, said, account.subject)]
    return claimed(account, C.NO_FAULT_FOUND, Party.NONE, text, steps, severity="info")


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
