"""That no habit pays: causes, verdicts, families and splits in proportion, with twins and distractors throughout."""

from collections import Counter
from collections.abc import Mapping, Sequence

from evals.recipes import ALIKE, BY_NAME, PAIRS
from evals.suite.case import Case, Computed, Tag
from evals.suite.families import FAMILIES, TABLES, stray_recipes

FEWEST_CASES, FEWEST_FAMILIES = 150, 32
MOST_OF_A_CAUSE = 0.10
OPEN_OR_FINE = (0.15, 0.21)
"""Cases in order or not to be told; some of them ask for a day's figures, which no habit of saying so answers."""
FEWEST_OF_A_SPLIT = 0.25
MISLEADING = 2
DIFFICULT = 2
FEWEST_NOISY = 20
PAGE = 100
"""The most that Stripe lists at once."""
BEYOND_A_PAGE = 0.5
"""The least share of cases whose payment the first page of a list of all doesn't show."""


def unbalanced(cases: Sequence[Case]) -> list[str]:
    """What of the suite's proportions is out of bounds."""
    total = len(cases)
    if not total:
        return ["there is no case"]
    families = {case.family for case in cases}
    wrong = [f"only {total} cases"] if total < FEWEST_CASES else []
    wrong += [f"only {len(families)} families"] if len(families) < FEWEST_FAMILIES else []
    causes = Counter(case.truth.cause for case in cases if case.truth.cause)
    wrong += [
        f"{cause}: {count} of {total} cases" for cause, count in causes.items() if count > total * MOST_OF_A_CAUSE
    ]
    share = sum(map(_in_order_or_open, cases)) / total
    if not OPEN_OR_FINE[0] <= share <= OPEN_OR_FINE[1]:
        wrong.append(f"{share:.1%} of the cases are in order or not to be told")
    splits = Counter(case.split for case in cases)
    wrong += [f"split {name}: {splits[name]}" for name in ("dev", "ci") if splits[name] < total * FEWEST_OF_A_SPLIT]
    noisy = sum(case.is_tagged(Tag.NOISY) for case in cases)
    return wrong + ([f"only {noisy} cases with noise"] if noisy < FEWEST_NOISY else [])


def undistracted(cases: Sequence[Case]) -> list[str]:
    """Cases of some difficulty in which nothing, or one thing only, misleads."""
    return [
        f"{case.id}: {len(case.truth.distractors)} distractors at difficulty {case.difficulty}"
        for case in cases
        if case.difficulty >= DIFFICULT and len(case.truth.distractors) < MISLEADING
    ]


def undemanding(cases: Sequence[Case]) -> list[str]:
    """Cases in which nothing has to be stated, and neither is it said what was looked for and what is missing."""
    return [
        f"{case.id}: nothing has to be stated"
        for case in cases
        if not any(fact.critical for fact in case.truth.facts) and not (case.truth.subject and case.truth.missing)
    ]


def left_out(cases: Sequence[Case]) -> list[str]:
    """Recipes in no family or in several, recipes without a case, tables without a family."""
    asked = {case.source.recipe for case in cases if isinstance(case.source, Computed)}
    wrong = stray_recipes(BY_NAME) + [f"{recipe}: no case" for recipe in BY_NAME if recipe not in asked]
    tables = {family.table for family in FAMILIES}
    return wrong + [f"table {letter}: no family" for letter in TABLES if letter not in tables]


def without_twin(
    cases: Sequence[Case], pairs: Mapping[str, str] = PAIRS, alike: Mapping[str, tuple[str, str]] = ALIKE
) -> list[str]:
    """Recipes in which something is wrong and nothing is a near miss: asked alike, with another answer.

    `alike`: those that tell another's story, which must be of the same answer and have a near miss.
    """
    answers = {name: _answer(case) for name, case in _by_recipe(cases).items()}
    paired = {name for pair in pairs.items() if answers.keys() >= set(pair) for name in pair}
    faulty = [name for name, case in _by_recipe(cases).items() if not _in_order_or_open(case)]
    wrong = [f"{name}: no twin" for name in faulty if name not in paired and name not in alike]
    for name, (other, _) in alike.items():
        if name in paired:
            wrong.append(f"{name}: exempt, and it has a twin")
        elif name in answers and (other not in paired or answers[name] != answers[other]):
            wrong.append(f"{name}: not the story of {other}, or that has no twin")
    return wrong


def _by_recipe(cases: Sequence[Case]) -> dict[str, Case]:
    return {case.source.recipe: case for case in cases if isinstance(case.source, Computed)}


def _answer(case: Case) -> tuple[str, str | None]:
    return case.truth.verdict, case.truth.cause


def _in_order_or_open(case: Case) -> bool:
    return case.is_tagged(Tag.ABSTAIN) or case.is_tagged(Tag.NO_ISSUE)


def shallow(depths: Mapping[str, int]) -> list[str]:
    """Whether too many payments stand on the first page of a list, by how deep each case's payment lies."""
    deep = sum(depth >= PAGE for depth in depths.values())
    return [] if deep >= len(depths) * BEYOND_A_PAGE > 0 else [f"{deep} of {len(depths)} targets lie beyond a page"]
