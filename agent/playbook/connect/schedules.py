"""Which schedule would serve an account better: what each would have done with its earnings, side by side."""

from collections.abc import Iterator

from agent.playbook.connect.accounts import AccountAt
from agent.playbook.payment.case import Place
from agent.playbook.writing.drafting import comparison, step
from agent.report import DraftFinding, DraftStep
from tools.contract.causes import ActionCode, Party
from tools.contract.payouts import ScheduleTrial


def _trials(account: AccountAt) -> list[tuple[Place, ScheduleTrial]]:
    return [(Place(f"{account.at}.trials[{at}]"), one) for at, one in enumerate(account.found.trials) if one.payouts]


def _present(account: AccountAt) -> tuple[Place, ScheduleTrial] | None:
    return next((row for row in _trials(account) if row[1].present), None)


def _better(account: AccountAt) -> tuple[Place, ScheduleTrial] | None:
    """A schedule that pays out oftener than the present one; daily payouts leave none."""
    present = _present(account)
    oftener = [row for row in _trials(account) if present and row[1].payouts > present[1].payouts]
    return oftener[0] if oftener and account.complete("ledger") else None


def schedule_findings(account: AccountAt) -> Iterator[DraftFinding]:
    """How long money waits by the present schedule and by the others, and at how many payouts."""
    present, better = _present(account), _better(account)
    if present is None:
        yield from _by_hand(account)
        return
    now, mine = present
    text = (
        f"By the present {now.slot('interval')} schedule an amount waits {now.slot('average_wait')} on average from "
        f"when it is available until it is paid out. That is worked out: {now.slot('rule')}."
    )
    yield account.told(text)
    if mine.below_minimum:
        yield account.told(f"Payout days on which the set minimum was not reached: {now.slot('below_minimum')}.")
    if better is not None:
        yield from _beside(account, present, better)
    if account.complete("ledger"):
        known = [place.at for place, _ in (present, better) if place] if better else [now.at]
        yield from (_tried(account, place) for place, _ in _trials(account) if place.at not in known)


def _beside(
    account: AccountAt, present: tuple[Place, ScheduleTrial], better: tuple[Place, ScheduleTrial]
) -> Iterator[DraftFinding]:
    (now, mine), (then, other) = present, better
    if other.average_wait != mine.average_wait:
        yield comparison(
            account.subject,
            "less_than",
            f"By a {then.slot('interval')} schedule it would have waited {then.slot('average_wait')} on average, "
            f"shorter than {now.slot('average_wait')}.",
        )
    yield comparison(
        account.subject,
        "more_than",
        f"That would have taken {then.slot('payouts')} payouts, more than {now.slot('payouts')}.",
    )


def _by_hand(account: AccountAt) -> Iterator[DraftFinding]:
    """What each schedule would have done for an account whose payouts are made by hand."""
    set_ = account.found.schedule
    if set_ is None or set_.interval != "manual" or not account.complete("ledger"):
        return
    trials = _trials(account)
    yield from (_tried(account, place) for place, _ in trials)
    if trials:
        place = trials[0][0]
        made = f"; made by hand in that time: {account.slot('payout_count')}" if account.complete("payouts") else ""
        yield account.told(f"What schedules would have done is worked out: {place.slot('rule')}{made}.")


def _tried(account: AccountAt, place: Place) -> DraftFinding:
    return account.told(
        f"By a {place.slot('interval')} schedule an amount would have waited {place.slot('average_wait')} on average; "
        f"payouts: {place.slot('payouts')}, {place.slot('paid')} in all."
    )


def schedule_steps(account: AccountAt) -> tuple[DraftStep, ...]:
    """What to think about, where another schedule would let money wait less."""
    present, better = _present(account), _better(account)
    if present is None or better is None or better[1].average_wait == present[1].average_wait:
        return ()
    place = better[0]
    text = (
        f"If the provider wants the money sooner, set a {place.slot('interval')} schedule; what each "
        f"payout costs is for "
        "the platform's own agreement to say."
    )
    return (step(ActionCode.CHANGE_SCHEDULE, Party.PLATFORM, text, account.subject),)
