"""The language of causes: a finding of one cause may not tell the story of another.

Only what plainly contradicts is refused. Causes in which nothing failed may tell what failed before.
"""

import re
from dataclasses import dataclass

from agent.verification.causes import NO_FAULT
from agent.verification.checked import Fault
from agent.verification.negation import denies
from tools.contract.causes import CauseCode as C


@dataclass(frozen=True)
class _Telling:
    """Words that tell of some causes, and are said under no others that they are held against."""

    words: re.Pattern[str]
    of: frozenset[C]


def _telling(words: str, *of: C) -> _Telling:
    return _Telling(re.compile(rf"\b(?:{words})\b", re.IGNORECASE), frozenset(of))


_BLOCKS = (C.BLOCKED_BY_RADAR, C.BLOCKED_BY_RULE, C.BLOCKED_LOW_AUTHORIZATION, C.REVERSED_AFTER_APPROVAL)
_DECLINES = frozenset(
    {
        C.INSUFFICIENT_FUNDS,
        C.CARD_LIMIT_EXCEEDED,
        C.CARD_EXPIRED,
        C.CARD_DATA_INCORRECT,
        C.CARD_LOST_OR_STOLEN,
        C.CARD_NOT_SUPPORTED,
        C.CURRENCY_NOT_SUPPORTED,
        C.ISSUER_DECLINED,
        C.PROCESSING_ERROR,
        C.AUTHENTICATION_REQUIRED,
    }
)
_HELD = _DECLINES | {
    *_BLOCKS,
    C.AUTHENTICATION_FAILED,
    C.NEVER_CONFIRMED,
    C.INVALID_REQUEST,
    C.AUTHORIZATION_EXPIRED,
    C.WEBHOOK_NOT_DELIVERED,
}
"""Causes whose findings are held to their own language."""

_TELLING = (
    _telling(
        r"Radar(?:\s+\w+){0,2}?\s+(?:blocked|stopped|refused)|(?:was|were|been|got)\s+blocked|blocked by", *_BLOCKS
    ),
    _telling(
        r"stolen|lost card|card (?:was |had been |is |has been )?(?:reported )?(?:as )?lost", C.CARD_LOST_OR_STOLEN
    ),
    _telling(r"card (?:had |has |was |is )?(?:already )?expired|expired card", C.CARD_EXPIRED),
    _telling(r"(?:hold|authori[sz]ation) (?:had |has )?(?:ran out|run out|expired|lapsed)", C.AUTHORIZATION_EXPIRED),
    _telling(
        r"authentication (?:had |has )?failed|failed (?:the )?(?:3DS |3-?D Secure )?authentication",
        C.AUTHENTICATION_FAILED,
        C.AUTHENTICATION_REQUIRED,
    ),
    _telling(r"too little money|lack of (?:funds|money)|not enough money", C.INSUFFICIENT_FUNDS),
    _telling(r"(?:was|been) cancell?ed", C.AUTHORIZATION_EXPIRED, C.NEVER_CONFIRMED, C.REVERSED_AFTER_APPROVAL),
    _telling(r"webhooks?", C.WEBHOOK_NOT_DELIVERED),
    _telling(r"(?:bank|issuer) (?:has |had )?(?:declined|refused|rejected)(?! nothing)", *_DECLINES),
)
_CLAUSE = re.compile(r"[.,;:!?](?:\s|$)")


def contradicted(text: str, cause: C) -> Fault | None:
    """Why a text can't be the finding of a cause: it tells, undenied, what is another's."""
    if cause not in _HELD or cause in NO_FAULT:
        return None
    for clause in _CLAUSE.split(text):
        for telling in _TELLING:
            found = telling.words.search(clause)
            if found and cause not in telling.of and not denies(clause):
                return Fault(f"this is not what {cause.value} means; say what the cited facts show", found[0])
    return None
