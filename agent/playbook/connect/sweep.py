"""The report on all providers' accounts: how far was looked, what their objects show, and what is left unread."""

import re
from collections.abc import Iterator, Sequence

from agent.playbook.connect.fleet import BANKS, OF_PAYOUTS, PAYOUTS, Listed, Sweep
from agent.playbook.payment.case import PROVIDER, Place
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding, step
from agent.report import DraftFinding, DraftLimit, DraftStep
from tools.contract.causes import ActionCode, Party, Verdict
from tools.contract.coverage import MissingReason
from tools.contract.payouts import PayoutState

_OF_FAILED = re.compile(r"\bpayouts?\b.*\b(?:fail\w*|bounc\w*|return\w*|c[ao]me\s+back)\b", re.IGNORECASE | re.DOTALL)
_SHOWN, _FIELDS, _STEPS = 20, 3, 3


def on_all(sweep: Sweep) -> Answer:
    """What the account objects show of trouble, the failed payouts of those that were read, and what is left unread."""
    account, amiss = sweep.listed.outcome.coverage.account, sweep.amiss
    told = [_payout(at, one, sweep.whose(at)) for at, one in sweep.failed]
    meant = sorted(amiss, key=lambda row: not row.banks) if BANKS.search(sweep.question) else amiss
    rows = [one for row in meant for one in _row(row)][:_SHOWN]
    first = [*told, *rows] if PAYOUTS.search(sweep.question) else [*rows, *told]
    text, severity = _lead(sweep), "warning" if amiss else "info"
    claim = finding("observation", account, text, *_facts(sweep), severity=severity)
    named = _named(sweep)
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=named or claim,
        findings=tuple([claim, *first] if named else first),
        next_steps=(*_steps(amiss), *_access(sweep), action(ActionCode.CHECK_REFERENCE, None, _ASK)),
        limits=(*_unread(sweep),),
    )


def _named(sweep: Sweep) -> DraftFinding | None:
    """The failed payouts, or the accounts with a broken bank account, where those are asked for and there are any."""
    if _OF_FAILED.search(sweep.question):
        return _failed_in_short(sweep)
    broken = [one for one in sweep.amiss if one.banks] if BANKS.search(sweep.question) else []
    whose = ", ".join(_whose(one) for one in broken[:_SHOWN])
    account = sweep.listed.outcome.coverage.account
    text = f"Broken bank accounts, by the accounts' own objects: those of {whose}."
    return finding("observation", account, text, severity="warning") if broken else None


def _failed_in_short(sweep: Sweep) -> DraftFinding | None:
    if not sweep.failed:
        return None
    place, one = sweep.failed[0]
    account = Place(place.at.partition(".")[0])
    whom = account.slot("provider" if sweep.whose(place) else "id")
    more = {1: "", 2: ", and another that is told below"}.get(len(sweep.failed), ", and others that are told below")
    text = f"Payouts that failed, of the accounts that were read: {place.slot('amount')} of {whom}{more}."
    return finding("observation", one.id, text, severity="critical")


def _whose(one: Listed) -> str:
    named = one.row.get("metadata")
    known = isinstance(named, dict) and named.get(PROVIDER)
    return one.slot(f"metadata.{PROVIDER}") if known else one.slot("id")


_GO_ON = (
    "Ask for the next accounts in this thread: the list is then looked through from where this look ended. The "
    "Dashboard lists all, with those that are restricted."
)
_ASK = "Ask about one provider or account by its id: its payouts and its standing are then read whole."


def _lead(sweep: Sweep) -> str:
    at = Place(sweep.listed.label or "")
    of = "Connected accounts" if sweep.times == 0 else "Connected accounts after those that were told before"
    reach = f", the newest first, down to one made at {at.slot('oldest')}" if sweep.told("oldest") else ""
    if sweep.whole:
        reach = ", which are all there are"
    elif sweep.ended:
        reach += ", where the list ends"
    left = f"; left out, as they may not be read here: {at.slot('left_out')}" if sweep.told("left_out") else ""
    said = (
        "Those whose own objects show trouble are told below"
        if sweep.amiss
        else "Those that were looked at are enabled by their own objects"
    )
    beside = "beside the platform's own account, which this is not about"
    return f"{of} looked at, {beside}: {at.slot('looked_at')}{reach}{left}. {said}."


def _facts(sweep: Sweep) -> list[str]:
    return [f"{sweep.listed.label}.objects"] if sweep.amiss else [f"{sweep.listed.label}.looked_at"]


