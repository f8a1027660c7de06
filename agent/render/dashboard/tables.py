"""The tables beside the charts: the same figures as text, with what each is made of."""

from dataclasses import dataclass

from agent.render.asides import told_figures
from agent.render.figures import (
    changed,
    counts,
    earlier,
    interval,
    judged,
    marks,
    name,
    percent,
    shown,
    slice_name,
    title,
    tone,
)
from agent.render.shapes import Tone
from tools.contract.figures import Decline, Earlier, Figure, Health


@dataclass(frozen=True)
class Rows:
    """A table: its header, its rows, the tone of each, and how many of its first columns are words."""

    header: list[str]
    rows: list[list[str]]
    tones: list[Tone]
    words: int = 1


def figure_rows(health: Health, figures: list[Figure]) -> Rows:
    """A row a figure: what, of which slice, now, of how many, how sure, before, and whether that is a change."""
    header = ["Metric", "Slice", "Now", "Before", "Change", "Which is", "Of", "95 % interval"]
    rows = [
        [title(health, one.metric), _slice(one), " · ".join([shown(one), *marks(one)]), earlier(one),
         changed(one.before, one.unit), judged(one.before) if one.before else "", counts(one), interval(one)]
        for one in figures
    ]  # fmt: skip
    return _full(Rows(header, rows, [_tone(health, one) for one in figures], words=2))


def money_rows(health: Health, currencies: list[str]) -> Rows:
    """A row a metric of money, a column each currency, with its change: there are more metrics than currencies."""
    found = [one for one in told_figures(health) if one.currency is not None]
    held = {(one.metric, one.currency): one for one in found}
    rows = [
        [title(health, metric), *(_with_change(held.get((metric, currency))) for currency in currencies)]
        for metric in dict.fromkeys(one.metric for one in found)
    ]
    return Rows(["Metric", *(currency.upper() for currency in currencies)], rows, ["plain"] * len(rows))


def _with_change(one: Figure | None) -> str:
    return " ".join([shown(one), changed(one.before, one.unit)]).strip() if one else ""


def declined(health: Health) -> Rows:
    """A row a code: what it means, how many, how many are usual, what it came to."""
    rows = [
        [name(one.code), name(one.category.replace("_", " ")), f"{one.count:,}", _usual(one), _decline_change(one),
         ", ".join(str(amount).replace(" ", "\u00a0") for amount in one.amount)]
        for one in health.declines
    ]  # fmt: skip
    tones: list[Tone] = [
        "critical" if one.against == "higher" else "good" if one.against == "lower" else "plain"
        for one in health.declines
    ]
    return _full(Rows(["Code", "Category", "Failed", "Usual", "Change", "Amount"], rows, tones, words=2))


def stages(health: Health) -> Rows:
    """A row a stage of the funnel."""
    rows = [[name(one.name), f"{one.count:,}", percent(one.rate)] for one in health.funnel]
    return Rows(["Stage", "Attempts", "Of attempted"], rows, ["plain"] * len(rows))


def _usual(one: Decline) -> str:
    return "" if one.before is None else f"{one.before:,.1f}"


def _decline_change(one: Decline) -> str:
    return changed(Earlier(change=one.change), "count")


def _slice(one: Figure) -> str:
    return slice_name(one) if one.slice else (one.currency or "").upper()


def _tone(health: Health, one: Figure) -> Tone:
    return tone(one.before.against if one.before else None, health.definitions.get(one.metric))


def _full(table: Rows) -> Rows:
    """The table without the columns that are empty in each row."""
    kept = [at for at in range(len(table.header)) if at == 0 or any(row[at] for row in table.rows)]
    words = sum(at < table.words for at in kept)
    return Rows([table.header[at] for at in kept], [[row[at] for at in kept] for row in table.rows], table.tones, words)
