"""What a call about an account asks: whose it is, in which time, and whether only for how it stands."""

import re
from datetime import datetime, timedelta

from pydantic import JsonValue

from agent.playbook.asked.windows import Span
from agent.playbook.router.reading import read
from tools.contract.clock import Window

DAYS, WEEKS, USUAL = timedelta(days=2), timedelta(days=8), timedelta(days=90)
"""As long as a day may be told to be, and a week; and how far back an account is read where no time is given."""
_AROUND = timedelta(days=45)
STANDING: dict[str, JsonValue] = {"standing_only": True}
"""What a call asks besides whose account, where only matters how it stands."""


def asked_for(account: str | None, when: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """The arguments of a call about an account; null is the platform's own."""
    return {"provider": account, **when} if account else {**when}


def time_read(question: str, span: Span | None, now: datetime | None) -> dict[str, JsonValue]:
    """The time in which an account's payouts and earnings are read, as arguments; empty for the usual one.

    A day, or a week that no earnings are asked of, would cut off what explains it: the usual time up to now is read,
    or where that doesn't hold it, the time around it.
    """
    if span is None or span.ahead or now is None:
        return span.window.to_json() if span else {}
    since, until, lasts = span.window.since, span.window.until, length(span)
    if since is None or until is None or lasts is None or lasts > WEEKS or _earned_in(question, span, lasts):
        return span.window.to_json()
    if since > now - USUAL:
        return {}
    return Window(since=since - _AROUND, until=min(until + _AROUND, now)).to_json()


def length(span: Span) -> timedelta | None:
    """How long a time is; null where one of its ends is open."""
    since, until = span.window.since, span.window.until
    return until - since if since is not None and until is not None else None


def _earned_in(question: str, span: Span, lasts: timedelta) -> bool:
    """Whether a question asks what was earned in this very time: of a day, where the two stand together."""
    if lasts > DAYS:
        return "earnings" in read(question).signs
    then = rf"\b(?:earn\w*|ma[dk]e)(?:\W+\w+){{0,3}}?\W+{re.escape(span.words)}"
    return re.search(then, question, re.IGNORECASE) is not None
