"""That no question gives its answer away."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise

from evals.suite.case import Case
from evals.truth import Fact

EXPONENT = {"jpy": 0, "kwd": 3}
TELLING = frozenset({"id", "enum", "text", "money", "time"})
"""Kinds of facts whose value, standing in a question, can't be there by chance."""

RECIPE = re.compile(r"\b(?:[A-F]\d\d[a-z]{0,2}|N-?\d\d[a-z]?|HERO)\b")
NUMBERED = re.compile(r"pay-\d{4}")


def given_away(cases: Iterable[Case]) -> list[str]:
    """Questions that hold a critical value of their truth which the asker doesn't have in hand, or name its cause."""
    return [wrong for case in cases for wrong in _given_away(case)]


def _given_away(case: Case) -> list[str]:
    held = " ".join(case.given.values())
    told = [
        f"{case.id}: the question holds {fact.key}, {value!r}"
        for fact in case.truth.facts
        if fact.critical and fact.kind in TELLING
        for value in shown(fact)
        if value not in held and _stands(value, case.question)
    ]
    codes = [code for code in {case.truth.cause, *case.truth.acceptable} if code and _stands(code, case.question)]
    untrue = [name for name, value in case.given.items() if value not in case.question]
    return [
        *told,
        *(f"{case.id}: the question names {code}" for code in codes),
        *(f"{case.id}: {name} is given and not in the question" for name in untrue),
        *(f"{case.id}: the question names a recipe" for _ in RECIPE.findall(case.question)),
    ]


def shown(fact: Fact) -> list[str]:
    """A fact's value in the ways that somebody might write it."""
    if isinstance(fact.value, bool) or fact.value is None:
        return []
    match fact.kind:
        case "money" if isinstance(fact.value, int):
            return [str(fact.value), _major(fact.value, fact.unit or "")] if fact.value else []
        case "time" if isinstance(fact.value, int):
            at = datetime.fromtimestamp(fact.value, UTC)
            return [at.date().isoformat(), at.strftime("%Y-%m-%dT%H:%M:%SZ"), str(fact.value)]
        case _:
            return [str(fact.value)]


def _major(minor: int, currency: str) -> str:
    places = EXPONENT.get(currency, 2)
    whole, rest = divmod(abs(minor), 10**places)
    return f"{whole}.{rest:0{places}d}" if places else str(whole)


def _stands(value: str, text: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(value)}(?![\w])", text, re.IGNORECASE) is not None


def telling_names(cases: Sequence[Case]) -> list[str]:
    """Case ids that say something: of another shape, twice, or in an order that follows the families."""
    ids = [case.id for case in cases]
    wrong = [f"{name}: not a neutral id" for name in ids if not NUMBERED.fullmatch(name)]
    wrong += [f"{name}: twice" for name in sorted({name for name in ids if ids.count(name) > 1})]
    ordered = sorted(cases, key=lambda case: case.id)
    same = sum(one.family == other.family for one, other in pairwise(ordered))
    return wrong + ([f"{same} of {len(ids)} neighbouring ids are of one family"] if same > len(ids) / 10 else [])
