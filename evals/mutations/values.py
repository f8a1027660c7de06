"""Facts made wrong: another value, none at all, or one that is cited from where it doesn't stand."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from pydantic import JsonValue

from evals.mutations import changes
from evals.mutations.good import Good, Make
from evals.running.ran import Ran
from evals.scoring.answer import Answer

CURRENCIES = ("usd", "eur")


def amounts(remake: Callable[[int], int]) -> Make:
    """Each critical amount with other minor units."""

    def make(good: Good) -> Iterator[Ran]:
        for _, ref, value in good.facts("money"):
            changed = changes.in_minor(value, remake)
            if changed != value:
                yield from _both(good, ref, changed)

    return make


def currency(good: Good) -> Iterator[Ran]:
    """Each critical amount in another currency."""
    for _, ref, value in good.facts("money"):
        if isinstance(value, dict):
            other = next(one for one in CURRENCIES if one != value["currency"])
            yield from _both(good, ref, {**value, "currency": other})


def times(by: timedelta) -> Make:
    """Each critical time moved, further than its tolerance."""

    def make(good: Good) -> Iterator[Ran]:
        for one, ref, value in good.facts("time"):
            if isinstance(value, str) and value.endswith("Z") and abs(by.total_seconds()) > one.fact.tolerance:
                yield from _both(good, ref, changes.shifted(value, by))

    return make


def altered(critical: bool) -> Make:
    """Each fact with a value of the same kind that is another."""

    def make(good: Good) -> Iterator[Ran]:
        for _, ref, value in good.facts("enum", "text", "bool", "count", "id", critical=critical):
            yield from _both(good, ref, _another(value))
        if not critical:
            for _, ref, value in good.facts("money", "time", critical=False):
                yield from _both(good, ref, _another(value))

    return make


def rates(good: Good) -> Iterator[Ran]:
    """Each critical rate with one of its parts another, or left out."""
    for _, ref, _ in good.facts("rate"):
        row = ref.rpartition(".")[0]
        stated = {one.ref: one.value for one in Answer(good.expected, good.ran).stated}
        for part in ("rate", "numerator", "denominator"):
            value = stated.get(f"{row}.{part}")
            if isinstance(value, int | float):
                more = 1 if part != "rate" else 0.001
                yield from _both(good, f"{row}.{part}", value + more)
                yield changes.without(good.ran, {f"{row}.{part}"})


def dropped(critical: bool) -> Make:
    """Each fact left out wherever it is said."""

    def make(good: Good) -> Iterator[Ran]:
        for one in good.matched:
            if one.fact.critical == critical and one.by and not one.silent:
                identity = str(one.fact.value) if one.fact.kind == "id" else None
                yield changes.without(good.ran, {statement.ref for statement in one.by}, identity)

    return make


def bared(good: Good) -> Iterator[Ran]:
    """Each critical fact still shown in prose, and cited no more."""
    for one, ref, _ in good.facts("money", "enum", "text", "time", "bool", "count", "id"):
        if len(one.by) == 1:
            yield changes.bared(good.ran, ref)


def moved(good: Good) -> Iterator[Ran]:
    """Each critical fact read off an object that has nothing to do with it."""
    for one, ref, _ in good.facts("money", "enum", "bool", "time", "count"):
        if good.others and len(one.by) == 1 and one.by[0].about:
            yield changes.moved(good.ran, ref, good.others[0])


def shown_otherwise(good: Good) -> Iterator[Ran]:
    """Each critical fact said as it is, where the tool showed something else."""
    for _, ref, value in good.facts("money", "enum", "text", "bool", "time", "count", "id"):
        yield changes.outcome_restated(good.ran, ref, _another(value))


def swapped(good: Good) -> Iterator[Ran]:
    """Each critical object taken for one that misleads."""
    for one, _, _ in good.facts("id"):
        identity = str(one.fact.value)
        for other in good.others:
            if other.partition("_")[0] == identity.partition("_")[0]:
                yield changes.swapped(good.ran, identity, other, in_outcome=False)
                yield changes.swapped(good.ran, identity, other, in_outcome=True)


def _both(good: Good, ref: str, value: JsonValue) -> Iterator[Ran]:
    """Another value, said by the report alone and shown by the tool as well."""
    yield changes.restated(good.ran, ref, value, in_outcome=False)
    yield changes.restated(good.ran, ref, value, in_outcome=True)


def _another(value: JsonValue) -> JsonValue:
    """A value of the same kind that is another."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, dict):
        return changes.in_minor(value, lambda minor: minor + 1)
    if isinstance(value, str) and value.endswith("Z") and value[:2] == "20":
        return changes.shifted(value, timedelta(days=1))
    if isinstance(value, str) and value:
        return value[:-1] + ("x" if value[-1] != "x" else "y")
    return "other"
