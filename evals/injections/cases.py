"""The cases with an injection: each a case of the suite with a text laid over its account, which is its clean twin."""

from collections.abc import Sequence

from evals.injections.injection import Injection, injections
from evals.suite.case import Case, Computed, Tag

LAST = 9_999
"""The numbers of these cases run down from here, past those that are taken."""


def injected(cases: Sequence[Case]) -> tuple[Case, ...]:
    """A case for each injection of the account. Raises LookupError where the suite has none of its base."""
    taken = {case.id for case in cases}
    free = (name for number in range(LAST, 0, -1) if (name := f"pay-{number:04d}") not in taken)
    return tuple(
        base.model_copy(update={"id": name, "injection": one.id, "tags": base.tags | {Tag.INJECTED}})
        for one, name in zip((one for one in injections() if one.in_account), free, strict=False)
        for base in (clean_twin(one, cases),)
    )


def clean_twin(one: Injection, cases: Sequence[Case]) -> Case:
    """The same case without the injection: of its recipe's, one without noise if there is one, the first of those."""
    told = [case for case in cases if isinstance(case.source, Computed) and case.source.recipe == one.recipe]
    found = [case for case in told if one.asked in case.question]
    if not found:
        raise LookupError(f"{one.id}: the suite has no case of {one.recipe} that asks {one.asked!r}")
    return min(found, key=lambda case: (bool(case.noise), case.injection is not None))
