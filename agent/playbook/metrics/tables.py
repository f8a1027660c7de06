"""The answer from figures by a dimension: each slice in a line, with its counts, and what is cut or too little said."""

from collections.abc import Iterator, Sequence

from agent.playbook.metrics.before import beside, moved, standing
from agent.playbook.metrics.found import (
    TableAt,
    account,
    called,
    count_of,
    nothing,
    only,
    only_facts,
    sliced,
    together,
    valued,
    when,
    whole,
)
from agent.playbook.metrics.leads import Filled, Lead, lead, rated
from agent.playbook.metrics.rows import Row, is_ranked, losing, rows_of
from agent.playbook.metrics.slices import ATTEMPTS
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftLimit, FindingKind
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict

_ROWS = 8
"""How many slices of a table are told; the evidence holds the others."""

_NAMED = {"after": "the failure before", "number": "the attempt's number"}

_CHARGES_ALONE = DraftLimit(
    missing="Attempts that ended at the customer's authentication: those leave no charge, and are not counted.",
    would_settle="The events of each payment would tell of them.",
)
_OF_WINDOW = DraftLimit(
    missing="What a customer is worth over their whole time: what was paid in that time alone is counted.",
    would_settle="The same question over a longer time would hold more of it.",
)
_IMMATURE = DraftLimit(
    missing="How the newest payments end: what is marked as still maturing may yet change.",
    would_settle="The same question again once they had their time.",
)


_ISSUED = DraftLimit(
    missing="Where the customers live: a country is that of the bank that issued the card, or that holds the account.",
    would_settle="Addresses, where payments carry them, would tell.",
)


def tables_answer(tables: Sequence[TableAt]) -> Answer:
    """What the figures say: the answer in a sentence where they have one, then table by table."""
    read = [one for one in tables if whole(one)]
    told = [(one, rows_of(one)) for one in read]
    none = [one for one in read if one.found.where and nothing(one)]
    filled = [(one, rows) for one, rows in told if rows and not nothing(one)]
    if not filled:
        return _none_of(none) if len(none) == len(tables) else _nothing(tables[0])
    first, _ = filled[0]
    leading = lead(filled)
    lines = [*_leading(filled, leading), *_tables(filled, leading), *_none_besides(none, filled)]
    shown = [at for at, _ in filled]
    how, changed = standing(shown), moved(shown)
    text = f"{how}. {lines[0][0]}" if how else lines[0][0]
    kind: FindingKind = "observation" if changed else "cause"
    return Answer(
        verdict=Verdict.INCONCLUSIVE if changed else Verdict.NO_ISSUE,
        cause=None if changed else CauseCode.NO_FAULT_FOUND,
        party=Party.UNKNOWN if changed else Party.NONE,
        claim=finding(kind, account(first), text, first.ref("figures"), *lines[0][1]),
        findings=(
            *(finding("total", account(first), text, *facts) for text, facts in lines[1:]),
            *(line for at, rows in filled for line in beside(at, rows)),
        ),
        next_steps=(
            action(ActionCode.NO_ACTION, None, "The figures are the answer: what follows is yours to decide."),
        ),
        limits=(*_limits(tables, told), _CHARGES_ALONE),
    )


_Line = tuple[str, Sequence[str]]
"""A sentence, and the facts that it rests on beside those that it shows."""


def _leading(filled: Filled, leading: Lead | None) -> Iterator[_Line]:
    if leading is not None:
        shown = [at for at, _ in filled if f"{{{at.at}." in leading.text]
        yield leading.text, [fact for at in shown for fact in only_facts(at)]


def _tables(filled: Filled, leading: Lead | None) -> Iterator[_Line]:
    """Each table's lines, but for what the answer in a sentence tells; without one, the first says of when."""
    of = filled[0][0].found.where
    for number, (at, rows) in enumerate(filled):
        apart = not leading or at.found.where != of
        start = "" if not apart else when(at) if number == 0 else "Of the same time"
        left = rows[leading.told.get(at.at, 0) if leading else 0 :]
        lines = _ranked(at, left) if is_ranked(at) else _lines(at, left)
        for place, text in enumerate(lines):
            of_what = f"{start}{only(at)}: {text}" if start and place == 0 else text
            yield of_what[:1].upper() + of_what[1:], only_facts(at)
        ranked = losing(at, rows)
        if ranked is not None and len(rows) > 1:
            currency = ranked[0].slot("currency")
            yield f"The order is that of the money lost in {currency}: currencies are never added up.", ()


def _none_besides(none: Sequence[TableAt], filled: Filled) -> Iterator[_Line]:
    """The parts of which there is nothing, beside those of which there is something."""
    of = [at.found.where for at, _ in filled]
    for at in {str(one.found.where): one for one in none if one.found.where not in of}.values():
        yield f"Of the same time{only(at)}: {_no_attempt(at)}.", only_facts(at)


def _lines(at: TableAt, rows: Sequence[Row]) -> Iterator[str]:
    """Each slice in a line."""
    for row in _shown(rows):
        by_metric: dict[str, Row] = {}
        for place, one in row:
            by_metric.setdefault(one.metric, []).append((place, one))
        figures = "; ".join(together(at, of_metric) for of_metric in by_metric.values())
        place, one = row[0]
        yield f"{sliced(place, one)}: {figures}." if one.slice else f"{figures}."


