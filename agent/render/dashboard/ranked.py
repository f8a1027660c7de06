"""Bars and dots of named rows, the first on top: how many of each, or what rate with its interval."""

from collections.abc import Sequence
from math import ceil
from textwrap import wrap
from typing import Protocol

import altair as alt

from agent.render.dashboard.theme import INK, PAID, PAPER, PENDING, RATE, SOFT, Row, Spec, finish, percent_axis, rows
from agent.render.dashboard.theme import floor as lowest
from tools.contract.record import Record

_LABELS, _WIDEST_LABELS = 146, 214  # points that the names take, left of the drawing: as many as the longest needs
_SAID, _WIDEST_SAID = 92, 150  # points that the values take, right of it
_EACH = 26  # points a row
_LETTER = 6.8  # points of a letter


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


class Room(Record):
    """The points that the names and the values of a drawing take."""

    labels: int
    said: int

    @classmethod
    def of(cls, shown: "Sequence[Named]") -> "Room":
        """As much as the longest of these needs, and no more than leaves the drawing its place."""
        names = max((len(one.label) for one in shown), default=0)
        values = max((len(one.said) for one in shown), default=0)
        return cls(
            labels=min(_WIDEST_LABELS, max(_LABELS, ceil(names * _LETTER) + 8)),
            said=min(_WIDEST_SAID, max(_SAID, ceil(values * _LETTER) + 14)),
        )

    def fit(self, label: str) -> str:
        """A name as long as there is room for it; the table beside the drawing has it whole."""
        letters = int((self.labels - 8) / _LETTER) + 1
        return label if len(label) <= letters else f"{label[: letters - 1]}…"


class Named(Protocol):
    """A row of a drawing: what it is called, and how its value is written."""

    @property
    def label(self) -> str: ...
    @property
    def said(self) -> str: ...


def bars(title: str, subtitle: Sequence[str], shown: Sequence[Bar], width: int) -> Spec:
    """A bar a row, with a tick at what is usual."""
    room = Room.of(shown)
    values: list[Row] = [
        {
            "at": at,
            "label": room.fit(bar.label),
            "count": bar.count,
            "said": bar.said,
            "usual": bar.usual,
            "fill": bar.colour,
        }
        for at, bar in enumerate(shown)
    ]
    most = max((max(bar.count, bar.usual or 0) for bar in shown), default=1)
    x = alt.Scale(domain=[0, max(1, most)], nice=False)
    base, y, words = frame(len(shown), width, room)
    drawn = base.mark_bar(height=14, cornerRadiusEnd=2).encode(
        x=alt.X("count:Q", scale=x, axis=None), y=y, color=alt.Color("fill:N", scale=None)
    )
    usual = base.mark_tick(color=INK, thickness=2, size=20).encode(x=alt.X("usual:Q", scale=x, axis=None), y=y)
    return finish(alt.layer(drawn, usual, *words), title, _lines(subtitle, width), rows=values)


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
    begin, room = start(shown) if least is None else least, Room.of(shown)
    values: list[Row] = [
        {"at": at, "label": room.fit(dot.label), "rate": dot.rate, "said": dot.said, "before": dot.before,
         "low": None if dot.low is None else max(begin, dot.low), "high": dot.high,
         "fill": PAPER if dot.few else RATE, "stroke": SOFT if dot.few else RATE}
        for at, dot in enumerate(shown)
    ]  # fmt: skip
    scale = alt.Scale(domain=[begin, 1], nice=False)
    step = 0.1 if begin >= 0.6 else 0.25 if begin in (0.0, 0.5) else 0.2
    axis = percent_axis(begin, orient="bottom", step=step)
    base, y, words = frame(len(shown), width, room)
    layers = [
        base.mark_rule(strokeWidth=3, color=PENDING).encode(
            x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q", y=y
        ),
        base.mark_tick(color=SOFT, thickness=2, size=14).encode(x=alt.X("before:Q", scale=scale, axis=axis), y=y),
        base.mark_point(size=64, filled=True, opacity=1, strokeWidth=1.5).encode(
            x=alt.X("rate:Q", scale=scale, axis=axis), y=y, fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("stroke:N", scale=None),
        ),
        *words,
    ]  # fmt: skip
    of_all: list[Row] = [] if overall is None or overall < begin else [{"rate": overall}]
    line = alt.Chart(rows("of_all")).mark_rule(color=PAID, strokeWidth=1.5, strokeDash=[2, 3])
    layers.insert(0, line.encode(x=alt.X("rate:Q", scale=scale, axis=axis)))
    return finish(alt.layer(*layers), title, _lines(subtitle, width), rows=values, of_all=of_all)


def frame(count: int, width: int, room: Room) -> tuple[alt.Chart, alt.Y, list[alt.Chart]]:
    """The chart of so many named rows, the place of each, and their names and values: text, so that two equal names
    stay two rows."""
    inner = width - room.labels - room.said
    base = alt.Chart(rows(), width=inner, height=_EACH * max(1, count))
    y = alt.Y("at:O", axis=None, sort=None)
    words = [
        base.mark_text(align="left", baseline="middle", color=INK).encode(
            x=alt.value(-room.labels), y=y, text="label:N"
        ),
        base.mark_text(align="left", baseline="middle", color=SOFT).encode(x=alt.value(inner + 10), y=y, text="said:N"),
    ]
    return base, y, words


def start(shown: Sequence[Dot]) -> float:
    """Where an axis of these dots may begin: beneath each rate, and beneath the interval of each that isn't of few."""
    return lowest([rate for dot in shown for rate in (dot.rate, None if dot.few else dot.low, dot.before)])


def _lines(subtitle: Sequence[str], width: int) -> list[str]:
    return [line for said in subtitle for line in wrap(said, width // 6)]
