"""Which questions ask what changed, or why; and the time that is looked at for them."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from tools.contract.clock import Window

_RATE = (
    r"(?:success|approval|authori[sz]ation|acceptance|conversion|decline|failure|blocked)\s+rates?"
    r"|approvals|declines|failures|success|conversion|payment\s+rates?"
)
_MOVED = (
    r"(?:drop(?:p?ed|ping|s)?|f[ae]ll(?:en|ing|s)?|declin(?:e|ed|ing)|decreas\w+|sank|sunk|r[io]se(?:n|s)?|rising|went|"
    r"gone?|going|jump\w*|spik\w+|climb\w*|increas\w+|chang\w+|lower|higher|worse|down|up|low|high|plung\w+|dip\w*)"
)
_SOLD = (
    r"(?:(?:payments?|sales?|orders?|transactions?|booking)\s+)?volumes?|sales|turnover|orders|payments|transactions"
)
_SHRANK = (
    r"(?:drop(?:p?ed|ping|s)?|f[ae]ll(?:en|ing|s)?|decreas\w+|sank|sunk|sink\w*|r[io]se(?:n|s)?|rising|jump\w*|spik\w+|"
    r"climb\w*|increas\w+|lower|down|plung\w+|dip(?:s|ped|ping)?|slump\w*|shr[aiu]nk\w*)"
)
_LESS = (
    rf"\b(?:why|what\s+made|did|has|have|are|is|were|was)\b[^?.]*\b(?:{_SOLD})\s+(?:\w+\s+){{0,2}}{_SHRANK}\b(?!\s+rates?)"
    r"|\bwhy\s+(?:did|do|are|have)\s+we\s+(?:\w+\s+){0,2}(?:sell(?:ing)?|sold|tak(?:e|ing)|took)\s+(?:\w+\s+){0,2}less\b"
    rf"|\bwhy\b[^?.]*\b(?:fewer|so\s+few|less)\s+(?:{_SOLD}|customers|people|bookings)\b"
)
"""That less was bought than usual, or whether it was."""
_CHANGES = re.compile(
    rf"\bwhy\b[^?.]*\b(?:{_RATE})\b[^?.]*\b{_MOVED}\b"
    rf"|\bwhat\s+(?:made|caused|explains|is\s+behind|was\s+behind)\b[^?.]*\b(?:{_RATE})\b"
    rf"|\bwhy\s+(?:are|were|did|do|have)\s+(?:so\s+many|more|most|many)\s+(?:of\s+our\s+)?(?:card\s+)?"
    r"(?:payments?|charges|attempts|cards)\s+(?:\w+\s+){0,2}(?:fail\w*|declin\w+|block\w*|stopp\w+|refus\w+|reject\w+)"
    r"|^\W*what(?:'s|\s+is|\s+has|\s+have|\s+was)?\s+(?:changed|different|broken?|gone\s+wrong|went\s+wrong)\b"
    r"(?!\s+(?:on|in|with|about|for)\s+(?:the|this|that|my)\s+(?:payment|charge|booking|order|account|customer))"
    r"|\b(?:did|has|have|was|is)\s+(?:anything|something|there\s+anything|any\s+payments?\s+flow)\s+"
    r"(?:break|broken?|change[d]?|go(?:ne)?\s+wrong|happen(?:ed)?|stop(?:ped)?\s+working)\b"
    r"(?!\s+(?:with|about|for|to)\s+(?:the|this|that|my|his|her|their|our)\b)"
    rf"|{_LESS}",
    re.IGNORECASE,
)
_OF_FAILURE = re.compile(
    r"\b(?:declines|declined|failures?|fail\w*|decline\s+rates?|block\w*|stopp\w+|refus\w+|reject\w+)\b", re.IGNORECASE
)
_OF_RATE = re.compile(rf"\b(?:{_RATE})\b|\bso\s+many\b|\bmore\b|\bmost\b", re.IGNORECASE)
_DOWN = re.compile(
    r"\b(?:drop\w*|f[ae]ll(?:en|ing|s)?|declin(?:e|ed|ing)|decreas\w+|sank|sunk|lower|worse|down|low|plung\w+|dip\w*)\b",
    re.IGNORECASE,
)
_UP = re.compile(
    r"\b(?:r[io]se(?:n|s)?|rising|jump\w*|spik\w+|climb\w*|increas\w+|higher|up|high|so\s+many|more)\b", re.IGNORECASE
)
_BEHIND = re.compile(
    r"\band\s+why\b|\bwhy\b[^?.]*\?|\bwhat(?:'s|\s+is|\s+was|\s+are)?\s+behind\b|\bwhat\s+(?:caus|explain)\w+\b",
    re.IGNORECASE,
)
_NIGHT = re.compile(r"\b(?:last\s+night|overnight|during\s+the\s+night)\b", re.IGNORECASE)
_EVENING, _MORNING = 18, 8
"""The hours between which a night lies."""


def asks_what_changed(question: str) -> str | None:
    """The words by which a question asks what changed over a time; null for any other question."""
    match = _CHANGES.search(question)
    return " ".join(match[0].split()) if match else None


def asks_what_is_behind(question: str) -> bool:
    """Whether a question about figures also asks why they are as they are."""
    return _BEHIND.search(question) is not None


@dataclass(frozen=True)
class Premise:
    """What a question takes for granted of how many attempts succeed.

    `success` is the way it takes the success rate to have gone, null where it only says that it changed; `denied` says
    in the question's own terms that it did not.
    """

    success: Literal["lower", "higher"] | None
    denied: str


def premise(question: str) -> Premise | None:
    """What a question about a rate takes for granted; null where it asks what changed, whatever that is."""
    asked = asks_what_changed(question)
    if asked is None or _OF_RATE.search(asked) is None:
        return None
    rate = re.sub(rf"\b(?:{_RATE})\b", " ", asked, count=1, flags=re.IGNORECASE)
    down, up = _DOWN.search(rate), _UP.search(rate)
    if _OF_FAILURE.search(asked) and not re.search(r"\bsuccess\b", asked, re.IGNORECASE):
        return (
            Premise("higher", "Failures did not fall") if down and not up else Premise("lower", "Failures did not rise")
        )
    if up and not down:
        return Premise("higher", "The success rate did not rise")
    return Premise("lower" if down else None, "The success rate did not drop")


def night(question: str, now: datetime, zone: str) -> Window | None:
    """The night that a question means, by the account's clock, as far as it is over; null where it means none."""
    if _NIGHT.search(question) is None:
        return None
    here = now.astimezone(ZoneInfo(zone))
    morning = here.replace(hour=_MORNING, minute=0, second=0, microsecond=0, fold=0)
    evening = (morning - timedelta(days=1)).replace(hour=_EVENING)
    return Window(since=evening, until=min(morning, here))
