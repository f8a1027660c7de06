"""When "there is none" may be said: of an empty list that was read whole, or of what Stripe says it doesn't have."""

import re
from collections.abc import Sequence

from agent.facts import Located
from agent.verification.checked import Fault
from tools.contract.outcome import FailureCode

_NOT_THERE = frozenset({FailureCode.NOT_FOUND, FailureCode.WRONG_MODE})

_NONE_OF = re.compile(
    r"\b(?:no|not any|without(?: an?y?)?|never(?: any)?|zero|nor any)\s+(?:\w+\s+){0,2}?"
    r"(dispute|refund|chargeback|fraud warning|review|transfer)s?\b",
    re.IGNORECASE,
)
_NEVER_DONE = re.compile(r"\b(?:not|never|isn't|wasn't|un)\s*(?:been\s+|yet\s+)*(refund|disput)ed\b", re.IGNORECASE)

_FIELDS = {
    "dispute": ("disputes", "disputed"),
    "disput": ("disputes", "disputed"),
    "chargeback": ("disputes", "disputed"),
    "refund": ("refunds", "refunded", "refunded_total"),
    "fraud warning": ("fraud_warnings",),
    "review": ("reviews",),
    "transfer": ("transfers",),
}
"""The fields that can show that there is none of a thing."""


def denied(text: str, facts: Sequence[Located]) -> str | None:
    """The words by which a text denies that there are refunds, disputes or their like; null where a fact shows that."""
    match = _NONE_OF.search(text) or _NEVER_DONE.search(text)
    if match is None:
        return None
    thing = match[1].lower()
    shown = any(_shows_none(located) and _is_of(located, thing) for located in facts)
    return None if shown else match[0]


def unfounded_absence(facts: Sequence[Located]) -> list[Fault]:
    """What an absence lacks: each of its lists must be empty and read whole."""
    unsound = [fault for located in facts if isinstance(located.fact.value, list) and (fault := _not_whole(located))]
    if not unsound and not any(_shows_none(located) for located in facts):
        return [Fault("an absence needs an empty list that was read whole, such as E2.disputes")]
    return unsound


def _not_whole(located: Located) -> Fault | None:
    """Why a list doesn't show that there is none."""
    if located.fact.value:
        return Fault("this list is not empty", located.fact.ref)
    if not located.notes:
        return Fault("no coverage stands behind this list", located.fact.ref)
    return Fault(_gap(located), located.fact.ref) if located.gaps else None


def _is_of(located: Located, thing: str) -> bool:
    """Whether a fact is about such things: by its field's name, or by what its call listed."""
    if located.field.rpartition(".")[2] in _FIELDS[thing]:
        return True
    listed = located.evidence.outcome.arguments.get("type")
    return isinstance(listed, str) and f"{listed}s" in _FIELDS[thing]


def _shows_none(located: Located) -> bool:
    if located.origin in ("error", "status"):
        error = located.evidence.outcome.error
        return error is not None and error.code in _NOT_THERE
    value = located.fact.value
    if value is False:
        return located.origin == "data"
    if value != [] and not (located.aggregate and value == 0):
        return False
    return bool(located.notes) and not located.gaps


def _gap(located: Located) -> str:
    coverage = located.evidence.outcome.coverage
    for name in located.gaps:
        part = coverage.part(name)
        missing = part.missing if part else None
        if missing:
            why = missing.reason.value.replace("_", " ") + (f" ({missing.detail})" if missing.detail else "")
            return f"{name} could not be read: {why}; say it under limits"
    return f"{', '.join(located.gaps)} was not read whole; say it under limits"
