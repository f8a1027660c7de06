"""Times of which there is no record: those to come, and those before the account was opened."""

from datetime import datetime

from agent.playbook.located import Located
from agent.playbook.notebook import ACCOUNT_ITSELF, Shown
from agent.playbook.payment.case import Place
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftLimit
from tools.contract.causes import ActionCode, Party, Verdict
from tools.contract.outcome import Outcome

_LISTS = {
    "find_payments": "payments",
    "refund_status": "refunds",
    "dispute_file": "disputes",
    "webhook_deliveries": "events",
    "payment_metrics": "attempt_count",
}
"""What each call that reads a time lists or counts."""


def ahead(words: str, place: Place, outcome: Outcome) -> Answer:
    """A time that has not come yet."""
    text = (
        f"The time that the question names, {words}, lies ahead: it is {place.slot('coverage.as_of')} on this account, "
        "and there is no record of what is to come."
    )
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", outcome.coverage.account, text, severity="warning"),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, "Ask again for a time that has passed."),),
        limits=(DraftLimit(missing="Anything of a time to come.", would_settle="Asking again afterwards would."),),
    )


def undated(words: str | None) -> tuple[DraftLimit, ...]:
    """What is said of words that look like a date and tell no day that is certain."""
    if words is None:
        return ()
    missing = f"What the question says of the time, {words}, was not understood, and nothing was narrowed down by it."
    return (DraftLimit(missing=missing, would_settle="The day, with its month as a word and its year, would be read."),)


def untimed(located: Located) -> tuple[DraftLimit, ...]:
    """What is said where the question names no time and a usual one was read."""
    elsewhere = located.measuring is not None or located.of_all or located.of_shares or located.of_account
    if elsewhere or not located.period.usual or located.window is None:
        return ()
    missing = "Anything older: the question names no time, so that a usual one was read, up to now."
    return (DraftLimit(missing=missing, would_settle="The same question with a time, such as since when, reads that."),)


def nothing_in(located: Located, shown: tuple[Shown, ...]) -> Shown | None:
    """The read of the question's time, where it brought nothing; None where there is none such."""
    if located.span is None or located.span.ahead or located.window is None:
        return None
    asked = located.window.to_json().items()
    reads = [
        one for one in shown if one.label and one.outcome.tool in _LISTS and asked <= one.outcome.arguments.items()
    ]
    return reads[-1] if reads and all(one.outcome.status == "empty" for one in reads) else None


def before_opening(located: Located, shown: tuple[Shown, ...]) -> Answer | None:
    """What is said of a time that had passed when the account was opened."""
    read = nothing_in(located, shown)
    account = next((one for one in reversed(shown) if one.outcome.arguments.get("id") == ACCOUNT_ITSELF), None)
    opened = _opened(account)
    if read is None or account is None or opened is None or located.span is None:
        return None
    if located.window is None or located.window.until is None or opened < located.window.until:
        return None
    return _not_yet_open(
        located.span.words, Place(account.label or ""), str((account.outcome.data or {}).get("id")), read
    )


def _not_yet_open(words: str, account: Place, own: str, read: Shown) -> Answer:
    held = Place(read.label or "")
    text = (
        f"Nothing is on record of the time that the question names, {words}: it had passed before there was this "
        "account."
    )
    opened = f"This account, {account.slot('id')}, was opened at {account.slot('opened_at')}."
    told = "Ask again for a time since the account was opened, or on the account that was used before."
    return Answer(
        verdict=Verdict.NOT_FOUND,
        party=Party.UNKNOWN,
        claim=finding(
            "absence", read.outcome.coverage.account, text, held.ref(_LISTS[read.outcome.tool]), severity="warning"
        ),
        findings=(finding("observation", own, opened),),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, told),),
        limits=(
            DraftLimit(
                missing="Anything of a time before the account was opened.",
                would_settle="The account that took payments then would tell, if there was another.",
            ),
        ),
    )


def _opened(account: Shown | None) -> datetime | None:
    told = (account.outcome.data or {}).get("opened_at") if account is not None else None
    try:
        moment = datetime.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
