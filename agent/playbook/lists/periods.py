"""The time that a list is of: the one that the question names, the one in which what falls due was opened, or a
usual one where it names none.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from agent.playbook.asked.references import References
from agent.playbook.asked.windows import Span
from agent.playbook.lists.listing import AUTHORIZED, Kind, kind_of_list
from agent.playbook.router import METRICS, PROVIDERS, Route
from agent.verification.several import asks_for_several
from tools.contract.clock import Window

_USUAL, _OF_DEADLINES = timedelta(days=30), timedelta(days=90)
_LENGTHS = {"disputes": timedelta(days=60), "webhooks": timedelta(days=29)}
"""How far back a list reads that names no time: disputes stay open for weeks, and Stripe keeps events for a month."""
_DUE = re.compile(r"\b(?:due|deadlines?|answer\w*|respon\w+|reply|expire\w*|run\s+out)\b", re.IGNORECASE)
_OPENED = re.compile(r"\b(?:opened|made|created|received|arrived|came\s+in|new)\b", re.IGNORECASE)
_STAKES = re.compile(r"\b(?:at\s+stake|by\s+when|deadlines?|evidence)\b", re.IGNORECASE)
_ANYBODY = re.compile(
    r"\bany(?:one|body)\b|\bany\s+(?:customers?|clients?|payments?|charges?|double|duplicate)\b"
    r"|\b(?:was|were|did|has|have)\s+some(?:one|body)\b|\b(?:who|which\s+(?:customers?|clients?))\b|\bpeople\b",
    re.IGNORECASE,
)
"""Words that ask of all customers whether one was charged twice, and not of the one who complains."""


@dataclass(frozen=True)
class Period:
    """What a list reads: `span` is of its making, and `due` the time in which it must be answered."""

    span: Span | None
    due: Span | None = None
    usual: bool = False
    """Whether the question names no time, so that a usual one was taken."""
    kind: Kind | None = None
    """The kind of list that is asked for, where it is neither of refunds, of disputes nor of events."""


NO_PERIOD = Period(None)


def period(
    question: str, named: References, route: Route, given: Span | None, now: datetime | None, *, first: bool = True
) -> Period:
    """The period of a question: that of a list of disputes which fall due in a time is of their opening.

    `first` is whether nothing was asked before, so that a dispute without an id can't be the one spoken of.
    """
    if now is None or not named.none:
        return Period(given)
    kind = kind_of_list(question, named, route)
    if given is not None:
        until = given.window.until
        due = route.name == "disputes" and _DUE.search(question) and not _OPENED.search(question)
        if kind is AUTHORIZED and _DUE.search(question):
            return Period(_back(now, _USUAL), kind=kind)
        if not due or until is None or until <= now:
            return Period(_until_now(given, now, route), kind=kind)
        return Period(_back(now, _OF_DEADLINES), due=given)
    if route.name == METRICS or (not asks_for_several(question) and not _of_all(question, route, first)):
        return Period(None)
    return Period(_back(now, _LENGTHS.get(route.name, _USUAL)), usual=True, kind=kind)


def _of_all(question: str, route: Route, first: bool) -> bool:
    """Whether a question that names nothing is of everybody, or of the disputes that there are to answer."""
    if route.name == "disputes":
        return first and _STAKES.search(question) is not None
    return route.name == "duplicate-charge" and _ANYBODY.search(question) is not None


def _until_now(given: Span, now: datetime, route: Route) -> Span:
    """The time that is read of what was made: none of it lies ahead, where shares and payouts may fall due."""
    since, until = given.window.since, given.window.until
    if route.name in {*PROVIDERS, METRICS} or until is None or until <= now or (since is not None and since >= now):
        return given
    return replace(given, window=Window(since=since, until=now))


def _back(now: datetime, length: timedelta) -> Span:
    return Span(Window(since=now - length, until=now), f"the last {length.days} days", ahead=False)
