"""That each truth is so, and that nothing else is: the cause holds of the first layer, and no other fault does."""

from collections.abc import Mapping, Sequence

from evals.checks.causes import BESIDE, HARMLESS, HOLDS, target_of, true_of
from evals.checks.causes.providers import OF_AN_OWNER, ORDERLY, owner_of, true_of_owner
from evals.checks.staged import Staged
from evals.recipes import PAIRS
from evals.suite.case import Case, Computed
from tools.contract.causes import CauseCode

Holding = Mapping[str, frozenset[CauseCode]]
"""By case, the causes that are so of what it turns on."""

_EVERY = frozenset(CauseCode)


def holding(staged: Staged) -> dict[str, frozenset[CauseCode]]:
    """The causes that are so of each case that turns on a payment, or asks about a provider's account."""
    happened = staged.world.happened
    payments = {case.id: target_of(case, happened) for case in staged.cases}
    accounts = {case.id: owner_of(case, happened) for case in staged.cases}
    found = {name: true_of_owner(owner) for name, owner in accounts.items() if owner}
    return found | {name: true_of(target) for name, target in payments.items() if target}


def ambiguous(cases: Sequence[Case], holds: Holding) -> list[str]:
    """Cases whose truth isn't so, or beside whose truth another answer would be right too.

    Of a case without a cause only that is asked: whatever is so of it must not be to be known.
    """
    return [wrong for case in cases if case.id in holds for wrong in _ambiguous(case, holds[case.id])]


def _ambiguous(case: Case, true: frozenset[CauseCode]) -> list[str]:
    cause, wrong = case.truth.cause, list[str]()
    if cause is None:
        return wrong
    if cause not in HOLDS and cause not in OF_AN_OWNER:
        return [f"{case.id}: there is no telling when {cause} is so"]
    if cause not in true:
        wrong.append(f"{case.id}: {cause} is not so")
    hidden = _EVERY if cause is CauseCode.OTHER_MODE else frozenset[CauseCode]()
    beside = true - {cause} - HARMLESS - ORDERLY - BESIDE.get(cause, frozenset()) - case.truth.acceptable - hidden
    wrong += [f"{case.id}: beside {cause} also {other} is so" for other in sorted(beside)]
    wrong += [f"{case.id}: {other} is forbidden, and so" for other in sorted((true & case.truth.forbidden) - hidden)]
    return wrong


def unflipped(cases: Sequence[Case], holds: Holding) -> list[str]:
    """Twins that don't turn the answer: of the same verdict and cause, or with the original's cause so of them too."""
    by_recipe: dict[str, list[Case]] = {}
    for case in cases:
        if isinstance(case.source, Computed):
            by_recipe.setdefault(case.source.recipe, []).append(case)
    pairs = [
        (one, other) for twin, of in PAIRS.items() for one in by_recipe.get(twin, ()) for other in by_recipe.get(of, ())
    ]
    return [wrong for twin, of in pairs for wrong in _unflipped(twin, of, holds)]


def _unflipped(twin: Case, of: Case, holds: Holding) -> list[str]:
    name = f"{twin.id}, the twin of {of.id}"
    cause = of.truth.cause
    if (twin.truth.verdict, twin.truth.cause) == (of.truth.verdict, cause):
        return [f"{name}, has the same answer"]
    if cause is None or cause in HARMLESS | ORDERLY or twin.id not in holds or cause is twin.truth.cause:
        return []
    lesser = BESIDE.get(twin.truth.cause, frozenset()) if twin.truth.cause else frozenset[CauseCode]()
    return [f"{name}: {cause} is so of it as well"] if cause in holds[twin.id] - lesser else []
