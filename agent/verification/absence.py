"""When "there is none" may be said: of an empty list that was read whole, or of what Stripe says it doesn't have."""

import re
from collections.abc import Sequence

from agent.facts import Located, shape_of
from agent.verification.checked import Fault
from tools.contract.outcome import FailureCode

_NOT_THERE = frozenset({FailureCode.NOT_FOUND, FailureCode.WRONG_MODE})

_NONE_OF = re.compile(
    r"\b(?:no|not any|without(?: an?y?)?|never(?: any)?|zero|nor any)\s+(?:\w+\s+){0,2}?"
    r"(disputes?|refunds?|chargebacks?|fraud warnings?|early fraud warnings?|reviews?|transfers?)\b",
    re.IGNORECASE,
)
_NEVER_DONE = re.compile(r"\b(?:not|never|isn't|wasn't|un)\s*(?:been\s+|yet\s+)*(refunded|disputed)\b", re.IGNORECASE)


def claims_absence(text: str) -> str | None:
    """The words of a text that deny the existence of refunds, disputes and their like."""
    match = _NONE_OF.search(text) or _NEVER_DONE.search(text)
    return match[0] if match else None


def empty(facts: Sequence[Located]) -> bool:
    """Whether one of the facts shows that something isn't there, or how much of it there is."""
    return any(_shows_none(located) or shape_of(located.fact.value) in ("money", "flag") for located in facts)


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


def _shows_none(located: Located) -> bool:
    if located.origin in ("error", "status"):
        error = located.evidence.outcome.error
        return error is not None and error.code in _NOT_THERE
    if located.fact.value != [] and not (located.aggregate and located.fact.value == 0):
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