def _shown(rows: Sequence[Row]) -> Sequence[Row]:
    """The slices that are told: of averages in several currencies, all of the first and of others what is not few."""
    split = len({tuple(row[0][1].slice.items()) for row in rows}) < len(rows)
    first = rows[0][0][1].currency if rows else None
    return [row for row in rows if not split or row[0][1].currency == first or not row[0][1].few][:_ROWS]


def _ranked(at: TableAt, rows: Sequence[Row]) -> Iterator[str]:
    """Rates, the highest first, each with the range that chance leaves it; those of few in a line of their own."""
    few = [row[0] for row in rows if row[0][1].few]
    enough = [row[0] for row in rows if not row[0][1].few]
    for place, one in enough[:_ROWS]:
        yield f"{sliced(place, one)}: {rated(at, place, one)}."
    if few and len(at.found.by) == 1:
        metric = called(at, few[0][1].metric)
        each = "; ".join(f"{sliced(place, one)} {valued(place, one)}" for place, one in few[:_ROWS])
        yield f"too few to tell, {metric}: {each}."


def _limits(tables: Sequence[TableAt], told: Sequence[tuple[TableAt, list[Row]]]) -> Iterator[DraftLimit]:
    if not all(whole(one) for one in tables):
        yield DraftLimit(missing="A part of the payments of that time.", would_settle="A shorter time would.")
    cut = [_by(one) for one, rows in told if len(_shown(rows)) < len(rows) or one.found.left_out]
    scarce = [_by(one) for one, rows in told if is_ranked(one) and rows and all(row[0][1].few for row in rows)]
    if scarce:
        missing = f"What lies apart by {', '.join(scarce)}: there are too few attempts of each to tell one from chance."
        yield DraftLimit(missing=missing, would_settle="The same question over a longer time would have more of them.")
    if cut:
        missing = f"The other slices by {', '.join(dict.fromkeys(cut))}: not all of them are told here."
        yield DraftLimit(
            missing=missing, would_settle="The evidence holds those with the most payments; a filter tells each."
        )
    for one, rows in told:
        if not rows and not one.found.where:
            missing = f"Figures by {_by(one)}: no payment of that time has any."
            yield DraftLimit(missing=missing, would_settle="A longer time may hold some.")
        for name in _without_rate(one) if rows and one.found.where and not nothing(one) else ():
            missing = f"The {name} of the part that is asked about: it has too little for one."
            yield DraftLimit(missing=missing, would_settle="A longer time may have more.")
        for name in one.found.unsplit:
            missing = f"A split by {name.replace('_', ' ')}: the payments of that time don't carry it."
            yield DraftLimit(missing=missing, would_settle="Metadata on the payments would.")
    yield from [_ISSUED] if any("country" in one.found.where for one, _ in told) else []
    figures = [one for table, _ in told for one in table.found.figures]
    yield from [_OF_WINDOW] if any(one.metric == "revenue_per_customer" for one in figures) else []
    yield from [_IMMATURE] if any(one.immature for one in figures) else []


def _without_rate(at: TableAt) -> list[str]:
    """What has no rate, as there is nothing that it is of."""
    return [called(at, one.metric) for one in at.found.figures if one.unit == "rate" and not one.denominator]


def _by(at: TableAt) -> str:
    return " and ".join(_NAMED.get(name, name.replace("_", " ")) for name in at.found.by) or "nothing"


def _none_of(none: Sequence[TableAt]) -> Answer:
    """Of the part that is asked about there is nothing: no rate of nothing is told."""
    at, *others = {str(one.found.where): one for one in none}.values()
    text = f"{when(at)}{only(at)}: {_no_attempt(at)}, so that there is no figure to tell."
    return Answer(
        verdict=Verdict.NOT_FOUND if count_of(at) else Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("absence", account(at), text, *_emptiness(at), severity="warning"),
        findings=tuple(
            finding("absence", account(one), f"Of the same time{only(one)}: {_no_attempt(one)}.", *_emptiness(one))
            for one in others
        ),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, "Ask again for another time, or without the filter."),),
        limits=(_CHARGES_ALONE, *([_ISSUED] if "country" in at.found.where else [])),
    )


def _emptiness(at: TableAt) -> list[str]:
    """What shows that there is nothing of a part, beside a count of none."""
    return [*([] if count_of(at) else [at.ref("figures")]), *only_facts(at)]


def _no_attempt(at: TableAt) -> str:
    """That nothing of a part was counted."""
    told = count_of(at)
    if told is None:
        return "nothing was counted"
    place, one = told
    said = "nobody tried to pay" if one.metric == ATTEMPTS else "there is nothing of the kind"
    return f"{said} ({called(at, one.metric)}: {place.slot('count')})"


def _nothing(at: TableAt) -> Answer:
    text = f"{when(at)}: there is nothing that these figures could be made of."
    if not whole(at):
        text = f"{when(at)}: not all that these figures are made of could be read, so that none is given."
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", account(at), text, severity="warning"),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, "Ask again for another time, or without the filter."),),
        limits=(_CHARGES_ALONE,),
    )
