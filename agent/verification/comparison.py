"""Figures side by side: whether they may be compared, and whether the first stands to the second as is said."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from pydantic import JsonValue

from agent.report import DraftFinding, Relation
from agent.reports.facts import Located, shape_of, slots
from agent.verification.checked import Fault

_FIGURES = frozenset({"money", "count", "number", "rate", "duration"})
_BOTH_SIDES = 2
_SAID: dict[Relation, str] = {
    "more_than": "more than the second",
    "less_than": "less than the second",
    "same_as": "the same as the second",
}
_WORDS: dict[Relation, re.Pattern[str]] = {
    "more_than": re.compile(
        r"\b(?:more|higher|greater|larger|bigger|longer|later|better) than\b|\bexceed(?:s|ed|ing)?\b"
        r"|\bsurpass(?:es|ed)?\b|\babove\b|\b(?:rose|risen|grew|grown|increased|improved)\b",
        re.IGNORECASE,
    ),
    "less_than": re.compile(
        r"\b(?:less|lower|fewer|smaller|shorter|earlier|worse) than\b|\bfalls? short\b|\bfell short\b|\bbelow\b"
        r"|\b(?:fell|fallen|dropped|shrank|decreased|declined) (?:from|by|to)\b",
        re.IGNORECASE,
    ),
    "same_as": re.compile(r"\b(?:the same as|equal to|equals|identical to|unchanged from)\b", re.IGNORECASE),
}
_UNSAID = "a comparison says how the first figure shown stands to the second: more_than, less_than or same_as"
_BETWEEN_FIGURES = re.compile(
    r"\b(?:more|higher|greater|larger|bigger|less|lower|fewer|smaller) than\b|\bexceed(?:s|ed|ing)?\b", re.IGNORECASE
)
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?", re.ASCII)


def check_comparison(draft: DraftFinding, facts: Sequence[Located]) -> Iterator[tuple[str, Fault]]:
    """What is wrong with a comparison, and the part of the finding that it is in."""
    figures = [located for located in facts if shape_of(located.fact.value) in _FIGURES]
    if not figures:
        figures = [located for located in facts if shape_of(located.fact.value) == "moment"]
    if len({(located.evidence.number, located.path) for located in figures}) < _BOTH_SIDES:
        yield "facts", Fault("a comparison needs two figures")
        return
    units = {_unit(located) for located in figures}
    if len(units) > 1:
        told = " and ".join(sorted({" ".join(part for part in unit if part) for unit in units}))
        yield "facts", Fault(f"these can't be compared, as they are of different kinds: {told}")
        return
    first, second, *_ = _in_order(draft, figures)
    yield from _related(draft, first, second)


def check_uncompared(draft: DraftFinding, facts: Sequence[Located]) -> Iterator[tuple[str, Fault]]:
    """What is wrong with a finding of another kind that sets two figures side by side, or has a relation."""
    if draft.relation is not None:
        yield "relation", Fault("only a comparison has a relation")
    shown = set(slots(draft.text))
    figures = [located for located in facts if located.fact.ref in shown and shape_of(located.fact.value) in _FIGURES]
    compared = _BETWEEN_FIGURES.search(draft.text)
    if compared and len({located.fact.ref for located in figures}) >= _BOTH_SIDES:
        yield "kind", Fault("two figures set side by side are a comparison; give its relation", compared[0])


def currency_of(value: JsonValue) -> str | None:
    """The currency of an amount; None for any other value."""
    currency = value.get("currency") if isinstance(value, dict) else None
    return currency if isinstance(currency, str) else None


def _related(draft: DraftFinding, first: Located, second: Located) -> Iterator[tuple[str, Fault]]:
    is_so = _relation(first.fact.value, second.fact.value)
    if is_so is None:
        yield "facts", Fault("these two can't be put in order")
        return
    said = f"the first figure shown, {first.fact.ref}, is {_SAID[is_so]}, {second.fact.ref}"
    if draft.relation is None:
        yield (
            "relation",
            Fault(_UNSAID),
        )
    elif draft.relation != is_so:
        yield "relation", Fault(said)
    for relation, words in _WORDS.items():
        match = words.search(draft.text)
        if match and relation != is_so:
            yield "text", Fault(f"{said}; show first what the sentence is about, and word it so", match[0])


def _in_order(draft: DraftFinding, figures: Iterable[Located]) -> list[Located]:
    """The figures as a reader meets them: those shown in their order, then those only cited."""
    by_ref = {located.fact.ref: located for located in figures}
    order = [ref for ref in (*slots(draft.text), *draft.facts) if ref in by_ref]
    return [by_ref[ref] for ref in dict.fromkeys(order)]


def _relation(first: JsonValue, second: JsonValue) -> Relation | None:
    one, other = _size(first), _size(second)
    if one is None or other is None:
        return None
    return "same_as" if one == other else "more_than" if one > other else "less_than"


def _size(value: JsonValue) -> Decimal | None:
    """A figure as a number that orders it among those of its unit."""
    match value:
        case bool() | None | list():
            return None
        case int() | float():
            return Decimal(str(value))
        case str():
            return _size_of_text(value)
        case dict():
            found = next((value[name] for name in ("minor", "rate") if name in value), None)
            return _size(found)


def _size_of_text(text: str) -> Decimal | None:
    if match := _DURATION.fullmatch(text):
        days, hours, minutes, seconds = (Decimal(part or 0) for part in match.groups())
        return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    try:
        return Decimal(str(datetime.fromisoformat(text).timestamp()))
    except ValueError:
        return None


def _unit(located: Located) -> tuple[str, str, str]:
    """The shape, currency and grain of a figure."""
    value = located.fact.value
    return shape_of(value), currency_of(value) or "", f"by {located.grain}" if located.grain else ""
