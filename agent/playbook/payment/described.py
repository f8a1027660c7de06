"""Payments as a person describes them who has no reference: by place and service, and by how they ended."""

import re
from collections.abc import Sequence

from agent.playbook.payment.case import MatchAt

_UNPAID = {"requires_payment_method", "requires_confirmation", "requires_action", "canceled"}
_SEVERAL = 2
_DESCRIBING = ("metro", "service_type")
"""Metadata that a person who has no reference knows of a payment."""
_WORD = re.compile(r"[a-z0-9]+")
_FAILED = re.compile(
    r"\b(?:fail\w*|declin\w*|reject\w*|bounc\w*|block\w*|unpaid|unsuccessful|not go through|cancel\w*)\b"
)
_TAKEN = re.compile(r"\b(?:charged|billed|debited|paid|took|taken|refund\w*|disput\w*)\b")


def described(found: Sequence[MatchAt], question: str) -> list[MatchAt]:
    """Of several payments those whose place or service a question names, and that failed or took money where it says
    that they did, if there are any such.
    """
    meant = [*found]
    if len(meant) < _SEVERAL:
        return meant
    said = f" {' '.join(_WORD.findall(question.lower()))} "
    meant = [one for one in meant if any(f" {value} " in said for value in _place_and_service(one))] or meant
    if _FAILED.search(said):
        return [one for one in meant if one.match.status in _UNPAID] or meant
    if _TAKEN.search(said):
        return [one for one in meant if one.match.received.minor > 0] or meant
    return meant


def doubled(found: Sequence[MatchAt]) -> list[MatchAt]:
    """The first of the equal payments of the one customer who has several; empty where nobody has, or several have."""
    several = pairs(found)
    return several[0][:1] if len(several) == 1 else []


def pairs(found: Sequence[MatchAt]) -> list[list[MatchAt]]:
    """The payments that brought money, of each customer who paid the same amount more than once."""
    equal: dict[str, list[MatchAt]] = {}
    for one in found:
        if one.match.received.minor > 0 and one.match.customer:
            equal.setdefault(f"{one.match.customer} {one.match.amount}", []).append(one)
    return [group for group in equal.values() if len(group) > 1]


def _place_and_service(match: MatchAt) -> list[str]:
    """Where and for what a payment was, as a person would write it."""
    held = match.match.metadata
    return [held[key].replace("_", " ") for key in _DESCRIBING if held.get(key)]
