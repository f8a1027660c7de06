"""What figures that were asked for answer, in a sentence: what loses the most, whether retries are worth it, when
payments fail, and what one kind of customer is worth against another."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from agent.playbook.metrics.found import NONE, TableAt, called, dimension, only, sliced, together, valued, values, when
from agent.playbook.metrics.rows import IN_TIME, LOST, LOST_COUNT, Row, is_ranked, losing
from agent.playbook.metrics.slices import OF_TIMES, RETRIES, WORTH
from agent.playbook.payment.case import Place
from tools.contract.figures import Figure

Filled = Sequence[tuple[TableAt, list[Row]]]


@dataclass(frozen=True)
class Lead:
    """The answer in a sentence, and how many of each table's first slices it tells whole."""

    text: str
    told: Mapping[str, int] = field(default_factory=dict[str, int])


WORTH_IT = 0.1
"""The least share of retries that must be paid for them to be worth it, a choice of ours: each costs a request, and on
some networks a fee where the issuer advised against it."""

_SECOND = "2"
_TOLD = 3
"""How many attempts, by their number, the answer about retries tells, and how many slices that of one metric."""
_PLAIN = ("rate", "count")
"""The units of a metric whose slices a sentence can tell side by side: no currency divides them."""


def lead(filled: Filled) -> Lead | None:
    """The answer in a sentence, where the figures are those of a question that has one."""
    for one in (_of_retries, _of_times, _of_losses, _of_worth, _of_slices):
        if (found := one(filled)) is not None:
            return found
    return None


def fails_most(at: TableAt, rows: Sequence[Row]) -> str:
    """The slice that fails the most, with the range that chance leaves it, and how it stands to the others."""
    place, one = rows[0][0]
    return f"{sliced(place, one)}: {rated(at, place, one)}"


def rated(at: TableAt, place: Place, one: Figure) -> str:
    """A rate with the range that chance leaves it, and how it stands to the others."""
    between = f", between {place.slot('low')} and {place.slot('high')}" if one.low is not None else ""
    return f"{called(at, one.metric)} {valued(place, one)}{between}, {judged(place, one)}"


def judged(place: Place, one: Figure) -> str:
    """How a slice stands to all the others together."""
    match one.others:
        case None:
            return "too few to tell from the others"
        case "alike":
            return "no further from the others than chance makes"
        case "lower" | "higher":
            return f"{place.slot('others')} than the others, further than chance makes"


def _of_retries(filled: Filled) -> Lead | None:
    found = next(((at, rows) for at, rows in filled if _is(at, RETRIES, ["number"])), None)
    if found is None:
        return None
    at, rows = found
    told = [f"number {place.slot('slice.number')} in {valued(place, one)}{_few(one)}"
            for place, one in (row[0] for row in rows[:_TOLD])]  # fmt: skip
    second = next((one for row in rows for _, one in row if one.slice["number"] == _SECOND), None)
    return Lead(f"{_worth_it(second)}: attempts succeed, {', '.join(told)}. {when(at)}{only(at)}.", {at.at: len(told)})


def _worth_it(second: Figure | None) -> Literal["Yes", "No", "Not certain"]:
    """Whether retries pay, by what chance leaves the share of the first of them."""
    if second is None or second.few or second.low is None or second.high is None:
        return "Not certain"
    return "Yes" if second.low >= WORTH_IT else "No" if second.high < WORTH_IT else "Not certain"


def _of_times(filled: Filled) -> Lead | None:
    """The times that lie apart from the others the furthest; where none does, the weekday or hour that fails most."""
    found = [(at, rows) for at, rows in filled if is_ranked(at) and _holds(at, OF_TIMES) and not rows[0][0][1].few]
    apart = [(at, rows) for at, rows in found if rows[0][0][1].others == "higher"]
    worst = [f"{fails_most(at, rows)}{_few(rows[0][0][1])}" for at, rows in (apart or found[:1])]
    if not worst:
        return None
    at = found[0][0]
    return Lead(f"{when(at)}{only(at)}: {'; '.join(worst)}.", {each.at: 1 for each, _ in apart or found[:1]})


def _of_losses(filled: Filled) -> Lead | None:
    at, rows = filled[0]
    if losing(at, rows) is None or not at.found.by:
        return None
    counted = [(place, one) for place, one in rows[0] if one.metric == LOST_COUNT]
    lost = [(place, one) for place, one in rows[0] if one.metric == LOST]
    payments = f"payments lost {values(counted)}, " if counted else ""
    others = dict.fromkeys(one.metric for _, one in rows[0] if one.metric not in (LOST, LOST_COUNT))
    rest = "".join(f"; {together(at, [told for told in rows[0] if told[1].metric == name])}" for name in others)
    text = f"{when(at)}{only(at)}: {sliced(*rows[0][0])}: {payments}money lost {values(lost)}{rest}."
    return Lead(text, {at.at: 1})


def _of_worth(filled: Filled) -> Lead | None:
    """The two kinds side by side, in the currency of the most customers."""
    found = next(((at, rows) for at, rows in filled if _holds(at, WORTH) and at.found.by), None)
    if found is None:
        return None
    at, rows = found
    pairs = [*_pairs(rows)]
    if not pairs:
        return None
    (more, one), (less, other) = max(pairs, key=lambda pair: sum(figure.denominator or 0 for _, figure in pair))
    return Lead(
        f"{when(at)}{only(at)}: {called(at, one.metric)}, {sliced(more, one)} {valued(more, one)}{_few(one)}, "
        f"{sliced(less, other)} {valued(less, other)}{_few(other)}, {more.slot('ahead')} apart."
    )


def _of_slices(filled: Filled) -> Lead | None:
    """The first slices of a single metric, side by side; a slice of several figures has a line of its own."""
    at, rows = filled[0]
    plain = all(len(row) == 1 and row[0][1].unit in _PLAIN and row[0][1].currency is None for row in rows)
    if len(at.found.by) != 1 or at.found.by[0] in IN_TIME or len(rows) < 2 or not plain or is_ranked(at):
        return None
    (name,), one = at.found.by, rows[0][0][1]
    told = ", ".join(f"{_value_of(place, name, each)} {valued(place, each)}{_few(each)}"
                     for place, each in (row[0] for row in rows[:_TOLD]))  # fmt: skip
    others = ", and others" if len(rows) > _TOLD else ""
    text = f"{when(at)}: {called(at, one.metric)} by {dimension(name)}{only(at)}: {told}{others}."
    return Lead(text, {at.at: min(_TOLD, len(rows))})


def _value_of(place: Place, dimension: str, one: Figure) -> str:
    return sliced(place, one) if one.slice[dimension] == NONE else place.slot(f"slice.{dimension}")


def _pairs(rows: Sequence[Row]) -> Iterator[tuple[tuple[Place, Figure], tuple[Place, Figure]]]:
    """What exceeds the other of two slices, with that other, currency by currency."""
    figures = [told for row in rows for told in row]
    for place, one in figures:
        if one.ahead is not None:
            yield from (((place, one), each) for each in figures if _is_other(one, each[1]))


def _is_other(one: Figure, other: Figure) -> bool:
    return (other.metric, other.currency) == (one.metric, one.currency) and other.ahead is None


def _is(at: TableAt, metrics: Sequence[str], by: list[str]) -> bool:
    return at.found.by == by and _holds(at, metrics)


def _holds(at: TableAt, metrics: Sequence[str]) -> bool:
    return {one.metric for one in at.found.figures} <= {*metrics} and bool(at.found.figures)


def _few(one: Figure) -> str:
    return " (few)" if one.few else ""
