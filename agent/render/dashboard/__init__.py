"""The dashboard of a health: its charts as Vega-Lite, PNG and SVG, and one page that holds them all."""

from agent.render.dashboard.drawing import png, svg
from agent.render.dashboard.page import page
from agent.render.dashboard.panels import panels
from agent.render.dashboard.theme import Spec
from tools.contract.figures import Health

__all__ = ["Spec", "charts", "page", "png", "svg"]


def charts(health: Health) -> dict[str, Spec]:
    """Each chart of the dashboard by name, in reading order: Vega-Lite of finished numbers, titled, to send by itself.

    A panel of several charts numbers them: `money`, `money_2`.
    """
    shown, _ = panels(health)
    return {
        panel.key if at == 0 else f"{panel.key}_{at + 1}": spec
        for panel in shown
        for at, spec in enumerate(panel.charts)
    }
