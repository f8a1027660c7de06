"""Gauges: shares as bars, with a line at each threshold that they are held against; and the programmes as rows."""

from collections.abc import Sequence

import altair as alt

from agent.render.dashboard.ranked import Room, frame
from agent.render.dashboard.tables import Rows
from agent.render.dashboard.theme import BLOCKED, FAILED, INK, PAID, Row, Spec, finish, rows
from agent.render.figures import name, percent
from agent.render.shapes import Tone
from tools.contract.figures import Health
from tools.contract.record import Record
from tools.contract.risk import Level, Programme


class Gauge(Record):
    """A share, how it is written, and the thresholds that it is held against."""

    label: str
    share: float
    said: str
    bounds: list[float] = []
    colour: str = PAID


def gauges(title: str, subtitle: Sequence[str], shown: Sequence[Gauge], width: int) -> Spec:
    """A bar a row from nothing to its share, with a dark line at each of its thresholds."""
    most = max((share for one in shown for share in (one.share, *one.bounds)), default=0) or 0.01
    room = Room.of(shown)
    values: list[Row] = [
        {"at": at, "label": room.fit(one.label), "share": one.share, "none": 0, "said": one.said, "fill": one.colour}
        for at, one in enumerate(shown)
    ]
    lines: list[Row] = [{"at": at, "bound": bound} for at, one in enumerate(shown) for bound in one.bounds]
    x = alt.Scale(domain=[0, most], nice=False)
    base, y, words = frame(len(shown), width, room)
    bar = base.mark_bar(height=14, cornerRadiusEnd=2).encode(
        x=alt.X("none:Q", scale=x, axis=None), x2="share:Q", y=y, color=alt.Color("fill:N", scale=None)
    )
    ticks = alt.Chart(rows("bounds")).mark_tick(color=INK, thickness=2, size=22).encode(
        x=alt.X("bound:Q", scale=x, axis=None), y=y
    )  # fmt: skip
    return finish(alt.layer(bar, ticks, *words), title, [*subtitle], rows=values, bounds=lines)


def programme_gauge(one: Programme) -> Gauge:
    """The programme's ratio beside the ratio of each of its levels."""
    bounds = [bound / 10_000 for level in one.levels if (bound := _bound(level)) is not None]
    share = one.ratio.share if one.ratio else 0.0
    over = any(share >= bound for bound in bounds)
    colour = FAILED if one.reached else BLOCKED if over else PAID
    return Gauge(label=f"{one.name} {one.network.capitalize()}", share=share, bounds=bounds, colour=colour,
                 said=f"{percent(share)} · {one.claims:,}" if one.ratio else "nothing paid")  # fmt: skip


def programme_rows(health: Health) -> Rows:
    """A row a level of each programme: what it needs, how the account stands, and whether it is reached."""
    table: list[list[str]] = []
    tones: list[Tone] = []
    for one in health.programmes:
        ratio = f"{percent(one.ratio.share)} ({one.claims:,} of {one.payments:,})" if one.ratio else "nothing paid"
        for level in one.levels:
            open_ones = sum(not condition.met for condition in level.conditions)
            which = (
                "reached" if level.reached else f"{len(level.conditions) - open_ones} of {len(level.conditions)} met"
            )
            table.append([name(one.name), name(level.name), level.needs, one.month, ratio, which])
            tones.append("critical" if level.reached else "plain")
    return Rows(["Programme", "Level", "Needs", "Month", "Claims of payments", "Conditions"], table, tones, words=3)


def _bound(level: Level) -> int | None:
    return next((one.bound for one in level.conditions if one.of == "ratio"), None)
