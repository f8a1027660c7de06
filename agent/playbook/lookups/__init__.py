"""Which calls would tell more: from what the question names, and from what has come back so far."""

from agent.playbook.locating import locate
from agent.playbook.lookups.around import around, followed, in_vain
from agent.playbook.lookups.lookup import Lookup
from agent.playbook.lookups.named import of_question
from agent.playbook.lookups.providers import of_all, of_shares
from agent.playbook.notebook import Notebook
from tools.contract.outcome import FailureCode

__all__ = ["Lookup", "implied", "unread", "wanted"]

_TOLD = {FailureCode.NOT_FOUND, FailureCode.WRONG_MODE}
"""Failures that answer: what was asked for is not there."""
_PASSING = {FailureCode.RATE_LIMITED, FailureCode.UNAVAILABLE}
_TRIES = 2


def wanted(book: Notebook) -> list[Lookup]:
    """The calls worth making now, each once."""
    fresh = [one for one in implied(book) if _is_worth(book, one)]
    return list({(one.tool, repr(one.arguments)): one for one in fresh}.values())


def implied(book: Notebook) -> list[Lookup]:
    """All calls that the question and what is known of it speak for, made or not."""
    located = locate(book)
    if located.of_all:
        return [*of_all(located)]
    if located.of_shares:
        return [*of_shares(located)]
    return [*of_question(located), *followed(located), *around(located), *in_vain(located, book)]


def unread(book: Notebook) -> set[str]:
    """The purposes of which no call brought anything to read, nor told that there is nothing."""
    brought: dict[str, bool] = {}
    for lookup in implied(book):
        for one in book.shown:
            if one.outcome.tool == lookup.tool and one.asked == lookup.arguments:
                error = one.outcome.error
                read = error is None or error.code in _TOLD
                brought[lookup.purpose] = brought.get(lookup.purpose, False) or read
    return {purpose for purpose, read in brought.items() if not read}


def _is_worth(book: Notebook, lookup: Lookup) -> bool:
    """Whether a call may tell something: one that was not made, or, where Stripe was out of reach, not twice lately."""
    brought = [one.outcome for one in book.shown if one.outcome.tool == lookup.tool and one.asked == lookup.arguments]
    error = brought[-1].error if brought else None
    if error is not None and error.code in _PASSING:
        return book.times_asked(lookup.tool, lookup.arguments, lately=True) < _TRIES
    return book.times_asked(lookup.tool, lookup.arguments) == 0
