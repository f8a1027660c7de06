"""The look of the charts: a few colours with one meaning each, one typeface, quiet axes.

The page maps each colour to its own variable, by `[fill="#..."]` in dashboard.css, so that one drawing serves light,
dark and paper; a colour that isn't here has no dark form.
"""

import json
from collections.abc import Sequence
from typing import Any

import altair as alt
from pydantic import JsonValue

from agent.render.figures import LOWEST

Spec = dict[str, Any]
"""A Vega-Lite specification, as JSON."""
Row = dict[str, JsonValue]
Drawing = alt.Chart | alt.LayerChart | alt.FacetChart | alt.VConcatChart

INK, SOFT, LINE, PAPER = "#1b1f24", "#5c6670", "#d8dee4", "#ffffff"
PAID, FAILED, BLOCKED, PENDING = "#7fa7cc", "#d1495b", "#e0a23c", "#c2cad2"
BAND, RATE = "#cfe0f0", "#1f5f99"
WORSE = ("#b2343f", "#dd7a7a", "#f3c6c3")
MIDDLE = "#e9edf1"
BETTER = ("#bcd6ea", "#6f9fc9", "#2c6ca6")
COLOURS = (INK, SOFT, LINE, PAPER, PAID, FAILED, BLOCKED, PENDING, BAND, RATE, *WORSE, MIDDLE, *BETTER)
_FONT = "system-ui, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"


def rows(name: str = "rows") -> alt.NamedData:
    """The rows that `finish` is given by this name: Altair copies what a chart holds at each of its steps."""
    return alt.NamedData(name=name)


def labelled(at: str, told: dict[int, str]) -> str:
    """A Vega expression that writes each tick `at` which it stands as the text that belongs to it."""
    return f"({json.dumps({str(key): text for key, text in told.items()})})[{at}] || ''"


def percent_axis(floor: float, *, orient: str = "left", step: float | None = None) -> alt.Axis:
    """An axis of a rate from `floor` to all, in whole percents."""
    each = step or (0.05 if floor >= 0.75 else 0.1 if floor >= 0.5 else 0.25)
    count = round((1 - floor) / each)
    return alt.Axis(title=None, values=[round(1 - each * n, 4) for n in range(count + 1)], format=".0%", orient=orient)  # pyright: ignore[reportArgumentType]


def floor(rates: Sequence[float | None], most: float = LOWEST) -> float:
    """Where an axis of these rates may begin: a whole tenth beneath the lowest, at most `most`."""
    lowest = min((rate for rate in rates if rate is not None), default=0.0)
    return max(0.0, min(most, int(lowest * 10) / 10))


def finish(chart: Drawing, title: str, subtitle: Sequence[str] = (), **data: Sequence[Row]) -> Spec:
    """The chart with its title and its finished rows, by their names, as a specification: nothing is left to reckon.

    It is not validated here, which takes longer than to draw it; the tests hold each against Altair's schema.
    """
    titled = chart.properties(title=alt.TitleParams(text=title, subtitle=[*subtitle] or alt.Undefined))
    spec: Spec = titled.to_dict(validate=False)
    spec["datasets"] = {name: [*values] for name, values in data.items()}
    spec["config"] = _CONFIG
    spec["background"] = PAPER
    spec["padding"] = 12
    return spec


_CONFIG: Spec = {
    "font": _FONT,
    "view": {"stroke": None},
    "title": {"anchor": "start", "color": INK, "fontSize": 15, "fontWeight": 600, "subtitleColor": SOFT,
              "subtitleFontSize": 12, "subtitlePadding": 4, "offset": 14, "frame": "bounds"},
    "axis": {"labelColor": SOFT, "labelFontSize": 12, "titleColor": SOFT, "titleFontSize": 12, "titleFontWeight": 400,
             "gridColor": LINE, "gridWidth": 1, "domain": False, "ticks": False, "labelPadding": 6},
    "axisX": {"domain": True, "domainColor": LINE},
    "legend": {"labelColor": SOFT, "labelFontSize": 12, "title": None, "orient": "top", "symbolType": "square",
               "symbolSize": 90, "columnPadding": 14, "offset": 6, "padding": 0},
    "text": {"fontSize": 12, "color": INK},
    "concat": {"spacing": 18},
}  # fmt: skip
