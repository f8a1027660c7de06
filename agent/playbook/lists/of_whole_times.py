"""Questions about a whole time: which customers paid one amount more than once, and what no list here answers."""

import re
from collections.abc import Sequence
from datetime import UTC, timedelta

from pydantic import JsonValue

from agent.playbook.lists.bounds import read_of
from agent.playbook.located import Located
from agent.playbook.payment.case import MatchAt, MatchesAt
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit
from agent.thread.evidence import Evidence
from agent.verification.causes import Proven, judge_apart
from agent.verification.causes.duplicates import ORDERS
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict

_SHOWN = 10
_PAGES = 10
"""So many reads of a hundred payments each are made of one time."""
_OF_A_PAGE = {"since", "until", "limit"}
_APART = timedelta(days=1)
_TWICE = re.compile(
    r"\b(?:customers?|clients?|people|anyone|anybody|someone|somebody|any|who|payments|charges)\b", re.I
)
_ASKED = {
    "fees": re.compile(r"\bfees?\b", re.IGNORECASE),
    "revenue": re.compile(r"\b(?:revenue|turnover|earn(?:ed|ings?)?|income|gmv|sales|profit)\b", re.IGNORECASE),
}
"""What is asked of a whole time that no read here tells of one."""
_INSTEAD = {
    "fees": "The fees of one payment, by its id or its booking, are answered; the Dashboard's reports hold a time's.",
    "revenue": "What a time brought, gross and net, is answered; the Dashboard's reports hold the rest.",
}


def of_whole_time(located: Located, search: MatchesAt) -> Answer | None:
    """The answer about a whole time, where the question describes no one payment; None where it may mean one."""
    named = located.named
    if not named.none or named.figure is not None or located.span is None:
        return None
    if _compares_all(located):
        return _doubles(_pages(located) or [search])
    told = next((name for name, words in _ASKED.items() if words.search(located.listing)), None)
    return _unanswered(search, told) if told else None


def _compares_all(located: Located) -> bool:
    """Whether the question is which of all payments of a time were taken more than once."""
    named = located.named
    whole = named.none and named.figure is None and located.span is not None and not located.span.ahead
    return whole and located.route.name == "duplicate-charge" and _TWICE.search(located.listing) is not None


def page_of(located: Located, whole: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """The call that lists the payments of a time, or that goes on where an earlier one ended, if all are compared.

    A page ends within a second that other payments may share, so that the next begins with that second again.
    """
    pages = _pages(located) if _compares_all(located) else []
    if not pages or len(pages) >= _PAGES or pages[-1].outcome.coverage.complete or not pages[-1].matches:
        return whole
    oldest = min(one.match.created for one in pages[-1].matches) + timedelta(seconds=1)
    return {**whole, "until": oldest.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}


def continued(located: Located) -> frozenset[str]:
    """The reads of a time that ended before it did and were gone on with: what they lack is in the next."""
    return frozenset(one.at for one in _pages(located)[:-1]) if _compares_all(located) else frozenset()


def _pages(located: Located) -> list[MatchesAt]:
    """The reads of the payments of the time that the question names, the newest payments first."""
    window = located.window.to_json() if located.window else {}
    found = [
        one
        for one in located.searches
        if one.outcome.arguments.get("since") == window.get("since") and one.outcome.arguments.keys() <= _OF_A_PAGE
    ]
    first = next((at for at, one in enumerate(found) if window.items() <= one.outcome.arguments.items()), len(found))
    return found[first:]


def of_customer(located: Located, search: MatchesAt) -> Answer | None:
    """That no two payments of a customer are alike, where the question is whether one was charged twice."""
    customer, named = search.outcome.arguments.get("customer"), located.named
    if located.route.name != "duplicate-charge" or not isinstance(customer, str) or named.amount or named.figure:
        return None
    evidence = Evidence(number=int(search.at[1:]), call_id="", outcome=search.outcome)
    ruling = judge_apart(CauseCode.PAID_ONCE, customer, [evidence])
    paid = [one for one in search.matches if one.match.received.minor]
    if not isinstance(ruling, Proven):
        return None
    known = all(any(key in one.match.metadata for key in ORDERS) for one in paid)
    ordered = ", for an order of its own" if known else ""
    text = (
        f"No: each payment of the customer {paid[0].slot('customer')} took an amount of its own{ordered}; "
        f"payments of theirs on this account: {search.slot('payment_count')}."
    )
    step = action(ActionCode.NO_ACTION, None, "Nothing needs to be refunded; tell the customer what each was for.")
    return Answer(
        verdict=Verdict.NO_ISSUE,
        cause=CauseCode.PAID_ONCE,
        party=Party.NONE,
        claim=finding("cause", customer, text, *ruling.refs),
        findings=tuple(_taken(one) for one in paid[:_SHOWN]),
        next_steps=(step,),
    )


def _taken(one: MatchAt) -> DraftFinding:
    key = next((key for key in ORDERS if key in one.match.metadata), None)
    what = f", for {one.slot(f'metadata.{key}')}" if key else ""
    text = f"{one.slot('id')} of {one.slot('created')} received {one.slot('received')}{what}."
    return finding("observation", one.match.id, text)


def _unanswered(search: MatchesAt, what: str) -> Answer:
    """What this kind of question asks of a time is said to be left unanswered, and no payment is listed instead."""
    text = f"This kind of question ({what} over a time) stays unanswered: only single payments are followed for it."
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", search.outcome.coverage.account, text, search.ref("payments"), severity="warning"),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, f"Ask about one payment. {_INSTEAD[what]}"),),
        limits=(DraftLimit(missing=f"The {what} of that time.", would_settle=_INSTEAD[what]),),
    )


