"""The slices of a table of figures, and the order in which a question wants them."""

from collections import Counter
from collections.abc import Sequence

from agent.playbook.metrics.found import NONE, TableAt
from agent.playbook.metrics.slices import OF_TIMES, RETRIES
from agent.playbook.payment.case import Place
from tools.contract.figures import Figure

LOST, LOST_COUNT = "lost_amount", "lost_payments"
IN_TIME = {"hour", "weekday", "day", "month"}

Row = list[tuple[Place, Figure]]


def rows_of(at: TableAt) -> list[Row]:
    """The figures of each slice together: in the order of the table, but for what questions rank.

    Rates of times and of retries come with the highest first, those of few at the end; attempts by their number; what
    loses by the money lost in the currency of most payments lost; volumes of one currency with the highest first.
    Averages of several currencies are a row each, a currency after the other. What has none of that by which it is
    split comes last, unless it loses the most.
    """
    rows: dict[tuple[tuple[str, str], ...], Row] = {}
    for number, one in enumerate(at.found.figures):
        if one.unit != "rate" or one.denominator:
            rows.setdefault(tuple(one.slice.items()), []).append((Place(at.ref(f"figures[{number}]")), one))
    found = list(rows.values())
    if at.found.by == ["number"]:
        return sorted(found, key=lambda row: row[0][1].slice["number"])
    if is_ranked(at):
        return sorted(found, key=lambda row: (row[0][1].few, -(row[0][1].rate or 0)))
    if (ranked := losing(at, found)) is not None:
        lost = ranked[1].currency
        return sorted(found, key=lambda row: _lost(row, lost), reverse=True)
    if at.found.by and found and all(one.unit == "average" for row in found for _, one in row):
        return _by_currency(found)
    return sorted(_by_volume(at, found), key=lambda row: NONE in row[0][1].slice.values())


def is_ranked(at: TableAt) -> bool:
    """Whether the slices are rates that are told with the highest first."""
    metrics = {one.metric for one in at.found.figures}
    of_times = bool(at.found.by) and set(at.found.by) <= IN_TIME and metrics == {*OF_TIMES}
    return of_times or (at.found.by in (["delay"], ["after"]) and metrics == {*RETRIES})


def losing(at: TableAt, rows: Sequence[Row]) -> tuple[Place, Figure] | None:
    """A figure of the currency that ranks what loses the most: that in which the most payments were lost.

    Null where the question isn't what loses.
    """
    lost = [(place, one) for row in rows for place, one in row if one.metric == LOST and one.amount]
    if set(at.found.by) & IN_TIME or not lost:
        return None
    often = Counter[str | None]()
    for _, one in lost:
        often[one.currency] += (one.denominator or 1) if one.amount and one.amount.minor else 0
    return max(lost, key=lambda told: often[told[1].currency])


def _lost(row: Row, currency: str | None) -> tuple[int, int]:
    """What a slice lost in a currency, and how many payments in all."""
    amounts = (one.amount.minor for _, one in row if one.metric == LOST and one.amount and one.currency == currency)
    return sum(amounts), sum(one.count or 0 for _, one in row if one.metric == LOST_COUNT)


def _by_currency(found: Sequence[Row]) -> list[Row]:
    """A row for each currency of a slice, those of the currency with the most payments first."""
    rows: dict[tuple[str | None, int], Row] = {}
    many = Counter[str | None]()
    for number, row in enumerate(found):
        for place, one in row:
            rows.setdefault((one.currency, number), []).append((place, one))
            many[one.currency] += one.denominator or 0
    return [row for _, row in sorted(rows.items(), key=lambda told: (-many[told[0][0]], str(told[0][0]), told[0][1]))]


def _by_volume(at: TableAt, found: list[Row]) -> list[Row]:
    leading = [row[0][1].amount for row in found if row[0][1].unit == "money"]
    currencies = {one.amount.currency for row in found for _, one in row if one.amount}
    if set(at.found.by) & IN_TIME or len(leading) != len(found) or len(currencies) != 1:
        return found
    return sorted(found, key=lambda row: row[0][1].amount.minor if row[0][1].amount else 0, reverse=True)
