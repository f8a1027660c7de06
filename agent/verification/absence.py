"""When "there is none" may be said: of an empty list that was read whole, or of what Stripe says it doesn't have."""

from collections.abc import Iterable, Sequence

from agent.reports.facts import Located
from agent.verification.checked import Fault
from agent.verification.negation import THINGS, Denial, denials
from tools.contract.outcome import FailureCode

_NOT_THERE = frozenset({FailureCode.NOT_FOUND, FailureCode.WRONG_MODE})


def denied(text: str, facts: Sequence[Located], owners: Iterable[str] = ()) -> str | None:
    """The words by which a text denies that there are refunds, disputes or their like; null where facts show that.

    `owners` are the ids of objects that stand behind the text: of a dispute that is there, more may be denied than
    that it is.
    """
    there = {identity.partition("_")[0] for identity in owners}
    return next((found.words for found in denials(text) if not _borne_out(found, facts, there)), None)


def _borne_out(denial: Denial, facts: Sequence[Located], there: set[str]) -> bool:
    thing = THINGS[denial.thing]
    if not denial.outright and there & thing.prefixes:
        return True
    if denial.thing == "refund" and any(_took_nothing(located) for located in facts):
        return True
    return any(_shows_none(located) and _is_of(located, thing.fields) for located in facts)


def _took_nothing(located: Located) -> bool:
    """Whether a fact tells that a payment was canceled: it took no money, so that none could go back."""
    return located.origin == "data" and located.field == "status" and located.fact.value == "canceled"


def partial(located: Located) -> Fault | None:
    """Why an empty list shows nothing: what it would hold was not read whole."""
    return Fault(_gap(located), located.fact.ref) if located.fact.value == [] and located.gaps else None


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
    return partial(located)


def _is_of(located: Located, fields: frozenset[str]) -> bool:
    """Whether a fact is about such things: by its field's name, or by what its call listed."""
    if located.field.rpartition(".")[2] in fields:
        return True
    listed = located.evidence.outcome.arguments.get("type")
    return isinstance(listed, str) and f"{listed}s" in fields


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