def _doubles(pages: Sequence[MatchesAt]) -> Answer:
    """The equal payments of one customer, close in time, among all of a time that were paid."""
    search, whole = pages[0], pages[-1].outcome.coverage.complete
    found = close_pairs([*{one.match.id: one for page in pages for one in page.matches}.values()])
    read = read_of(search, search.outcome)
    step = (
        "Ask about one by its id before anything is refunded." if found else "Ask about a payment, or a shorter time."
    )
    compared = f"Compared were the payments made {read}, by customer, amount and time{_extent(pages)}."
    lead = (
        "These were paid more than once within a day. "
        if found
        else "All that were compared differ in customer, amount or day. "
    )
    account = search.outcome.coverage.account
    more = DraftLimit(missing="The older payments of that time.", would_settle="A shorter time can be read whole.")
    cut = DraftLimit(missing="More pairs than are shown.", would_settle="A shorter time shows them here.")
    each = DraftLimit(
        missing="Whether payments alike are for the same purchase: amount, customer and time alone tell none of it.",
        would_settle="A question about one of them compares what they were for.",
    )
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", account, f"{lead}{compared}", search.ref("payments"), severity="warning"),
        findings=tuple(told for one, other in found[:_SHOWN] for told in _pair(one, other)),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, step),),
        limits=(*((each,) if found else ()), *(() if whole else (more,)), *((cut,) if len(found) > _SHOWN else ())),
    )


def _extent(pages: Sequence[MatchesAt]) -> str:
    """How many were compared where one read holds them all, else how far back the reads went."""
    last = pages[-1]
    if last.outcome.coverage.complete:
        return f": {last.slot('payment_count')}" if len(pages) == 1 else ": all of them, read one part after another"
    if not last.matches:
        return "; only the newest of them could be read"
    oldest = min(last.matches, key=lambda one: (one.match.created, one.match.id))
    return f"; only the newest of them could be read, back to {oldest.slot('created')}"


def close_pairs(matches: Sequence[MatchAt]) -> list[tuple[MatchAt, MatchAt]]:
    """Payments that received the same amount of the same customer within a day, the earlier first."""
    paid = [one for one in matches if one.match.customer and one.match.received.minor]
    paid.sort(key=lambda one: (one.match.created, one.match.id))
    return [
        (one, other)
        for at, one in enumerate(paid)
        for other in paid[at + 1 :]
        if one.match.customer == other.match.customer
        and one.match.received == other.match.received
        and other.match.created - one.match.created <= _APART
    ]


def _pair(one: MatchAt, other: MatchAt) -> tuple[DraftFinding, DraftFinding]:
    """Each of two payments alike, in a finding of its own: nothing but their customer links those of two bookings."""
    first = f"{one.slot('customer')} paid {one.slot('received')} at {one.slot('created')} by {one.slot('id')}."
    again = (
        f"And again: {other.slot('customer')} paid {other.slot('received')} at {other.slot('created')} by "
        f"{other.slot('id')}."
    )
    return (
        finding("observation", one.match.id, first, severity="warning"),
        finding("observation", other.match.id, again, severity="warning"),
    )
