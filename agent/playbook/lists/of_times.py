"""The answers where the evidence shows no payment to speak of: lists and counts of a time, several candidates, none."""

from dataclasses import replace

from agent.playbook.asked.parts import parts
from agent.playbook.lists.closest import in_vain, none_fits
from agent.playbook.lists.counted import counted
from agent.playbook.lists.customers import about_customer
from agent.playbook.lists.of_kind import of_kind
from agent.playbook.lists.of_whole_times import of_customer, of_whole_time
from agent.playbook.lists.people import nobody, several_people
from agent.playbook.lists.refunds_and_disputes import disputes_of_time, refunds_of_time
from agent.playbook.lists.risky import risk_of_time
from agent.playbook.lists.several import failed_in_time, several_found, several_known, several_listed
from agent.playbook.lists.times import ahead, before_opening
from agent.playbook.located import Located
from agent.playbook.notebook import ACCOUNT_ITSELF, Notebook, Shown
from agent.playbook.payment import unexplained
from agent.playbook.payment.case import DisputesAt, MatchesAt, Place, RefundsAt
from agent.playbook.payment.passed_on import arrived, owner_of
from agent.playbook.payment.unreadable import unreadable
from agent.playbook.writing.drafting import Answer
from agent.playbook.writing.limits import UNNARROWED
from agent.verification.several import asks_for_several
from tools.contract.outcome import FailureCode

_TELLING = {code for code in FailureCode if code.value not in {"bad_arguments", "plan_missing", "budget_spent"}}
"""Failures that say something of Stripe's records or their reading; the others are about the call itself."""


def without_payment(book: Notebook, located: Located) -> Answer | None:
    """The answer where the evidence shows no payment to speak of."""
    answer = _of_no_time(book, located) or _of_time(book, located) or _undecided(located)
    if answer is not None:
        return answer
    if located.histories:
        return about_customer(located.histories[-1], located.disputes)
    failed = [one for one in book.shown if _failed_for(one, located, book)]
    if failed or located.objects:
        return _of_object((failed or located.objects)[-1], located)
    return _of_lists(book, located)


def _searched(search: MatchesAt, located: Located) -> Answer:
    answer = of_whole_time(located, search) or of_customer(located, search)
    if answer is not None:
        return answer
    if located.named.none and located.route.name == "failed-payment" and search.matches:
        return failed_in_time(search, located.fitting)
    if located.doubles:
        return several_found(search, [one for group in located.doubles for one in group], of_customers=True)
    if located.fitting:
        return several_found(search, located.fitting, of_customers=located.route.name == "duplicate-charge")
    if in_vain(located):
        return none_fits(located, search)
    return unexplained.nothing_found(search, searched_otherwise=bool(search.matches))


def _undecided(located: Located) -> Answer | None:
    """The answer where what the question gives may mean several, or nobody and nothing."""
    people = located.unchosen
    if people is not None:
        return several_people(people, located.question) if people.matches else nobody(people)
    known = located.known(located.undecided)
    if known:
        return several_known(known)
    rows = {*located.undecided}
    lists = [at for at in (*located.refunds, *located.disputes) if rows & _ids(at)] if rows else []
    if lists:
        return several_listed(lists[-1], located.undecided)
    return _searched(located.asked, located) if located.asked is not None else None


def _ids(at: RefundsAt | DisputesAt) -> set[str]:
    return {one.id for one in (at.found.refunds if isinstance(at, RefundsAt) else at.found.disputes)}


def _of_time(book: Notebook, located: Located) -> Answer | None:
    """What is said of a whole time: counts, or all refunds or disputes of it."""
    if located.risk_window is not None and located.risks:
        return risk_of_time(located.risks[-1], located.question)
    if located.counts and located.counted:
        return _counted(located)
    answer = of_kind(book, located)
    if answer is not None:
        return answer
    match located.of_time:
        case RefundsAt() as at:
            return refunds_of_time(at, located.listing)
        case DisputesAt() as at:
            any_of_them = located.period.usual and not asks_for_several(located.listing)
            return disputes_of_time(at, located.listing, located.period.due, any_of_them=any_of_them)
        case None:
            return None


def _of_object(last: Shown, located: Located) -> Answer:
    """What is said of an object that led to no payment, or that could not be read."""
    place = Place(last.label or "")
    if last.outcome.error is not None:
        return unreadable(place, last.outcome)
    read = next((one for one in located.objects if owner_of(one.outcome)), last)
    whose = next((one for one in located.objects if (one.outcome.data or {}).get("id") == owner_of(read.outcome)), None)
    account = Place(whose.label or "") if whose is not None else None
    return arrived(Place(read.label or ""), read.outcome, account) or unexplained.no_payment(place, last.outcome)


def _of_no_time(book: Notebook, located: Located) -> Answer | None:
    """The answer where the time that the question names has no record."""
    if located.span is not None and located.span.ahead:
        listed = [one for one in book.shown if one.label]
        return ahead(located.span.words, Place(listed[-1].label or ""), listed[-1].outcome) if listed else None
    return before_opening(located, book.shown)


def _failed_for(one: Shown, located: Located, book: Notebook) -> bool:
    """Whether a read failed that was made for this question, or for what it names."""
    error = one.outcome.error
    if not one.label or error is None or error.code not in _TELLING or one.asked.get("id") == ACCOUNT_ITSELF:
        return False
    if one.asked.get("id") in {owner_of(held.outcome) for held in located.objects}:
        return False  # whose account something arrived on is told beside it
    named = {*located.named.payments, *located.named.objects, *located.named.people}
    sought = {value for value in one.asked.values() if isinstance(value, str)}
    return bool(named & sought) or any(
        call.name == one.outcome.tool and call.input == one.asked for call in book.recent
    )


def _of_lists(book: Notebook, located: Located) -> Answer | None:
    """The answer where the question names nothing that was found or missed."""
    listed = book.of("list_objects")
    read = [one for one in book.shown if one.label and one.outcome.data is not None and not one.outcome.reference]
    if not listed and not read:
        return None
    last = (listed or read)[-1]
    told = unexplained.which_payment if listed else unexplained.not_answered
    told = unexplained.nothing_given if located.gives_nothing else told
    return told(Place(last.label or ""), last.outcome)


def _counted(located: Located) -> Answer:
    """The counts of the time, and that they are of all where the question names a part."""
    at, question = located.counted[-1], located.counting or located.question
    answer = counted(at, question, located.clock)
    of = parts(question)
    named = bool(of.values) or of.unread
    return answer if at.found.metadata or not named else replace(answer, limits=(*answer.limits, UNNARROWED))
