"""The answer from figures by a dimension: each slice in a line, with its counts, and what is cut or too little said."""

from collections import Counter
from collections.abc import Iterator, Sequence

from agent.playbook.metrics.found import TableAt, account, only, sliced, together, when, whole
from agent.playbook.payment.case import Place
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftLimit
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.figures import Figure

_ROWS = 8
"""How many slices of a table are told; the evidence holds the others."""
_TIMES = {"hour", "weekday"}
_LOST = "lost_amount"
_IN_TIME = {"hour", "weekday", "day", "month"}

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

Row = list[tuple[Place, Figure]]


def tables_answer(tables: Sequence[TableAt]) -> Answer:
    """What the figures say, table by table in the order in which they were asked for."""
    read = [one for one in tables if whole(one)]
    told = [(one, _rows(one)) for one in read]
    filled = [(one, rows) for one, rows in told if rows]
    if not filled:
        return _nothing(tables[0])
    first, _ = filled[0]
    leads = (when(one) if one is first else "Of the same time" for one, _ in filled)
    lines = [text for lead, (one, rows) in zip(leads, filled, strict=True) for text in _lines(one, rows, lead)]
    return Answer(
        verdict=Verdict.NO_ISSUE,
        cause=CauseCode.NO_FAULT_FOUND,
        party=Party.NONE,
        claim=finding("cause", account(first), lines[0], first.ref("figures")),
        findings=tuple(finding("total", account(first), text) for text in lines[1:]),
        next_steps=(action(ActionCode.NO_ACTION, None, "Nothing needs to be done: the figures are the answer."),),
        limits=(*_limits(tables, told), _CHARGES_ALONE),
    )


def _rows(at: TableAt) -> list[Row]:
    """The figures of each slice together in the order of the table, but for three orders that questions ask for.

    Times come with the most failures first; what is asked for by its volume with the highest first, where it is all of
    one currency; and what is asked for by what it loses by the money lost in the currency of most slices.
    """
    rows: dict[tuple[tuple[str, str], ...], Row] = {}
    for number, one in enumerate(at.found.figures):
        if one.unit != "rate" or one.denominator:
            rows.setdefault(tuple(one.slice.items()), []).append((Place(at.ref(f"figures[{number}]")), one))
    found = list(rows.values())
    of_failures = set(at.found.by) <= _TIMES and any(one.metric == "failures" for row in found for _, one in row)
    if at.found.by and of_failures:
        return sorted(found, key=_failed, reverse=True)
    if (ranked := _losing(at, found)) is not None:
        lost = ranked[1].currency
        return sorted(found, key=lambda row: _lost(row, lost), reverse=True)
    leading = [row[0][1].amount for row in found if row[0][1].unit == "money"]
    currencies = {one.amount.currency for row in found for _, one in row if one.amount}
    if not set(at.found.by) & _IN_TIME and len(leading) == len(found) and len(currencies) == 1:
        return sorted(found, key=lambda row: row[0][1].amount.minor if row[0][1].amount else 0, reverse=True)
    return found


def _losing(at: TableAt, rows: Sequence[Row]) -> tuple[Place, Figure] | None:
    """The figure whose currency ranks what loses the most: that in which the most slices lost money. Null where the
    question isn't what loses."""
    lost = [(place, one) for row in rows for place, one in row if one.metric == _LOST and one.amount]
    if set(at.found.by) & _IN_TIME or not lost:
        return None
    often = Counter(one.currency for _, one in lost if one.amount and one.amount.minor)
    return max(lost, key=lambda told: often[told[1].currency])


def _lost(row: Row, currency: str | None) -> tuple[int, int]:
    """What a slice lost in a currency, and how many payments in all."""
    amounts = (one.amount.minor for _, one in row if one.metric == _LOST and one.amount and one.currency == currency)
    return sum(amounts), sum(one.count or 0 for _, one in row if one.metric == "lost_payments")


def _failed(row: Row) -> int:
    return sum(one.count or 0 for _, one in row if one.metric == "failures")


def _lines(at: TableAt, rows: list[Row], lead: str) -> Iterator[str]:
    """Each slice in a line; the first says of when, and of which payments."""
    for number, row in enumerate(rows[:_ROWS]):
        by_metric: dict[str, Row] = {}
        for place, one in row:
            by_metric.setdefault(one.metric, []).append((place, one))
        figures = "; ".join(together(at, of_metric) for of_metric in by_metric.values())
        place, one = row[0]
        of = f"{sliced(place, one)}: " if one.slice else ""
        text = f"{of}{figures}."
        yield f"{lead}{only(at)}: {text}" if number == 0 else text[:1].upper() + text[1:]
    ranked = _losing(at, rows)
    if ranked is not None and len(rows) > 1:
        yield f"The order is that of the money lost in {ranked[0].slot('currency')}: currencies are never added up."


def _limits(tables: Sequence[TableAt], told: Sequence[tuple[TableAt, list[Row]]]) -> Iterator[DraftLimit]:
    if not all(whole(one) for one in tables):
        yield DraftLimit(missing="A part of the payments of that time.", would_settle="A shorter time would.")
    cut = [_by(one) for one, rows in told if len(rows) > _ROWS or one.found.left_out]
    if cut:
        missing = f"The other slices by {', '.join(dict.fromkeys(cut))}: not all of them are told here."
        yield DraftLimit(
            missing=missing, would_settle="The evidence holds those with the most payments; a filter tells each."
        )
    for one, rows in told:
        if not rows:
            missing = f"Figures by {_by(one)}: no payment of that time has any."
            yield DraftLimit(missing=missing, would_settle="A longer time may hold some.")
        for name in one.found.unsplit:
            missing = f"A split by {name.replace('_', ' ')}: the payments of that time don't carry it."
            yield DraftLimit(missing=missing, would_settle="Metadata on the payments would.")
    figures = [one for table, _ in told for one in table.found.figures]
    yield from [_OF_WINDOW] if any(one.metric == "revenue_per_customer" for one in figures) else []
    yield from [_IMMATURE] if any(one.immature for one in figures) else []


def _by(at: TableAt) -> str:
    return " and ".join(name.replace("_", " ") for name in at.found.by) or "nothing"


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
