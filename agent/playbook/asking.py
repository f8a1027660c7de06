"""Asking the person back: where exactly two payments fit the question, a name means several customers, a provider has
several accounts, or a complaint gives nothing to look up by.
"""

from agent.playbook.lists.of_whole_times import of_customer
from agent.playbook.lists.people import ordered, told_apart
from agent.playbook.located import Located
from agent.playbook.locating import locate
from agent.playbook.notebook import Notebook
from agent.playbook.payment.case import FlowAt, MatchAt
from agent.playbook.payment.unexplained import DETAILS
from agent.playbook.payment.wording import state
from agent.thread.clarification import ASK_PERSON, MOST_CHOICES, Clarification
from tools.contract.record import Record

_CANDIDATES = 2
_TOLD_BY = ("booking_id", "order_id")


def clarification(book: Notebook) -> tuple[str, Record] | None:
    """The call that asks what is meant; None where it can be taken, where too much fits, or where it was asked."""
    if not book.may_ask:
        return None
    located = locate(book)
    asked = (
        _of_people(located)
        or _of_accounts(located)
        or _of_thread(located)
        or _of_search(located)
        or _of_details(located)
    )
    return (ASK_PERSON, asked) if asked else None


def _of_people(located: Located) -> Clarification | None:
    people = located.unchosen
    if people is None or not _CANDIDATES <= len(people.matches) <= MOST_CHOICES:
        return None
    choices = [told_apart(one) for one in ordered(people, located.question)]
    return Clarification(question="Which of these customers do you mean?", choices=choices)


def _of_accounts(located: Located) -> Clarification | None:
    """Which of the connected accounts that may be a provider's."""
    account = located.account
    whose = account.found.whose if account else None
    if account is None or whose is None or whose.match != "several":
        return None
    if not _CANDIDATES <= len(whose.candidates) <= MOST_CHOICES:
        return None
    choices = [account.slot(f"whose.candidates[{at}].id") for at in range(len(whose.candidates))]
    return Clarification(question="Which of these accounts of that provider do you mean?", choices=choices)


def _of_thread(located: Located) -> Clarification | None:
    """Which of the payments that the thread has spoken of."""
    known = located.known(located.undecided)
    if not _CANDIDATES <= len(known) <= MOST_CHOICES:
        return None
    return Clarification(question=_WHICH, choices=[_choice(one) for one in known])


def _of_search(located: Located) -> Clarification | None:
    search = located.asked
    if located.named.none or located.subject is not None or search is None or not search.outcome.coverage.complete:
        return None
    if located.doubles:
        firsts = [group[0] for group in located.doubles[:MOST_CHOICES]]
        return Clarification(question=_WHOSE, choices=[_choice(match) for match in firsts])
    fitting = located.fitting
    if len(fitting) != _CANDIDATES or of_customer(located, search) is not None:
        return None
    return Clarification(question=_WHICH, choices=[_choice(match) for match in fitting])


def _of_details(located: Located) -> Clarification | None:
    """What a person on the phone can tell who has no reference."""
    return Clarification(question=DETAILS) if located.gives_nothing else None


_WHOSE = "More than a single customer paid that amount more than once. The payments of which of them do you mean?"
_WHICH = "Which of these payments do you mean?"


def _choice(payment: MatchAt | FlowAt) -> str:
    """A candidate by what a person would know it by."""
    metadata = payment.match.metadata if isinstance(payment, MatchAt) else payment.flow.metadata
    known = next((key for key in _TOLD_BY if key in metadata), None)
    what = f", for {payment.slot(f'metadata.{known}')}" if known else ""
    return f"{payment.slot('amount')} of {payment.slot('created')}{what}: {state(payment)}, {payment.slot('id')}"
