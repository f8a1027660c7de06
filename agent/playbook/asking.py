"""Asking the person back: where exactly two payments fit the question, nothing in it says which is meant."""

from agent.playbook.case import MatchAt
from agent.playbook.locating import locate
from agent.playbook.notebook import Notebook
from agent.playbook.wording import state
from agent.thread.clarification import ASK_PERSON, Clarification
from tools.contract.record import Record

_CANDIDATES = 2
_TOLD_BY = ("booking_id", "order_id")


def clarification(book: Notebook) -> tuple[str, Record] | None:
    """The call that asks which payment is meant; None where one can be taken, where more fit, or where it was asked."""
    if not book.may_ask:
        return None
    located = locate(book)
    search = located.asked
    if located.subject is not None or search is None or not search.outcome.coverage.complete:
        return None
    fitting = located.fitting
    if len(fitting) != _CANDIDATES:
        return None
    choices = [_choice(match) for match in fitting]
    return ASK_PERSON, Clarification(question="Which of these payments do you mean?", choices=choices)


def _choice(match: MatchAt) -> str:
    """A candidate by what a person would know it by."""
    known = next((key for key in _TOLD_BY if key in match.match.metadata), None)
    what = f", for {match.slot(f'metadata.{known}')}" if known else ""
    return f"{match.slot('amount')} of {match.slot('created')}{what}: {state(match)}, {match.slot('id')}"
