"""Which schedule would serve an account better: what each would have done with its earnings, side by side."""

import re
from collections.abc import Iterator
from datetime import timedelta

from pydantic import TypeAdapter

from agent.playbook.connect.accounts import AccountAt
from agent.playbook.payment.case import Place
from agent.playbook.writing.drafting import comparison, step
from agent.report import DraftFinding, DraftStep
from tools.contract.causes import ActionCode, Party
from tools.contract.payouts import ScheduleTrial

LEAST_GAIN = timedelta(days=1)
"""How much less an amount must wait on average before another schedule is recommended."""
_WAIT = TypeAdapter(timedelta)


def _trials(account: AccountAt) -> list[tuple[Place, ScheduleTrial]]:
    return [(Place(f"{account.at}.trials[{at}]"), one) for at, one in enumerate(account.found.trials) if one.payouts]


def _present(account: AccountAt) -> tuple[Place, ScheduleTrial] | None:
    return next((row for row in _trials(account) if row[1].present), None)


def _better(account: AccountAt) -> tuple[Place, ScheduleTrial] | None:
    """Of all schedules that were tried the one that saves most waiting for each payout that it adds to the present one.

    None where the ledger was not read whole, and where none of them saves `LEAST_GAIN` and pays out as much.
    """
    present = _present(account)
    if present is None or not account.complete("ledger"):
        return None
    mine = present[1]
    gains = [
        row for row in _trials(account) if _saved(row[1], mine) >= LEAST_GAIN and row[1].paid.minor >= mine.paid.minor
    ]
    return max(gains, key=lambda row: (_for_each(row[1], mine), _saved(row[1], mine)), default=None)


def _saved(one: ScheduleTrial, present: ScheduleTrial) -> timedelta:
    """How much less an amount would have waited on average."""
    return _WAIT.validate_python(present.average_wait) - _WAIT.validate_python(one.average_wait)


def _for_each(one: ScheduleTrial, present: ScheduleTrial) -> timedelta:
    """What is saved for each payout more than at present; all of it where there would be no more of them."""
    return _saved(one, present) / max(1, one.payouts - present.payouts)


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
    elif account.complete("ledger"):
        yield account.told(_NO_GAIN, now.ref("average_wait"))
    if account.complete("ledger"):
        known = [place.at for place, _ in (present, better) if place] if better else [now.at]
        yield from (_tried(account, place) for place, _ in _trials(account) if place.at not in known)


_OF_SCHEDULE = re.compile(
    r"\b(?:better|sooner|faster|best|recommend\w*|should|worth|switch\w*|instead|optimi[sz]\w*)\b", re.IGNORECASE
)
_NAMED = re.compile(r"\b(daily|weekly|monthly)\b", re.IGNORECASE)


def schedule_answer(account: AccountAt) -> Iterator[DraftFinding]:
    """What the schedule would have done that a question names, and whether it is the one to set, in its first words."""
    named = _NAMED.search(account.question)
    rows = [row for row in _trials(account) if named is not None and row[1].interval == named[1].lower()]
    if named is None or not rows or _OF_SCHEDULE.search(account.question) is None or not account.complete("ledger"):
        return
    place, one = rows[0]
    present, best = _present(account), _recommended(account)
    text = (
        f"By a {place.slot('interval')} schedule an amount would have waited {place.slot('average_wait')} on average, "
        f"at {place.slot('payouts')} payouts that come to {place.slot('paid')}"
    )
    if present is None:
        text += f"; made by hand in that time: {account.slot('payout_count')}."
    elif one.present:
        text += "; it is the present one."
    else:
        now = present[0]
        text += f"; by the present {now.slot('interval')} one {now.slot('average_wait')}, at {now.slot('payouts')}."
    yield account.told(f"{text} {_verdict(one, best)}", place.ref("average_wait"))


def _verdict(one: ScheduleTrial, best: tuple[Place, ScheduleTrial] | None) -> str:
    if best is None:
        return "A change is not recommended: no schedule spares an amount a whole day of waiting."
    if best[1] == one:
        return "It is the one that is recommended: of all it saves most waiting for each payout that it adds."
    return f"Recommended is a {best[0].slot('interval')} one, by which {best[0].slot('average_wait')} would be waited."


def _recommended(account: AccountAt) -> tuple[Place, ScheduleTrial] | None:
    """The schedule to set: better than the present one or, where payouts are made by hand, than the other schedules."""
    if _present(account) is not None:
        return _better(account)
    rows = _trials(account) if account.complete("ledger") else []
    slowest = max((row[1] for row in rows), key=lambda one: _WAIT.validate_python(one.average_wait), default=None)
    if slowest is None:
        return None
    most = max(row[1].paid.minor for row in rows)
    whole = [row for row in rows if row[1].paid.minor == most]
    return max(whole, key=lambda row: (_for_each(row[1], slowest), _saved(row[1], slowest)))


def set_instead(account: AccountAt) -> str | None:
    """What to set in place of payouts by hand, where schedules could be tried; null where they could not."""
    best = _recommended(account) if _present(account) is None else None
    if best is None:
        return None
    place = best[0]
    return (
        f"Set a {place.slot('interval')} schedule for the account, by which an amount would have waited "
        f"{place.slot('average_wait')} on average at {place.slot('payouts')} payouts, or make a payout by hand."
    )


_NO_GAIN = (
    "No other schedule is recommended: reckoned so, daily, weekly or monthly payouts would not have spared an amount "
    "a whole day of waiting on average. Payouts by hand wait for whoever makes them, and can't be reckoned."
)


def _beside(
    account: AccountAt, present: tuple[Place, ScheduleTrial], better: tuple[Place, ScheduleTrial]
) -> Iterator[DraftFinding]:
    (now, mine), (then, other) = present, better
    yield comparison(
        account.subject,
        "less_than",
        f"By a {then.slot('interval')} schedule it would have waited {then.slot('average_wait')} on average, "
        f"shorter than {now.slot('average_wait')}.",
    )
    if other.payouts > mine.payouts:
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
    if present is None or better is None:
        return ()
    now, place = present[0], better[0]
    text = (
        f"If the provider wants the money sooner, set a {place.slot('interval')} schedule: an amount would have waited "
        f"{place.slot('average_wait')} instead of {now.slot('average_wait')}, at {place.slot('payouts')} payouts "
        f"instead of {now.slot('payouts')}. Of daily, weekly and monthly it saves most waiting for each payout that it "
        "adds; what a payout costs is for the platform's own agreement to say."
    )
    return (step(ActionCode.CHANGE_SCHEDULE, Party.PLATFORM, text, account.subject),)
