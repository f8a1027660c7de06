"""The bank debits that failed in a time: no search knows a method, but each payment tells that of its latest try."""

from collections.abc import Iterable, Mapping

from agent.playbook.lists.bounds import read_of
from agent.playbook.lists.listing import RETURNED, SHOWN, more
from agent.playbook.payment.case import MatchAt, MatchesAt
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit
from tools.contract.causes import Party, Verdict

FOLLOWED_DEBITS = 15
"""So many bank debits that failed: each story takes a few reads."""
_OTHERWISE = DraftLimit(
    missing="Debits that failed where another try came after, or where the payment was canceled since.",
    would_settle="Ask about one by its id, its amount or its customer; its story tells every try.",
)
_OLDER = DraftLimit(
    missing="Which of the older ones were bank debits: not all payments of that time could be read.",
    would_settle="A shorter time can be read whole; the Dashboard lists payments by their method.",
)


def is_debit(method: str | None) -> bool:
    """Whether a payment method's type is a debit of a bank account."""
    return method is not None and (method.endswith("debit") or method == "us_bank_account")


def debits_failed(rows: Iterable[MatchAt]) -> list[MatchAt]:
    """The payments whose latest try was a bank debit that failed."""
    return [one for one in rows if is_debit(one.match.failed_method)]


def debits_listed(at: MatchesAt, followed: Mapping[str, DraftFinding]) -> Answer:
    """The bank debits that failed, among the payments of a time that did, each with what the bank said of it."""
    debits, whole = debits_failed(at.matches), at.outcome.coverage.complete
    told = [followed.get(one.match.id) or _debit(one) for one in debits]
    text = f"{RETURNED.told}, made {read_of(at, at.outcome)}: {at.slot('payment_count')}."
    if not at.outcome.coverage.complete:
        text = f"{RETURNED.told}, made {read_of(at, at.outcome)}: not all could be read."
    text += " Those whose latest try was a bank debit follow." if debits else ""
    none = (
        f" None of {'them' if whole else 'those that were read'} was a bank debit." if at.matches and not debits else ""
    )
    cut = () if whole else (_OLDER,)
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", at.outcome.coverage.account, text + none, at.ref("payments"), severity="warning"),
        findings=tuple(told[:SHOWN]),
        next_steps=(action(RETURNED.step, None, RETURNED.one_by_one),),
        limits=(_OTHERWISE, *cut, *((more(),) if len(told) > SHOWN else ())),
    )


def _debit(one: MatchAt) -> DraftFinding:
    made = f"{one.slot('id')} over {one.slot('amount')}, made {one.slot('created')}"
    text = f"{made}: its latest try, by {one.slot('failed_method')}, failed."
    return finding("observation", one.match.id, text, severity="warning")
