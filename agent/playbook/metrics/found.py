"""Figures in evidence, and how each is said: its value with what it is made of, and whether that is little."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.playbook.asked.dimensions import DIMENSIONS
from agent.playbook.metrics.named import PAYOUTS
from agent.playbook.metrics.slices import ATTEMPTS
from agent.playbook.payment.case import Place
from tools.contract.figures import Compared, Figure, FigureTable, Health
from tools.contract.outcome import Outcome

NONE = "none"
"""The value of a slice whose payments have no such thing."""
_SPLIT = {
    "kind": "customers of",
    "customer_kind": "customers who are",
    "number": "attempt number",
    "delay": "after a delay",
    "after": "after a failure of",
    "three_d_secure": "outcome",
}
BESIDE: dict[Compared, str] = {
    "same_weekdays": "on the same weekdays before",
    "window_before": "in as long a time just before",
}
"""With what figures are held against."""


@dataclass(frozen=True)
class HealthAt(Place):
    """How payments are over a window."""

    found: Health
    outcome: Outcome


@dataclass(frozen=True)
class TableAt(Place):
    """Figures that were asked for."""

    found: FigureTable
    outcome: Outcome


def account(at: HealthAt | TableAt) -> str:
    return at.outcome.coverage.account


def whole(at: HealthAt | TableAt) -> bool:
    """Whether the payments were read to their end, and what figures of payouts alone are made of."""
    needed = {"charges", "payments", "ledger"}
    if isinstance(at, TableAt) and {one.metric for one in at.found.figures} & PAYOUTS:
        needed |= {"payouts", "provider_payouts"}
    return all(one.complete for one in at.outcome.coverage.parts if one.name in needed)


def when(at: HealthAt | TableAt) -> str:
    """The window, as a sentence begins."""
    return f"From {at.slot('window.since')} until {at.slot('window.until')}"


def only(at: TableAt) -> str:
    """The payments that are looked at, where they are not all, and the clock, where it isn't the account's."""
    clock = f", by the clock of {at.slot('time_zone')}" if at.outcome.arguments.get("zone") else ""
    return "".join(f", {_of(at, key, value)}" for key, value in at.found.where.items()) + clock


def only_facts(at: TableAt) -> list[str]:
    """The facts behind what `only` says."""
    return [at.ref(f"where.{key}") for key in at.found.where]


def count_of(at: TableAt) -> tuple[Place, Figure] | None:
    """A count of all that is looked at, that of the attempts where it is among the figures."""
    found = [
        (Place(at.ref(f"figures[{number}]")), one)
        for number, one in enumerate(at.found.figures)
        if one.count is not None and not one.slice
    ]
    return next((told for told in found if told[1].metric == ATTEMPTS), found[0] if found else None)


def nothing(at: TableAt) -> bool:
    """Whether nothing at all was counted."""
    return not any(
        one.count or one.denominator or one.duration or one.score or (one.amount and one.amount.minor)
        for one in at.found.figures
    )


def _of(at: TableAt, key: str, value: str) -> str:
    known = DIMENSIONS.get(key)
    return (known.told(value) if known else None) or f"{dimension(key)} {at.slot(f'where.{key}')} alone"


def called(at: HealthAt | TableAt, metric: str) -> str:
    """What prose calls a metric: its title, as it stands within a sentence."""
    known = at.found.definitions.get(metric)
    title = known.title if known else metric.replace("_", " ")
    return title if title.startswith("Stripe") else title[:1].lower() + title[1:]


def said(at: HealthAt | TableAt, place: Place, one: Figure) -> str:
    """A figure with what it is made of; what too few payments make, and what may still change, is marked."""
    return f"{called(at, one.metric)} {valued(place, one)}{_marked(one)}"


def together(at: HealthAt | TableAt, found: Sequence[tuple[Place, Figure]]) -> str:
    """A metric's figures of one slice, such as those of its currencies: what it is called once, and each value."""
    return f"{called(at, found[0][1].metric)} {values(found)}" if found else ""


def values(found: Sequence[tuple[Place, Figure]]) -> str:
    """A metric's values, that of the most payments first. A currency in which there is nothing is left out where there
    is something in another; a mark that is all of theirs stands once."""
    held = [(place, one) for place, one in found if not one.amount or one.amount.minor] or found[:1]
    ordered = sorted(held, key=lambda pair: -(pair[1].denominator or 0) if pair[1].currency else 0)
    marks = [_marked(one) for _, one in ordered]
    once = (marks[0] if len(marks) == 1 else marks[0].replace("(", "(all ")) if len(set(marks)) == 1 else ""
    each = ("" if once else mark for mark in marks)
    return ", ".join(f"{valued(*pair)}{mark}" for pair, mark in zip(ordered, each, strict=True)) + once


def _marked(one: Figure) -> str:
    marks = [*(["few"] if one.few else []), *(["still maturing"] if one.immature else [])]
    return f" ({', '.join(marks)})" if marks else ""


def sliced(place: Place, one: Figure) -> str:
    """The slice that a figure is of: `service {…}, hour {…}`, and `unnamed metro` of what has none."""
    return ", ".join(
        f"unnamed {dimension(key)}"
        if value == NONE and key not in _SPLIT
        else f"{dimension(key)} {place.slot(f'slice.{key}')}"
        for key, value in one.slice.items()
    )


def dimension(name: str) -> str:
    """What prose calls a dimension."""
    return _SPLIT.get(name, name.replace("_", " "))


def valued(place: Place, one: Figure) -> str:  # noqa: PLR0911 - a return for each unit reads best
    """A figure's value with what it is made of."""
    match one.unit:
        case "rate" if one.rate is None:
            return f"of {place.slot('denominator')}: there is no rate"
        case "rate" if one.currency is not None:
            return f"{place.slot('rate')} in {place.slot('currency')}"
        case "rate":
            return f"{place.slot('rate')} ({place.slot('numerator')} of {place.slot('denominator')})"
        case "count":
            return place.slot("count") if one.count is not None else "not to be told"
        case "money":
            return place.slot("amount") if one.amount is not None else "not to be told"
        case "average":
            return f"{place.slot('amount')} (of {place.slot('denominator')})" if one.amount else "not to be told"
        case "score":
            return place.slot("score") if one.score is not None else "not to be told"
        case "duration" if one.late:
            return f"{place.slot('duration')} in the median, most within {place.slot('late')}"
        case "duration":
            return place.slot("duration") if one.duration else "not to be told"
