"""Bars and dots of named rows, the first on top: how many of each, or what rate with its interval."""

from collections.abc import Sequence
from textwrap import wrap

import altair as alt

from agent.render.dashboard.theme import INK, PAID, PAPER, PENDING, RATE, SOFT, Row, Spec, finish, percent_axis, rows
from agent.render.dashboard.theme import floor as lowest
from tools.contract.record import Record

_LABELS = 146  # points that the names take, left of the drawing
_SAID = 92  # points that the values take, right of it
_EACH = 26  # points a row
_LETTERS = 23  # of a name; the table beside it has it whole


class Bar(Record):
    """A row of bars: what it counts, how that is written, and how many were usual."""

    label: str
    count: int
    said: str
    usual: float | None = None
    colour: str = PAID


class Dot(Record):
    """A row of dots: a rate, its interval, how it is written, what it was before, and whether it is of few."""

    label: str
    rate: float
    said: str
    low: float | None = None
    high: float | None = None
    before: float | None = None
    few: bool = False


def bars(title: str, subtitle: Sequence[str], shown: Sequence[Bar], width: int) -> Spec:
    """A bar a row, with a tick at what is usual."""
    values: list[Row] = [
        {
            "at": at,
            "label": fit(bar.label),
            "count": bar.count,
            "said": bar.said,
            "usual": bar.usual,
            "fill": bar.colour,
        }
        for at, bar in enumerate(shown)
    ]
    most = max((max(bar.count, bar.usual or 0) for bar in shown), default=1)
    x = alt.Scale(domain=[0, max(1, most)], nice=False)
    base, y = _base(len(shown), width)
    drawn = base.mark_bar(height=14, cornerRadiusEnd=2).encode(
        x=alt.X("count:Q", scale=x, axis=None), y=y, color=alt.Color("fill:N", scale=None)
    )
    usual = base.mark_tick(color=INK, thickness=2, size=20).encode(x=alt.X("usual:Q", scale=x, axis=None), y=y)
    return finish(alt.layer(drawn, usual, *_words(base, y, width)), title, _lines(subtitle, width), rows=values)


def dots(
    title: str,
    subtitle: Sequence[str],
    shown: Sequence[Dot],
    width: int,
    overall: float | None = None,
    least: float | None = None,
) -> Spec:
    """A dot a row with its interval, hollow where it is of few; a small mark at what it was before.

    The axis begins at `least`, or where `start` says; an interval that reaches further down is cut there.
    """
    begin = start(shown) if least is None else least
    values: list[Row] = [
        {"at": at, "label": fit(dot.label), "rate": dot.rate, "said": dot.said, "before": dot.before,
         "low": None if dot.low is None else max(begin, dot.low), "high": dot.high,
         "fill": PAPER if dot.few else RATE, "stroke": SOFT if dot.few else RATE}
        for at, dot in enumerate(shown)
    ]  # fmt: skip
    scale = alt.Scale(domain=[begin, 1], nice=False)
    step = 0.1 if begin >= 0.6 else 0.25 if begin in (0.0, 0.5) else 0.2
    axis = percent_axis(begin, orient="bottom", step=step)
    base, y = _base(len(shown), width)
    layers = [
        base.mark_rule(strokeWidth=3, color=PENDING).encode(
            x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q", y=y
        ),
        base.mark_tick(color=SOFT, thickness=2, size=14).encode(x=alt.X("before:Q", scale=scale, axis=axis), y=y),
        base.mark_point(size=64, filled=True, opacity=1, strokeWidth=1.5).encode(
            x=alt.X("rate:Q", scale=scale, axis=axis), y=y, fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("stroke:N", scale=None),
        ),
        *_words(base, y, width),
    ]  # fmt: skip
    of_all: list[Row] = [] if overall is None or overall < begin else [{"rate": overall}]
    line = alt.Chart(rows("of_all")).mark_rule(color=PAID, strokeWidth=1.5, strokeDash=[2, 3])
    layers.insert(0, line.encode(x=alt.X("rate:Q", scale=scale, axis=axis)))
    return finish(alt.layer(*layers), title, _lines(subtitle, width), rows=values, of_all=of_all)


def frame(count: int, width: int) -> tuple[alt.Chart, alt.Y, list[alt.Chart]]:
    """The chart of so many named rows, the place of each, and their names and values."""
    base, y = _base(count, width)
    return base, y, _words(base, y, width)


def start(shown: Sequence[Dot]) -> float:
    """Where an axis of these dots may begin: beneath each rate, and beneath the interval of each that isn't of few."""
    return lowest([rate for dot in shown for rate in (dot.rate, None if dot.few else dot.low, dot.before)])


def _base(count: int, width: int) -> tuple[alt.Chart, alt.Y]:
    chart = alt.Chart(rows(), width=width - _LABELS - _SAID, height=_EACH * max(1, count))
    return chart, alt.Y("at:O", axis=None, sort=None)


def _words(base: alt.Chart, y: alt.Y, width: int) -> list[alt.Chart]:
    """The names on the left and the values on the right: text, so that two equal names stay two rows."""
    inner = width - _LABELS - _SAID
    return [
        base.mark_text(align="left", baseline="middle", color=INK).encode(x=alt.value(-_LABELS), y=y, text="label:N"),
        base.mark_text(align="left", baseline="middle", color=SOFT).encode(x=alt.value(inner + 10), y=y, text="said:N"),
    ]


def _lines(subtitle: Sequence[str], width: int) -> list[str]:
    return [line for said in subtitle for line in wrap(said, width // 6)]


def fit(label: str) -> str:
    """A name as long as there is room for it."""
    return label if len(label) <= _LETTERS else f"{label[: _LETTERS - 1]}…"
