"""Answers about the payout of a day that a question names: how it stands, or what became of its money instead."""

from dataclasses import replace
from datetime import date, timedelta

from agent.playbook.asked.windows import Span
from agent.playbook.connect.accounts import AccountAt, claimed
from agent.playbook.payment.case import Place
from agent.playbook.writing.drafting import Answer, step
from agent.report import DraftFinding, DraftLimit
from tools.contract.causes import ActionCode as A
from tools.contract.causes import CauseCode as C
from tools.contract.causes import Party
from tools.contract.payouts import PayoutState

Row = tuple[Place, PayoutState]

_CAUSES = {"paid": C.PAYOUT_PAID, "pending": C.PAYOUT_IN_TRANSIT, "in_transit": C.PAYOUT_IN_TRANSIT}
_NOON = timedelta(hours=12)
_UNKNOWN_ENTRIES = DraftLimit(
    missing="Which movements a payout was made of: that is not read here, so that what went into the next one is told "
    "by the schedule alone.",
    would_settle="The payout's page in the Dashboard lists the movements that it is made of.",
)


def rows_of(account: AccountAt) -> list[Row]:
    """The account's payouts, the newest first, with their places."""
    return [(Place(f"{account.at}.payouts[{at}]"), one) for at, one in enumerate(account.found.payouts)]


def of_day(account: AccountAt) -> list[Row]:
    """The payouts that were made, or were due at the bank, on the day that the question names.

    Stripe makes them shortly after midnight UTC, so that the day is also taken as one in UTC.
    """
    return _on(account, _dates(account.day))


def of_time(account: AccountAt) -> list[Row]:
    """The payouts that were made, or were due at the bank, in the day or the week that the question names."""
    return _on(account, _dates(account.week))


def _on(account: AccountAt, wanted: set[date]) -> list[Row]:
    return [row for row in rows_of(account) if {row[1].created.date(), row[1].arrival.date()} & wanted]


def _dates(span: Span | None) -> set[date]:
    window = span.window if span is not None else None
    if window is None or window.since is None or window.until is None:
        return set()
    days = max((window.until - window.since).days, 1)
    return {(window.since + _NOON + timedelta(days=at)).date() for at in range(days)}


def of_the_day(account: AccountAt) -> Answer | None:
    """How the payout of that day stands, where there is one; a day on which the question asks for it."""
    found = of_day(account) if account.of_payouts else []
    if not found or not account.complete("payouts"):
        return None
    place, one = found[0]
    cause = _CAUSES.get(one.status, C.PAYOUT_RETURNED if one.paid_first else C.PAYOUT_FAILED)
    text = f"The payout of that day, {_told(place, one)}."
    look = step(A.CHECK_REFERENCE, Party.PLATFORM, "Have the bank look for it where it does not show.", one.id)
    wait = step(A.WAIT, Party.BANK, "Wait for the day of arrival; banks may take until its end.", one.id)
    steps = {C.PAYOUT_PAID: look, C.PAYOUT_IN_TRANSIT: wait}
    mend = step(A.CHECK_REFERENCE, account.party, _SEE, one.id)
    return claimed(replace(account, about=one.id), cause, _party(account, cause), text, (steps.get(cause, mend),))


def unmade(account: AccountAt) -> Answer | None:
    """What became of the money on a day without a payout: the one before it failed, and none is made after that."""
    if not account.of_payouts or not account.complete("payouts") or of_day(account):
        return None
    around = _around(account)
    if around is None or around[0][1].status != "failed":
        return None
    (place, one), later = around
    text = f"The payout before that day, {_told(place, one)}. Others wait until the bank's details are mended."
    cause = C.PAYOUT_RETURNED if one.paid_first else C.PAYOUT_FAILED
    ask = step(A.CHECK_REFERENCE, account.party, _SEE if later else _MEND, one.id)
    answer = claimed(replace(account, about=one.id), cause, account.party, text, (ask,))
    if answer is None or later is None:
        return answer
    return replace(answer, findings=(_next(account, *later),), limits=(*answer.limits, _UNKNOWN_ENTRIES))


_SEE = "See at the bank whether the payouts since have arrived; they are told below."
_MEND = "Have the bank account corrected or replaced; scheduled payouts then go on by themselves."


def following(account: AccountAt, payout: PayoutState) -> Row | None:
    """The first payout of the same currency that was made after a failed one was back on the balance."""
    back = payout.returned_at or payout.created
    same = [row for row in rows_of(account) if row[1].amount.currency == payout.amount.currency]
    later = [row for row in same if row[1].created > back]
    return later[-1] if later else None


def _around(account: AccountAt) -> tuple[Row, Row | None] | None:
    """The payout before the day that is named, and the one after it; null where none was made before."""
    wanted = _dates(account.day)
    before = [row for row in rows_of(account) if row[1].created.date() < min(wanted)] if wanted else []
    return (before[0], following(account, before[0][1])) if before else None


def _told(place: Place, one: PayoutState) -> str:
    stands = "" if one.status == "failed" else "is "
    made = f"was made at {place.slot('created')} and {stands}{place.slot('status')}"
    text = f"{place.slot('id')} of {place.slot('amount')}, {made}"
    if one.failure_code:
        text += f" with {place.slot('failure_code')}"
    if one.returned and one.returned_at:
        text += f": {place.slot('returned')} came back onto the balance at {place.slot('returned_at')}"
    elif one.status != "failed":
        text += f", with {place.slot('arrival')} as its day of arrival"
    return text


def _next(account: AccountAt, place: Place, one: PayoutState) -> DraftFinding:
    return account.told(
        f"The payout after that, {place.slot('id')} of {place.slot('amount')}, was made at "
        f"{place.slot('created')} and is {place.slot('status')}. A scheduled payout takes all that is available "
        "beyond the set minimum, so that what came back is likely in it.",
        owner=one.id,
    )


def _party(account: AccountAt, cause: C) -> Party:
    if cause is C.PAYOUT_PAID:
        return Party.NONE
    return Party.BANK if cause is C.PAYOUT_IN_TRANSIT else account.party