def _row(one: Listed) -> Iterator[DraftFinding]:
    named = one.row.get("metadata")
    whose = f" ({one.slot(f'metadata.{PROVIDER}')})" if isinstance(named, dict) and named.get(PROVIDER) else ""
    said: list[str] = []
    if one.row.get("payouts_enabled") is not None and one.stopped:
        said.append(f"payouts enabled: {one.slot('payouts_enabled')}")
    if isinstance(one.needs.get("disabled_reason"), str):
        said.append(f"the reason given: {one.slot('requirements.disabled_reason')}")
    said += [f"{name.replace('_', ' ')} is {one.slot(f'capabilities.{name}')}" for name in one.lacking]
    for name, words in (("past_due", "overdue"), ("pending_verification", "being checked by Stripe")):
        fields = [one.slot(f"requirements.{name}[{at}]") for at in range(min(len(one.wanted(name)), _FIELDS))]
        said += [f"{words}: {', '.join(fields)}"] if fields else []
    for at, _ in one.banks:
        bank = f"external_accounts.data[{at}]"
        broken = f"{one.slot(f'{bank}.id')} is {one.slot(f'{bank}.status')}"
        said.append(f"its bank account {broken}, so that nothing is sent there")
    yield finding("observation", one.id, f"{one.slot('id')}{whose}: {'; '.join(said)}.", severity="warning")


def _payout(place: Place, one: PayoutState, provider: str | None) -> DraftFinding:
    account = Place(place.at.partition(".")[0])
    whose = f" ({account.slot('provider')})" if provider else ""
    why = f" with {place.slot('failure_code')}" if one.failure_code else ""
    back = f"; the money was back on the account's balance at {place.slot('returned_at')}" if one.returned_at else ""
    text = (
        f"{place.slot('id')} of {place.slot('amount')} from {account.slot('id')}{whose}, made at "
        f"{place.slot('created')}: {place.slot('status')}{why}{back}."
    )
    return finding("observation", one.id, text, severity="critical")


def _steps(amiss: Sequence[Listed]) -> Iterator[DraftStep]:
    banks = [one for one in amiss if one.banks]
    overdue = [one for one in amiss if one.wanted("past_due")]
    for one in banks[:_STEPS]:
        text = f"Have the bank account of {one.slot('id')} corrected or replaced; its payouts then go on."
        yield step(ActionCode.UPDATE_BANK_ACCOUNT, Party.CONNECTED_ACCOUNT, text, one.id)
    for one in overdue[:_STEPS]:
        text = f"Have what Stripe asks of {one.slot('id')} handed in."
        yield step(ActionCode.PROVIDE_REQUIREMENTS, Party.CONNECTED_ACCOUNT, text, one.id)


def _access(sweep: Sweep) -> Iterator[DraftStep]:
    """The permission that the key lacks, where that is why payouts went unread."""
    lacking = [at.lacks(OF_PAYOUTS) for at in sweep.of_payouts]
    if any(one is not None and one.reason is MissingReason.PERMISSION for one in lacking):
        yield action(ActionCode.GRANT_PERMISSION, None)


def _unread(sweep: Sweep) -> Iterator[DraftLimit]:
    at = Place(sweep.listed.label or "")
    if not sweep.ended:
        down = f", made before {at.slot('oldest')}" if sweep.told("oldest") else ""
        yield DraftLimit(missing=f"The accounts beyond those that were looked at{down}.", would_settle=_GO_ON)
    if sweep.told("left_out"):
        settle = f"Add them to the setting connected of the account {at.slot('coverage.account')}, and ask again."
        yield DraftLimit(missing="The accounts that may not be read here.", would_settle=settle)
    if len(sweep.amiss) > _SHOWN:
        yield DraftLimit(
            missing="More accounts show trouble than are told here.",
            would_settle="The evidence holds them; the Dashboard lists the restricted ones.",
        )
    yield from _unread_payouts(sweep)
    read = [at.slot("id") for at in sweep.of_payouts if at.read(OF_PAYOUTS)]
    of = f"only those of {', '.join(read)} were read, to whose bank nothing is sent" if read else "none were read"
    yield DraftLimit(
        missing=f"Payouts of all other accounts: Stripe lists them for one account at a time, and {of}. A payout may "
        "have failed on an account whose bank details were mended since; balances, reserves and schedules of the "
        "others were not read either.",
        would_settle=_ASK,
    )


def _unread_payouts(sweep: Sweep) -> Iterator[DraftLimit]:
    """The accounts of which no payout could be read though they were asked for, and what keeps them from being read."""
    denied = [at for at in sweep.of_payouts if not at.read(OF_PAYOUTS)]
    known = {at.found.id for at in sweep.of_payouts}
    named = [*(at.slot("id") for at in denied), *(one.slot("id") for one in sweep.asked if one.id not in known)]
    if not named:
        return
    lacking = [at.lacks(OF_PAYOUTS) for at in denied]
    barred = next((one for one in lacking if one and one.reason is MissingReason.PERMISSION), None)
    why, settles = "they could not be read", _ASK
    if barred is not None:
        why = "the key in use may not read them"
        settles = (
            f"Give the platform's restricted key {barred.enable or 'permission to read payouts'} under Connect, and "
            "ask again."
        )
    yield DraftLimit(
        missing=f"Payouts of {', '.join(named)}, to whose bank nothing is sent: {why}, so that it is not known whether "
        "any failed.",
        would_settle=settles,
    )
