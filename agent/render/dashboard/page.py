"""The dashboard as one self-contained page: it fetches nothing, runs nothing, and serves screen, phone and paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from agent.render.asides import asides, told_figures
from agent.render.dashboard.drawing import inlined
from agent.render.dashboard.panel import Panel
from agent.render.dashboard.panels import panels
from agent.render.dashboard.tables import figure_rows
from agent.render.dashboard.theme import Spec
from agent.render.dashboard.tiles import tiles
from agent.render.figures import anchor, compared_with, name, spoken_window, title, when
from agent.render.lines import complete_parts, open_parts
from agent.render.paper import fill_page
from agent.render.verdict import verdict
from tools.contract.coverage import Coverage
from tools.contract.figures import Definition, Health


@dataclass(frozen=True)
class _Drawn:
    """A panel with its charts drawn, each with its caption where there are several; for a phone where they differ."""

    panel: Panel
    charts: list[tuple[str, Markup]]
    narrow: list[tuple[str, Markup]]
    defined: list[tuple[str, str]]


def page(health: Health, account: str, mode: str = "", coverage: Sequence[Coverage] = ()) -> str:
    """The page, whole. `coverage` is of the reads that the figures come from; what is not whole is said on top."""
    shown, left_out = panels(health)
    read = [*coverage]
    return fill_page(
        "dashboard/dashboard.html", ["report.css", "dashboard/dashboard.css"],
        head=" · ".join(part for part in (account, f"{mode} mode" if mode else "") if part),
        window=spoken_window(health), as_of=when(health.as_of, health), compared=compared_with(health),
        verdict=verdict(health), tiles=tiles(health), panels=[_draw(health, panel) for panel in shown],
        left_out=left_out, missing=_missing(health),
        every=figure_rows(health, told_figures(health)), asides=asides(health),
        definitions=[(anchor(metric), title(health, metric), one) for metric, one in _used(health)],
        whole=complete_parts(read), partial=open_parts(read),
    )  # fmt: skip


def _used(health: Health) -> list[tuple[str, Definition]]:
    """The definitions of what the page shows."""
    used = {figure.metric for figure in (*health.figures, *health.slices, *health.changes, *health.details)}
    used |= {"held_amount"} if health.escrow else set[str]()
    return [(metric, one) for metric, one in health.definitions.items() if metric in used]


def _draw(health: Health, panel: Panel) -> _Drawn:
    return _Drawn(
        panel,
        [_chart(chart, panel) for chart in panel.charts],
        [_chart(chart, panel) for chart in panel.narrow],
        [(anchor(metric), title(health, metric)) for metric in panel.metrics if metric in health.definitions],
    )


def _chart(spec: Spec, panel: Panel) -> tuple[str, Markup]:
    caption = str(spec["title"]["text"]) if len(panel.charts) > 1 else ""
    drawn = inlined(spec, f"{caption or panel.title}. {panel.lead}")
    return caption, Markup(drawn)  # noqa: S704 - of shapes and escaped text alone


def _missing(health: Health) -> list[str]:
    """What the account doesn't hold, and what the programmes' estimates lack for it."""
    lacking = [f"In the networks' programmes: {gap}." for gap in health.programmes_lack]
    return [*map(_line, health.missing), *lacking]


def _line(text: str) -> str:
    return name(text) if len(text) < 60 else text
