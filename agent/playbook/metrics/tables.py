"""The answer from figures by a dimension: each slice in a line, with its counts, and what is cut or too little said."""

from collections.abc import Iterator, Sequence

from agent.playbook.metrics.found import TableAt, account, sliced, together, when, whole
from agent.playbook.payment.case import Place
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftLimit
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.figures import Figure

_ROWS = 8
"""How many slices of a table are told; the evidence holds the others."""
_TIMES = {"hour", "weekday"}

_CHARGES_ALONE = DraftLimit(
    missing="Attempts that ended at the customer's authentication: those leave no charge, and are not counted.",
    would_settle="The events of each payment would tell of them.",
)
_IMMATURE = DraftLimit(
    missing="How the newest payments end: what is marked as still maturing may yet change.",
    would_settle="The same question again once they had their time.",
)

Row = list[tuple[Place, Figure]]


def tables_answer(tables: Sequence[TableAt]) -> Answer:
    """What the figures say, table by table in the order in which they were asked for."""
    read = [one for one in tables if whole(one)]
    told = [(one, _rows(one)) for one in read]
    filled = [(one, rows) for one, rows in told if rows]
    if not filled:
        return _nothing(tables[0])
    first, _ = filled[0]
    lines = [text for one, rows in filled for text in _lines(one, rows)]
    marked = any(one.immature for _, rows in filled for row in rows for _, one in row)
    return Answer(
        verdict=Verdict.NO_ISSUE,
        cause=CauseCode.NO_FAULT_FOUND,
        party=Party.NONE,
        claim=finding("cause", account(first), lines[0], first.ref("figures")),
        findings=tuple(finding("total", account(first), text) for text in lines[1:]),
        next_steps=(action(ActionCode.NO_ACTION, None, "Nothing needs to be done: the figures are the answer."),),
        limits=(*_limits(tables, told), *((_IMMATURE,) if marked else ()), _CHARGES_ALONE),
    )


def _rows(at: TableAt) -> list[Row]:
    """The figures of each slice together, in the order of the table; those of times with the most failures first."""
    rows: dict[tuple[tuple[str, str], ...], Row] = {}
    for number, one in enumerate(at.found.figures):
        if one.unit != "rate" or one.denominator:
            rows.setdefault(tuple(one.slice.items()), []).append((Place(at.ref(f"figures[{number}]")), one))
    found = list(rows.values())
    of_failures = set(at.found.by) <= _TIMES and any(one.metric == "failures" for row in found for _, one in row)
    return sorted(found, key=_failed, reverse=True) if at.found.by and of_failures else found


def _failed(row: Row) -> int:
    return sum(one.count or 0 for _, one in row if one.metric == "failures")


def _lines(at: TableAt, rows: list[Row]) -> Iterator[str]:
    """Each slice in a line; the first says of when."""
    for number, row in enumerate(rows[:_ROWS]):
        by_metric: dict[str, Row] = {}
        for place, one in row:
            by_metric.setdefault(one.metric, []).append((place, one))
        figures = "; ".join(together(of_metric) for of_metric in by_metric.values())
        place, one = row[0]
        of = f"{sliced(place, one)}: " if one.slice else ""
        lead = f"{when(at)}: " if number == 0 else ""
        text = f"{lead}{of}{figures}."
        yield text if lead else text[:1].upper() + text[1:]


def _limits(tables: Sequence[TableAt], told: Sequence[tuple[TableAt, list[Row]]]) -> Iterator[DraftLimit]:
    for one in tables:
        if not whole(one):
            yield DraftLimit(missing="A part of the payments of that time.", would_settle="A shorter time would.")
    for one, rows in told:
        by = " and ".join(name.replace("_", " ") for name in one.found.by)
        if not rows:
            yield DraftLimit(missing=f"Figures by {by}: no payment of that time has any." if by else
                             "A part of the figures: no payment of that time has any.",
                             would_settle="A longer time may.")  # fmt: skip
        elif len(rows) > _ROWS or one.found.left_out:
            yield DraftLimit(
                missing=f"The other slices by {by}: only the largest are listed.",
                would_settle="The evidence holds more of them; a filter tells each.",
            )
        for name in one.found.unsplit:
            missing = f"A split by {name.replace('_', ' ')}: the payments of that time don't carry it."
            yield DraftLimit(missing=missing, would_settle="Metadata on the payments would.")


def _nothing(at: TableAt) -> Answer:
    text = f"{when(at)}: there is nothing that these figures could be made of."
    if not whole(at):
        text = f"{when(at)}: not all payments could be read, so that no figure is given."
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", account(at), text, severity="warning"),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, "Ask again for another time, or without the filter."),),
        limits=(_CHARGES_ALONE,),
    )
